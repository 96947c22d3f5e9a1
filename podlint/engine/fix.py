"""Fixes applied: text edits after which the data is what the fixes say, and nothing else is new; or not made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from podlint.files.writing import NotStored, change
from podlint.findings.fix import changed
from podlint.rule import EngineRule
from podlint.tuples import NamedTuple
from podlint.yaml.comments import comments
from podlint.yaml.source import Source, encode
from podlint.yaml.texts import is_json, same, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from podlint.findings.finding import Finding
    from podlint.findings.fix import Safety
    from podlint.yaml.document import Composed
    from podlint.yaml.texts import Texts

OF_COMMENTS = frozenset({EngineRule.UNUSED_SUPPRESSION.value, EngineRule.UNKNOWN_SUPPRESSION.value})
"""Rules whose fixes change comments."""
PASSES = 10
"""Most rounds of linting and fixing: a fix may make room for another one."""


class Fixed(NamedTuple):
    """A text after fixing, the findings that were fixed, and those whose fix would have changed something else."""

    text: str
    fixed: list[Finding]
    refused: list[Finding]


def fixable(finding: Finding, least: Safety) -> bool:
    """Whether a finding has a fix that is at least as safe as asked for."""
    return finding.fix is not None and finding.fix.safety >= least


def apply(source: Source, findings: Iterable[Finding], least: Safety) -> Fixed:
    """Apply the fixes of findings to the text that they were found in: those that do not overlap, the first first."""
    taken: list[Finding] = []
    wanted = [f for f in findings if fixable(f, least) and f.location.path == source.path]
    for finding in sorted(wanted, key=_start):
        if not any(_overlap(finding, other) for other in taken):
            taken.append(finding)
    if not taken:
        return Fixed(source.text, [], [])
    text = _applied(source.text, taken)
    if _sound(source, text, taken):
        return Fixed(text, taken, [])
    kept: list[Finding] = []
    for finding in taken:
        if _sound(source, _applied(source.text, [*kept, finding]), [*kept, finding]):
            kept.append(finding)
    return Fixed(_applied(source.text, kept), kept, [finding for finding in taken if finding not in kept])


def write(path: Path, before: bytes, text: str, folders: Iterable[str | Path] = ()) -> str | None:
    """Store a fixed text in place of the bytes it was made from: whole or not at all, as `files.writing` has it.

    Returns why it was not stored: the file has changed since, or cannot be written.
    """
    try:
        change(path, before, encode(text, before), folders)
    except NotStored as error:
        return f"left as it is: {error}"
    except OSError as error:
        return f"cannot be written: {error.strerror or error}"
    return None


def encodable(before: bytes, source: Source) -> bool:
    """Whether the bytes of a file come out again as they were, so that nothing but the fixes changes."""
    return encode(source.text, before) == before


def _start(finding: Finding) -> tuple[int, int]:
    edits = finding.fix.edits if finding.fix is not None else ()
    return (min((edit.location.span.start for edit in edits), default=0), len(edits))


def _overlap(one: Finding, other: Finding) -> bool:
    return any(
        (a.location.span.start < b.location.span.end and b.location.span.start < a.location.span.end)
        or a.location.span.start == b.location.span.start
        for a in (one.fix.edits if one.fix else ())
        for b in (other.fix.edits if other.fix else ())
    )


def _applied(text: str, findings: Sequence[Finding]) -> str:
    edits = [edit for finding in findings if finding.fix is not None for edit in finding.fix.edits]
    for edit in sorted(edits, key=lambda edit: edit.location.span.start, reverse=True):
        span = edit.location.span
        text = f"{text[: span.start]}{edit.text}{text[span.end :]}"
    return text


def _sound(source: Source, text: str, findings: Sequence[Finding]) -> bool:
    """Whether a text still parses, and says what the fixes promise: each value they give, and nothing else is new.

    All comments are there, but for those that fixes of suppressions are about.
    """
    read, again = texts(source), texts(Source(source.path, text, bom=source.bom))
    before, broken = _documents(read)
    after, broken_after = _documents(again)
    if is_json(source.text) and not is_json(text):
        return False
    if len(before) != len(after) or broken != broken_after or not _comments(read, findings) <= _comments(again):
        return False
    for old, new in zip(before, after, strict=True):
        changes = [
            change
            for finding in findings
            if finding.fix is not None and finding.document == old.document.index
            for change in finding.fix.changes
        ]
        try:
            expected = changed(old.document.data, changes)
        except ValueError:
            return False
        if old.document.index != new.document.index or not same(expected, new.document.data):
            return False
    return True


def _comments(read: Texts, findings: Sequence[Finding] = ()) -> Counter[str]:
    """The comments of a file, but for those that fixes of suppressions, which are comments, change."""
    changed = [
        edit.location.span
        for finding in findings
        if finding.rule in OF_COMMENTS and finding.fix is not None
        for edit in finding.fix.edits
    ]
    return Counter(
        comment.text
        for text in read.texts
        for comment in comments(text.source, "", text.documents)
        if not any(span.start < comment.span.end and comment.span.start < span.end for span in changed)
    )


def _documents(read: Texts) -> tuple[list[Composed], int]:
    """The documents of a file, and how many could not be read."""
    parsed = [text.parsed for text in read.texts]
    return [composed for one in parsed for composed in one.documents], sum(len(one.problems) for one in parsed)
