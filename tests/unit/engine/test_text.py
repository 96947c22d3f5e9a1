"""Slips of the text that parsers pass over or misplace: one finding each, where a person would correct it."""

from __future__ import annotations

import pytest

from podlint.testing import run
from podlint.yaml.events import CParser

NEEDS_C = pytest.mark.skipif(CParser is None, reason="ruamel's own parser refuses it, or takes long")


MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n"


def found(text: str) -> list[tuple[int, str]]:
    return [(finding.location.start.line, finding.rule) for finding in run(text)]


@pytest.mark.parametrize("before", ["", "data:\n  port: 50%---\n"])
def test_a_second_object_without_a_separator_is_one_finding(before: str) -> None:
    text = MAP + before + MAP.replace("one", "two")
    [finding] = run(text)
    assert finding.location.start.line == text[: text.rindex("apiVersion")].count("\n") + 1
    assert "a `---` is missing before this line" in finding.message
    assert ("glued" in finding.message) is bool(before)


def test_a_key_that_is_twice_is_still_said() -> None:
    assert found(MAP + "metadata:\n  name: two\n") == [(5, "duplicate-key")]
    assert found(MAP + "kind: ConfigMap\n") == [(5, "duplicate-key")]


@NEEDS_C
def test_a_byte_order_mark_behind_a_separator_is_passed_over() -> None:
    text = f"{MAP}---\n\ufeff{MAP.replace('metadata', 'meatdata')}"
    assert found(text) == [(8, "unknown-field")]
    [finding] = run(text)
    assert finding.location.start.column == 1


@pytest.mark.parametrize(("space", "words"), [("\u00a0", "U+00A0"), ("\u3000", "U+3000"), ("\u202f", "U+202F")])
def test_indentation_that_only_looks_like_spaces_is_named(space: str, words: str) -> None:
    text = f"apiVersion: v1\nkind: Service\nmetadata:\n{space}{space}name: a\nspec:\n  ports:\n    - port: 80\n"
    [finding] = run(text)
    assert (finding.location.start.line, finding.rule) == (4, "yaml-syntax")
    assert words in finding.message


@pytest.mark.parametrize("kind", ["Template", "DeploymentConfig", "Route"])
def test_kinds_that_openshift_serves_under_v1_are_no_slips(kind: str) -> None:
    assert found(f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: a}}\n") == []
