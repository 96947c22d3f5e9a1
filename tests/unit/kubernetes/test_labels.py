"""Selectors that match, that do not, and that mean nothing."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.kubernetes.formats import labels

HAVE = {"app": "web", "tier": ""}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "api"}}, False),
        ({"matchLabels": {"zone": "a"}}, False),
        ({"matchLabels": {"tier": ""}}, True),
        ({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchLabels": {"app": "api"}, "matchExpressions": [{"key": "app", "operator": "Exists"}]}, False),
        ({"matchLabels": "app"}, None),
        ({"matchExpressions": {"key": "app"}}, None),
        ({"matchExpressions": ["app"]}, None),
    ],
)
def test_a_selector_matches(selector: dict[str, Any], expected: bool | None) -> None:
    assert labels.matches(selector, HAVE) is expected


@pytest.mark.parametrize(
    ("key", "operator", "values", "expected"),
    [
        ("app", "In", ["web", "api"], True),
        ("app", "In", ["api"], False),
        ("zone", "In", ["a"], False),
        ("app", "NotIn", ["web"], False),
        ("app", "NotIn", ["api"], True),
        ("zone", "NotIn", ["a"], True),
        ("app", "Exists", None, True),
        ("zone", "Exists", None, False),
        ("app", "DoesNotExist", [], False),
        ("zone", "DoesNotExist", None, True),
        ("app", "In", [], None),
        ("app", "NotIn", None, None),
        ("app", "Exists", ["web"], None),
        ("app", "in", ["web"], None),
        ("app", "Gt", ["1"], None),
        ("app", "In", [1], None),
        ("app", "In", "web", None),
        (None, "Exists", None, None),
    ],
)
def test_an_expression_matches(key: Any, operator: str, values: Any, expected: bool | None) -> None:
    found = labels.expression_matches({"key": key, "operator": operator, "values": values}, HAVE)
    assert found is expected


def test_the_map_form_wants_every_pair() -> None:
    assert labels.matches_map({"app": "web"}, HAVE)
    assert not labels.matches_map({"app": "web", "zone": "a"}, HAVE)
