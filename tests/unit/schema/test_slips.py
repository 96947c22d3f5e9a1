"""Keys that every object has, mistyped in one of a kind that nobody has a schema for."""

from __future__ import annotations

import pytest

from podlint.testing import run_all

HEAD = "apiVersion: example.com/v1\nkind: Widget\n"


@pytest.mark.parametrize(
    ("text", "line", "help"),
    [
        ("meatdata: {name: a}\nspec: {}\n", 3, 'did you mean "metadata"?'),
        ("metadata:\n  name: a\n  lables: {a: b}\n", 5, 'did you mean "labels"?'),
        ("metadata:\n  name: a\n  anotations: {a: b}\n", 5, 'did you mean "annotations"?'),
        ("metadata:\n  naem: a\n", 4, 'did you mean "name"?'),
        ("metadata: {name: a}\nsepc: {}\n", 4, 'did you mean "spec"?'),
    ],
)
def test_a_slip_is_told(text: str, line: int, help: str) -> None:
    found = [one for one in run_all({"a.yaml": HEAD + text}) if one.rule == "unknown-field"]
    assert [(one.location.start.line, one.help) for one in found] == [(line, help)]


@pytest.mark.parametrize(
    "text",
    [
        "metadata: {name: a, title: b, tags: [c], links: []}\nspec: {}\n",
        "metadata: {name: a, names: [b]}\nspec: {}\nspecs: []\n",
        "metadata: {name: a, label: b}\nspecs: []\ndata: {}\n",
        "metadata: {name: a, labels: {}, lables: {}}\n",
        "mode: fast\nroutes: []\n",
    ],
)
def test_fields_of_its_own_are_none(text: str) -> None:
    assert [one.message for one in run_all({"a.yaml": HEAD + text}) if one.rule == "unknown-field"] == []
