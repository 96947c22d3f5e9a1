"""Node selectors: which nodes can reach a PersistentVolume."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, View, quoted
from podlint.api.kubernetes import names


def node_selector_faults(selector: View) -> Iterator[Hit]:
    """What is wrong with the terms of a node selector."""
    for term in selector.each("nodeSelectorTerms"):
        if not isinstance(term.value, dict):
            continue
        for entry in term.each("matchExpressions"):
            yield from _expression(entry)
        for entry in term.each("matchFields"):
            yield from _field(entry)


def _expression(entry: View) -> Iterator[Hit]:
    key, operator = entry.text("key"), entry.text("operator")
    if key and (words := names.qualified_name(key)) is not None:
        yield entry.hit(f"label key {quoted(key)} {words}", "key")
    if not entry.complete("values"):
        return
    values = entry.get("values") or []
    if not isinstance(values, list):
        return
    if operator in ("In", "NotIn"):
        if not values:
            yield entry.hit(f"operator {operator} must have values", "values", part=Part.KEY, help="add values")
        for value in entry.each("values"):
            if isinstance(value.value, str) and (words := names.label_value(value.value)) is not None:
                yield value.hit(f"label value {quoted(value.value)} {words}")
    elif operator in ("Exists", "DoesNotExist") and values:
        yield entry.hit(f"operator {operator} may not have values", "values", part=Part.KEY, help="remove them")
    elif operator in ("Gt", "Lt") and len(values) != 1:
        yield entry.hit(f"operator {operator} must have one value", "values", part=Part.KEY)


def _field(entry: View) -> Iterator[Hit]:
    key, operator = entry.text("key"), entry.text("operator")
    if key and key != "metadata.name":
        yield entry.hit(f"matchFields knows metadata.name only, not {quoted(key)}", "key", help="use matchExpressions")
    elif operator in ("Exists", "DoesNotExist", "Gt", "Lt"):
        yield entry.hit(f"matchFields knows In and NotIn only, not {operator}", "operator")
    elif operator in ("In", "NotIn") and entry.complete("values"):
        values = entry.get("values") or []
        if isinstance(values, list) and len(values) != 1:
            yield entry.hit(f"operator {operator} in matchFields must have one value", "values", part=Part.KEY)
        for value in entry.each("values"):
            if isinstance(value.value, str) and (words := names.dns_subdomain(value.value)) is not None:
                yield value.hit(f"node name {quoted(value.value)} {words}")
