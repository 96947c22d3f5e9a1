"""Controllers that take each other's pods for their own."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, rule
from podlint.api.kubernetes import CONTROLLERS, labels, selector_known
from podlint.api.project import Index, Member, Vicinity

_REPLICATION = ("", "ReplicationController")
_KINDS = (*CONTROLLERS, "ReplicationController")


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
    if (workload.group != "apps" and (workload.group, workload.kind) != _REPLICATION) or selector is None:
        return
    wanted = (
        workload.get("spec", "selector") if workload.group == "" else workload.get("spec", "selector", "matchLabels")
    )
    pairs = {key: value for key, value in wanted.items() if isinstance(value, str)} if isinstance(wanted, dict) else {}
    # Those that it could overlap with match its pods, and theirs have these labels.
    near = index.carrying(pairs, workload) if pairs else index.vicinity(workload)
    table = near.remember("controllers by their pods", lambda: _by_pods(near))
    for key in _keys(workload):
        # All of one entry match each other's pods: the first with another name stands for the rest.
        other = next((m for m in table.get(key, ()) if m is workload or _name(m) != _name(workload)), workload)
        if other is not workload:
            yield selector.hit(
                f"the selectors of {workload.name} and {other.name} match the pods of both",
                part=Part.KEY,
                help="give each a label of its own, in its selector and its pod template",
                related=(other.related(f"the selector of {other.name}", "spec", "selector", part=Part.KEY),),
            )
            return


def _name(workload: Member) -> tuple[str, str | None]:
    return workload.kind, workload.text("metadata", "name")


def _keys(workload: Member) -> Iterator[tuple[object, ...]]:
    """What two controllers that match each other's pods may have in common: their selectors, or their pods' labels.

    Both only among those of one place: of one namespace that is written out, of one kustomization, or of one file.
    Nothing where a controller's own pods are not known, or not matched by its selector.
    """
    selector, carried = workload.at("spec", "selector"), workload.pod_labels
    if selector is None or not selector.value or not carried or not selector_known(selector):
        return
    # The selector of a ReplicationController is a mapping of labels.
    wanted = {"matchLabels": selector.value} if workload.group == "" else selector.value
    if not workload.labels_known(wanted) or not labels.matches(wanted, carried):
        return
    kustomized = workload.scopes != {workload.known.file.rpartition("/")[0] or "."}
    sure = kustomized or workload.tie is not None
    place = (workload.scopes, workload.namespace, None if sure else workload.known.file)
    yield (*place, "selector", _frozen(wanted))
    if not workload.open_labels:
        yield (*place, "labels", frozenset(carried.items()))


def _frozen(value: object) -> object:
    """A selector as a key of a table: equal for equal ones, whatever the order of their labels."""
    if isinstance(value, dict):
        return frozenset((str(key), _frozen(item)) for key, item in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else str(value)


def _by_pods(near: Vicinity) -> dict[tuple[object, ...], list[Member]]:
    """The first controller under each key, and the first of another name."""
    table: dict[tuple[object, ...], list[Member]] = {}
    for group, kind in (*(("apps", kind) for kind in CONTROLLERS), _REPLICATION):
        for member in near.of_kind(group, kind):
            for key in _keys(member):
                found = table.setdefault(key, [])
                if not found or (len(found) < 2 and _name(found[0]) != _name(member)):
                    found.append(member)
    return table
