"""Affinity and spread constraints that do not mean the pods they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import Carried, carried, labels, names, selector_known

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


@rule(
    "affinity-matches-nothing",
    severity=Severity.WARNING,
    scope=Scope.POD,
    needs=("affinity", "topologySpreadConstraints"),
)
def affinity_matches_nothing(pod: View) -> Iterator[Hit]:
    """Pod affinity, anti-affinity or spread constraint that matches nothing, or not its own pods.

    ## Why is this bad?
    Without a labelSelector a term matches no pod at all, and the API server warns of it. Spread constraints are to keep
    the pods of one workload apart: where a constraint's selector does not match these pods, they may all land on one
    node. The selectors of affinity and anti-affinity may well mean other pods, and are left alone. A preference for
    nodes with a value that no label can have is never met; the API server warns of it too.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: kubernetes.io/hostname
              whenUnsatisfiable: ScheduleAnyway
              labelSelector: {matchLabels: {app: wbe}}
          containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: kubernetes.io/hostname
              whenUnsatisfiable: ScheduleAnyway
              labelSelector: {matchLabels: {app: web}}
          containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
    """
    if not pod.value.get("affinity") and not pod.value.get("topologySpreadConstraints"):
        return
    for preference in pod.each("affinity", "nodeAffinity", _PREFERRED):
        for expression in preference.each("preference", "matchExpressions"):
            yield from _preferred_values(expression)
    own = _own_labels(pod)
    for constraint in pod.each("topologySpreadConstraints"):
        if isinstance(constraint.value, dict):
            yield from _one(constraint, "this spread constraint", own, same=True)
    for key in ("podAffinity", "podAntiAffinity"):
        for term in pod.each("affinity", key, _REQUIRED):
            yield from _one(term, f"this {key} term", own, same=False)
        for entry in pod.each("affinity", key, _PREFERRED):
            inner = entry.at("podAffinityTerm")
            if inner is not None:
                yield from _one(inner, f"this {key} term", own, same=False)


def _preferred_values(expression: View) -> Iterator[Hit]:
    """Values that no node can bear; in required terms they are an error."""
    for value in expression.each("values") if expression.get("operator") == "In" else ():
        text = value.text()
        if text is not None and (wrong := names.label_value(text)) is not None:
            message = f"no node has the value {quoted(text)}: a label value {wrong}"
            yield value.hit(message, help="correct the value")


def _own_labels(pod: View) -> Carried | None:
    """The labels of the pods, None where it is not known which or another tool may add some."""
    path = pod.object.pod_path or ()
    metadata = pod.object.at(*path[:-1], "metadata")
    return carried(metadata.value, "labels") if metadata is not None else None


def _one(term: View, who: str, own: Carried | None, *, same: bool) -> Iterator[Hit]:
    if not isinstance(term.value, dict) or not term.complete():
        return
    selector = term.at("labelSelector")
    if selector is None:
        # Keys without a selector are an error of their own.
        keys = term.get("matchLabelKeys") or term.get("mismatchLabelKeys")
        if not keys and term.get("topologyKey"):
            message = f"{who} has no labelSelector: it matches no pod"
            yield term.hit(message, "topologyKey", help="add a labelSelector ({} for all pods of the namespace)")
        return
    if not same or own is None or not any(own) or not selector_known(selector) or not isinstance(selector.value, dict):
        return
    wanted = selector.get("matchLabels", default={})
    if isinstance(wanted, dict) and any(isinstance(v, str) and names.label_value(v) for v in wanted.values()):
        return
    if not own.open & labels.asked(selector.value) and labels.matches(selector.value, own.known) is False:
        message = f"{who} does not match the labels of its own pods: they are not spread"
        place = (*(term.object.pod_path or ())[:-1], "metadata", "labels")
        related = (term.object.related("the labels of the pods", *place, part=Part.KEY),)
        yield selector.hit(message, part=Part.KEY, help="use labels of these pods", related=related)
