"""One document until it can be read: slips are found one after the other, each by what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.yaml.repair import block_texts, brackets, indent, keys, leftover, quotes, values, whitespace
from podlint.yaml.repair.slip import Doubt
from podlint.yaml.same import same
from podlint.yaml.source import Repair, Span, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.yaml.repair.attempt import Attempt, Failure, Reader
    from podlint.yaml.repair.draft import Change, Draft
    from podlint.yaml.repair.slip import At, Slip

_MOST = 12
"""Most slips of one document; after them the rest of it is left out, and none has a fix."""
_MOST_GUESSES = 8
_MOST_TRIES = 40
"""Most attempts to find the cause of one failure."""
_KINDS: tuple[Callable[[Draft, int, int, Failure], Iterator[Slip]], ...] = (
    keys.other_colon,
    keys.without_space,
    keys.glued_dash,
    keys.other_dash,
    keys.missing_dash,
    values.refused,
    values.first_character,
    quotes.backslash,
    quotes.behind,
    quotes.inside_of_brackets,
    brackets.mixed_up,
    quotes.unclosed,
    brackets.unclosed,
    values.colon,
    keys.without_colon,
    indent.shifted,
    indent.first_of_block,
    block_texts.first_line,
    block_texts.last_line,
    indent.mixed,
    values.dash,
)


class Treated(NamedTuple):
    """A document after treatment: what was read, what is wrong, what is open; `whole` unless lines are left out."""

    attempt: Attempt
    problems: list[Unreadable]
    doubts: list[Doubt]
    whole: bool


class _Try(NamedTuple):
    """A slip that helps, and what was read with it."""

    slip: Slip
    attempt: Attempt


def treat(reader: Reader, first: int, end: int, index: int, attempt: Attempt) -> Treated:
    """Repair the lines `first:end` of a draft, which an attempt could not read."""
    draft = reader.draft
    problems: list[Unreadable] = []
    doubts: list[Doubt] = []
    whole = True
    guesses = 0
    while attempt.failure is not None:
        room = len(problems) < _MOST and guesses < _MOST_GUESSES
        found = _cause(reader, first, end, index, attempt, attempt.failure) if room else None
        if found is None:
            words = leftover.explained(attempt, draft, first)
            found = _left_out(reader, first, end, index, attempt, attempt.failure, words, lines=room)
            whole = False
            if found is None:
                problems.append(unreadable(draft, words))
                break
        guesses += not found.slip.sure
        doubts += found.slip.doubts
        problems.append(unreadable(draft, found.slip))
        draft.apply(found.slip.changes)
        attempt = found.attempt
    if len(problems) > _MOST:
        problems = [problem._replace(repair=None) for problem in problems]
    return Treated(attempt, problems, doubts, whole)


def _cause(reader: Reader, first: int, end: int, index: int, attempt: Attempt, failure: Failure) -> _Try | None:
    """The slip after which reading gets furthest."""
    draft = reader.draft
    best: list[_Try] = []
    for tries, slip in enumerate(_slips(draft, first, end, failure)):
        if tries >= _MOST_TRIES or reader.left <= 0:
            break
        if not slip.changes:
            continue
        after = _tried(reader, first, end, index, slip)
        if after.failure is not None and after.failure.reached <= failure.reached:
            continue
        order = _compared(after, best[0].attempt) if best else 1
        if order > 0:
            best = [_Try(slip, after)]
        elif order == 0:
            best.append(_Try(slip, after))
        settled = after.failure is None and slip.sure and len(best) == 1
        if settled and "\t" not in draft.lines[slip.at.line] and not slip.moves:
            break
    if not best:
        return None
    if best[0].slip.moves:
        return _most_regular(reader.draft, first, end, best)
    return _decided(best)


def _most_regular(draft: Draft, first: int, end: int, best: list[_Try]) -> _Try:
    """Of lines that could be moved, those after which steps of indentation are most alike, and fewest keys are empty.

    It is sure where no other move makes them so.
    """
    scored = []
    for order, one in enumerate(best):
        if one.slip.moves:
            before = draft.apply(one.slip.changes)
            odd = indent.irregular(draft, first, end) + 2 * _nulls(one.attempt)
            scored.append((odd, len(one.slip.changes), order, one))
            draft.undo(before)
    scored.sort(key=lambda one: one[:3])
    chosen = scored[0][3]
    equal = [one for *score, _, one in scored[1:] if tuple(score) == scored[0][:2]]
    if chosen.slip.sure or all(_alike(chosen.attempt, other.attempt) for other in equal):
        return chosen._replace(slip=chosen.slip._replace(sure=True, doubts=()))
    return chosen


def _decided(best: list[_Try]) -> _Try:
    """The first of the slips that help as much; tabs have one meaning.

    A line with a tab that stands below a key without a value is the value.
    """
    if best[0].slip.tabs:
        best = sorted(best, key=lambda one: _nulls(one.attempt))
        best = [one for one in best if _nulls(one.attempt) == _nulls(best[0].attempt)]
    chosen = best[0]
    same_place = [other for other in best[1:] if other.slip.at == chosen.slip.at]
    if chosen.slip.tabs and any(not _alike(chosen.attempt, other.attempt) for other in same_place):
        lines = chosen.slip.changes[:_MOST_GUESSES]
        open_ = [Doubt(change.line, len(change.text), around) for change in lines for around in (False, True)]
        return chosen._replace(slip=chosen.slip._replace(sure=False, doubts=tuple(open_)))
    return chosen


def _nulls(attempt: Attempt) -> int:
    """How many values of the documents are empty."""
    waiting: list[Any] = [composed.document.data for composed in attempt.documents]
    count = 0
    while waiting:
        value = waiting.pop()
        if value is None:
            count += 1
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return count


def _alike(one: Attempt, other: Attempt) -> bool:
    mine, others = one.documents, other.documents
    return len(mine) == len(others) and all(
        same(a.document.data, b.document.data) for a, b in zip(mine, others, strict=True)
    )


def _compared(one: Attempt, other: Attempt) -> int:
    """Whether one attempt came further than the other (1), as far (0) or less far (-1)."""
    if one.failure is None or other.failure is None:
        return (one.failure is None) - (other.failure is None)
    mine, others = one.failure.reached[:2], other.failure.reached[:2]
    return (mine > others) - (mine < others)


def _slips(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    yield from whitespace.forbidden(draft, first, end)
    yield from whitespace.odd_spaces(draft, first, end)
    yield from whitespace.tabs(draft, first, end)
    for kind in _KINDS:
        yield from kind(draft, first, end, failure)


def _tried(reader: Reader, first: int, end: int, index: int, slip: Slip) -> Attempt:
    before = reader.draft.apply(slip.changes)
    try:
        return reader.read(first, end, index)
    finally:
        reader.draft.undo(before)


def _left_out(
    reader: Reader, first: int, end: int, index: int, attempt: Attempt, failure: Failure, words: Slip, *, lines: bool
) -> _Try | None:
    """The least that can be left out so that reading gets further: lines, or else the rest of the document."""
    draft = reader.draft
    best: _Try | None = None
    for slip in leftover.lines(draft, first, end, failure, words) if lines else ():
        if slip.changes and reader.left > 0:
            after = _tried(reader, first, end, index, slip)
            further = after.failure is None or after.failure.reached[:2] > failure.reached[:2]
            if further and (best is None or _compared(after, best.attempt) > 0):
                best = _Try(slip, after)
    if best is not None:
        return best
    for slip in leftover.rest(draft, first, end, failure, words):
        if slip.changes:
            after = _tried(reader, first, end, index, slip)
            if after.failure is None and after.documents:
                return _Try(slip, after)
    return None


def unreadable(draft: Draft, slip: Slip) -> Unreadable:
    """A slip in places of the original, whose changes have not been made yet."""
    related = (_span(draft, slip.related[0]), slip.related[1]) if slip.related is not None else None
    repair = Repair(slip.title, tuple(_edits(draft, slip)), slip.sure) if slip.title else None
    return Unreadable(slip.message, _span(draft, slip.at), slip.help, related, repair, slip.rule, slip.json)


def _span(draft: Draft, at: At) -> Span:
    start = draft.offset(at.line, at.start)
    return Span(start, max(draft.offset(at.line, at.end), start))


def _edits(draft: Draft, slip: Slip) -> Iterator[tuple[Span, str]]:
    changes: Iterable[Change] = slip.fix or (() if slip.gone else slip.changes)
    found = [(Span(draft.starts[line], draft.starts[line + 1]), "") for line in slip.gone]
    for line, start, end, text in changes:
        if "\n" in text:
            text = text.replace("\n", draft.newline(line))
        found.append((Span(draft.offset(line, start), draft.offset(line, end)), text))
    yield from sorted(found)
