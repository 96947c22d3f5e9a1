"""Which words an object holds at all, so that rules it cannot concern are neither called nor imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORT = 80
_FEW = 300
"""Up to which length texts are kept, and how many new ones of one object are."""
_MOST = 20_000
"""How many texts are kept: in the objects of one project most keys and values are the same."""


class Words:
    """Words that rules need. It keeps which of them stand in short texts: most of an object's were seen before."""

    __slots__ = ("_bearing", "_idle", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._idle: set[Any] = set()
        self._bearing: dict[Any, list[str]] = {}

    def within(self, data: Any) -> tuple[set[str], str]:
        """Those that stand in the short keys and values of some data; and the others, to be searched when asked."""
        found: set[str] = set()
        short, long = [], []
        for text in _texts(data).difference(self._idle):
            words = self._bearing.get(text)
            if words is not None:
                found.update(words)
            elif type(text) is str and len(text) > _SHORT:
                long.append(text)
            else:
                short.append(text)
        if len(short) > _FEW:
            long += short
        elif short:
            found.update(self._learn(short))
        return found, "".join(map(_quoted, long))

    def _learn(self, texts: list[Any]) -> list[str]:
        """The words that stand in some texts, which are searched together: hardly ever one does."""
        together = "".join(map(_quoted, texts))
        found = [word for word in self._words if word in together]
        if len(self._idle) + len(self._bearing) > _MOST:
            self._idle.clear()
            self._bearing.clear()
        for text in texts:
            quoted = _quoted(text)
            words = [word for word in found if word in quoted]
            if words:
                self._bearing[text] = words
            else:
                self._idle.add(text)
        return found


class Mentioned:
    """The words that stand in some data, looked for when they are asked for."""

    __slots__ = ("_data", "_found", "_rest", "_words")

    def __init__(self, words: Words, data: Any) -> None:
        self._words = words
        self._data = data
        self._found: set[str] | None = None
        self._rest = ""

    def among(self, words: frozenset[str]) -> frozenset[str]:
        """Those of some words that stand in the data."""
        if not words:
            return words
        if self._found is None:
            self._found, self._rest = self._words.within(self._data)
        found = words & self._found
        return found.union(word for word in words - found if word in self._rest) if self._rest else found


def _texts(data: Any) -> set[Any]:
    """All keys and single values in some data."""
    found: set[Any] = set()
    left = [data]
    while left:
        value = left.pop()
        if type(value) is str:  # most values
            found.add(value)
        elif isinstance(value, dict):
            found.update(value)
            left += value.values()
        elif isinstance(value, list):
            left += value
        else:
            found.add(value)
    return found


def _quoted(value: Any) -> str:
    """A text between single quotes, which stand for its ends in words; empty for a number too long to be written."""
    try:
        return f"'{value}'"
    except ValueError:
        return ""
