"""The report for people: each finding with its source line, a caret, related places and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.findings.finding import Severity
from podlint.report.concise import WORDS
from podlint.report.summary import fixable, message
from podlint.visible import HARMFUL, in_line, name, path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.findings.finding import Finding
    from podlint.findings.result import Report
    from podlint.yaml.place import Location

_STYLES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_BOLD, _DIM, _HELP = "1", "2", "1;32"
_WIDTH = 160


def render(report: Report, *, color: bool = False) -> str:
    """The whole report; `color` adds ANSI colours, which never carry meaning alone."""
    painter = _Painter(color)
    return "".join(
        _finding(finding, result.lines, painter) + "\n" for result in report.results for finding in result.findings
    )


class _Painter:
    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, style: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._color and text else text


def _finding(finding: Finding, lines: Mapping[int, str], paint: _Painter) -> str:
    style = _STYLES[finding.severity]
    at = finding.location
    gutter = len(str(max([at.start.line, *(r.location.start.line for r in finding.related)])))
    head = (
        f"{paint(f'{path(at.path)}:{at.start.line}:{at.start.column}:', _BOLD)} "
        f"{paint(WORDS[finding.severity] + ':', style)} {paint(message(finding), _BOLD)}"
        f"{paint(fixable(finding), _HELP)} {paint(f'[{finding.rule}]', _DIM)}"
    )
    parts = [head, *_excerpt(at, lines, gutter, "^", style, paint)]
    for related in finding.related:
        place = related.location
        if place.path == at.path:
            parts.append(f"{' ' * gutter} {paint('note:', _BOLD)} {in_line(related.message)} (line {place.start.line})")
            if place.start.line != at.start.line:
                parts.extend(_excerpt(place, lines, gutter, "-", _DIM, paint))
        else:
            where = f"{name(place.path)}:{place.start.line}:{place.start.column}"
            parts.append(f"{' ' * gutter} {paint('note:', _BOLD)} {in_line(related.message)} ({where})")
    if finding.help:
        parts.append(f"{' ' * gutter} {paint('help:', _HELP)} {in_line(finding.help)}")
    return "\n".join(parts) + "\n"


def _excerpt(at: Location, lines: Mapping[int, str], gutter: int, mark: str, style: str, paint: _Painter) -> list[str]:
    """The line of a place with marks below it."""
    text = lines.get(at.start.line)
    if text is None:
        return []
    first = at.start.column - 1
    last = at.end.column - 1 if at.end.line == at.start.line else len(text)
    shift = 0
    if len(text) > _WIDTH:
        shift = max(min(first - _WIDTH // 3, len(text) - _WIDTH), 0)
        text = text[shift : shift + _WIDTH]
    before, marked = text[: first - shift], text[first - shift : max(last - shift, first - shift)]
    marks = mark * max(_columns(marked), 1) if mark == "-" else "^" + "~" * max(_columns(marked) - 1, 0)
    indent = " " * _columns(before)
    bar = paint("|", _DIM)
    shown = _printable(text)
    return [
        f"{paint(str(at.start.line).rjust(gutter), _DIM)} {bar} {shown}".rstrip(),
        f"{' ' * gutter} {bar} {indent}{paint(marks, style)}",
    ]


def _printable(text: str) -> str:
    """The text with tabs as four spaces, and a replacement character for what is not to be seen, or to be obeyed."""
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    text = re.sub(r"##(?=\w*\[)", "#\N{REPLACEMENT CHARACTER}", text)
    text = re.sub(f"[{HARMFUL}]", "\N{REPLACEMENT CHARACTER}", text)
    return "".join("    " if c == "\t" else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text) + 3 * text.count("\t")
    from unicodedata import combining, east_asian_width

    width = 0
    for character in text:
        if character == "\t":
            width += 4
        elif not combining(character):
            width += 2 if east_asian_width(character) in "WF" else 1
    return width
