"""The keywords of a schema that somebody wrote, and the form that the value of each must have.

A CustomResourceDefinition or a JSON Schema file is data like any other: nothing in it is certain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TYPES = ("array", "boolean", "integer", "number", "object", "string")
_HUGEST = 10**308


class Form(NamedTuple):
    """What the value of a keyword must be: the words for it, and the test."""

    words: str
    fits: Callable[[Any], bool]


def is_number(value: Any) -> bool:
    """Whether a value is a number that can be calculated with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -_HUGEST <= value <= _HUGEST


def _is_whole(value: Any) -> bool:
    return is_number(value) and value == int(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def is_flag(value: Any) -> bool:
    """Whether a value is true or false."""
    return isinstance(value, bool)


_TEXT = Form("a string", lambda value: isinstance(value, str))
_FLAG = Form("true or false", is_flag)
_NUMBER = Form("a number", is_number)
_WHOLE = Form("a whole number", _is_whole)
_SCHEMA = Form("a mapping", lambda value: isinstance(value, dict))
_SCHEMAS = Form("a list of mappings", _is_mappings)
_TEXTS = Form("a list of strings", _is_texts)

FORMS: dict[str, Form] = {
    **dict.fromkeys(("type", "format", "description", "title", "pattern"), _TEXT),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), _NUMBER),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _WHOLE),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum", "nullable", "uniqueItems"), _FLAG),
    "enum": Form("a list", lambda value: isinstance(value, list)),
    "required": _TEXTS,
    "properties": _SCHEMA,
    "items": _SCHEMA,
    "additionalProperties": Form("a mapping, true or false", lambda value: isinstance(value, dict | bool)),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "x-kubernetes-validations"), _SCHEMAS),
    "not": _SCHEMA,
    **dict.fromkeys(
        ("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string"), _FLAG
    ),
    **dict.fromkeys(("x-kubernetes-list-type", "x-kubernetes-map-type"), _TEXT),
    "x-kubernetes-list-map-keys": _TEXTS,
}
"""Keyword of a structural schema (apiextensions.k8s.io/v1 JSONSchemaProps) to its form."""


_REFERENCES: dict[str, Form] = {
    **dict.fromkeys(("$ref", "x-kubernetes-patch-strategy", "x-kubernetes-patch-merge-key"), _TEXT),
    "x-kubernetes-group-version-kind": Form("a list of mappings", _is_mappings),
}
"""What OpenAPI documents have besides."""


def sound(node: Any) -> dict[str, Any]:
    """A schema of an OpenAPI document without the keywords whose values have the wrong form; empty for what is none."""
    if not isinstance(node, dict):
        return {}
    forms = ((key, value, FORMS.get(key) or _REFERENCES.get(key)) for key, value in node.items())
    return {key: value for key, value, form in forms if value is not None and (form is None or form.fits(value))}


def malformed(node: dict[str, Any]) -> Iterator[tuple[str, Form]]:
    """The keywords of a node whose values have the wrong form, each with the right one. Null is absent."""
    if all(value is None or (form := FORMS.get(key)) is None or form.fits(value) for key, value in node.items()):
        return  # nearly all: a node has few of the keywords
    for key, form in FORMS.items():
        value = node.get(key)
        if value is not None and not form.fits(value):
            yield key, form
