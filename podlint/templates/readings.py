"""Readings of a template: YAML of the same shape, in which each character that stays keeps its line and column.

A reading keeps one branch of each block, or none. What an action writes into a line is filled with a character that the
text does not hold; lines of nothing but actions are blanked, and a mark says that something may stand there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from podlint.templates.actions import Action, Does
from podlint.templates.blocks import Block
from podlint.tuples import NamedTuple
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podlint.templates.blocks import Branch, Part

_FILLERS = (range(0xE000, 0xF900),)
_HEADER = re.compile(r"(?:^|[:\-?])[ \t]+(?:[&!][^\s]*[ \t]+)*[|>][-+0-9]*[ \t]*$")
_OWNER = re.compile(r"([ \t]*(?:-[ \t]+)*)(?:([^\s:#'\"][^:#]*):[ \t]+)?")
_HEADER_LENGTH = 80
_BLANK_BELOW = re.compile(r"(?<=[ \t])([|>][-+0-9]{0,2})([ \t]*(?:\r\n|\r|\n))((?:[ \t]*(?:\r\n|\r|\n))+)")
_NEXT_LINE = re.compile(r"\r\n|\r|\n")
MOST = 32
"""Most readings of a template that are made to see all of its branches; of a long one fewer."""
_MOST_READ = 4_000_000
"""Most characters that these readings have."""

Choice = dict[int, int]
"""The branch that is kept of a block, by where the block begins; -1 for none."""


class Mark(NamedTuple):
    """A place where something may stand that the reading does not show.

    `column` is where it stands, from 0; `sure` unless that is no more than where its action stands. `action` is the one
    that writes it, None where a block does.
    """

    offset: int
    column: int
    sure: bool
    action: Action | None = None


class Reading(NamedTuple):
    """A text to be read as YAML, the character that stands for what actions write, and the marks."""

    text: str
    filler: str
    marks: list[Mark]


class Template:
    """A template whose blocks are known; `parts` are those of `text` between the offsets of `span`."""

    def __init__(self, text: str, span: Span, parts: list[Part]) -> None:
        self.text = text
        self.span = span
        self.parts = parts
        held = set(text)
        self.filler = next((chr(code) for codes in _FILLERS for code in codes if chr(code) not in held), "\ue000")
        self._starts = [span.start, *(m.end() for m in _NEXT_LINE.finditer(text, *span))]
        self._by_start = {action.span.start: action for action in _flat(parts)}
        self._order = sorted(self._by_start)
        self._ends = [part.span.end for part in parts]
        self._fixed: dict[int, tuple[int, int]] = {}

    def reading(self, choice: Mapping[int, int], span: Span | None = None) -> Reading:
        """The reading that keeps of each block the branch that is chosen, the first one where none is.

        With a `span` only that is made to be read; the rest stays as it is.
        """
        begin, end = span or Span(0, len(self.text))
        writer = _Writer(self, choice, begin)
        writer.parts(self.within(span) if span is not None else self.parts)
        written = writer.done()
        made = self.text[:begin] + _below_headers(written[: end - begin]) + self.text[end:]
        return Reading(made, self.filler, writer.marks)

    def within(self, span: Span) -> list[Part]:
        """The parts that reach into a part of the text."""
        first = bisect_right(self._ends, span.start)
        return list(takewhile(lambda part: part.span.start < span.end, islice(self.parts, first, None)))

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


class _Writer:
    """Writes a reading: pieces of the text in order, with others in the place of actions."""

    def __init__(self, template: Template, choice: Mapping[int, int], begin: int) -> None:
        self._template = template
        self._text = template.text
        self._choice = choice
        self._pieces: list[str] = []
        self._begin = self._at = begin
        self.marks: list[Mark] = []

    def done(self) -> str:
        """The text of the reading."""
        return "".join([*self._pieces, self._text[self._at :]])

    def parts(self, parts: list[Part]) -> None:
        """Write parts that are kept."""
        for part in parts:
            if part.span.end <= self._begin:
                continue
            if isinstance(part, Action):
                self._action(part)
            else:
                self._block(part)

    def _action(self, action: Action) -> None:
        if self._template.alone(action.span):
            self._blank(action.span)
            if action.does is Does.WRITES:
                self._mark(action.span.start, action.indent, action)
        elif action.does is Does.WRITES or self._joins(action.span):
            self._fill(action.span, action.indent)
        else:
            self._blank(action.span)

    def _block(self, block: Block) -> None:
        span = block.span
        if block.never:
            self._blank(span)
            return
        if self._template.inline(block):
            if self._template.alone(span):
                self._blank(span)
                self._mark(span.start, None)
            else:
                self._fill(span, None)
            return
        kept = self._choice.get(span.start, 0)
        for number, branch in enumerate(block.branches):
            self._blank(branch.action.span)
            if number == kept:
                self.parts(branch.parts)
            else:
                self._blank(Span(branch.start, branch.end))
        self._blank(block.closing.span)
        if kept < 0 or block.repeats:
            for branch in block.branches:
                column = self._template.indentation(branch)
                if column is not None:
                    self._mark(span.start if kept < 0 else span.end, column)

    def _mark(self, offset: int, column: int | None, action: Action | None = None) -> None:
        own = offset - self._template.line(offset).start
        self.marks.append(Mark(offset, own if column is None else column, column is not None, action))

    def _joins(self, span: Span) -> bool:
        """Whether text touches an action on both sides, which writes nothing between them."""
        before, after = self._text[span.start - 1 : span.start], self._text[span.end : span.end + 1]
        return bool(before.strip() and after.strip())

    def _fill(self, span: Span, indent: int | None) -> None:
        line = self._template.line(span.start)
        if _HEADER.search(self._text[max(line.start, span.start - _HEADER_LENGTH) : span.start]):
            self._blank(span)
            self._mark(span.start, indent if indent is not None else line.end - line.start)
            return
        self._upto(span.start)
        end = min(span.end, line.end)
        column = self._template.continued(span)
        if column is None:
            self._pieces.append(self._template.filler * (end - span.start))
        elif column == span.start - line.start:  # what follows are more entries of the same mapping
            self._pieces.append(self._template.filler * (end - span.start - 1) + ":")
        else:
            self._blank(span)
            self._mark(span.start, column)
            return
        self._at = end
        self._blank(Span(end, span.end))

    def _blank(self, span: Span) -> None:
        self._upto(span.start)
        if span.end > self._at:
            self._pieces.append(re.sub(r"[^\r\n]", " ", self._text[self._at : span.end]))
            self._at = span.end

    def _upto(self, offset: int) -> None:
        if offset > self._at:
            self._pieces.append(self._text[self._at : offset])
            self._at = offset


def _below_headers(text: str) -> str:
    """The text with headers of block scalars moved down to the last blank line before what they hold.

    An action that is indented deeper than the text behind it would make that the end of the scalar.
    """
    pieces: list[str] = []
    at = 0
    for match in _BLANK_BELOW.finditer(text):
        header = match[1]
        if not _HEADER.search(text[max(match.start() - _HEADER_LENGTH, 0) : match.end(1)]):
            continue
        lines = match[3].splitlines(keepends=True)
        roomy = [i for i, line in enumerate(lines) if len(line.rstrip("\r\n")) > len(header)]
        if not roomy:
            continue
        last = roomy[-1]
        spaces = lines[last].rstrip("\r\n")
        lines[last] = " " * (len(spaces) - len(header)) + header + lines[last][len(spaces) :]
        pieces += (text[at : match.start()], " " * len(header), match[2], *lines)
        at = match.end()
    return "".join([*pieces, text[at:]])


def cover(template: Template) -> list[Choice]:
    """Choices that keep each branch of each block at least once; no more than `MOST`."""
    most = max(min(MOST, _MOST_READ // max(len(template.text), 1)), 2)
    return [_choice(template.parts, number, {}) for number in range(min(_count(template.parts), most))]


def _count(parts: list[Part]) -> int:
    """How many readings it takes to see all branches among parts."""
    return max((sum(_count(b.parts) for b in part.branches) for part in parts if isinstance(part, Block)), default=1)


def _choice(parts: list[Part], number: int, choice: Choice) -> Choice:
    """Add to a choice the branches that reading `number` keeps."""
    for part in parts:
        if not isinstance(part, Block):
            continue
        left = number
        for index, branch in enumerate(part.branches):
            own = _count(branch.parts)
            if left < own or index == len(part.branches) - 1:
                choice[part.span.start] = index
                _choice(branch.parts, min(left, own - 1), choice)
                break
            left -= own
    return choice


def narrow(parts: list[Part], within: Mapping[int, int], number: int) -> Choice:
    """The choice that keeps what is there whatever the values are, around and beside the branches of `within`.

    Of a block that is rendered in any case it keeps branch `number`, or the last one.
    """
    choice: Choice = {}
    _narrow(parts, within, number, choice)
    return choice


def _narrow(parts: list[Part], within: Mapping[int, int], number: int, choice: Choice) -> None:
    for part in parts:
        if not isinstance(part, Block):
            continue
        start = part.span.start
        if start in within:
            index = within[start]
        else:
            index = min(number, len(part.branches) - 1) if part.whole else -1
        choice[start] = index
        if index >= 0:
            _narrow(part.branches[index].parts, within, number, choice)


def alternatives(parts: list[Part]) -> int:
    """How many branches the block has that has the most, among those that are rendered in any case."""
    most = 1
    for part in parts:
        if isinstance(part, Block):
            inner = max(alternatives(branch.parts) for branch in part.branches)
            most = max(most, len(part.branches) if part.whole else 1, inner)
    return most
