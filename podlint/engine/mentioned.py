"""Which words an object holds at all, so that rules it cannot concern are neither called nor imported."""

from __future__ import annotations

from typing import Any


class Mentioned:
    """Answers whether words stand anywhere in some data, among keys and values."""

    __slots__ = ("_data", "_known", "_text")

    def __init__(self, data: Any) -> None:
        self._data = data
        self._text: str | None = None
        self._known: dict[tuple[str, ...], bool] = {(): True}

    def any_of(self, words: tuple[str, ...]) -> bool:
        """Whether one of the words stands somewhere; so it does where there are none, or that cannot be told."""
        known = self._known.get(words)
        if known is None:
            known = self._known[words] = self._holds(words)
        return known

    def _holds(self, words: tuple[str, ...]) -> bool:
        text = self._written
        for word in words:  # hundreds of times an object: without a generator
            if word in text:
                return True
        return not text

    @property
    def _written(self) -> str:
        """The data as Python writes them: escapes and aliases of YAML are gone, and letters stay as they are."""
        if self._text is None:
            try:
                self._text = repr(self._data)
            except (ValueError, RecursionError):  # a number of more digits than Python writes
                self._text = ""
        return self._text
