"""Anchors, aliases and merge keys, and the bounds on what they and nesting may cost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from podlint.yaml.builder import MAX_DEPTH
from podlint.yaml.events import CParser
from podlint.yaml.reader import parse
from podlint.yaml.source import Position, Source

if TYPE_CHECKING:
    from podlint.yaml.parsed import Parsed

NEEDS_C = pytest.mark.skipif(CParser is None, reason="ruamel's own parser refuses it, or takes long")


HELP = "anchors are known only after the place where they stand, and only in their own document"


def read(text: str) -> Parsed:
    return parse(Source("file.yaml", text))


def data(text: str) -> Any:
    parsed = read(text)
    assert parsed.problems == []
    return parsed.documents[0].document.data


def problem(text: str) -> tuple[str, tuple[int, int]]:
    """The words and the place of the one problem of a text."""
    parsed = read(text)
    [(_, found)] = parsed.problems
    position: Position = Source("file.yaml", text).position(found.span.start)
    return found.message, position


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: &x 1\nb: *x\n", {"a": 1, "b": 1}),
        ("a: &x {k: v}\nb: [*x, *x]\n", {"a": {"k": "v"}, "b": [{"k": "v"}, {"k": "v"}]}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
        ("&x a: 1\nb: *x\n", {"a": 1, "b": "a"}),
        ("a: &x k\n*x : 1\n", {"a": "k", "k": 1}),
        ("a: &x\nb: *x\n", {"a": None, "b": None}),
        ("a: &x on\nb: *x\n", {"a": True, "b": True}),
        ("a: &x {k: &y v}\nb: *y\n", {"a": {"k": "v"}, "b": "v"}),
        ("a: &x [1]\nb: &y [*x]\nc: *y\n", {"a": [1], "b": [[1]], "c": [[1]]}),
    ],
)
def test_an_alias_repeats_what_its_anchor_holds(text: str, wanted: Any) -> None:
    assert data(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<<: {a: 1}\na: 2\n", {"a": 2}),
        ("a: 2\n<<: {a: 1}\n", {"a": 1}),
        ("a: 1\n<<: {b: 2}\n<<: {a: 3}\nb: 4\n", {"a": 3, "b": 4}),
        ("<<: [{a: 1}, {a: 2, b: 3}]\n", {"a": 1, "b": 3}),
        ("b: 0\n<<: [{a: 1}, {a: 2, b: 3}]\n", {"a": 1, "b": 3}),
        ("<<: {a: {b: 1}}\na: {c: 1}\n", {"a": {"c": 1}}),
        ("? <<\n: {a: 1}\n", {"a": 1}),
        ("!!merge <<: {a: 1}\n", {"a": 1}),
        ("<<: []\na: 1\n", {"a": 1}),
        ('"<<": {a: 1}\n', {"<<": {"a": 1}}),
        ("!!str <<: {a: 1}\n", {"<<": {"a": 1}}),
        ("a: <<\n", {"a": "<<"}),
    ],
)
def test_merge_keys(text: str, wanted: Any) -> None:
    assert data(text) == wanted


def test_merges_go_through_merges() -> None:
    found = data("a: &a {k: 1}\nb: &b\n  <<: *a\n  l: 2\nc:\n  <<: [*b, *a]\n  m: 3\n")
    assert found["c"] == {"k": 1, "l": 2, "m": 3}


def test_overriding_a_merged_key_is_no_duplicate() -> None:
    [composed] = read("a: &a {k: 1}\nb:\n  <<: *a\n  k: 2\nc:\n  k: 3\n  <<: *a\n").documents
    assert composed.duplicates == []


def test_merging_does_not_change_what_is_merged() -> None:
    found = data("a: &a {k: 1}\nb:\n  <<: *a\n  k: 2\n  l: 3\n")
    assert found["a"] == {"k": 1}


@pytest.mark.parametrize(
    "text",
    ["<<: 1\n", "<<: ~\n", "<<: [1]\n", "<<: [[{a: 1}]]\n", "x: &x [{a: 1}]\n<<: *x\n", "x: &x 1\n<<: *x\n"],
)
def test_only_mappings_and_written_lists_of_them_can_be_merged(text: str) -> None:
    assert problem(text)[0] == "`<<` merges mappings only"


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("a: *x\n", "alias *x has no anchor &x before it in this document", (1, 4)),
        ("a: *x\nb: &x 1\n", "alias *x has no anchor &x before it", (1, 4)),
        ("a: &x 1\n---\nb:\n  - *x\n", "alias *x has no anchor &x before it", (4, 5)),
        ("a: &x {b: *x}\n", "alias *x stands inside the value of its own anchor", (1, 11)),
        ("a: &x\n  - b\n  - *x\n", "alias *x stands inside the value of its own anchor", (3, 5)),
        ("&x a: 1\nb: &y {<<: *y}\n", "alias *y stands inside the value of its own anchor", (2, 12)),
    ],
)
def test_an_alias_that_leads_nowhere(text: str, words: str, position: tuple[int, int]) -> None:
    message, found = problem(text)
    assert words in message
    assert found == position


def test_the_help_says_how_far_anchors_reach() -> None:
    [(_, found)] = read("a: *x\n").problems
    assert found.help == HELP


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join([*lines, ""])


def test_an_alias_bomb_is_refused_at_once() -> None:
    begun = time.perf_counter()
    message, position = problem(bomb(20))
    assert time.perf_counter() - begun < 2
    assert "aliases repeat more than" in message
    assert position[0] == 7


def test_aliases_below_the_bound_are_read() -> None:
    assert len(data(bomb(4))["a3"]) == 10


@pytest.mark.parametrize("pieces", [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_nesting_up_to_the_bound_is_read(pieces: tuple[str, str]) -> None:
    before, after = pieces
    assert read(before * MAX_DEPTH + "x" + after * MAX_DEPTH + "\n").problems == []
    message, position = problem(before * (MAX_DEPTH + 1) + "x" + after * (MAX_DEPTH + 1) + "\n")
    assert message == f"nested deeper than {MAX_DEPTH} levels"
    assert position == (1, MAX_DEPTH * len(before) + 1)


@NEEDS_C
def test_nesting_without_end_is_refused_at_once_and_hides_nothing() -> None:
    begun = time.perf_counter()
    parsed = read("a: 1\n---\n" + "[" * 50_000 + "\n---\nb: 2\n")
    assert time.perf_counter() - begun < 2
    assert [composed.document.data for composed in parsed.documents] == [{"a": 1}, {"b": 2}]
    assert [(index, found.message) for index, found in parsed.problems] == [
        (1, f"nested deeper than {MAX_DEPTH} levels")
    ]
