"""A finding for people: with its source line, a caret, related places and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.addresses import of_rule
from podlint.findings.finding import Severity
from podlint.report.concise import WORDS
from podlint.report.summary import fixable, message
from podlint.report.terminal import MOST, columns, cropped
from podlint.tuples import NamedTuple
from podlint.visible import HARMFUL, at_start, in_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.findings.finding import Finding
    from podlint.report.terminal import Terminal
    from podlint.rule import Rule
    from podlint.yaml.place import Location

_STYLES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_BOLD, _DIM, _HELP = "1", "2", "1;32"
_LEAST = 20
"""The columns that a source line has at least, however narrow a terminal is."""


class Paper(NamedTuple):
    """What a report is written on: with colours or without, so wide, with links or without."""

    color: bool
    terminal: Terminal
    rules: Mapping[str, Rule]

    def paint(self, text: str, style: str) -> str:
        """A text in a colour."""
        return f"\033[{style}m{text}\033[0m" if self.color and text else text

    def room(self, taken: int) -> int:
        """The columns that are left in a line of which some are taken."""
        return max((self.terminal.width or MOST) - taken, _LEAST)

    def said(self, gutter: int, label: str, style: str, text: str) -> str:
        """A note or help below an excerpt; on a terminal its lines end where that does."""
        start = f"{' ' * gutter} {label} "
        if self.terminal.width is not None and columns(text) > self.room(len(start)):
            import textwrap

            lines = textwrap.wrap(text, self.room(len(start)), break_long_words=False, break_on_hyphens=False)
            text = f"\n{' ' * len(start)}".join(lines)
        return f"{' ' * gutter} {self.paint(label, style)} {text}"


def shown(finding: Finding, lines: Mapping[int, str], on: Paper) -> str:
    """A finding as lines, of whose source some `lines` are known, by number."""
    style = _STYLES[finding.severity]
    at = finding.location
    gutter = len(str(max([at.start.line, *(r.location.start.line for r in finding.related)])))
    place = on.terminal.file(on.paint(f"{at_start(str(at))}:", _BOLD), at.path)
    rule = on.terminal.link(finding.rule, of_rule(finding.rule, on.rules) if on.terminal.links else None)
    head = (
        f"{place} {on.paint(WORDS[finding.severity] + ':', style)} {on.paint(message(finding), _BOLD)}"
        f"{on.paint(fixable(finding), _HELP)} {on.paint(f'[{rule}]', _DIM)}"
    )
    parts = [head, *_excerpt(at, lines, gutter, "^", style, on)]
    for related in finding.related:
        there = related.location
        text = in_line(related.message)
        if there.path == at.path:
            parts.append(on.said(gutter, "note:", _BOLD, f"{text} (line {there.start.line})"))
            if there.start.line != at.start.line:
                parts.extend(_excerpt(there, lines, gutter, "-", _DIM, on))
        else:
            where = str(there)
            said = on.said(gutter, "note:", _BOLD, f"{text} ({where})")
            parts.append(said.replace(where, on.terminal.file(where, there.path)))
    if finding.help:
        parts.append(on.said(gutter, "help:", _HELP, in_line(finding.help)))
    return "\n".join(parts) + "\n"


def _excerpt(at: Location, lines: Mapping[int, str], gutter: int, mark: str, style: str, on: Paper) -> list[str]:
    """The line of a place with marks below it."""
    text = lines.get(at.start.line)
    if text is None:
        return []
    first = at.start.column - 1
    last = at.end.column - 1 if at.end.line == at.start.line else len(text)
    text, first, last = cropped(text, first, last, on.room(gutter + 3))
    before, marked = text[:first], text[first : max(last, first)]
    marks = mark * max(columns(marked), 1) if mark == "-" else "^" + "~" * max(columns(marked) - 1, 0)
    indent = " " * columns(before)
    bar = on.paint("|", _DIM)
    return [
        f"{on.paint(str(at.start.line).rjust(gutter), _DIM)} {bar} {_printable(text)}".rstrip(),
        f"{' ' * gutter} {bar} {indent}{on.paint(marks, style)}",
    ]


def _printable(text: str) -> str:
    """The text with tabs as four spaces, and a replacement character for what is not to be seen, or to be obeyed."""
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    text = re.sub(r"##(?=\w*\[)", "#\N{REPLACEMENT CHARACTER}", text)
    text = re.sub(f"[{HARMFUL}]", "\N{REPLACEMENT CHARACTER}", text)
    return "".join("    " if c == "\t" else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
