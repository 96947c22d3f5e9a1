"""Which words an object holds at all, so that rules it cannot concern are neither called nor imported."""

from __future__ import annotations

from typing import Any


class Mentioned:
    """Answers whether words stand anywhere in some data, among keys and values."""

    __slots__ = ("_data", "_text")

    def __init__(self, data: Any) -> None:
        self._data = data
        self._text: str | None = None

    def each_of(self, words: tuple[str, ...]) -> tuple[bool, ...]:
        """Of each word whether it stands somewhere; of all of them it does where that cannot be told."""
        text = self._written
        return tuple([word in text for word in words] if text else [True] * len(words))

    @property
    def _written(self) -> str:
        """The data as Python writes them: escapes and aliases of YAML are gone, and letters stay as they are."""
        if self._text is None:
            try:
                self._text = repr(self._data)
            except (ValueError, RecursionError):  # a number of more digits than Python writes
                self._text = ""
        return self._text
