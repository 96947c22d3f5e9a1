"""Comments that suppress a finding, as text edits: for `--add-ignore`, and for editors."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from podlint.yaml.comments import scalars
from podlint.yaml.edits import Edit
from podlint.yaml.place import Location
from podlint.yaml.reader import parse
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.yaml.source import Source

WIDTH = 80
"""Longest line that a comment is put at the end of, which is also yamllint's default."""
_OWN = re.compile(r"#[ \t]*podlint:[ \t]*ignore\[([^\]\r\n]*)\]")


def silence(source: Source, finding: Finding, reason: str = "") -> Edit | None:
    """The edit that suppresses a finding with a comment.

    At the end of its line where there is room; else on a line of its own above the key or item; in a directive that is
    there already, if there is one. None for a JSON file, which has no comments.
    """
    if source.path.endswith(".json") or finding.location.path != source.path:
        return None
    line = _line(source, finding)
    text = source.line(line)
    for number in (line, line - 1):
        own = _OWN.search(source.line(number)) if number > 0 else None
        alone = own is not None and not source.line(number)[: own.start()].strip()
        if own is not None and (number == line or alone):
            place = source.line_starts[number - 1] + own.end(1)
            return _insert(source, place, f", {finding.rule}")
    comment = f"# podlint: ignore[{finding.rule}]" + (f" {reason}" if reason else "")
    end = source.line_starts[line - 1] + len(text)
    on_one_line = finding.location.end.line == finding.location.start.line == line
    if on_one_line and "#" not in text and len(text.rstrip()) + 2 + len(comment) <= WIDTH and not _open(source, end):
        return _insert(source, end, f"{'' if text.endswith('  ') else ' ' if text.endswith(' ') else '  '}{comment}")
    indent = text[: len(text) - len(text.lstrip())]
    newline = "\r\n" if "\r\n" in source.text else "\n"
    return _insert(source, source.line_starts[line - 1], f"{indent}{comment}{newline}")


def _line(source: Source, finding: Finding) -> int:
    """The line to speak of: that of the finding, or of the scalar of several lines that it lies in."""
    around = _around(source, finding.location.span.start)
    return source.position(around.start).line if around is not None else finding.location.start.line


def _open(source: Source, offset: int) -> bool:
    """Whether a comment at an offset would become a part of a scalar."""
    around = _around(source, offset)
    return around is not None and around.start < offset < around.end


def _around(source: Source, offset: int) -> Span | None:
    """The scalar of several lines that holds an offset."""
    found = sorted(scalars(source, (composed.document for composed in parse(source).documents), headers=True))
    index = bisect_right(found, (offset, len(source.text))) - 1
    if index < 0 or found[index][1] <= offset:
        return None
    start, end = found[index]
    return Span(start, end) if "\n" in source.text[start:end].rstrip() else None


def _insert(source: Source, offset: int, text: str) -> Edit:
    at = source.position(offset)
    return Edit(Location(source.path, Span(offset, offset), at, at), text)
