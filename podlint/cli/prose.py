"""Documentation as a terminal shows it: in lines that fit, with colours. Elsewhere it stays the Markdown that it is."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from podlint.cli import terminal
from podlint.findings.finding import Severity
from podlint.report.terminal import Terminal
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

_WIDEST = 120
_BOLD, _DIM, _CODE, _TITLE = "1", "2", "36", "1;4"
_SEVERITIES = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_ITEM = re.compile(r"(\s*(?:[-*]|\d+\.) +)(.*)")
_LABEL = re.compile(r"^[A-Z][A-Z ]+:(?= |$)|^[A-Z][a-z]+(?: at)?:(?= )|(?<=^FIELD: )[\w$-]+(?= <)|(?<=  )[\w$-]+(?= <)")


class Page(NamedTuple):
    """What documentation is shown on: with colours or without, so wide; None where it is no terminal."""

    color: bool = False
    terminal: Terminal = Terminal()

    @property
    def width(self) -> int | None:
        """The columns that there are."""
        return self.terminal.width

    def paint(self, text: str, style: str) -> str:
        """A text in a colour."""
        return f"\033[{style}m{text}\033[0m" if self.color and text else text

    def bold(self, text: str) -> str:
        """A text that stands out."""
        return self.paint(text, _BOLD)

    def severity(self, severity: Severity, width: int = 0) -> str:
        """A severity in its colour, filled up to a width."""
        word = severity.word
        return self.paint(word, _SEVERITIES[severity]) + " " * (width - len(word))

    def facts(self, lines: Iterable[str]) -> Iterator[str]:
        """Lines such as `Fix:      none`, with what does not fit below the text."""
        for line in lines:
            start = re.match(r"\w+(?: at)?: +|\s*", line)
            yield from self.labelled(self.wrapped(line, len(start[0]) if start is not None else 0))

    def labelled(self, lines: Iterable[str]) -> Iterator[str]:
        """Lines of which labels (`KIND:`) and names of fields (`  env <[]EnvVar>`) stand out."""
        return (_LABEL.sub(lambda match: self.bold(match[0]), line) for line in lines)

    def wrapped(self, text: str, indent: int = 0) -> list[str]:
        """A line in pieces that fit, all but the first further right; whole where there is no terminal."""
        if self.width is None or len(text) <= self.width:
            return [text]
        own = text[: len(text) - len(text.lstrip())]
        room = max(min(self.width, _WIDEST), indent + 20)
        wrapper = textwrap.TextWrapper(room, subsequent_indent=" " * indent or own, break_long_words=False)
        wrapper.break_on_hyphens = False
        return wrapper.wrap(text) or [text]

    def markdown(self, text: str) -> Iterator[str]:
        """Lines of Markdown, as they are where there is neither colour nor width."""
        if not self.color and self.width is None:
            yield from text.split("\n")
            return
        waiting: list[str] = []
        fenced = False
        for line in text.split("\n"):
            fence = line.lstrip().startswith("```")
            if fence or fenced or not line or line.startswith(("#", "|")) or _ITEM.match(line):
                yield from self._paragraph(waiting)
                waiting = []
            if fence:
                fenced = not fenced
            elif fenced:
                yield f"    {self._comment(line)}" if line else ""
            elif line.startswith("#"):
                yield self.paint(line.lstrip("# "), _TITLE)
            elif not line or line.startswith("|"):
                yield line
            else:
                waiting.append(line)
        yield from self._paragraph(waiting)

    def _paragraph(self, lines: list[str]) -> Iterator[str]:
        if not lines:
            return
        item = _ITEM.match(lines[0])
        text = lines[0] + "".join(f" {line.strip()}" for line in lines[1:])
        pieces = self.wrapped(text, len(item[1]) if item is not None else 0) if self.width is not None else lines
        for piece in pieces:
            yield re.sub("`[^`]+`", lambda match: self.paint(match[0], _CODE), piece)

    def _comment(self, line: str) -> str:
        """A line of an example, with its comment less bright."""
        code, mark, comment = line.partition(" # ")
        return code + self.paint(mark + comment, _DIM)


def page(options: argparse.Namespace) -> Page:
    """The page that standard output is."""
    return Page(terminal.color(options), terminal.terminal(options) or Terminal())
