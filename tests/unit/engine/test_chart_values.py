"""Values for charts of the repository are held against the schemas of these charts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podlint.schema.of_values import linked
from podlint.testing import run_all

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": False,
    "required": ["image", "replicas"],
    "definitions": {"size": {"enum": ["small", "large"]}},
    "properties": {
        "replicas": {"type": "integer", "minimum": 1},
        "size": {"$ref": "#/definitions/size"},
        "image": {"type": "object", "additionalProperties": False, "properties": {"tag": {"type": "string"}}},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "ports": {"type": "array", "items": {"type": ["integer", "string"]}},
    },
}
CHART = {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.schema.json": json.dumps(SCHEMA),
}
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
  values:
    VALUES
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  project: default
  source:
    repoURL: https://git.example.org/shop
    path: charts/web
    helm:
      valuesObject:
        VALUES
"""
RULES = ("unknown-field", "wrong-type", "invalid-enum", "out-of-range", "missing-field", "crd-schema")


def told(text: str, **more: str) -> list[tuple[int, str, str]]:
    found = run_all({**CHART, "apps/web.yaml": text, **more}, RULES)
    return [(f.location.start.line, f.rule, f.message) for f in found if f.location.path == "apps/web.yaml"]


@pytest.mark.parametrize(
    ("values", "rule", "words"),
    [
        ("replica: 2", "unknown-field", 'unknown field "replica" in spec.values of HelmRelease web'),
        ("replicas: two", "wrong-type", "replicas must be an integer"),
        ("replicas: 0", "out-of-range", "replicas must be"),
        ("size: medium", "invalid-enum", 'size must be small or large, not "medium"'),
        ("image: {tag: 1.0}", "wrong-type", "tag must be a string"),
        ("image: {tags: a}", "unknown-field", 'unknown field "tags" in spec.values.image'),
        ("labels: {a: 1}", "wrong-type", "a must be a string"),
        ("ports: [80, http, {}]", "wrong-type", "must be an integer or a string"),
    ],
)
def test_a_value_that_the_schema_of_the_chart_refuses(values: str, rule: str, words: str) -> None:
    [(line, own, message)] = told(RELEASE.replace("VALUES", values))
    assert (line, own) == (8, rule)
    assert words in message


@pytest.mark.parametrize(
    "values",
    ["replicas: 2", "size: small", "image: {tag: '1.0'}", "labels: {a: b}", "ports: [80, http]", "replicas: null"],
)
def test_a_value_that_it_takes(values: str) -> None:
    assert told(RELEASE.replace("VALUES", values)) == []


def test_values_of_an_application() -> None:
    assert [line for line, _, _ in told(APPLICATION.replace("VALUES", "replica: 2"))] == [11]
    assert told(APPLICATION.replace("VALUES", "replicas: 2")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: GitRepository", "kind: HelmRepository"),
        ("./charts/web", "./charts/api"),
        ("./charts/web", "../charts/web"),
        ("./charts/web", "${CHART}"),
        ("replica: 2", "replicas: ${REPLICAS}"),
        ("replica: 2", "size: ${SIZE}"),
    ],
)
def test_of_another_chart_or_a_value_that_is_not_known_nothing_is_said(old: str, new: str) -> None:
    assert told(RELEASE.replace("VALUES", "replica: 2").replace(old, new)) == []


def test_a_kustomization_that_takes_the_release_leaves_what_is_said() -> None:
    kustomization = "resources: [web.yaml]\nnamespace: web\n"
    text = RELEASE.replace("VALUES", "replica: 2")
    assert [line for line, _, _ in told(text, **{"apps/kustomization.yaml": kustomization})] == [8]


@pytest.mark.parametrize(
    "schema", ["", "{", "[]", "1", '{"$ref": "#"}', '{"properties": {"a": {"$ref": "#/properties/a"}}}']
)
def test_a_schema_that_says_nothing(schema: str) -> None:
    text = RELEASE.replace("VALUES", "replica: 2")
    assert told(text, **{"charts/web/values.schema.json": schema}) == []


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({"type": "string", "pattern": "(a+)+$"}, {"type": "string"}),
        ({"type": "text"}, {}),
        ({"type": []}, {}),
        ({"enum": []}, {}),
        ({"minimum": "1"}, {}),
        ({"properties": 1, "items": [{}], "anyOf": [{"type": "string"}]}, {}),
        ({"additionalProperties": False, "patternProperties": {"a": {}}}, {}),
        ({"additionalProperties": True}, {}),
        ({"$ref": "https://example.org/a.json"}, {}),
        (True, {}),
    ],
    ids=str,
)
def test_only_what_every_dialect_says_is_taken_of_a_schema(schema: Any, found: Any) -> None:
    assert linked(schema) == found
