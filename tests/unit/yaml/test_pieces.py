"""The value of a scalar, matched with the text that it is written as."""

from __future__ import annotations

import pytest

from podlint.yaml.pieces import Pieces
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

WRITTEN = {
    "literal": "|\n  one: 1\n  two:\n    three: x\n",
    "literal, kept": "|+\n  one: 1\n\n\n",
    "literal, indented by hand": "|2-\n   one: 1\n  two: 2\n",
    "literal, comment": "|- # words\n  one\n",
    "literal, CRLF": "|\r\n  one: 1\r\n\r\n  two: 2\r\n",
    "folded": ">\n  one two\n  three\n\n  four\n    more\n  five\n",
    "folded, the same words twice": ">-\n  one\n  one\n  one\n",
    "plain": "one two",
    "plain, lines": "one\n  two\n\n  three",
    "single quotes": "'it''s ''one'''",
    "single quotes, lines": "'one\n  two\n\n\n  ''three'''",
    "double quotes": '"one\\ttwo\\x41\\u0042\\U00000043\\"\\\\\\/ \\_z"',
    "double quotes, lines": '"one \n  two\n\n  three \\\n  four\\\n  \\ five"',
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_every_character_is_found_where_it_stands(written: str) -> None:
    text = f"key: {written}"
    [composed] = parse(Source("a.yaml", text)).documents
    value = composed.document.data["key"]
    pieces = Pieces(text[5:].rstrip("\r\n") if written[0] not in "|>" else text[5:], value, 5)
    assert pieces
    escaped = '"' in written
    found = [text[pieces.at(offset)] for offset, character in enumerate(value) if character.isalnum()]
    assert found == ["\\" if escaped and one in "ABC" else one for one in value if one.isalnum()]
    assert pieces.targets == sorted(pieces.targets)


@pytest.mark.parametrize(
    "written", ["*one", "|\n  other\n", ">\n  other words\n", "'other'", '"oth\\x65r"', '"\\U99999999"', "|"]
)
def test_what_does_not_fit_has_no_places(written: str) -> None:
    assert not Pieces(written, "one", 0)
