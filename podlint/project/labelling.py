"""Labels that kustomizations add: to selectors and pods alike, so that what matches without them matches with them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Values = Mapping[str, frozenset[str]]

NO_LABELS: Values = MappingProxyType({})
ABSENT = "(absent)"
"""Stands for a label that a pod may be without: no value is written so."""
_ABSENT = frozenset({ABSENT})


def possible(own: Mapping[str, str], added: Values) -> Values:
    """The values that each label of a pod may have: that of its manifest, and those that kustomizations write."""
    found = {key: frozenset({value}) for key, value in own.items()}
    return {**found, **{key: found.get(key, _ABSENT) | values for key, values in added.items()}}


def may_match(selector: Mapping[str, Any], own: Values, added: Values, *, as_map: bool) -> bool:
    """Whether a selector, over whose labels kustomizations write those of `added`, matches a pod in any variant.

    `own` are the possible labels of the pod. What is not well-formed matches.
    """
    wanted = selector if as_map else selector.get("matchLabels") or {}
    expressions = [] if as_map else selector.get("matchExpressions") or []
    if not isinstance(wanted, dict) or not isinstance(expressions, list):
        return True
    if any(own.get(key, frozenset()).isdisjoint(asked(key, value, added)) for key, value in wanted.items()):
        return False
    return all(_may_meet(expression, own) for expression in expressions if isinstance(expression, dict))


def asked(key: str, value: Any, added: Values) -> frozenset[str]:
    """The values of a label that a selector asks for: its own, or the one that a kustomization writes over it."""
    return frozenset({"" if value is None else str(value)}) | added.get(key, frozenset())


def _may_meet(expression: Mapping[str, Any], own: Values) -> bool:
    key = expression.get("key")
    variants: list[Mapping[str, str]] = [{}]
    if isinstance(key, str) and key in own:
        variants = [{} if value == ABSENT else {key: value} for value in own[key]]
    return any(labels.expression_matches(expression, variant) is not False for variant in variants)


def selector_keys(value: Any) -> Iterator[str]:
    """The keys of labels that the selectors in an object ask for."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for key, inner in one.items():
                if not isinstance(inner, dict | list):
                    continue
                if key in ("selector", "matchLabels") and isinstance(inner, dict):
                    yield from (name for name, text in inner.items() if not isinstance(text, (dict, list)))
                elif key == "matchExpressions" and isinstance(inner, list):
                    yield from (str(item.get("key")) for item in inner if isinstance(item, dict))
                waiting.append(inner)
        else:
            waiting += (item for item in one if isinstance(item, dict | list))
