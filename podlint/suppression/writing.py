"""Comments that suppress findings, as text edits: for `--add-ignore`, and for editors.

Each is proved before it is offered: with it the file says the same as before, and the comment is read as a directive
that covers the finding.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from podlint.suppression.comments import directives
from podlint.tuples import NamedTuple
from podlint.yaml.comments import scalars
from podlint.yaml.edits import Edit
from podlint.yaml.place import Location
from podlint.yaml.same import same
from podlint.yaml.source import Source, Span
from podlint.yaml.texts import is_json, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podlint.findings.finding import Finding
    from podlint.suppression.directive import BadDirective, Directive
    from podlint.yaml.texts import Text, Texts

WIDTH = 80
"""Longest line that a comment is put at the end of, which is also yamllint's default."""
_OWN = re.compile(r"#[ \t]*podlint:[ \t]*ignore\[([^\]\r\n#]*)\]")


class Silenced(NamedTuple):
    """The edits that put comments into a text, none of which overlap, and the findings that cannot get any."""

    edits: list[Edit]
    left: list[Finding]


class _Group(NamedTuple):
    """Findings that one comment speaks of, and where it can be put: the best place first."""

    findings: list[Finding]
    choices: list[Edit]


def silence(source: Source, findings: Iterable[Finding], reason: str = "") -> Silenced:
    """The edits that suppress findings of a source with comments; one comment for all that concern one line.

    At the end of the line where there is room; else on a line of its own above the key or item; in a directive that is
    there already, if there is one.
    """
    wanted = list(findings)
    if source.path.endswith(".json") or is_json(source.text):  # which has no comments
        return Silenced([], wanted)
    return _Writer(source, reason).write(wanted)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with insertions made."""
    pieces: list[str] = []
    end = len(text)
    for edit in sorted(edits, key=lambda edit: edit.location.span.start, reverse=True):
        start = edit.location.span.start
        pieces += (text[start:end], edit.text)
        end = start
    return "".join(reversed([*pieces, text[:end]]))


_MOST_PROOFS = 200
"""Most times that a file is read again to find a place for each comment."""


class _Writer:
    """Writes comments into one source."""

    def __init__(self, source: Source, reason: str) -> None:
        self.source = source
        self.reason = f" {reason}" if reason else ""
        self.read = texts(source)
        self.scalars = [sorted(scalars(text.source, text.documents, headers=True)) for text in self.read.texts]
        self.bad = len(_written(self.read)[1])
        self.proofs = _MOST_PROOFS

    def write(self, findings: list[Finding]) -> Silenced:
        """The edits for findings, and what is left without any."""
        lines: dict[tuple[int, int], list[Finding]] = {}
        left = []
        # What a document says that cannot be read, and so whether a comment changes it, nobody knows.
        unread = {index for text in self.read.texts for index in text.parsed.unread}
        for finding in findings:
            known = finding.location.path == self.source.path and finding.document not in unread
            place = self._line(finding) if known else None
            if place is None:
                left.append(finding)
            else:
                lines.setdefault(place, []).append(finding)
        groups = [_Group(own, list(self._choices(*place, own))) for place, own in lines.items()]
        edits = self._sound(groups)
        silent = {id(finding) for group in edits for finding in group.findings}
        left += [finding for group in groups for finding in group.findings if id(finding) not in silent]
        return Silenced([group.choices[0] for group in edits], left)

    def _sound(self, groups: list[_Group]) -> list[_Group]:
        """The groups that get a comment, with the place that it gets as their only choice."""
        groups = [group for group in groups if group.choices]
        self.proofs -= 1
        if not groups or self.proofs < 0:
            return []
        if self._proved(groups):
            return groups
        if len(groups) == 1:
            return self._sound([group._replace(choices=group.choices[1:]) for group in groups])
        half = len(groups) // 2
        both = [*self._sound(groups[:half]), *self._sound(groups[half:])]
        return both if self._proved(both) else []

    def _proved(self, groups: list[_Group]) -> bool:
        """Whether the file says the same with the comments, and they suppress what they are to suppress."""
        edits = [group.choices[0] for group in groups]
        source = Source(self.source.path, applied(self.source.text, edits), bom=self.source.bom)
        read = texts(source)
        if not _same(self.read, read):
            return False
        found, bad = _written(read)
        covered, move = _Covered(found), _Moves(edits)
        return len(bad) == self.bad and all(
            covered.holds(move.finding(finding, source)) for group in groups for finding in group.findings
        )

    def _line(self, finding: Finding) -> tuple[int, int] | None:
        """The text and the line to speak of: that of the finding, or of the scalar of several lines it lies in."""
        offset = finding.location.span.start
        for number, text in enumerate(self.read.texts):
            if text.source.span.start <= offset <= text.source.span.end:
                around = self._around(number, offset)
                line = text.source.position(around.start).line if around is not None else finding.location.start.line
                return number, line
        return None

    def _choices(self, number: int, line: int, findings: list[Finding]) -> Iterator[Edit]:
        """The edits that name the rules of findings in a line, the best one first."""
        source = self.read.texts[number].source
        text, start = source.line(line), source.line_starts[line - 1]
        rules = sorted({finding.rule for finding in findings})
        for above in (line, line - 1):
            own = _OWN.search(source.line(above)) if above > 0 else None
            alone = own is not None and not source.line(above)[: own.start()].strip()
            if own is not None and (above == line or alone):
                known = re.findall(r"[^\s,]+", own[1])
                new = "".join(f", {rule}" for rule in rules if rule not in known)
                if new:
                    yield self._insert(source.line_starts[above - 1] + own.end(1), new)
        comment = f"# podlint: ignore[{', '.join(rules)}]{self.reason}"
        end = start + len(text)
        on_one_line = all(f.location.end.line == f.location.start.line == line for f in findings)
        room = "#" not in text and len(text.rstrip()) + 2 + len(comment) <= WIDTH
        if on_one_line and room and not self._open(number, end):
            gap = "" if text.endswith("  ") else " " if text.endswith(" ") else "  "
            yield self._insert(end, f"{gap}{comment}")
        indent = text[: len(text) - len(text.lstrip())]
        yield self._insert(start, source.with_margin(f"{indent}{comment}{source.newline(start)}"))

    def _open(self, number: int, offset: int) -> bool:
        """Whether a comment at an offset would become a part of a scalar."""
        around = self._around(number, offset)
        return around is not None and around.start < offset < around.end

    def _around(self, number: int, offset: int) -> Span | None:
        """The scalar of several lines that holds an offset."""
        found = self.scalars[number]
        index = bisect_right(found, (offset, len(self.source.text))) - 1
        if index < 0 or found[index][1] <= offset:
            return None
        start, end = found[index]
        return Span(start, end) if "\n" in self.source.text[start:end].rstrip() else None

    def _insert(self, offset: int, text: str) -> Edit:
        at = self.source.position(offset)
        return Edit(Location(self.source.path, Span(offset, offset), at, at), text)


def _written(read: Texts) -> tuple[list[Directive], list[BadDirective]]:
    parts = [directives(text.source, text.documents) for text in read.texts]
    return [one for part in parts for one in part.found], [one for part in parts for one in part.bad]


def _same(before: Texts, after: Texts) -> bool:
    """Whether two readings of a file hold the same documents with the same data, and as many broken ones."""
    return len(before.texts) == len(after.texts) and all(map(_same_text, before.texts, after.texts))


def _same_text(before: Text, after: Text) -> bool:
    old, new = before.documents, after.documents
    broken = [[(index, problem.message) for index, problem in one.parsed.problems] for one in (before, after)]
    return (
        broken[0] == broken[1]
        and len(old) == len(new)
        and all(same(a.data, b.data) for a, b in zip(old, new, strict=True))
    )


class _Covered:
    """Which findings the directives of comments hide by naming their rules."""

    def __init__(self, directives: list[Directive]) -> None:
        self._lines: dict[str, list[int]] = {}
        spans: dict[str, list[Span]] = {}
        for directive in directives:
            for word in {word.text for word in directive.words}:
                if directive.line:
                    self._lines.setdefault(word, []).append(directive.line)
                elif directive.span is not None:
                    spans.setdefault(word, []).append(directive.span)
        for numbers in self._lines.values():
            numbers.sort()
        self._starts = {word: sorted(span.start for span in own) for word, own in spans.items()}
        # How far the stretches reach that begin up to there.
        self._ends = {word: [*accumulate((s.end for s in sorted(own)), max)] for word, own in spans.items()}

    def holds(self, finding: Finding) -> bool:
        """Whether one of them covers a finding and names its rule."""
        at = finding.location
        lines = self._lines.get(finding.rule, ())
        index = bisect_left(lines, at.start.line)
        if index < len(lines) and lines[index] <= at.end.line:
            return True
        index = bisect_right(self._starts.get(finding.rule, ()), at.span.start) - 1
        return index >= 0 and self._ends[finding.rule][index] >= at.span.start


class _Moves:
    """Where offsets of a text stand after insertions."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        # What stands at the place of an insertion goes behind it where that is a line of its own.
        reached = sorted((e.location.span.start + (not e.text.endswith(("\n", "\r"))), len(e.text)) for e in edits)
        self._places = [place for place, _ in reached]
        self._lengths = [0, *accumulate(length for _, length in reached)]

    def offset(self, before: int) -> int:
        """An offset after the insertions."""
        return before + self._lengths[bisect_right(self._places, before)]

    def finding(self, finding: Finding, source: Source) -> Finding:
        """A finding where it stands after them; `source` is the text with them."""
        span = Span(*map(self.offset, finding.location.span))
        place = Location(source.path, span, source.position(span.start), source.position(span.end))
        return finding._replace(location=place)
