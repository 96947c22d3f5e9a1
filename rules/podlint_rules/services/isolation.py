"""Pods that no NetworkPolicy is about."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Index, Member, Part, Scope, Severity, rule, selected_by

_KINDS = ("Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob")


@rule("pod-without-network-policy", severity=Severity.INFO, scope=Scope.PROJECT, default=False, kinds=_KINDS)
def pod_without_network_policy(workload: Member, index: Index) -> Iterator[Hit]:
    """Pods that no NetworkPolicy selects.

    ## Why is this bad?
    Until a policy selects a pod, every pod of the cluster may connect to it, and it to everything.

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
    if pod is None or workload.pod_labels is None or not index.whole or workload.sets & index.open_sets:
        return
    if pod.get("hostNetwork", default=False) is not False:
        return  # policies are not about the network of the node
    found = selected_by(index, "networking.k8s.io", "NetworkPolicy", "spec", "podSelector").get(id(workload), [])
    # A policy for all pods of its namespace, which it does not name, is for those beside it.
    if not any(policy.get("spec", "podSelector") or index.together([policy], workload) for policy in found):
        message = "no NetworkPolicy selects these pods: everything may connect to them"
        yield workload.hit(message, *(workload.pod_path or ()), part=Part.KEY, help="add a policy for them")
