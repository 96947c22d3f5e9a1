"""The schema that somebody wrote: what is broken in it is left out, and nothing is concluded from the gap."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from podlint import testing
from podlint.schema import catalog, crd


def found(spec_schema: dict[str, Any], spec: Any, **root: Any) -> list[str]:
    """The findings about an object whose spec has a schema; `root` are further keywords of the whole schema."""
    openapi = {"type": "object", "properties": {"spec": spec_schema}, **root}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": openapi}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"kind": "Widget", "plural": "widgets"},
            "versions": [version],
        },
    }
    widget = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": spec}
    files = {"crd.json": json.dumps(definition), "widget.json": json.dumps(widget)}
    return [f"{f.rule}: {f.message}" for f in testing.run_all(files) if f.location.path == "widget.json"]


def of_spec(keywords: dict[str, Any], spec: Any) -> list[str]:
    return found({"type": "object", "properties": {"a": keywords}}, {"a": spec})


@pytest.mark.parametrize(
    ("keywords", "value", "words"),
    [
        ({"type": "integer", "enum": [1, 2]}, 3, "a must be 1 or 2, not the number 3"),
        ({"x-kubernetes-int-or-string": True, "enum": [1, 2, 4]}, "large", 'a must be 1, 2 or 4, not "large"'),
        ({"type": "boolean", "enum": [True]}, False, "a must be true, not the boolean false"),
        ({"type": "object", "enum": [{"b": 1}]}, {}, 'a must be {"b": 1}, not a mapping'),
        ({"type": "string", "enum": [""]}, "x", 'a must be "", not "x"'),
        ({"type": "number", "enum": [1]}, 1.5, "a must be 1, not the number 1.5"),
    ],
)
def test_an_enumeration_of_anything(keywords: dict[str, Any], value: Any, words: str) -> None:
    keywords.setdefault("x-kubernetes-preserve-unknown-fields", True)
    assert of_spec(keywords, value) == [f"invalid-enum: {words}, in spec of Widget w"]


def test_what_equals_in_json() -> None:
    assert of_spec({"type": "number", "enum": [1]}, 1.0) == []
    assert of_spec({"x-kubernetes-preserve-unknown-fields": True, "enum": [1]}, True) != []


@pytest.mark.parametrize(
    "broken",
    [
        {"minimum": "1"},
        {"maximum": [5]},
        {"enum": 5},
        {"enum": []},
        {"required": True},
        {"required": ["x", 5]},
        {"properties": ["x"]},
        {"items": "x"},
        {"format": {"a": {}}},
        {"pattern": "^("},
        {"pattern": "a{99999999999}"},
        {"multipleOf": 0},
        {"multipleOf": "1"},
        {"maxLength": ""},
        {"maxLength": True},
        {"minItems": None},
        {"allOf": 5},
        {"anyOf": [5]},
        {"oneOf": [{"enum": 7}, {"type": "object"}]},
        {"not": {"minimum": "1"}},
        {"not": {"format": "email"}},
        {"not": {"allOf": [{"pattern": r"^(?=a)"}]}},
        {"not": {"properties": {"x": 5}}},
        {"x-kubernetes-validations": 7},
        {"x-kubernetes-validations": [7, {"rule": 5}, {"rule": "self.a ==", "message": []}]},
        {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [{}]},
        {"type": ["integer", {}]},
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "value", [1, "x", 1.5, ["x", "x"], {"x": "y"}, 10**400, -1e308], ids=lambda value: repr(value)[:9]
)
def test_a_broken_keyword_is_as_good_as_none(broken: dict[str, Any], value: Any) -> None:
    assert of_spec({"x-kubernetes-preserve-unknown-fields": True, **broken}, value) == []


def test_what_stands_beside_a_broken_keyword_holds() -> None:
    assert of_spec({"type": "integer", "minimum": "1", "maximum": 3}, 4) == [
        "out-of-range: a must be 3 or less, not 4, in spec of Widget w"
    ]
    assert of_spec({"type": "objct", "properties": {"b": {"type": "string"}}}, {"b": 1})[0].startswith("wrong-type: b")
    assert of_spec({"type": "string", "not": {"enum": ["x"]}}, "y") == []
    assert of_spec({"type": "string", "not": {"enum": ["x"]}}, "x") != []


def test_what_has_a_default_at_the_root_is_not_required() -> None:
    assert found({"type": "object", "default": {}}, None, required=["spec"]) == []
    assert found({"type": "object"}, None, required=["spec"]) == [
        'missing-field: required field "spec" is null in Widget w'
    ]


def test_exclusive_limits_of_both_dialects() -> None:
    assert of_spec({"type": "integer", "exclusiveMinimum": True, "minimum": 1}, 1) != []
    assert of_spec({"type": "integer", "minimum": 1}, 1) == []
    schema = {"x-kubernetes-group-version-kind": [{"version": "v1", "group": "example.com", "kind": "Widget"}]}
    schema |= {"type": "object", "properties": {"a": {"type": "integer", "exclusiveMinimum": 1}}}
    ((api_version, kind, made),) = crd.json_schema(schema, "file")
    assert (api_version, kind) == ("example.com/v1", "Widget")
    assert made.schema["$defs"]["root"]["properties"]["a"] == {
        "type": "integer",
        "format": "int64",
        "exclusiveMinimum": 1,
    }


@pytest.mark.parametrize("odd", [5, "x", [5], [{"group": 1, "version": {}, "kind": []}], {}, None], ids=repr)
def test_a_json_schema_file_that_says_nothing_of_use(odd: Any) -> None:
    schema = {"x-kubernetes-group-version-kind": odd, "properties": {"apiVersion": {"enum": 5}, "kind": {"const": odd}}}
    assert list(crd.json_schema(schema, "file")) == []


@pytest.mark.parametrize("step", ["properties", "items", "additionalProperties", "not", "allOf"])
def test_schemas_nested_without_end(step: str) -> None:
    schema: dict[str, Any] = {}
    for _ in range(5000):
        schema = {step: {"a": schema} if step == "properties" else [schema] if step == "allOf" else schema}
    version = {"name": "v1", "schema": {"openAPIV3Schema": schema}}
    spec = {"group": "example.com", "names": {"kind": "Widget"}, "versions": [version]}
    assert [kind for _, kind, _ in crd.schemas({"spec": spec}, "file")] == ["Widget"]


def test_a_pattern_that_takes_for_ever_elsewhere() -> None:
    start = time.process_time()
    assert of_spec({"type": "string", "pattern": "^(a+)+$"}, "a" * 60 + "!") != []
    assert time.process_time() - start < 5


def test_definitions_that_say_the_same_share_one_schema() -> None:
    def schema(field: str) -> catalog.CustomSchema:
        openapi = {"type": "object", "properties": {field: {"type": "string"}}}
        version = {"name": "v1", "schema": {"openAPIV3Schema": openapi}}
        definition = {"spec": {"group": "e.io", "names": {"kind": "W"}, "versions": [version]}}
        return next(iter(crd.schemas(definition, "crd.yaml")))[2]

    one, same, other = schema("a"), schema("a"), schema("b")
    assert one.schema is same.schema
    assert catalog.linked(one) is catalog.linked(same)
    assert one.says_as(same)
    assert not one.says_as(other)
    assert "b" in catalog.linked(other)["properties"]


def test_of_very_many_fields_none_is_suggested() -> None:
    fields = {f"field{number}": {"type": "string"} for number in range(20_000)}
    start = time.process_time()
    told = found({"type": "object", "properties": fields}, {f"feild{number}": 1 for number in range(20_000)})
    assert len(told) == 1_000
    assert time.process_time() - start < 10
