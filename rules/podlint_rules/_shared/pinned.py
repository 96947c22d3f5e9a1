"""Pods that can only go to nodes that are named."""

from __future__ import annotations

from podlint.api import NamedTuple, View

HOSTNAME = "kubernetes.io/hostname"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


class Pin(NamedTuple):
    """The nodes that something is bound to, by name, and the value that says so first."""

    nodes: frozenset[str]
    at: View


def pinned(pod: View) -> Pin | None:
    """The nodes that a pod can go to, by its nodeName, nodeSelector or required affinity; None where any may be it."""
    name = pod.at("nodeName")
    if name is not None and name.value != "":
        text = name.text()
        return Pin(frozenset({text}), name) if text else None
    if not pod.complete("nodeSelector") or not pod.complete("affinity", "nodeAffinity"):
        return None
    pins = []
    selected = pod.at("nodeSelector", HOSTNAME)
    if selected is not None and selected.text():
        pins.append(Pin(frozenset({str(selected.value)}), selected))
    required = pod.at("affinity", "nodeAffinity", _REQUIRED)
    by_affinity = required_nodes(required) if required is not None else None
    if by_affinity is not None:
        pins.append(by_affinity)
    if not pins:
        return None
    nodes = frozenset.intersection(*(pin.nodes for pin in pins))
    return Pin(nodes, pins[0].at) if nodes else None


def required_nodes(selector: View) -> Pin | None:
    """The nodes that a node selector names in each of its terms, one of which must hold; None where one names none."""
    if not selector.complete():
        return None
    pins = [_of_term(term) for term in selector.each("nodeSelectorTerms") if isinstance(term.value, dict)]
    if not pins:
        return None
    nodes: frozenset[str] = frozenset()
    for pin in pins:
        if pin is None:
            return None
        nodes |= pin.nodes
    return pins[0] and Pin(nodes, pins[0].at)


def _of_term(term: View) -> Pin | None:
    for field, key in (("matchExpressions", HOSTNAME), ("matchFields", "metadata.name")):
        for entry in term.each(field):
            values = [value.text() for value in entry.each("values")] if isinstance(entry.value, dict) else []
            if values and all(values) and entry.get("key") == key and entry.get("operator") == "In":
                return Pin(frozenset(map(str, values)), entry.at("values") or entry)
    return None
