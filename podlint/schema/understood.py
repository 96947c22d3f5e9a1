"""What can be relied on of a schema that somebody wrote: broken parts are left out of it."""

from __future__ import annotations

from typing import Any

from podlint.kubernetes.formats.keywords import FORMS, TYPES, is_flag, is_number
from podlint.kubernetes.formats.regexp import is_told, refused
from podlint.schema.custom_formats import LOOSE

DEEPEST = 100
"""Deepest nesting of schemas in each other that is looked at; the deepest published ones need about 40."""
_OPEN = "x-kubernetes-preserve-unknown-fields"
_FIELDS = ("properties", "additionalProperties", _OPEN)
"""The keywords that say which fields there are: where one is broken any may be."""
_SILENT = frozenset(("description", "title", "default", "example", "nullable"))
_ASKED = frozenset(
    (
        *("type", "enum", "format", "pattern", "required", "properties", "items", "additionalProperties"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"),
        *("minItems", "maxItems", "minProperties", "maxProperties", "allOf", "anyOf", "oneOf", "not"),
    )
)
"""The keywords that are asked under `not` and the like; whatever else stands there is not understood."""


def understood(node: Any, depth: int = 0) -> dict[str, Any]:
    """A copy of a schema without the parts that nothing can be concluded from; `{}`, which takes anything, at worst.

    Left out are values of a wrong form, types and patterns that do not exist, limits that no value can be held against,
    and what lies deeper than any schema that was ever published. Under `not` and `oneOf` a part that is left out would
    make the schema stricter, not weaker: these are kept as a whole or not at all.
    """
    if not isinstance(node, dict) or depth > DEEPEST:
        return {}
    found = {key: value for key, value in node.items() if value is not None and _usable(key, value)}
    if any(node.get(key) is not None and key not in found for key in _FIELDS):
        found[_OPEN] = True
    below = depth + 1
    if "properties" in found:
        found["properties"] = {str(name): understood(child, below) for name, child in found["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            found[key] = understood(found[key], below)
    for key in ("allOf", "anyOf"):
        if key in found:
            found[key] = [understood(branch, below) for branch in found[key]]
    if "not" in found:
        negated = found.pop("not")
        found |= {"not": understood(negated, below)} if _whole(negated, below) else {}
    if "oneOf" in found:
        branches = found.pop("oneOf")
        if all(_whole(branch, below) for branch in branches):
            found["oneOf"] = [understood(branch, below) for branch in branches]
    if "x-kubernetes-validations" in found:
        found["x-kubernetes-validations"] = [_rule(rule) for rule in found["x-kubernetes-validations"]]
    return found


def _whole(node: Any, depth: int) -> bool:
    """Whether every part of a node and of the nodes below is understood and will be asked."""
    if not isinstance(node, dict) or depth > DEEPEST:
        return False
    for key, value in node.items():
        if value is None or key in _SILENT:
            continue
        if key not in _ASKED or not _usable(key, value):
            return False
        if (key == "format" and value in LOOSE) or (key == "pattern" and not is_told(value)):
            return False
    below = list((node.get("properties") or {}).values())
    below += [node[key] for key in ("items", "additionalProperties", "not") if isinstance(node.get(key), dict)]
    below += [branch for key in ("allOf", "anyOf", "oneOf") for branch in node.get(key) or ()]
    return all(_whole(child, depth + 1) for child in below)


def _usable(key: str, value: Any) -> bool:
    if key == "type":
        named = value if isinstance(value, list) else [value]
        return bool(named) and all(isinstance(name, str) and (name in TYPES or name == "null") for name in named)
    if key in ("exclusiveMinimum", "exclusiveMaximum"):  # a flag in OpenAPI, a number in JSON Schema
        return is_flag(value) or is_number(value)
    form = FORMS.get(key)
    if form is not None and not form.fits(value):
        return False
    if key == "multipleOf":
        return bool(value > 0)
    if key == "pattern":
        return refused(value) is None
    return key not in ("enum", "allOf", "anyOf", "oneOf") or bool(value)


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if isinstance(value, str) or key == "optionalOldSelf"}
