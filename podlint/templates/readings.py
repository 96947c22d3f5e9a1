"""Readings of a template: YAML of the same shape, in which each character that stays keeps its line and column.

A reading keeps one branch of each block, or none. What an action writes into a line is filled with a character that the
text does not hold; lines of nothing but actions are blanked, and a mark says that something may stand there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.templates.actions import Action, Does
from podlint.tuples import NamedTuple
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.templates.blocks import Block, Part
    from podlint.templates.layout import Template

_HEADER = re.compile(r"(?:^|[:\-?])[ \t]+(?:[&!][^\s]*[ \t]+)*[|>][-+0-9]*[ \t]*$")
_HEADER_LENGTH = 80
_BLANK_BELOW = re.compile(r"(?<=[ \t])([|>][-+0-9]{0,2})([ \t]*(?:\r\n|\r|\n))((?:[ \t]*(?:\r\n|\r|\n))+)")


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


def reading(template: Template, choice: Mapping[int, int], span: Span | None = None) -> Reading:
    """The reading of a template that keeps of each block the branch that is chosen, the first one where none is.

    With a `span` only that is made to be read, else the part that the template is; the rest of the text stays as it is.
    """
    begin, end = span or template.span
    writer = _Writer(template, choice, begin)
    writer.parts(template.within(span) if span is not None else template.parts)
    written = writer.done(end)
    made = template.text[:begin] + _below_headers(written[: end - begin]) + template.text[end:]
    return Reading(made, template.filler, writer.marks)


class _Writer:
    """Writes a reading: pieces of the text in order, with others in the place of actions."""

    def __init__(self, template: Template, choice: Mapping[int, int], begin: int) -> None:
        self._template = template
        self._text = template.text
        self._choice = choice
        self._pieces: list[str] = []
        self._begin = self._at = begin
        self.marks: list[Mark] = []

    def done(self, end: int) -> str:
        """The text of the reading up to an offset."""
        return "".join([*self._pieces, self._text[self._at : end]])

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
