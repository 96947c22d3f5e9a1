"""Fixes of the text itself: keys that are read as others, merge keys that stand twice."""

from __future__ import annotations

import pytest

from podlint.testing import run


def fixes(text: str, rule: str) -> list[bool]:
    """Whether each finding of a rule has a fix."""
    return [finding.fix is not None for finding in run(text, rules=(rule,))]


@pytest.mark.parametrize(
    ("between", "offered"),
    [("", True), ("  # a comment\n", True), ("  j: 1\n", True), ("  k: 1\n", False)],
)
def test_merges_are_joined_only_where_none_overrides_a_key_between(between: str, offered: bool) -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx: &a {k: a}\ny: &b {k: b}\n"
    text = f"{head}data:\n  <<: *a\n{between}  <<: *b\n  z: z\n"
    assert fixes(text, "repeated-merge-key") == [offered]


@pytest.mark.parametrize(
    ("data", "offered"),
    [
        ("data:\n  on: a\n", [True]),
        ('data:\n  on: a\n  "on": b\n', [False]),  # would be there twice
        ("data: &d\n  on: a\nimmutable: *d\n", [False]),  # an alias repeats it
    ],
)
def test_a_key_is_quoted_only_where_nothing_else_changes(data: str, offered: list[bool]) -> None:
    assert fixes(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n{data}", "yaml11-scalar") == offered
