"""Pods that no NetworkPolicy is about."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member, Vicinity, perhaps_selected_by, selected_by

_OTHER_POLICIES = (
    ("cilium.io", "CiliumNetworkPolicy"),
    ("cilium.io", "CiliumClusterwideNetworkPolicy"),
    ("projectcalico.org", "NetworkPolicy"),
    ("projectcalico.org", "GlobalNetworkPolicy"),
    ("crd.projectcalico.org", "NetworkPolicy"),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"),
    ("crd.antrea.io", "NetworkPolicy"),
    ("crd.antrea.io", "ClusterNetworkPolicy"),
    ("policy.networking.k8s.io", "AdminNetworkPolicy"),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
)
"""Policies of network plugins and of the cluster, whose selectors are not looked at."""


@rule(
    "pod-without-network-policy",
    severity=Severity.INFO,
    scope=Scope.PROJECT,
    default=False,
    kinds=WORKLOADS,
    profiles=("production",),
)
def pod_without_network_policy(workload: Member, index: Index) -> Iterator[Hit]:
    """Pods that no NetworkPolicy selects.

    ## Why is this bad?
    Until a policy selects a pod, every pod of the cluster may connect to it, and it to everything. The rule is silent
    where policies of a network plugin (Cilium, Calico, Antrea) or of the cluster stand beside it.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web}
    spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
    """
    pod = workload.pod()
    if pod is None or workload.pod_labels is None or not index.whole or workload.scopes & index.open_scopes:
        return
    if pod.get("hostNetwork", default=False) is not False:
        return  # policies are not about the network of the node
    near = index.vicinity(workload)
    if workload.scopes & near.remember("scopes with other policies", lambda: with_other_policies(near)):
        return
    if perhaps_selected_by(index, "networking.k8s.io", "NetworkPolicy", "spec", "podSelector").include(workload):
        return
    found = selected_by(index, "networking.k8s.io", "NetworkPolicy", "spec", "podSelector").get(id(workload), [])
    # A policy for all pods of its namespace, which it does not name, is for those beside it.
    if not any(_by_label(policy) or index.together([policy], workload) for policy in found):
        message = "no NetworkPolicy selects these pods: everything may connect to them"
        yield workload.hit(message, *(workload.pod_path or ()), part=Part.KEY, help="add a policy for them")


def _by_label(policy: Member) -> bool:
    """Whether a policy asks for any label at all."""
    return bool(
        policy.get("spec", "podSelector", "matchLabels") or policy.get("spec", "podSelector", "matchExpressions")
    )


def with_other_policies(near: Vicinity) -> frozenset[str]:
    """The scopes with policies of other kinds, which are not understood here."""
    other = [policy for kind in _OTHER_POLICIES for policy in near.of_kind(*kind)]
    return frozenset().union(*(policy.scopes for policy in other))
