"""The walk over a schema gives the errors that jsonschema gives."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from test_quick import damaged, quick

from podlint.schema import catalog, walk
from podlint.schema.explain import _foreign
from podlint.schema.foreign import validator
from podlint.schema.limits import LIMITS


def own(blob: catalog.Blob, value: Any) -> set[tuple[Any, ...]]:
    return {said(error) for error in walk.errors(value, catalog.linked(blob), partial(_foreign, blob))}


def theirs(blob: catalog.Blob, value: Any) -> set[tuple[Any, ...]]:
    return {said(error) for error in validator(blob).iter_errors(value)}


def said(error: Any) -> tuple[Any, ...]:
    context = tuple(said(inner) for inner in error.context or ())
    return tuple(error.absolute_path), error.validator, repr(error.instance), repr(error.validator_value)[:200], context


@quick
@given(damaged())
def test_built_in_kinds(case: tuple[str, Any]) -> None:
    name, value = case
    places = [(error[0], error[1], error[2]) for error in own(name, value)]
    assert sorted(places, key=repr) == sorted(((e[0], e[1], e[2]) for e in theirs(name, value)), key=repr)


LEAF = {"type": "string", "minLength": 2}
NODES: dict[str, dict[str, Any]] = {
    "any": {"anyOf": [{"type": "object", "properties": {"b": LEAF}}, {"type": "integer"}]},
    "not": {"not": {"type": "object", "required": ["b"]}},
    "one": {"oneOf": [{"properties": {"b": LEAF}}, {"properties": {"b": {"type": "integer"}}}]},
    "all": {"type": "object", "allOf": [{"required": ["b"]}], "properties": {"b": LEAF}},
    "deep": {"type": "object", "properties": {"b": {"anyOf": [LEAF, {"type": "integer"}]}, "c": {"type": "boolean"}}},
    "list": {"type": "array", "items": {"type": "object", "properties": {"b": LEAF}, "additionalProperties": False}},
    "map": {"type": "object", "additionalProperties": {"type": "integer", "maximum": 3}},
    "constant": {"const": {"b": "xx"}},
    "pattern": {"patternProperties": {"^b": LEAF}, "additionalProperties": False},
    "types": {"type": ["integer", "string"]},
}
VALUES: list[Any] = [
    *(None, True, 1, 1.0, 1.5, "", "x", "xx", [], {}, [None], {"b": None}, {"b": "x"}, {"b": "xx"}, {"b": 1}),
    *({"b": [1]}, {"c": "x"}, {"b": {"b": "x"}, "c": 1}, [{"b": "x"}, {"d": 1}, 5, None], {"x": 1, "y": 9, "z": None}),
]


@pytest.mark.parametrize("name", NODES)
@pytest.mark.parametrize("where", ["root", "below", "in a list"])
def test_schemas_of_others(name: str, where: str) -> None:
    node = NODES[name]
    if where == "below":
        node = {"type": "object", "properties": {"a": node}}
    elif where == "in a list":
        node = {"type": "array", "items": node}
    blob = catalog.CustomSchema({"$ref": "#/$defs/root", "$defs": {"root": node}}, "test")
    for value in VALUES:
        placed = {"a": value} if where == "below" else [value, value] if where == "in a list" else value
        assert own(blob, placed) == theirs(blob, placed), value


def test_every_keyword_is_known_to_one_of_the_two() -> None:
    assert {*Draft202012Validator.VALIDATORS} | {*LIMITS} == walk.OWN | walk.FOREIGN
    assert not walk.OWN & walk.FOREIGN
