"""Label selectors: whether they match, in the map form and in the form of matchLabels and matchExpressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Labels = Mapping[str, str]


def matches_map(selector: Mapping[str, Any], labels: Labels) -> bool:
    """Whether labels hold every pair of a selector in map form (Service, ReplicationController)."""
    return all(labels.get(key) == value for key, value in selector.items())


def matches(selector: Mapping[str, Any], labels: Labels) -> bool | None:
    """Whether a LabelSelector matches; the empty one matches everything. None for one that is not well-formed."""
    wanted = selector.get("matchLabels") or {}
    expressions = selector.get("matchExpressions") or []
    if not isinstance(wanted, dict) or not isinstance(expressions, list):
        return None
    if not matches_map(wanted, labels):
        return False
    for expression in expressions:
        found = expression_matches(expression, labels) if isinstance(expression, dict) else None
        if found is not True:
            return found
    return True


def expression_matches(expression: Mapping[str, Any], labels: Labels) -> bool | None:
    """Whether labels meet one of matchExpressions. None for one that is not well-formed."""
    key, operator, values = expression.get("key"), expression.get("operator"), expression.get("values") or []
    if not isinstance(key, str) or not isinstance(values, list):
        return None
    if not all(isinstance(value, str) for value in values) or bool(values) != (operator in ("In", "NotIn")):
        return None
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return key not in labels or labels[key] not in values
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    return None


def asked(selector: Mapping[str, Any], *, as_map: bool = False) -> frozenset[str]:
    """The keys of the labels that a selector asks for."""
    if as_map:
        return frozenset(selector)
    wanted, expressions = selector.get("matchLabels"), selector.get("matchExpressions")
    keys = set(wanted) if isinstance(wanted, dict) else set()
    for expression in expressions if isinstance(expressions, list) else ():
        if isinstance(expression, dict):
            keys.add(str(expression.get("key")))
    return frozenset(keys)


def without(selector: Mapping[str, Any], keys: frozenset[str], *, as_map: bool = False) -> Mapping[str, Any]:
    """What a selector asks for besides labels of these keys."""
    if as_map:
        return {key: value for key, value in selector.items() if key not in keys}
    wanted, expressions = selector.get("matchLabels"), selector.get("matchExpressions")
    reduced = dict(selector)
    if isinstance(wanted, dict):
        reduced["matchLabels"] = {key: value for key, value in wanted.items() if key not in keys}
    if isinstance(expressions, list):
        reduced["matchExpressions"] = [
            expression
            for expression in expressions
            if not (isinstance(expression, dict) and expression.get("key") in keys)
        ]
    return reduced
