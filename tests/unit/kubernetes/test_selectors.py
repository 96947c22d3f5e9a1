"""Labels and selectors that are known only in part."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.kubernetes.selectors import Carried, carried, known_part
from podlint.kubernetes.view import EACH, NOT_KNOWN, UNKNOWN, View


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"labels": {"app": "web"}}, Carried({"app": "web"})),
        ({"labels": {"app": None}}, Carried({"app": ""})),
        (
            {"labels": {"app": "web", "tag": "${TAG}", "odd": UNKNOWN}},
            Carried({"app": "web"}, frozenset({"tag", "odd"})),
        ),
        ({"labels": {"${KEY}": "web"}}, None),
        ({"labels": UNKNOWN}, None),
        ({"labels": NOT_KNOWN}, None),
        ({"labels": ["app"]}, None),
        ({"labels": None}, Carried({})),
        ({}, Carried({})),
        (None, Carried({})),
    ],
)
def test_labels_as_far_as_they_are_known(metadata: Any, expected: Carried | None) -> None:
    assert carried({"metadata": metadata}, "metadata", "labels") == expected


def test_the_part_of_a_selector_that_is_known() -> None:
    selector = {
        "matchLabels": {"app": "web", "tag": NOT_KNOWN},
        "matchExpressions": [{"key": "a", "operator": "Exists"}],
    }
    assert known_part(View(selector, ())) == {
        "matchLabels": {"app": "web"},
        "matchExpressions": [{"key": "a", "operator": "Exists"}, {"key": "tag", "operator": "Exists"}],
    }
    for unknown in (None, View(NOT_KNOWN, ()), View({"matchExpressions": [NOT_KNOWN]}, ()), View({"x": UNKNOWN}, ())):
        assert known_part(unknown) is None


def test_what_is_understood_of_each_item() -> None:
    pod = View({"containers": [{"name": "a", "ports": UNKNOWN}, None, {"image": "x"}], "volumes": UNKNOWN}, ())
    assert pod.understood("containers", EACH, "name")
    assert pod.understood("containers", EACH, "image")
    assert not pod.understood("containers", EACH, "ports", EACH, "name")
    assert not pod.understood("volumes", EACH, "name")
    assert pod.understood("initContainers", EACH, "name")
    assert not pod.understood("containers")
