"""The characters of a value in the text of its scalar: as a walk from its start would find them, however many."""

from __future__ import annotations

import time

import pytest

from podlint.yaml.within import Pieces


@pytest.mark.parametrize(
    ("value", "text", "within", "wanted"),
    [
        ("a$(B)c", "a$(B)c", (1, 5), (1, 5)),
        ("x\ty\ty", '"x\\ty\\ty"', (4, 5), (7, 8)),  # the second y, behind two escapes
        ("aa\naaa", "  aa\n  aaa", (4, 6), (8, 10)),  # indented
        ("a$b", '"a\\x24b"', (1, 2), None),  # written with an escape
        ("aaa", "a a a", (1, 2), (2, 3)),
    ],
)
def test_the_same_occurrence(value: str, text: str, within: tuple[int, int], wanted: tuple[int, int] | None) -> None:
    assert Pieces(value, text, 0, len(text)).find(*within) == wanted


def test_in_any_order() -> None:
    pieces = Pieces("a\ta\ta", "a\\ta\\ta", 0, 7)
    assert [pieces.find(at, at + 1) for at in (4, 0, 2, 2)] == [(6, 7), (0, 1), (3, 4), (3, 4)]


def test_a_hundred_thousand_different_pieces_take_no_time() -> None:
    words = [f"$({number})" for number in range(100_000)]
    value = "\t".join(words)
    text = value.replace("\t", "\\t")
    pieces = Pieces(value, text, 0, len(text))
    start, at = time.process_time(), 0
    for word in words:
        pieces.find(at, at + len(word))
        at += len(word) + 1
    assert time.process_time() - start < 3
