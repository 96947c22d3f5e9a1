"""Columns in the units of others: podlint counts code points, the web UTF-16 code units, some tools UTF-8 bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from podlint.yaml.source import Position


def utf16(text: str) -> int:
    """How many UTF-16 code units a text takes."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf8(text: str) -> int:
    """How many bytes a text takes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def column(at: Position, lines: Mapping[int, str], width: Callable[[str], int]) -> int | None:
    """The column of a place, from 1, in the units that `width` counts; None where the text of its line is not known."""
    text = lines.get(at.line)
    if text is None:
        return None
    return at.column + width(text[: at.column - 1]) - len(text[: at.column - 1])
