"""Pods that no node can take, for what they ask of it contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, quoted, rule

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_OS = "kubernetes.io/os"


@rule(
    "scheduling-contradiction",
    severity=Severity.ERROR,
    scope=Scope.POD,
    needs=("nodeAffinity", "podAntiAffinity", _OS),
)
def scheduling_contradiction(pod: View) -> Iterator[Hit]:
    """Pod that asks its node for two things at once that no node has.

    ## Why is this bad?
    `nodeSelector` and required node affinity must hold both, and so must all expressions of a term: a label that is to
    have two values, or to be there and not, is on no node. A pod that must stand beside certain pods and may not stand
    beside them finds no place either, nor does one whose `os` is not that of the nodes it selects. It stays Pending.

    ## Example
    ```yaml bad
    nodeSelector: {disk: ssd}
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpressions: [{key: disk, operator: In, values: [hdd]}]
    containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## Use instead
    ```yaml good
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpressions: [{key: disk, operator: In, values: [ssd]}]
    containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
    """
    system, selected = pod.text("os", "name"), pod.text("nodeSelector", _OS)
    if system and selected and system != selected:
        yield pod.hit(
            f"nodes with {_OS}: {selected} refuse the pod, whose os is {system}",
            "nodeSelector",
            _OS,
            related=(pod.related("the os stands here", "os", "name"),),
        )
    yield from _nodes(pod)
    yield from _pods(pod)


def _nodes(pod: View) -> Iterator[Hit]:
    """Node affinity of which each term contradicts itself or the nodeSelector."""
    if not pod.complete("affinity", "nodeAffinity", _REQUIRED) or not pod.complete("nodeSelector"):
        return
    terms = [
        term
        for term in pod.each("affinity", "nodeAffinity", _REQUIRED, "nodeSelectorTerms")
        if isinstance(term.value, dict) and term.value
    ]
    selected = {key: value for key, value in pod.entries("nodeSelector") if value.text() is not None}
    found = [_in_term(term, selected) for term in terms]
    if not found or None in found:
        return
    first = found[0]
    if first is not None:
        view, other, words = first
        yield view.hit(
            f"no node fits: {words}",
            help="the pod stays Pending; take one of the two out",
            related=(other.related("it contradicts this"),) if other is not None else (),
        )


def _in_term(term: View, selected: dict[str, View]) -> tuple[View, View | None, str] | None:
    """Where a term contradicts the nodeSelector or itself, what it contradicts, and how; None where it does not."""
    before: dict[str, list[View]] = {}
    for entry in term.each("matchExpressions"):
        key = entry.text("key") if isinstance(entry.value, dict) else None
        if key is None:
            continue
        own = selected.get(key)
        if own is not None and not _may_be(entry, str(own.value)):
            return entry, own, f"{key} must be {quoted(str(own.value))}, and {_words(entry)}"
        for other in before.get(key, []):
            if _exclude(entry, other) or _exclude(other, entry):
                return entry, other, f"{key} {_words(other)}, and {_words(entry)}"
        before.setdefault(key, []).append(entry)
    return None


def _values(entry: View) -> list[str]:
    return [str(value.value) for value in entry.each("values")]


def _may_be(entry: View, value: str) -> bool:
    """Whether a label may have a value under an expression."""
    operator = entry.get("operator")
    if operator == "In":
        return value in _values(entry)
    if operator == "NotIn":
        return value not in _values(entry)
    return bool(operator != "DoesNotExist")


def _exclude(one: View, other: View) -> bool:
    """Whether no value that one expression takes is taken by the other."""
    if one.get("operator") == "In":
        return bool(_values(one)) and not any(_may_be(other, value) for value in _values(one))
    return bool(one.get("operator") == "Exists" and other.get("operator") == "DoesNotExist")


def _words(entry: View) -> str:
    operator, values = str(entry.get("operator")), ", ".join(_values(entry))
    words = {"In": f"must be one of {values}", "NotIn": f"must be none of {values}", "Exists": "must be there"}
    return words.get(operator, "must not be there" if operator == "DoesNotExist" else f"must be {operator} {values}")


def _pods(pod: View) -> Iterator[Hit]:
    """A required affinity and a required anti-affinity that are the same."""
    terms = [
        dict(term.value) for term in pod.each("affinity", "podAffinity", _REQUIRED) if isinstance(term.value, dict)
    ]
    for term in pod.each("affinity", "podAntiAffinity", _REQUIRED):
        if term.complete() and isinstance(term.value, dict) and dict(term.value) in terms and term.get("labelSelector"):
            place = quoted(str(term.get("topologyKey")))
            yield term.hit(
                f"no node fits: the pod must stand in one {place} with these pods, and may not",
                help="the pod stays Pending; take one of the two out",
            )
