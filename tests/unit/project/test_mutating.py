"""Kinds that a project changes before their schema is looked at."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.project.mutating import Covered, covered, filled
from podlint.schema.catalog import CustomSchema

TRIP = ("travel.example/v1", "Trip")
RULE = {"apiGroups": ["travel.example"], "apiVersions": ["v1"], "resources": ["trips"], "operations": ["CREATE"]}


def webhook(**changes: Any) -> dict[str, Any]:
    """A configuration with one webhook for trips."""
    return {"kind": "MutatingWebhookConfiguration", "webhooks": [{"rules": [{**RULE, **changes}]}]}


@pytest.mark.parametrize(
    ("changes", "covers"),
    [
        ({}, True),
        ({"apiGroups": ["*"], "resources": ["*"]}, True),
        ({"resources": ["*/*"], "operations": ["*"]}, True),
        ({"resources": ["trips/status"]}, False),
        ({"resources": ["guides"]}, False),
        ({"apiGroups": ["other.example"]}, False),
        ({"apiVersions": ["v2"]}, False),
        ({"operations": ["UPDATE", "DELETE"]}, False),
    ],
)
def test_what_a_webhook_covers(changes: dict[str, Any], covers: bool) -> None:
    assert any(one.covers(TRIP, "trips") for one in covered(webhook(**changes))) is covers


def test_a_policy_covers_too() -> None:
    policy = {"kind": "MutatingAdmissionPolicy", "spec": {"matchConstraints": {"resourceRules": [RULE]}}}
    every = frozenset({"travel.example"}), frozenset({"v1"}), frozenset({"trips"})
    assert list(covered(policy)) == [Covered(*every)]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"kind": "MutatingWebhookConfiguration"},
        {"kind": "MutatingWebhookConfiguration", "webhooks": [None, {"rules": "all"}, {"rules": [None, {}]}]},
        {"kind": "MutatingAdmissionPolicy", "spec": 1},
        {"kind": "ValidatingWebhookConfiguration", "webhooks": [{"rules": [RULE]}]},
    ],
)
def test_anything_else_covers_nothing(data: Any) -> None:
    assert list(covered(data)) == []


def test_nothing_has_to_be_there_in_what_a_webhook_fills() -> None:
    root = {
        "required": ["spec"],
        "properties": {
            "required": {"type": "string", "maxLength": 3},
            "spec": {
                "type": "object",
                "minProperties": 1,
                "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
                "anyOf": [{"properties": {"a": {"maximum": 3}}}],
                "items": {"required": ["name"], "additionalProperties": False},
                "x-podlint-cel": [{"rule": "has(self.a)"}, {"rule": "self.b > 1"}],
            },
        },
    }
    schema = CustomSchema({"$ref": "#/$defs/root", "$defs": {"meta": {"required": ["name"]}, "root": root}}, "crd.yaml")
    assert filled(schema).schema["$defs"] == {
        "meta": {"required": ["name"]},
        "root": {
            "properties": {
                "required": {"type": "string", "maxLength": 3},
                "spec": {
                    "type": "object",
                    "anyOf": [{"properties": {"a": {"maximum": 3}}}],
                    "items": {"additionalProperties": False},
                    "x-podlint-cel": [{"rule": "self.b > 1"}],
                },
            }
        },
    }
