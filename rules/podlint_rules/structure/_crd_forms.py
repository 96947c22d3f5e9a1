"""Whether the keywords of a schema in a CustomResourceDefinition have values of the right form.

For the fields at the top of a schema the published schema of CustomResourceDefinitions says so; below `items` and
`additionalProperties` it leaves everything open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import UNKNOWN, Hit, Part, described, is_placeholder, listed, quoted
from podlint.api.kubernetes import keywords
from podlint_rules.structure._crd_values import Keys, hit, items, mapping, text

_CHOICES = {"x-kubernetes-list-type": ("atomic", "set", "map"), "x-kubernetes-map-type": ("granular", "atomic")}


def open_hits(node: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    """The hits in the form of additionalProperties, which the published schema leaves open everywhere."""
    value = node.get("additionalProperties")
    if isinstance(value, str | int | float | list) and not isinstance(value, bool) and not _left_open(value):
        words = f"additionalProperties must be a mapping, true or false, not {described(value)}"
        yield hit((*keys, "additionalProperties"), words)


def form_hits(node: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    """The hits in the form of a node's own keywords."""
    known = {key: value for key, value in node.items() if value.__class__ is dict or not _left_open(value)}
    for key, form in keywords.malformed(known):
        value = known[key]
        if key == "required" and isinstance(value, list) and form.fits([one for one in value if one is not None]):
            continue  # null is read as the field without a name, which the server takes
        if key == "items" and node.get("type") != "array" and not isinstance(value, list):
            continue  # the server passes over it
        odd = [index for index, item in enumerate(items(value)) if not form.fits([item])]
        if odd:
            words = f"{key} must be {form.words}, its entry {odd[0] + 1} is {described(value[odd[0]])}"
            yield hit((*keys, key, odd[0]), words)
        else:
            yield hit((*keys, key), f"{key} must be {form.words}, not {described(value)}")
    kind = text(known.get("type"))
    if kind and kind not in keywords.TYPES:
        one_of = listed(keywords.TYPES, last="or")
        yield hit((*keys, "type"), f"type must be {one_of}, not {quoted(kind)}")
    for key, choices in _CHOICES.items():
        if isinstance(value := known.get(key), str) and value not in choices:
            yield hit((*keys, key), f"{key} must be {listed(choices, last='or')}, not {quoted(value)}")
    for name, child in mapping(known.get("properties")).items():
        if child is not None and not isinstance(child, dict) and not _left_open(child):
            yield hit(
                (*keys, "properties", name),
                f"the schema of the field {name} must be a mapping, not {described(child)}",
                None,
                Part.KEY,
            )
    if "x-kubernetes-validations" in known:
        yield from _rules(known, keys)


def _rules(node: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    for index, rule in enumerate(items(node.get("x-kubernetes-validations"))):
        if isinstance(rule, dict) and rule.get("rule") in (None, ""):
            yield hit((*keys, "x-kubernetes-validations", index), "a validation rule needs an expression", "add rule")
        for key in ("rule", "message", "messageExpression", "fieldPath", "reason") if isinstance(rule, dict) else ():
            value = rule.get(key)
            if value is not None and not isinstance(value, str) and value is not UNKNOWN:
                words = f"{key} of a validation rule must be a string, not {described(value)}"
                yield hit((*keys, "x-kubernetes-validations", index, key), words)


def _left_open(value: Any) -> bool:
    """Whether a value is reported already, or filled in by another tool."""
    if isinstance(value, list):
        return any(map(_left_open, value))
    return value is UNKNOWN or (isinstance(value, str) and is_placeholder(value))
