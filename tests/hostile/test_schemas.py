"""Schemas are data, not trust: whatever stands in a definition is a finding on it, and is used no further."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from podlint.kubernetes.formats.keywords import FORMS, sound
from podlint.kustomize.build.schema import table
from tests.meta.test_hostile import CRD, DELETED, NOT_A_KEYWORD, ODD, SCHEMA, WIDGETS, paths, read, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.conftest import Outcome

    Lint = Callable[..., Outcome]

BY_VALUE: list[tuple[Any, str]] = [
    (5, "type format pattern description x-kubernetes-list-type x-kubernetes-map-type"),
    ("a", "minimum maximum multipleOf minLength maxLength minItems maxItems"),
    (True, "minProperties maxProperties"),
    (3, "required x-kubernetes-list-map-keys"),
    ([], "properties items not additionalProperties title"),
    ({"a": "b"}, "enum allOf anyOf oneOf x-kubernetes-validations"),
    ("yes", "exclusiveMinimum exclusiveMaximum nullable uniqueItems x-kubernetes-preserve-unknown-fields"),
    ("yes", "x-kubernetes-embedded-resource x-kubernetes-int-or-string"),
]
WRONG = {keyword: value for value, keywords in BY_VALUE for keyword in keywords.split()}
FIELD = (*SCHEMA, "properties", "spec", "properties", "rows", "items", "properties", "one")


@pytest.mark.parametrize("keyword", WRONG)
def test_a_keyword_of_a_wrong_type_is_a_finding_at_its_place_and_not_used(lint: Lint, keyword: str) -> None:
    definition = replaced(read(CRD), FIELD, {"type": "string", keyword: WRONG[keyword]})
    text = json.dumps(definition, indent=1)
    key = f'"{keyword}": '
    value = json.dumps(WRONG[keyword])[:1]
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.strip().startswith(key + value))
    found = lint({"crd.yaml": text, "w.yaml": json.dumps(read(WIDGETS)[0])}).findings
    at = [one for one in found if one["path"] == "crd.yaml" and one["line"] == line]
    assert {one["severity"] for one in at} == {"error"}
    assert [one for one in found if one["path"] == "w.yaml" and one["severity"] == "error"] == []


def test_every_keyword_is_tried() -> None:
    assert WRONG.keys() >= FORMS.keys()


OPENAPI = {
    "definitions": {
        "io.e.Widget": {
            "type": "object",
            "properties": {
                "spec": {"$ref": "#/definitions/io.e.Spec"},
                "rows": {
                    "type": "array",
                    "items": {"$ref": "#/definitions/io.e.Row"},
                    "x-kubernetes-patch-strategy": "merge",
                    "x-kubernetes-patch-merge-key": "key",
                },
            },
            "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}],
        },
        "io.e.Spec": {"properties": {"words": {"type": "array", "x-kubernetes-patch-strategy": "merge"}}},
        "io.e.Row": {"additionalProperties": {"$ref": "#/definitions/io.e.Spec"}},
    },
    "paths": {
        "/a": {"get": {"x-kubernetes-group-version-kind": {"group": "example.com", "version": "v1", "kind": "W"}}}
    },
}
KUSTOMIZATION = "resources: [w.yaml]\npatches: [{path: p.yaml}]\nopenapi: {path: o.json}\ncrds: [d.json]\n"
TYPED: dict[str, Any] = {"kind": {}, "apiVersion": {}, "metadata": {}}
DEFINITIONS = {"a.Widget": {"Schema": {"properties": {**TYPED, "x": {"$ref": "b"}}}}}
PATCH = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "rows": [{"key": "k"}]}


def mutant(value: Any, chance: random.Random) -> Any:
    """A schema with odd values in one to three places."""
    for _ in range(chance.randint(1, 3)):
        path = chance.choice([*paths(value)])
        value = replaced(value, path, chance.choice([*ODD, *NOT_A_KEYWORD, DELETED]))
        if not isinstance(value, dict) or not value:
            return value
    return value


@pytest.mark.parametrize("seed", range(2))
def test_a_schema_of_any_kind_fails_no_object_and_no_build(lint: Lint, seed: int) -> None:
    chance = random.Random(seed)
    widget = json.dumps(read(WIDGETS)[0])
    schema: Any = read(CRD)
    for step in SCHEMA:
        schema = schema[step]
    gvk = [{"group": "example.com", "version": "v1", "kind": "Widget"}]
    for _ in range(25):
        lint(
            {
                "crd.yaml": json.dumps(mutant(read(CRD), chance)),
                "w.yaml": widget,
                "j/.podlint.yaml": "schemas: [../s]\n",
                "s/w.json": json.dumps(mutant({**schema, "x-kubernetes-group-version-kind": gvk}, chance)),
                "j/w.yaml": "\n---\n".join(map(json.dumps, read(WIDGETS))),
                "k/kustomization.yaml": KUSTOMIZATION,
                "k/w.yaml": widget,
                "k/p.yaml": json.dumps(PATCH),
                "k/o.json": json.dumps(mutant(OPENAPI, chance)),
                "k/d.json": json.dumps(mutant(DEFINITIONS, chance)),
            }
        )
        lint({}, "build", "k")


def test_what_is_sound_of_an_openapi_document_is_used() -> None:
    row = {
        "kinds": {"example.com/v1/Widget": 0},
        "types": [{"rows": [1, "key"], "spec": 2}, {"*": 2}, {"words": [None]}],
    }
    assert table(OPENAPI["definitions"]) == row
    odd = {**OPENAPI["definitions"], "a": 5, "b": {"properties": []}, "c": {"x-kubernetes-group-version-kind": "C"}}
    assert table(odd) == row
    assert sound({"type": 5, "items": [], "$ref": {}, "format": None, "description": "d"}) == {"description": "d"}
    assert sound(["a"]) == {}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('{"a":\n  }', "2:3: "),
        ("[" * 100_000, "1:1: nested too deeply"),
        (b'{"a": "\xff"}', "1:8: byte 0xff is not UTF-8 text"),
    ],
    ids=["no JSON", "nested", "no text"],
)
def test_a_schema_that_the_configuration_names_is_refused_at_its_place(lint: Lint, text: str | bytes, at: str) -> None:
    outcome = lint({".podlint.yaml": "schemas: [s.json]\n", "s.json": text, "w.yaml": "a: b\n"})
    assert outcome.status == 2
    assert f"schemas: s.json:{at}" in outcome.err
    folder = lint({".podlint.yaml": "schemas: [s]\n", "s/s.json": text, "w.yaml": "a: b\n"}, "w.yaml")
    assert folder.status == 0  # whatever else lies in a folder is passed over


def test_a_definition_that_the_configuration_names_is_refused_at_its_place(lint: Lint) -> None:
    outcome = lint({".podlint.yaml": "schemas: [c.yaml]\n", "c.yaml": f"{CRD}\n  - [\n", "w.yaml": "a: b\n"}, "w.yaml")
    assert outcome.status == 2
    assert "schemas: c.yaml:" in outcome.err


GVK = '"x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}]'
USUAL = (".", "--output-format=json")
OBJECT = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {one: word}\n"


@pytest.mark.parametrize(
    ("keyword", "message"),
    [
        *(
            (f'"{keyword}": {json.dumps(WRONG[keyword])}', f"{keyword} must be ")
            for keyword in WRONG
            if keyword != "not"
        ),
        ('"type": "strnig"', 'type must be array, boolean, integer, number, object, string or null, not "strnig"'),
        ('"not": "a"', "not must be a mapping, true or false, not the string"),
        ('"enum": []', "enum must be a list of values, not an empty list"),
        ('"multipleOf": 0', "multipleOf must be a number above 0, not the number 0"),
        ('"pattern": "^(?!w)"', 'the pattern "^(?!w)" is not used: it has the group `(?!`, which RE2 does not take'),
        ('"anyOf": [{"minLength": "a"}]', "minLength must be a whole number"),
        ('"x-kubernetes-validations": [{"rule": 5}]', "rule of a validation rule must be a string, not the number 5"),
    ],
    ids=str,
)
def test_a_keyword_of_a_json_schema_that_is_wrong_is_a_finding_and_not_used(
    lint: Lint, keyword: str, message: str
) -> None:
    schema = f'{{{GVK},\n"properties": {{"spec": {{"properties": {{"one": {{\n{keyword}\n}}}}}}}}}}'
    found = lint({".podlint.yaml": "schemas: [s]\n", "s/w.json": schema, "w.yaml": OBJECT}, *USUAL).findings
    assert [(one["path"], one["line"], one["rule"]) for one in found] == [("s/w.json", 3, "schema-invalid")]
    assert message in found[0]["message"]
    alone = lint({}, "w.yaml", "--output-format=json").findings
    assert alone == found


@pytest.mark.parametrize(
    "schema",
    [
        '"type": ["string", "null"], "format": "hostname", "examples": [1], "$comment": "c", "default": 5',
        '"exclusiveMinimum": 3, "exclusiveMaximum": true, "const": "word", "items": [true, {"type": "string"}]',
        '"allOf": [true, {}], "not": false, "if": {"type": 5}, "additionalProperties": {}, "properties": {"a": true}',
    ],
)
def test_what_some_draft_of_json_schema_allows_is_no_fault(lint: Lint, schema: str) -> None:
    text = f'{{{GVK}, "properties": {{"spec": {{"properties": {{"one": {{{schema}}}}}}}}}}}'
    assert lint({".podlint.yaml": "schemas: [s]\n", "s/w.json": text, "w.yaml": OBJECT}, *USUAL).findings == []


def test_faults_of_a_schema_can_be_suppressed(lint: Lint) -> None:
    schema = f'{{{GVK}, "properties": {{"spec": {{"type": 5}}}}}}'
    off = "schemas: [s]\nignore: [{rules: [schema-invalid], path: s/*, reason: not ours}]\n"
    assert lint({".podlint.yaml": off, "s/w.json": schema, "w.yaml": OBJECT}, *USUAL).findings == []
    off = "schemas: [s]\nper-file-ignores: {'s/*': [schema-invalid]}\n"
    assert lint({".podlint.yaml": off}, *USUAL).findings == []


def test_a_schema_with_endless_faults(lint: Lint) -> None:
    """A thousand are shown; what lies deeper than any schema is not looked at."""
    deep = '{"items": ' * 300 + '{"type": 5}' + "}" * 300
    many = ",".join(f'"a{n}": {{"type": {n}}}' for n in range(3000))
    files = {".podlint.yaml": "schemas: [s]\n", "w.yaml": OBJECT, "s/w.json": f'{{{GVK}, "properties": {{{many}}}}}'}
    paths = [one["path"] for one in lint(files, *USUAL).findings]
    assert paths.count("s/w.json") == 1000
    files["s/w.json"] = f'{{{GVK}, "properties": {{"a": {{"type": 5}}, "z": {deep}}}}}'
    found = lint(files, "w.yaml", "--output-format=json").findings
    assert [one["line"] for one in found if one["rule"] == "schema-invalid"] == [1]
