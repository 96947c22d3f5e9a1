"""The fast walker never says "surely valid" where jsonschema finds an error, and does say it of valid objects."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podlint.kubernetes.view import KubeObject
from podlint.schema import catalog
from podlint.schema.explain import explain
from podlint.schema.limits import entry_key
from podlint.schema.quick import surely_valid
from podlint.yaml.document import Document
from podlint.yaml.source import Source

KINDS = [
    ("v1", "Pod"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("v1", "Service"),
    ("networking.k8s.io/v1", "Ingress"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("batch/v1", "CronJob"),
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "PersistentVolumeClaim"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
]
DEEPEST = 9
SAMPLES = {
    "byte": ["", "aGk="],
    "date-time": ["2024-01-31T12:00:00Z"],
    "quantity": ["1", "500m", "1Gi", "0.5", "1e3"],
}
NAMED = {"finalizer": ["a/b"], "scaled-resource": ["cpu", "a/b"], "url-path": ["*", "/b"]}
TEXT = st.text("ab1:/$\u00e9", max_size=4)
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.5, 2.0, "", "80", "true", "${X}", [], {}, [None], [[]], {"a": None}, {"a": {"b": 1}}]),
).map(copy.deepcopy)

quick = settings(
    deadline=None,
    max_examples=150,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def blob(api_version: str, kind: str) -> str:
    found = catalog.find(catalog.versions()[-1], api_version, kind)
    assert found is not None
    return found


def valid(draw: st.DrawFn, schema: dict[str, Any], depth: int = 0) -> Any:
    """A value that fits a linked schema, with few of its optional fields."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = draw(st.sampled_from(kind))
    if kind == "object":
        return valid_mapping(draw, schema, depth)
    if kind == "array":
        least = schema.get("minItems", 0)
        size = draw(st.integers(least, least + 2)) if depth < DEEPEST else least
        items = [valid(draw, schema.get("items", {}), depth + 1) for _ in range(size)]
        keys = schema.get("x-podlint-unique")
        return items if keys is None else list({entry_key(i, keys) or n: i for n, i in enumerate(items)}.values())
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if kind == "integer":
        low = schema.get("minimum", -1)
        return draw(st.integers(low, schema.get("maximum", low + 70000)))
    if kind == "number":
        return draw(st.sampled_from([0, 1, 0.5]))
    if kind == "boolean":
        return draw(st.booleans())
    if schema.get("format") in SAMPLES:
        return draw(st.sampled_from(SAMPLES[schema["format"]]))
    if "x-podlint-format" in schema:
        return draw(st.sampled_from(NAMED.get(schema["x-podlint-format"], ["a", "b1"])))
    return draw(TEXT.filter(lambda text: len(text) >= schema.get("minLength", 0)))


def valid_mapping(draw: st.DrawFn, schema: dict[str, Any], depth: int) -> dict[str, Any]:
    properties = schema.get("properties")
    if properties is None:
        inner = schema.get("additionalProperties")
        keys = draw(st.lists(TEXT, max_size=2, unique=True)) if depth < DEEPEST else []
        return {key: valid(draw, inner, depth + 1) if isinstance(inner, dict) else draw(TEXT) for key in keys}
    names = list(schema.get("required", []))
    if depth < DEEPEST:
        names += draw(st.lists(st.sampled_from(sorted(properties)), max_size=3))
    for group in schema.get("x-podlint-one-of", []):
        chosen = [name for name in names if name in group["fields"]][:1] or group["fields"][: group["required"]]
        names = [name for name in names if name not in group["fields"]] + chosen
    made = {name: valid(draw, properties[name], depth + 1) for name in dict.fromkeys(names)}
    grouped = {name for group in schema.get("x-podlint-one-of", []) for name in group["fields"]}
    # An empty member of a group counts as absent: give it something.
    for name in grouped & made.keys():
        if made[name] in ("", []):
            items = properties[name].get("items", {})
            made[name] = "x" if made[name] == "" else [valid(draw, items, depth + 1)]
    return made


@st.composite
def objects(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """The blob of a kind, and an object that fits it."""
    name = blob(*draw(st.sampled_from(KINDS)))
    return name, valid(draw, catalog.linked(name))


def paths(value: Any) -> list[tuple[str | int, ...]]:
    """Every path in a value, but the root."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(step, *rest) for step, inner in entries for rest in [(), *paths(inner)]]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Any]:
    """The blob of a kind, and an object that may not fit it: values replaced, keys added, misspelt or dropped."""
    name, value = draw(objects())
    for _ in range(draw(st.integers(1, 2))):
        places = paths(value)
        if not places:
            break
        *route, last = draw(st.sampled_from(places))
        parent = value
        for step in route:
            parent = parent[step]
        change = draw(st.sampled_from(["replace", "null", "drop", "add", "misspell"]))
        if change == "drop":
            del parent[last]
        elif change == "null":
            parent[last] = None
        elif change == "misspell" and isinstance(parent, dict):
            parent[f"{last}x"] = parent.pop(last)
        elif change == "add" and isinstance(parent, dict):
            parent[draw(TEXT)] = draw(ANYTHING)
        else:
            parent[last] = draw(ANYTHING)
    return name, value


def complaints(name: str, value: Any) -> list[str]:
    document = Document(Source("object.json", ""), 0, value, None)
    return [violation.hit.message for violation in explain(KubeObject(value, (), document), name)]


@quick
@given(damaged())
def test_surely_valid_is_never_said_of_an_object_with_errors(case: tuple[str, Any]) -> None:
    name, value = case
    if surely_valid(value, catalog.linked(name)):
        assert complaints(name, value) == []


@quick
@given(objects())
def test_surely_valid_is_said_of_every_valid_object(case: tuple[str, Any]) -> None:
    name, value = case
    assert surely_valid(value, catalog.linked(name))
    assert complaints(name, value) == []


@pytest.mark.parametrize(("api_version", "kind"), KINDS)
def test_one_thing_wrong_is_always_seen(api_version: str, kind: str) -> None:
    schema = catalog.linked(blob(api_version, kind))
    assert surely_valid({"metadata": {"name": "x"}}, {**schema, "required": []})
    assert not surely_valid({"metadata": {"name": 1}}, {**schema, "required": []})
    assert not surely_valid({"metadata": {"nmae": "x"}}, {**schema, "required": []})
    assert not surely_valid({"metadata": []}, {**schema, "required": []})


@pytest.mark.parametrize(
    ("value", "schema", "sure"),
    [
        (True, {"type": "integer"}, False),
        (80.0, {"type": "integer"}, True),
        (80.5, {"type": "integer"}, False),
        (1, {"type": "boolean"}, False),
        (1, {"type": "string"}, False),
        (1, {"type": "number"}, True),
        (True, {"type": "number"}, False),
        ("80%", {"type": ["integer", "string"]}, True),
        (1.5, {"type": ["integer", "string"]}, False),
        (None, {"type": "integer"}, True),
        ([None], {"type": "array", "items": {"type": "string"}}, False),
        ({"a": None}, {"type": "object", "required": ["a"]}, False),
        ({"a": None}, {"type": "object", "properties": {"a": {"type": "string"}}}, True),
        ({"a": 1}, {"type": "object", "additionalProperties": {"type": "string"}}, False),
        ({"a": 1}, {"type": "object"}, True),
        ("x", {"type": "string", "contentEncoding": "base64"}, False),
        ({}, {"type": "object", "patternProperties": {}}, False),
        ([], {"type": "array", "contains": {}}, False),
        ("x", {"not": {}}, False),
        ("anything", {}, True),
    ],
)
def test_what_the_walker_is_sure_of(value: Any, schema: dict[str, Any], sure: bool) -> None:
    assert surely_valid(value, schema) is sure
