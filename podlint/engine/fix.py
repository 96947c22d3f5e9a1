"""Fixes applied: text edits after which the data is what the fixes say, and nothing else is new; or not made."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from podlint.files.writing import NotStored, change
from podlint.findings.fix import changed
from podlint.rule import EngineRule
from podlint.tuples import NamedTuple
from podlint.yaml.comments import comments
from podlint.yaml.same import same
from podlint.yaml.source import Source, encode
from podlint.yaml.texts import is_json, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from podlint.findings.finding import Finding
    from podlint.findings.fix import Change, Insert, Move, Safety
    from podlint.yaml.parsed import Composed
    from podlint.yaml.source import Span
    from podlint.yaml.texts import Texts

    _Sound = Callable[[str, Sequence[Finding]], bool]

OF_COMMENTS = frozenset(
    {EngineRule.UNUSED_SUPPRESSION.value, EngineRule.UNKNOWN_SUPPRESSION.value, EngineRule.VALUE_CUT_OFF.value}
)
"""Rules whose fixes change comments."""
OF_SYNTAX = frozenset({EngineRule.YAML_SYNTAX.value, EngineRule.STRAY_SEPARATOR.value})
"""Rules of which each fix takes away one thing that keeps a document from being read."""
_MOST_PROOFS = 100
"""Most times that a file is read again to find the fixes that change something else than they say."""
_MOST_PROOFS_OF_BROKEN = 8
"""The same for a text that is broken, which takes longer to read."""
_MARK = "\ufeff"
PASSES = 10
"""Most rounds of linting and fixing: a fix may make room for another one."""


class Fixed(NamedTuple):
    """A text after fixing, the findings that were fixed, and those whose fix would have changed something else."""

    text: str
    fixed: list[Finding]
    refused: list[Finding]


def apply(source: Source, findings: Iterable[Finding], least: Safety) -> Fixed:
    """Apply the fixes of findings to the text that they were found in: those that do not overlap, the first first."""
    wanted = [f for f in findings if f.fixable(least) and f.location.path == source.path]
    taken = _apart(sorted(wanted, key=_start))
    if not taken:
        return Fixed(source.text, [], [])
    text = _applied(source.text, taken)
    sound = _judge(source)
    if sound(text, taken):
        return Fixed(text, taken, [])
    broken = any(finding.rule in OF_SYNTAX for finding in taken)
    kept = _kept(source, sound, taken, [_MOST_PROOFS_OF_BROKEN if broken else _MOST_PROOFS])
    own = set(map(id, kept))
    return Fixed(_applied(source.text, kept), kept, [finding for finding in taken if id(finding) not in own])


def _judge(source: Source) -> _Sound:
    """What tells of a text that stands for a source whether it is sound. How the source reads is found out once."""
    if "{{" in source.text or "{%" in source.text:
        from podlint.engine import template_fix

        if template_fix.is_template(source):
            return lambda text, findings: template_fix.sound(source, text, list(findings))
    return partial(_sound, source, texts(source))


def _kept(source: Source, sound: _Sound, findings: list[Finding], proofs: list[int]) -> list[Finding]:
    """Those of the findings whose fixes can be made together: halves are tried where the whole cannot be made.

    `proofs` holds how many more times it may be tried.
    """
    if not findings or proofs[0] <= 0:
        return []
    proofs[0] -= 1
    if sound(_applied(source.text, findings), findings):
        return findings
    if len(findings) == 1:
        return []
    half = len(findings) // 2
    one, other = _kept(source, sound, findings[:half], proofs), _kept(source, sound, findings[half:], proofs)
    both = [*one, *other]
    if not one or not other or sound(_applied(source.text, both), both):
        return both
    return one


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


def _apart(findings: list[Finding]) -> list[Finding]:
    """The findings in order without those whose edits overlap with, or begin where, those of an earlier one do."""
    taken: list[Finding] = []
    spans: list[Span] = []
    for finding in findings:
        own = [edit.location.span for edit in finding.fix.edits] if finding.fix is not None else []
        if not any(_meets(span, spans) for span in own):
            taken.append(finding)
            for span in own:
                insort(spans, span)
    return taken


def _meets(span: Span, others: list[Span]) -> bool:
    """Whether a span overlaps with, or begins where, one of others does, which are in order and apart."""
    index = bisect_left(others, span)
    near = others[max(index - 1, 0) : index + 1]
    return any((span.start < other.end and other.start < span.end) or span.start == other.start for other in near)


def _applied(text: str, findings: Sequence[Finding]) -> str:
    edits = [edit for finding in findings if finding.fix is not None for edit in finding.fix.edits]
    pieces: list[str] = []
    end = len(text)
    for edit in sorted(edits, key=lambda edit: edit.location.span.start, reverse=True):
        span = edit.location.span
        pieces += (text[span.end : end], edit.text)
        end = span.start
    return "".join(reversed([*pieces, text[:end]]))


def _sound(source: Source, read: Texts, text: str, findings: Sequence[Finding]) -> bool:
    """Whether a text still parses, and says what the fixes promise: each value they give, and nothing else is new.

    All comments are there, but for those that fixes of suppressions are about. `read` is what the text held before.
    """
    again = texts(Source(source.path, text, bom=source.bom))
    before, broken = _documents(read)
    after, broken_after = _documents(again)
    if is_json(source.text) and not is_json(text):
        return False
    if text.startswith(_MARK) and not source.text.startswith(_MARK):  # stored, it would say how to read the file
        return False
    repaired = sum(finding.rule in OF_SYNTAX for finding in findings)
    if (
        len(before) != len(after)
        or broken - repaired != broken_after
        or not _comments(read, findings) <= _comments(again)
    ):
        return False
    wanted: dict[int, list[Change | Insert | Move]] = {}
    for finding in findings:
        if finding.fix is not None:
            wanted.setdefault(finding.document, []).extend(finding.fix.changes)
    for old, new in zip(before, after, strict=True):
        try:
            expected = changed(old.document.data, wanted.get(old.document.index, ()))
        except ValueError:
            return False
        if old.document.index != new.document.index or not same(expected, new.document.data):
            return False
    return True


def _comments(read: Texts, findings: Sequence[Finding] = ()) -> Counter[str]:
    """The comments of a file, but for those that fixes of suppressions, which are comments, change."""
    changed = sorted(
        edit.location.span
        for finding in findings
        if finding.rule in OF_COMMENTS and finding.fix is not None
        for edit in finding.fix.edits
    )
    return Counter(
        comment.text
        for text in read.texts
        for comment in comments(text.source, "", text.documents)
        if not _meets(comment.span, changed)
    )


def _documents(read: Texts) -> tuple[list[Composed], int]:
    """The documents of a file, and how many could not be read."""
    parsed = [text.parsed for text in read.texts]
    return [composed for one in parsed for composed in one.documents], sum(len(one.problems) for one in parsed)
