"""A text that a parser refuses, to documents: each repaired by itself, so that none hides another."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from podlint.yaml.broken import Stopped, TooMuch
from podlint.yaml.builder import Builder
from podlint.yaml.events import ComposeError, masking, refuses_colon
from podlint.yaml.parsed import Parsed
from podlint.yaml.repair import json_text, leftover, meaning, nodes, pasted, separators
from podlint.yaml.repair.attempt import Reader
from podlint.yaml.repair.draft import Change, Draft, blank
from podlint.yaml.repair.meaning import Found
from podlint.yaml.repair.slip import At, Slip
from podlint.yaml.repair.treat import treat, unreadable
from podlint.yaml.source import Source
from podlint.yaml.templated import template

if TYPE_CHECKING:
    from podlint.yaml.reader import Parsers
    from podlint.yaml.repair.attempt import Attempt
    from podlint.yaml.repair.slip import Doubt
    from podlint.yaml.source import Unreadable

_END = r"\.\.\.(?:[ \t]|$)"
_MARK = "\ufeff"
_WORK = 60
_LEAST = 400_000
_MOST = 1_000_000
"""How many characters may be read to repair a text: so many times as it has and some more, but of a large one two
times as many and so many more."""
_OF_ONE = 40
"""The same for one document."""
_MOST_LINES = 200_000
"""A text of more lines is only read document by document."""
_MOST_LINES_OF_ONE = 50_000
"""So is one with a document of more lines, for each attempt reads all of it."""
_MOST_BROKEN = 5_000
"""Most documents of one source that cannot be read; after that no more are tried."""
_MOST_DOCUMENTS = 1_000
"""Documents of one source that are repaired."""


def read(
    source: Source, text: str, parsers: Parsers, base: int, first: int, parsed: Parsed | None, *, repaired: bool = True
) -> Parsed:
    """What a text that stands at offset `base` of the source holds, with documents that are numbered from `first`.

    `parsed` is what a parser made of it, None where it refuses it. The text is read again where its documents say
    something else than was meant. Unless it is to be `repaired` it is only read document by document.
    """
    refused = parsed is None
    long = _is_long(text)
    heal = repaired and not long and text.count("\n") <= _MOST_LINES and template(source) is None
    if parsed is None:
        parsed = _documents(source, text, parsers, base, first, Found(), refused=True, heal=heal)
    if not repaired or long or (refused and not heal):
        return parsed
    found = meaning.find(parsed, Draft(text, base), source.path, partial(_parses, parsers))
    return _documents(source, text, parsers, base, first, found, refused=refused, heal=heal) if found else parsed


def _parses(parsers: Parsers, text: str) -> bool:
    """Whether a text can be read whole, as it is."""
    for reading in (parsers, masking):
        try:
            return Builder(Source("", text), reading(text), 0, 0).read([]) is None
        except (ComposeError, Stopped) as error:
            if not refuses_colon(error):
                return False
    return False


def _is_long(text: str) -> bool:
    """Whether one of the documents in a text has very many lines."""
    if text.count("\n") <= _MOST_LINES_OF_ONE:
        return False
    starts = [0, *(match.start() for match in re.finditer(r"^---", text, re.MULTILINE)), len(text)]
    return any(text.count("\n", start, end) > _MOST_LINES_OF_ONE for start, end in pairwise(starts))


def _documents(
    source: Source, text: str, parsers: Parsers, base: int, first: int, found: Found, *, refused: bool, heal: bool
) -> Parsed:
    """The documents of a text in which something is known to be wrong, each repaired by itself."""
    parsed = Parsed(first)
    draft = Draft(text, base)
    reader = Reader(source.path, draft, parsers, min(_WORK * len(text) + _LEAST, 2 * len(text) + _MOST))
    breaks, slips = _pasted(draft) if refused and heal else ([], [])
    told: list[tuple[int, Unreadable]] = []
    doubts: list[Doubt] = []
    for slip in (*slips, *found.slips):
        _take(draft, slip, told, doubts)
    starts, more = separators.separated(draft)
    for slip in more if refused and heal else ():
        _take(draft, slip, told, doubts)
    chunks = _chunks(draft, sorted({*starts, *breaks, *found.breaks}))
    told.sort(key=lambda one: one[0], reverse=True)
    doubts.sort(key=lambda one: one.line, reverse=True)
    treated = 0
    for begin, end in chunks:
        if len(parsed.problems) > _MOST_BROKEN:
            break
        index = parsed.following
        while told and (told[-1][0] < end or end == chunks[-1][1]):
            parsed.problems.append((index, told.pop()[1]))
        left = []
        while doubts and doubts[-1].line < end:
            left.append(doubts.pop())
        known = len(parsed.problems)
        taken = begin not in found.refused
        _document(parsed, reader, source, begin, end, left, heal=heal and treated < _MOST_DOCUMENTS, taken=taken)
        treated += len(parsed.problems) > known
        parsed.following = max(index + 1, parsed.following)
    if source.margin:  # what the lines of a quotation begin with is not in the text that was read
        parsed.problems = [(index, problem._replace(repair=None)) for index, problem in parsed.problems]
    return parsed


def _pasted(draft: Draft) -> tuple[list[int], list[Slip]]:
    comments = json_text.comments(draft)
    return ([], [comments]) if comments is not None else pasted.cleaned(draft)


def _take(draft: Draft, slip: Slip, told: list[tuple[int, Unreadable]], doubts: list[Doubt]) -> None:
    """Make the changes of a slip, and tell of it."""
    told.append((slip.at.line, unreadable(draft, slip)))
    draft.apply(slip.changes)
    doubts += slip.doubts


def _chunks(draft: Draft, starts: list[int]) -> list[tuple[int, int]]:
    """The lines of each document; those before the first separator only where they hold anything."""
    starts = [start for start in starts if start < len(draft.lines)]
    head = starts[0] if starts else len(draft.lines)
    if not starts or any(not blank(line) for line in draft.lines[:head]):
        starts = [0, *(start for start in starts if start)]
    return list(zip(starts, [*starts[1:], len(draft.lines)], strict=True))


def _document(
    parsed: Parsed, reader: Reader, source: Source, first: int, end: int, left: list[Doubt], *, heal: bool, taken: bool
) -> None:
    """Read one document, repaired if need be."""
    draft, index = reader.draft, parsed.following
    stop = next((n + 1 for n in range(first, end) if re.match(_END, draft.lines[n])), end)
    if first + 1 < stop and draft.lines[first].startswith("---") and draft.lines[first + 1].startswith(_MARK):
        draft.apply([_without_mark(first + 1)])
    total, reader.left = reader.left, min(reader.left, _OF_ONE * (draft.starts[stop] - draft.starts[first]) + _LEAST)
    before = reader.left
    if not first and draft.lines[:1] and draft.lines[0].startswith(_MARK):
        # libyaml passes over it without counting it; where it is the second one, kubectl counts it as indentation.
        if source.bom and not draft.starts[0] and draft.lines[0][1:2] not in ("{", "["):
            second = Slip(
                "a second byte-order mark", At(0, 0, 1), (), "remove it", "remove it", fix=(_without_mark(0),)
            )
            parsed.problems.append((index, unreadable(draft, second)))
        draft.apply([_without_mark(0)])
    attempt = reader.read(first, stop, index)
    doubts = [doubt for doubt in left if first <= doubt.line < stop]
    whole = True
    if attempt.failure is not None:
        deep = isinstance(attempt.failure.error, Stopped | TooMuch)
        if not heal or deep or total <= 0:
            parsed.problems.append((index, unreadable(draft, leftover.explained(attempt, draft, first))))
        else:
            treated = treat(reader, first, stop, index, attempt)
            parsed.problems += [(index, problem) for problem in treated.problems]
            attempt, whole = treated.attempt, treated.whole
            doubts += treated.doubts
    reader.left = total - (before - reader.left)
    if attempt.failure is None and taken:
        _taken(parsed, attempt, nodes.Places(draft, first, stop), source, doubts, whole=whole)


def _without_mark(line: int) -> Change:
    return Change(line, 0, 1, "")


def _taken(
    parsed: Parsed, attempt: Attempt, places: nodes.Places, source: Source, doubts: list[Doubt], *, whole: bool
) -> None:
    """Add documents that could be read, at their places in the source."""
    for composed in attempt.documents:
        if composed.document.data is None:
            continue
        composed.document.doubts = nodes.doubts(composed, places, doubts)
        nodes.replace(composed, places, source)
        parsed.documents.append(composed)
        if not whole:
            parsed.in_part.add(composed.document.index)
        parsed.following = max(parsed.following, composed.document.index + 1)
