"""Controllers that take each other's pods for their own."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Index, Member, Part, Scope, Severity, labels, rule, selector_known

_KINDS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")


@rule("overlapping-selectors", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_KINDS)
def overlapping_selectors(workload: Member, index: Index) -> Iterator[Hit]:
    """Two controllers of one namespace whose selectors match each other's pods.

    ## Why is this bad?
    A controller counts the pods that its selector matches. Where two match the same ones, status, autoscalers and
    `kubectl rollout` count wrongly, Services and budgets mix both, and pods without an owner are fought over. Files of
    one folder may be variants of each other: the rule speaks of controllers of one file, of one kustomization, or that
    both name the same namespace.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: shop}}
      template:
        metadata: {labels: {app: shop}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: worker}
    spec:
      selector: {matchLabels: {app: shop}}
      template:
        metadata: {labels: {app: shop}}
        spec: {containers: [{name: worker, image: "registry.example/worker:1"}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: shop, part: web}}
      template:
        metadata: {labels: {app: shop, part: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: worker}
    spec:
      selector: {matchLabels: {app: shop, part: worker}}
      template:
        metadata: {labels: {app: shop, part: worker}}
        spec: {containers: [{name: worker, image: "registry.example/worker:1"}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
    """
    selector = workload.at("spec", "selector")
    carried = workload.pod_labels
    if workload.group != "apps" or selector is None or carried is None:
        return
    first = index.remember("controllers by their labels", lambda: _by_labels(index)).get(_key(workload), [])
    if not selector.value or not selector_known(selector):
        return
    for other in first:
        if other is workload:
            return
        theirs = other.at("spec", "selector")
        if not index.applied_together(workload, other) or _name(other) == _name(workload):
            continue
        if theirs is None or not selector_known(theirs):
            continue
        both = labels.matches(selector.value, other.pod_labels or {}) and labels.matches(theirs.value, carried)
        if both:
            yield selector.hit(
                f"the selectors of {workload.name} and {other.name} match the pods of both",
                part=Part.KEY,
                help="give each a label of its own, in its selector and its pod template",
                related=(other.related(f"the selector of {other.name}", "spec", "selector", part=Part.KEY),),
            )
            return


def _name(workload: Member) -> tuple[str, str | None]:
    return workload.kind, workload.text("metadata", "name")


def _key(workload: Member) -> tuple[object, ...]:
    """What two controllers share that match each other's pods with matchLabels: those labels, and their sets."""
    selector = workload.get("spec", "selector", default={})
    wanted = selector.get("matchLabels") if isinstance(selector, dict) else None
    pairs = tuple(sorted((k, str(v)) for k, v in wanted.items())) if isinstance(wanted, dict) else ()
    return (workload.sets, pairs)


def _by_labels(index: Index) -> dict[tuple[object, ...], list[Member]]:
    """The controllers of the project by their own matchLabels, in order; two that are equal have equal selectors."""
    table: dict[tuple[object, ...], list[Member]] = {}
    for kind in _KINDS:
        for member in index.of_kind("apps", kind):
            selector = member.at("spec", "selector")
            if member.pod_labels is not None and selector is not None and selector.value:
                table.setdefault(_key(member), []).append(member)
    return table
