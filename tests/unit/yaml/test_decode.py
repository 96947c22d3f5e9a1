"""Bytes to text: byte-order marks, encodings, and the place of the first byte that is not text."""

from __future__ import annotations

import codecs

import pytest

from podlint.yaml.events import CParser
from podlint.yaml.place import Part
from podlint.yaml.reader import parse
from podlint.yaml.source import Position, Source, Span, decode

NEEDS_C = pytest.mark.skipif(CParser is None, reason="ruamel's own parser refuses it, or takes long")


TEXT = "é: 1\nb:\n  \U0001f600: yes\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_the_mark_tells_the_encoding_and_shifts_nothing(mark: bytes, encoding: str) -> None:
    source, bad = decode(mark + TEXT.encode(encoding), "file.yaml")
    assert bad is None
    assert source.text == TEXT
    assert source.bom == bool(mark)
    [composed] = parse(source).documents
    document = composed.document
    assert document.data == {"é": 1, "b": {"\U0001f600": True}}
    assert source.position(document.span(("é",)).start) == Position(1, 4)
    assert source.position(document.span(("b", "\U0001f600")).start) == Position(3, 6)


@pytest.mark.parametrize(
    ("data", "position", "message"),
    [
        (b"a: 1\nb: caf\xe9\n", (2, 7), "byte 0xe9 is not UTF-8 text"),
        ("é: 1\nü: ".encode() + b"\xff\n", (2, 4), "byte 0xff is not UTF-8 text"),
        (b"a\r\nb\rc: \xff", (3, 4), "byte 0xff is not UTF-8 text"),
        (codecs.BOM_UTF8 + b"a: \xff\n", (1, 4), "byte 0xff is not UTF-8 text"),
        (b"a: \xed\xa0\x80\n", (1, 4), "byte 0xed is not UTF-8 text"),
        (codecs.BOM_UTF16_LE + "a: ".encode("utf-16-le") + b"\x00\xd8x\x00", (1, 4), "is not UTF-16 text"),
        (codecs.BOM_UTF16_BE + "ab".encode("utf-16-be") + b"x", (1, 3), "byte 0x78 is not UTF-16 text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", (1, 1), "binary data, not a text file"),
    ],
)
def test_the_first_bad_byte_is_named_at_its_place(data: bytes, position: tuple[int, int], message: str) -> None:
    source, bad = decode(data, "file.yaml")
    assert bad is not None
    assert message in bad.message
    assert source.position(bad.span.start) == position


def test_the_text_around_a_bad_byte_can_be_shown() -> None:
    source, _ = decode(b"a: 1\nb: caf\xe9 au lait\nc: 3\n", "file.yaml")
    assert source.line(2) == "b: caf\u00e9 au lait"
    assert source.line(3) == "c: 3"


def test_binary_data_that_is_ascii_is_found_by_the_parser() -> None:
    source, bad = decode(b"a: b\nc: \0\0\n", "file.yaml")
    assert bad is None
    [(_, problem)] = parse(source).problems
    assert "binary data" in problem.message
    assert source.position(problem.span.start) == Position(2, 4)


def test_a_byte_order_mark_in_the_middle_is_pointed_at() -> None:
    source, _ = decode("a: 1\n\ufeff---\nb: 2\n".encode(), "file.yaml")
    [(_, problem)] = parse(source).problems
    assert problem.message == "byte-order mark in the middle of the text"
    assert source.position(problem.span.start) == Position(2, 1)


@NEEDS_C
def test_a_byte_order_mark_at_the_begin_of_a_later_document_does_no_harm() -> None:
    source, _ = decode("a: 1\n---\n\ufeffb: 2\n".encode(), "file.yaml")
    assert [composed.document.data for composed in parse(source).documents] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_nothing_is_no_document(data: bytes) -> None:
    source, bad = decode(data, "file.yaml")
    assert bad is None
    assert parse(source).count == 0


def test_a_second_mark_at_the_beginning() -> None:
    """kubectl takes it for indentation, so that the second line stands further left than the first."""
    source, _ = decode(codecs.BOM_UTF8 * 2 + b"a: 1\nb: 2\n", "file.yaml")
    ((_, problem),) = parse(source).problems
    assert (problem.message, problem.span) == ("a second byte-order mark", (0, 1))


@pytest.mark.parametrize("pure", [False, True])
def test_a_second_mark_before_a_flow_collection_moves_no_place(pure: bool) -> None:
    source, _ = decode(codecs.BOM_UTF8 * 2 + b'{"a": 1}', "file.yaml")
    (composed,) = parse(source, pure=pure).documents
    start, end = composed.document.span(("a",), Part.KEY)
    assert source.text[start:end] == '"a"'


def test_a_mark_in_a_text_within_a_text_moves_no_place() -> None:
    text = "patch: |\n  \ufeffa: 1\n  b: 2\n"
    part = Source("file.yaml", text, bom=True).part(Span(text.index("\ufeff"), text.index("\n  b")))
    (composed,) = parse(part).documents
    start, end = composed.document.span(("a",), Part.KEY)
    assert text[start:end] == "a"
