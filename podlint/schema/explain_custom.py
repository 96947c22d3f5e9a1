"""What only the schemas of custom resources say: patterns, lengths, alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit
from podlint.rule import EngineRule
from podlint.words import counted, described, quoted
from podlint.yaml.place import Part, Path, Place, dotted, last

if TYPE_CHECKING:
    from podlint.kubernetes.view import KubeObject

_WORDS = {
    "pattern": "must match the pattern {limit}",
    "minLength": "must be at least {limit} long",
    "maxLength": "must be at most {limit} long",
    "minItems": "must have at least {limit}",
    "maxItems": "must have at most {limit}",
    "minProperties": "must have at least {limit}",
    "maxProperties": "must have at most {limit}",
    "multipleOf": "must be a multiple of {limit}",
    "exclusiveMinimum": "must be greater than {limit}",
    "exclusiveMaximum": "must be less than {limit}",
    "not": "has a form that is excluded",
}
_NOUNS = {"Length": ("character", "characters"), "Items": ("entry", "entries"), "Properties": ("field", "fields")}

CUSTOM = frozenset(_WORDS)
"""Limits that are explained here where a custom resource's schema sets them."""


def explain_custom(target: KubeObject, path: Path, error: Any) -> EngineHit:
    """The hit of one jsonschema error about a custom resource."""
    path, error = _deepest(path, error)
    field = last(path)
    where = f"{dotted(path[:-1])} of {target.name}" if path[:-1] else str(target.name)
    words = _WORDS.get(str(error.validator))
    if words is None:
        message = f"{field} fits none of the forms that its definition allows, in {where}"
    else:
        limit = error.validator_value
        noun = _NOUNS.get(str(error.validator)[3:])
        shown = quoted(limit) if isinstance(limit, str) else counted(limit, *noun) if noun else str(limit)
        value = error.instance
        given = "" if isinstance(value, dict | list) else f", not {described(value)}"
        message = f"{field} {words.format(limit=shown)}{given}, in {where}"
    part = Part.KEY if isinstance(error.instance, dict | list) and path and isinstance(path[-1], str) else Part.VALUE
    return EngineHit(EngineRule.CRD_SCHEMA, Hit(Place((*target.path, *path), part), message), path)


def _deepest(path: Path, error: Any) -> tuple[Path, Any]:
    """The error of a branch that came furthest: what a person meant to write, most likely."""
    branches = [inner for inner in error.context or () if inner.validator in _WORDS and inner.absolute_path]
    deepest = max(branches, key=lambda inner: len(inner.absolute_path), default=None)
    if deepest is None or len(deepest.absolute_path) <= len(path):
        return path, error
    return tuple(deepest.absolute_path), deepest
