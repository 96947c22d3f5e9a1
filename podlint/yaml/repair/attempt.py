"""One attempt to read a part of a draft: its documents, or where and why reading stopped."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple
from podlint.yaml import events
from podlint.yaml.broken import BrokenDocument, Stopped
from podlint.yaml.builder import Builder
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from podlint.yaml.parsed import Composed
    from podlint.yaml.reader import Parsers
    from podlint.yaml.repair.draft import Draft


class Failure(NamedTuple):
    """Where reading stopped, in lines of the draft: line, column, those of the context or -1; words; the error itself.

    `known` says that the text is YAML, and refused for what it says.
    """

    line: int
    column: int
    context_line: int
    context_column: int
    words: str
    context: str
    error: events.ComposeError | BrokenDocument
    known: bool
    original: int = 0

    @property
    def reached(self) -> tuple[bool, int, int]:
        """How far reading came, in columns of the original: more is better. A quote left open swallows the rest."""
        if "quoted scalar" in self.context and self.context_line >= 0:
            return self.known, self.context_line, self.context_column
        return self.known, self.line, self.original


class Attempt(NamedTuple):
    """The documents that a part of a draft holds, or the failure; `source` is the text that was read."""

    documents: list[Composed]
    failure: Failure | None
    source: Source


class Reader:
    """Reads parts of a draft, as long as there is time: `left` is how many characters more may be read."""

    def __init__(self, path: str, draft: Draft, parsers: Parsers, left: int) -> None:
        self.path = path
        self.draft = draft
        self.left = left
        self._parsers = parsers

    def read(self, first: int, end: int, index: int = 0) -> Attempt:
        """Read the lines `first:end`."""
        text = "".join(self.draft.lines[first:end])
        self.left -= len(text) + 100
        source = Source(self.path, text)
        found = self._documents(source, index)
        if isinstance(found, list):
            return Attempt(found, None, source)
        if isinstance(found, events.ComposeError) and events.refuses_colon(found):
            again = self._documents(source, index, masked=True)
            if isinstance(again, list):
                return Attempt(again, None, source)
            found = again
        return Attempt([], self._failure(found, first, end, text), source)

    def _documents(
        self, source: Source, index: int, *, masked: bool = False
    ) -> list[Composed] | events.ComposeError | BrokenDocument:
        parsers = events.masking if masked else self._parsers
        documents: list[Composed] = []
        try:
            broken = Builder(source, parsers(source.text), 0, index).read(documents)
            if broken is not None:
                return broken
        except (events.ComposeError, Stopped) as error:
            return error
        return documents

    def _failure(self, error: events.ComposeError | BrokenDocument, first: int, end: int, text: str) -> Failure:
        starts = list(accumulate(map(len, self.draft.lines[first:end]), initial=0))

        def place(offset: int) -> tuple[int, int]:
            line = max(bisect_right(starts, offset, 0, max(len(starts) - 1, 1)) - 1, 0)
            return first + line, offset - starts[line]

        if isinstance(error, BrokenDocument):
            line, column = place(error.span.start)
            known = not isinstance(error, Stopped)
            return Failure(line, column, -1, -1, str(error), "", error, known, self.draft.column(line, column))
        words, offset, context, context_offset = events.explain(error)
        line, column = place(min(offset, len(text)) if offset is not None else 0)
        other = place(min(context_offset, len(text))) if context_offset is not None else (-1, -1)
        return Failure(line, column, *other, words, context or "", error, False, self.draft.column(line, column))
