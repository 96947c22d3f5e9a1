"""A walker that answers "surely valid" fast, so that a valid object pays for no explanation.

It understands only the keywords that podlint's own schemas use. Whatever else it meets, it answers False, and
`explain` decides with jsonschema. A property test holds it to that: never True where jsonschema finds an error.
"""

from __future__ import annotations

from typing import Any

from podlint.schema.catalog import LIMITED
from podlint.schema.limits import LIMITS

Schema = dict[str, Any]

VERSION = "x-podlint-version"
"""The keyword of a custom resource's schema that holds what its version says beside it; empty for a JSON Schema."""

_KEYWORDS = frozenset(
    (
        "type",
        "properties",
        "additionalProperties",
        "items",
        "required",
        "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-patch-merge-key",
        "x-podlint-described",
        "x-podlint-default",
        "x-podlint-nullable",
        "x-podlint-defaults",
        VERSION,
        "x-podlint-dropped",
        LIMITED,
        *LIMITS,
    )
)


def surely_valid(value: Any, schema: Schema) -> bool:
    """Whether `value` surely fits a linked schema. A null counts as absent, as it does for the API server."""
    if value is None:
        return True
    limits = schema.get(LIMITED)
    if limits is not None:
        for passes, parameter in limits:
            if not passes(value, parameter):
                return False
    kind = schema.get("type")
    if kind == "object":
        return isinstance(value, dict) and _object(value, schema)
    if kind == "array":
        return isinstance(value, list) and _array(value, schema)
    if not _KEYWORDS.issuperset(schema):
        return False
    if kind.__class__ is list:
        return any(_scalar(value, one) for one in kind)
    if kind is None:
        return not schema
    return _scalar(value, kind)


def _scalar(value: Any, kind: str) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return value is True or value is False
    if kind == "integer":
        return value.__class__ is int or (value.__class__ is float and value.is_integer())
    return kind == "number" and (value.__class__ is int or value.__class__ is float)


def _object(value: dict[str, Any], schema: Schema) -> bool:
    if not _KEYWORDS.issuperset(schema):
        return False
    properties = schema.get("properties")
    if properties is not None:
        for key, item in value.items():
            if key not in properties:
                return False
            if item is not None and not surely_valid(item, properties[key]):
                return False
    else:
        items = schema.get("additionalProperties")
        if items.__class__ is dict:
            for item in value.values():
                if not surely_valid(item, items):
                    return False
        elif items is not None:
            return False
    required = schema.get("required")
    return required is None or all(value.get(name) is not None for name in required)


def _array(value: list[Any], schema: Schema) -> bool:
    if not _KEYWORDS.issuperset(schema):
        return False
    items = schema.get("items")
    return items is None or all(item is not None and surely_valid(item, items) for item in value)
