"""How a template lies in its lines: which of them hold nothing but actions, and where its fixed text begins."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from podlint.templates.actions import Action, Does
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.templates.blocks import Block, Branch, Part

_FILLERS = (range(0xE000, 0xF900),)
_OWNER = re.compile(r"([ \t]*(?:-[ \t]+)*)(?:([^\s:#'\"][^:#]*):[ \t]+)?")
_NEXT_LINE = re.compile(r"\r\n|\r|\n")


class Template:
    """A template whose blocks are known; `parts` are those of `text` between the offsets of `span`."""

    def __init__(self, text: str, span: Span, parts: list[Part]) -> None:
        self.text = text
        self.span = span
        self.parts = parts
        held = set(text[span.start : span.end])
        self.filler = next((chr(code) for codes in _FILLERS for code in codes if chr(code) not in held), "\ue000")
        self._starts = [span.start, *(m.end() for m in _NEXT_LINE.finditer(text, *span))]
        self._by_start = {action.span.start: action for action in _flat(parts)}
        self._order = sorted(self._by_start)
        self._ends = [part.span.end for part in parts]
        self._fixed: dict[int, tuple[int, int]] = {}

    def within(self, span: Span) -> list[Part]:
        """The parts that reach into a part of the text."""
        first = bisect_right(self._ends, span.start)
        return list(takewhile(lambda part: part.span.start < span.end, islice(self.parts, first, None)))

    def actions_within(self, span: Span) -> list[Action]:
        """The actions that begin in a part of the text."""
        first, last = bisect_left(self._order, span.start), bisect_left(self._order, span.end)
        return [self._by_start[start] for start in self._order[first:last]]

    def line(self, offset: int) -> Span:
        """The line that an offset lies in, without its break."""
        index = bisect_right(self._starts, offset) - 1
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else self.span.end
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def alone(self, span: Span) -> bool:
        """Whether nothing but actions and spaces stands in the lines of a stretch of text, outside of it."""
        return (
            self._fixed_in(self.line(span.start))[0] >= span.start
            and self._fixed_in(self.line(max(span.end - 1, span.start)))[1] < span.end
        )

    def is_fixed(self, span: Span) -> bool:
        """Whether no action stands in a part of the text."""
        index = bisect_right(self._order, span.start) - 1
        before = self._by_start[self._order[index]].span.end if index >= 0 else 0
        following = self._order[index + 1] if index + 1 < len(self._order) else span.end
        return before <= span.start and span.end <= following

    def inline(self, block: Block) -> bool:
        """Whether a block stands within one line."""
        return self.line(block.span.start).end >= block.span.end

    def indentation(self, branch: Branch) -> int | None:
        """The column at which what a branch holds begins; None where it holds nothing that says so."""
        at = branch.start
        while at < branch.end:
            line = self.line(at)
            end = min(line.end, branch.end)
            first = at
            while first < end and self.text[first].isspace():
                first += 1
            action = self._by_start.get(first)
            if action is not None:
                if action.does is Does.WRITES:
                    return action.indent if action.indent is not None else first - line.start
                at = max(action.span.end, at + 1)
                continue
            if first < end and self.text[first] != "#":
                return first - line.start
            at = max(line.end, at) + 1
        return None

    def continued(self, span: Span) -> int | None:
        """The column at which the text goes on below a value that is all written by an action; None for other values.

        That is where what follows lies deeper than the key or dash of the value, as if it belonged to it.
        """
        line = self.line(span.start)
        owner = _OWNER.match(self.text, line.start, span.start)
        if owner is None or owner.end() != span.start or self._fixed_in(line)[1] >= span.end:
            return None
        before = owner[1]
        if owner[2] is None and "-" not in before:
            return None
        own = len(before) if owner[2] is not None else len(before.rstrip()) - 1
        at = self.line(max(span.end - 1, span.start)).end
        while (at := self._next_line(at)) < self.span.end:
            line = self.line(at)
            first = self._fixed_in(line)[0]
            if first < line.end and self.text[first] != "#":
                return first - line.start if first - line.start > own else None
            at = line.end
        return None

    def _next_line(self, offset: int) -> int:
        index = bisect_right(self._starts, offset)
        return self._starts[index] if index < len(self._starts) else self.span.end

    def _fixed_in(self, line: Span) -> tuple[int, int]:
        """Where the first and the last character of a line stand that are neither of actions nor spaces."""
        known = self._fixed.get(line.start)
        if known is None:
            known = self._fixed[line.start] = self._look(line)
        return known

    def _look(self, line: Span) -> tuple[int, int]:
        at = line.start
        index = bisect_right(self._order, at) - 1
        if index >= 0 and (before := self._by_start[self._order[index]]).span.end > at:
            at = before.span.end
        first, last = self.span.end, -1
        while at < line.end:
            action = self._by_start.get(at)
            if action is not None:
                at = max(action.span.end, at + 1)
                continue
            if not self.text[at].isspace():
                first, last = min(first, at), at
            at += 1
        return first, last


def _flat(parts: list[Part]) -> Iterable[Action]:
    for part in parts:
        if isinstance(part, Action):
            yield part
        else:
            yield from part.actions()
            for branch in part.branches:
                yield from _flat(branch.parts)
