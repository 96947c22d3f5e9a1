"""Documents that were linted before and have not changed, for a server that lints a text at every key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.yaml.place import Location, RelatedLocation
from podlint.yaml.source import Position, Span

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.result import FileResult
    from podlint.yaml.document import Document


class _Known(NamedTuple):
    """A result, and where its document stood then: offset and line of its first line, its number."""

    result: FileResult
    start: int
    line: int
    number: int


class Reuse:
    """The results of the documents of one file, by their text. To be made anew when settings or role change."""

    def __init__(self) -> None:
        self._before: dict[str, _Known] = {}
        self._now: dict[str, _Known] = {}

    def begin(self) -> None:
        """A new round: what the last one did not meet is forgotten."""
        self._before, self._now = self._now, {}

    def find(self, document: Document) -> FileResult | None:
        """The result of a document that had the same text before, moved to where the document stands now."""
        text, start, line = _lines(document)
        known = self._before.get(text) or self._now.get(text)
        if known is None:
            return None
        self._now[text] = known
        by, lines = start - known.start, line - known.line
        if not by and not lines and known.number == document.index:
            return known.result
        return _moved(known.result, by, lines, document.index)

    def keep(self, document: Document, result: FileResult) -> None:
        """Remember a result, unless something in it cannot be moved."""
        if not result.directives and not result.failures:
            text, start, line = _lines(document)
            self._now[text] = _Known(result, start, line, document.index)


def _lines(document: Document) -> tuple[str, int, int]:
    """The whole lines of a document, and the offset and number of the first one."""
    root, source = document.root, document.source
    begin, end = (root.start, root.end) if root is not None else (0, 0)
    first, last = source.position(begin).line, source.position(end).line
    start = source.line_starts[first - 1]
    stop = source.line_starts[last] if last < len(source.line_starts) else len(source.text)
    return source.text[start:stop], start, first


def _moved(result: FileResult, by: int, lines: int, index: int) -> FileResult:
    return result._replace(
        findings=tuple(_finding(finding, result.path, by, lines, index) for finding in result.findings),
        facts=tuple(facts._replace(document=index) for facts in result.facts),
    )


def _finding(finding: Finding, path: str, by: int, lines: int, index: int) -> Finding:
    def place(location: Location) -> Location:
        if location.path != path:
            return location
        start, end = location.start, location.end
        return Location(
            path,
            Span(location.span.start + by, location.span.end + by),
            Position(start.line + lines, start.column),
            Position(end.line + lines, end.column),
        )

    changes: dict[str, Any] = {"location": place(finding.location), "document": index}
    if finding.related:
        changes["related"] = tuple(RelatedLocation(place(r.location), r.message) for r in finding.related)
    if finding.fix is not None:
        edits = tuple(edit._replace(location=place(edit.location)) for edit in finding.fix.edits)
        changes["fix"] = finding.fix._replace(edits=edits)
    return finding._replace(**changes)
