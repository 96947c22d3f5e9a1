"""The fields of a definition are read whatever it says, or breaks off saying."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from podlint.schema import crd
from podlint.schema.custom_fields import CustomFields
from podlint.schema.limit_words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = {
    "type": "object",
    "description": "What is wanted.",
    "required": ["name"],
    "oneOf": [{"required": ["port"]}, {"required": ["share"]}],
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 9, "pattern": "^a", "default": "ab"},
        "port": {"x-kubernetes-int-or-string": True},
        "share": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 1, "nullable": True},
        "labels": {"type": "object", "additionalProperties": {"type": "string", "enum": ["x", "y"]}},
        "keys": {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["size"],
            "items": {"type": "object", "properties": {"size": {"type": "integer", "multipleOf": 2}}},
        },
        "rest": {"type": "object", "x-kubernetes-preserve-unknown-fields": True, "minProperties": 1},
    },
    "x-kubernetes-validations": [{"rule": "has(self.name)", "message": "a name"}],
}
DEFINITION = {
    "kind": "CustomResourceDefinition",
    "spec": {
        "group": "example.com",
        "names": {"kind": "Widget", "plural": "widgets", "singular": "widget", "shortNames": ["w"]},
        "versions": [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": SPEC}}}}],
    },
}
ODD = [None, True, -1, 1.5, 10**30, "x", "", [], {}, [1], [None], {"a": 1}, [{}], {"type": "object"}, ["a", 1]]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a value, and each below it, stands."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_definition_may_say_anything_anywhere(odd: Any) -> None:
    seen = 0
    for path in places(DEFINITION):
        if not path:
            continue
        changed = deepcopy(DEFINITION)
        at: Any = changed
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = odd
        for _, kind, schema in crd.schemas(changed, "crd.yaml"):
            own = CustomFields(kind, schema)
            for _, found in own.tree(()):
                words(found.allowed)
            for inside in ((), ("spec",), ("spec", "keys", 0, "size"), ("spec", "labels", "a"), ("metadata", "name")):
                own.field(inside)
            seen += 1
    assert seen > 50


def test_limits_in_words() -> None:
    [(_, kind, schema)] = crd.schemas(DEFINITION, "crd.yaml")
    own = CustomFields(kind, schema)

    def said(name: str) -> list[str]:
        found = own.field(("spec", name))
        assert found is not None
        return words(found.allowed)

    assert said("name") == ["2 to 9 characters", "must match ^a", 'default "ab"']
    assert said("labels") == ["each: one of x, y"]
    assert said("keys") == ["no two entries with the same size"]
    assert said("rest") == ["at least 1 field", "keeps fields that it does not know"]
    spec = own.field(("spec",))
    assert spec is not None
    assert words(spec.allowed) == ["exactly one of port, share", "rule: a name (has(self.name))"]
    size = own.field(("spec", "keys", "size"))
    assert size is not None
    assert words(size.allowed) == ["a multiple of 2"]
