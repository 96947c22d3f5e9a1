"""A text to its documents: where they begin and end, and what a broken one leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from podlint.yaml.place import Part
from podlint.yaml.reader import MOST_DOCUMENTS, parse, separator_text
from podlint.yaml.source import Position, Source

if TYPE_CHECKING:
    from podlint.yaml.parsed import Parsed


def read(text: str) -> Parsed:
    return parse(Source("file.yaml", text))


def data(text: str) -> dict[int, Any]:
    """What the documents hold, by index; the text must be sound."""
    parsed = read(text)
    assert parsed.problems == []
    return {composed.document.index: composed.document.data for composed in parsed.documents}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: 1\n", {0: {"a": 1}}),
        ("a: 1\n---\nb: 2\n", {0: {"a": 1}, 1: {"b": 2}}),
        ("---\na: 1\n---\nb: 2\n---\n", {0: {"a": 1}, 1: {"b": 2}}),
        ("a: 1\n---\n---\n# nothing\n---\nb: 2\n", {0: {"a": 1}, 3: {"b": 2}}),
        ("# licence\n---\na: 1\n", {0: {"a": 1}}),
        ("--- # comment\na: 1\n", {0: {"a": 1}}),
        ("---   \na: 1\n", {0: {"a": 1}}),
        ("a: 1\n---", {0: {"a": 1}}),
        ("a: 1\r\n---\r\nb: 2\r\n", {0: {"a": 1}, 1: {"b": 2}}),
        ("a: 1\r---\rb: 2\r", {0: {"a": 1}, 1: {"b": 2}}),
        ("a: 1\n...\n---\nb: 2\n", {0: {"a": 1}, 1: {"b": 2}}),
        ("- a\n- b\n", {0: ["a", "b"]}),
        ("only text\n", {0: "only text"}),
        ("", {}),
        ("\n\n", {}),
        ("# only a comment\n", {}),
        ("---\n---\n", {}),
        ("null\n---\n~\n", {}),
    ],
)
def test_documents_and_their_indices(text: str, wanted: dict[int, Any]) -> None:
    assert data(text) == wanted


def test_documents_know_their_index_behind_a_broken_one() -> None:
    parsed = read("a: 1\n---\n# empty\n---\nb: [\n---\nc: 3\n")
    assert [composed.document.index for composed in parsed.documents] == [0, 2, 3]
    assert [index for index, _ in parsed.problems] == [2]
    assert parsed.count == 3


def test_text_after_the_end_of_a_document_is_dropped() -> None:
    assert data("a: 1\n...\nnever: read\n---\nb: 2\n") == {0: {"a": 1}, 1: {"b": 2}}


def test_a_separator_inside_an_indented_block_scalar_is_text() -> None:
    assert data("a: |\n  x\n  ---\n  y\nb: 1\n") == {0: {"a": "x\n---\ny\n", "b": 1}}


def test_a_separator_in_the_first_column_ends_a_block_scalar() -> None:
    parsed = read("a: |\n  x\n---\nb: 1\n")
    assert [composed.document.data for composed in parsed.documents] == [{"a": "x\n"}, {"b": 1}]


@pytest.mark.parametrize(
    "broken",
    [
        'b: "never closed',
        "b: 'never closed",
        "b: [1, 2",
        "b: {c: 1",
        "b: x\x01y",
        "b: x\0y",
        "b: @x",
        "b: c: d",
        "\tb: 1",
        "b: *nobody",
        "b: .inf",
        "[b]: c",
        "b: {{ placeholder }}",
        "%YAML 1.1",
        "b: &b [*b]",
        "&b",
        "b:\n  - 1\n c: 2",
        "]",
        "b\nc: 1",
    ],
)
def test_a_broken_document_does_not_hide_its_neighbours(broken: str) -> None:
    text = f"a: 1\n---\n{broken}\n---\nc: 3\n"
    parsed = read(text)
    found = {composed.document.index: composed.document for composed in parsed.sound}
    if broken != "&b":  # an anchor alone is an empty document
        assert [index for index, _ in parsed.problems] == [1]
    assert {index: document.data for index, document in found.items()} == {0: {"a": 1}, 2: {"c": 3}}
    assert found[2].text(found[2].span(("c",), Part.PAIR)) == "c: 3"


def test_every_broken_document_is_told_of() -> None:
    parsed = read("a: [\n---\nb: 1\n---\nc: {\n---\nd: .nan\n")
    assert [index for index, _ in parsed.problems] == [0, 2, 3]
    assert [composed.document.data for composed in parsed.sound] == [{"b": 1}]
    assert [one.document.data for one in parsed.documents] == [{"a": []}, {"b": 1}, {"c": {}}, {"d": ".nan"}]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("--- {a: b}\n", "--- "),
        ("a: 1\n--- text\n", "--- "),
        ("---\t!!map\na: 1\n", "---\t"),
        ("--- # comment\na: 1\n", None),
        ("---  \na: 1\n", None),
        ("---\t\r\na: 1\r\n", None),
        ("a: |\n  --- text\n", None),
    ],
)
def test_content_on_the_separator_line(text: str, wanted: str | None) -> None:
    source = Source("file.yaml", text)
    span = separator_text(source)
    assert (source.text[span.start : span.end] if span else None) == wanted


@pytest.mark.parametrize(
    ("text", "path", "places"),
    [
        ("a: 1\na: 2\n", ("a",), [(2, 1), (1, 1)]),
        ("metadata:\n  name: x\n  name: y\n", ("metadata", "name"), [(3, 3), (2, 3)]),
        ("- a: 1\n- b: 1\n  b: 2\n", (1, "b"), [(3, 3), (2, 3)]),
        ("a: {b: [{c: 1, c: 2}]}\n", ("a", "b", 0, "c"), [(1, 16), (1, 10)]),
        ('on: 1\n"true": 2\n', ("true",), [(2, 1), (1, 1)]),
        ("0x1: a\n1: b\n", ("1",), [(2, 1), (1, 1)]),
        ("a:\n  b: 1\nc:\n  d:\n  - e: 1\n  - e: 1\n    e: 2\n", ("c", "d", 1, "e"), [(7, 5), (6, 5)]),
    ],
)
def test_a_duplicate_key_has_both_its_places(
    text: str, path: tuple[str | int, ...], places: list[tuple[int, int]]
) -> None:
    [composed] = read(text).documents
    [(found, later, before)] = composed.duplicates
    source = composed.document.source
    assert found == path
    assert [source.position(later.start), source.position(before.start)] == places


def test_of_a_duplicate_key_the_last_value_stays() -> None:
    assert data("a: 1\na: 2\n") == {0: {"a": 2}}


def test_a_key_set_three_times_is_told_of_twice() -> None:
    [composed] = read("a: 1\na: 2\na: 3\n").documents
    assert len(composed.duplicates) == 2


def test_one_key_in_two_mappings_is_no_duplicate() -> None:
    [composed] = read("a: {x: 1}\nb: {x: 1}\nc:\n- x: 1\n- x: 1\n").documents
    assert composed.duplicates == []


@pytest.mark.parametrize(
    ("text", "path", "value", "position"),
    [
        ("a: {image: nginx:1.27}\n", ("a", "image"), "nginx:1.27", (1, 12)),
        ("a: [--addr=:8080, fe80::1]\n", ("a", 0), "--addr=:8080", (1, 5)),
        ("a: [--addr=:8080, fe80::1]\n", ("a", 1), "fe80::1", (1, 19)),
        ("x: 1\na: {b: c:d, e: [http://h:80/p]}\n", ("a", "e", 0), "http://h:80/p", (2, 17)),
        ('{"image":"a:b","c":[x:y]}\n', ("c", 0), "x:y", (1, 21)),
        ("a: {b: !x c:d}\nurl: http://h\n", ("a", "b"), "c:d", (1, 11)),
        ("a: {b: c:d}\n---\ne: [\n", ("a", "b"), "c:d", (1, 8)),
    ],
)
def test_colons_inside_flow_scalars(
    text: str, path: tuple[str | int, ...], value: str, position: tuple[int, int]
) -> None:
    document = read(text).documents[0].document
    assert document.value(path) == value
    span = document.span(path)
    assert document.text(span) == value
    assert document.source.position(span.start) == position


def test_json_with_tabs_and_surrogate_pairs_keeps_its_positions() -> None:
    text = '{\n\t"emoji": "\\ud83d\\ude00", "b": [\n\t\t"é\U0001f600", 1\n\t]\n}\n'
    [composed] = read(text).documents
    document = composed.document
    assert document.data["b"] == ["é\U0001f600", 1]
    assert document.source.position(document.span(("b", 1)).start) == Position(3, 9)
    assert document.text(document.span(("emoji",))) == '"\\ud83d\\ude00"'
    assert document.source.position(document.span(("b",), Part.KEY).start) == Position(2, 27)


def test_positions_count_code_points_behind_any_line_break() -> None:
    text = "é: 1\r\nü:\r\n  \U0001f600: x\rz: 2\n"
    document = read(text).documents[0].document
    assert document.source.position(document.span(("ü", "\U0001f600")).start) == Position(3, 6)
    assert document.source.position(document.span(("z",)).start) == Position(4, 4)


def test_of_very_many_documents_the_first_are_read() -> None:
    many = parse(Source("many.yaml", "a: 1\n---\n" * (MOST_DOCUMENTS + 5)))
    assert len(many.documents) == MOST_DOCUMENTS
    [(index, problem)] = many.problems
    assert index == MOST_DOCUMENTS
    assert problem.message == "more than 10,000 documents in one file: what follows is not read"
    assert many.documents[0].document.source.position(problem.span.start).line == 2 * MOST_DOCUMENTS
    most = parse(Source("most.yaml", "a: 1\n---\n" * (MOST_DOCUMENTS - 1)))
    assert (len(most.documents), most.problems) == (MOST_DOCUMENTS - 1, [])


@pytest.mark.parametrize("between", ["\n", " ", ""])
def test_so_do_json_values_in_a_row(between: str) -> None:
    value = '{"a": 1}' + between
    many = parse(Source("many.json", value * (MOST_DOCUMENTS + 5)))
    assert len(many.documents) == MOST_DOCUMENTS
    [(index, problem)] = many.problems
    assert index == MOST_DOCUMENTS
    assert problem.message == "more than 10,000 documents in one file: what follows is not read"
    assert problem.span.start == len(value) * MOST_DOCUMENTS
