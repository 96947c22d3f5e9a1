"""NetworkPolicies and the pods that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import Hit, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule, running_together
from podlint.api.kubernetes import WORKLOADS, port_names_known, selector_known, with_groups
from podlint.api.project import Index, Member, selected_by
from podlint_rules._shared.selecting import matches_nothing

_POLICY = ("NetworkPolicy",)
_PODS = with_groups(WORKLOADS)


@rule("network-policy-selects-nothing", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_POLICY)
def network_policy_selects_nothing(policy: Member, index: Index) -> Iterator[Hit]:
    """NetworkPolicy whose podSelector matches no pod of the project.

    ## Why is this bad?
    A policy guards the pods that its podSelector matches; those that were meant stay open to everybody. It is a warning
    where something says which pods were meant: labels that differ in one value or key, or a workload of the same name.
    Else it is an info where one file or kustomization holds the policy and workloads. The rule is silent where no
    workload belongs together with the policy, or something that cannot be read does, and about labels that
    controllers, servers or operators put on pods.

    ## Example
    ```yaml bad file
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: db}
    spec:
      podSelector: {matchLabels: {app: bd}}
      policyTypes: [Ingress]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: db, labels: {app: db}}
    spec: {containers: [{name: db, image: "registry.example/db:1"}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: db}
    spec:
      podSelector: {matchLabels: {app: db}}
      policyTypes: [Ingress]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: db, labels: {app: db}}
    spec: {containers: [{name: db, image: "registry.example/db:1"}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    selector = policy.at("spec", "podSelector")
    if policy.group != "networking.k8s.io" or selector is None or not selector.value or not selector_known(selector):
        return
    if index.selects_nothing(selector.value, policy, *_PODS):
        others = selected_by(index, "networking.k8s.io", "NetworkPolicy", "spec", "podSelector")
        message = "no pod has the labels that this policy selects: it guards nothing"
        yield from matches_nothing(selector, index.nearest(selector.value, policy, others), message)


@rule("network-policy-port", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_POLICY)
def network_policy_port(policy: Member, index: Index) -> Iterator[Hit]:
    """NetworkPolicy with a named port that no selected pod declares.

    ## Why is this bad?
    A port that is a name is looked up among the named ports of the pods that the policy guards. Where none has it, the
    rule allows nothing, and the traffic it was written for is dropped.

    ## Example
    ```yaml bad file
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: db}
    spec:
      podSelector: {matchLabels: {app: db}}
      ingress: [{ports: [{port: sql}]}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: db, labels: {app: db}}
    spec: {containers: [{name: db, image: "registry.example/db:1", ports: [{name: db, containerPort: 5432}]}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: db}
    spec:
      podSelector: {matchLabels: {app: db}}
      ingress: [{ports: [{port: db}]}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: db, labels: {app: db}}
    spec: {containers: [{name: db, image: "registry.example/db:1", ports: [{name: db, containerPort: 5432}]}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    selector = policy.at("spec", "podSelector")
    if policy.group != "networking.k8s.io" or selector is None or not selector_known(selector):
        return
    wanted = [port for entry in policy.each("spec", "ingress") for port in entry.each("ports") if port.text("port")]
    names = _names(index.together(index.selected(selector.value, policy), policy), selector.value) if wanted else None
    for port in wanted:
        name = port.text("port") or ""
        if names is not None and not name.isdigit() and name not in names:
            shown = f"they name {listed(sorted(names))}" if names else "they name none"
            message = f"no pod that this policy guards has a port named {quoted(name)}: {shown}"
            yield port.hit(message, "port", help=did_you_mean(closest(name, names)) or "write its number")


def _names(members: list[Member], selector: dict[str, Any]) -> set[str] | None:
    """The names of all ports of the pods; None where there are none, or not all are known."""
    pods: list[View | None] = [member.pod() for member in members]
    if not members or not all(member.labels_known(selector) for member in members):
        return None
    names: set[str] = set()
    for pod in pods:
        if pod is None or not port_names_known(pod):
            return None
        names |= {str(port.get("name")) for c in running_together(pod) for port in c.each("ports") if port.get("name")}
    return names
