"""Templates whose fixed text has slips, such as tabs or a missing space: read as they were meant.

The doctor of YAML reads them as it reads any text, in readings of the template. What it says counts where the changes
touch no action, and where it says the same of the narrowest reading that shows the place: then no value changes it.
Imported only for templates that are not YAML in some reading, or odd.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from podlint.templates.actions import Does, actions
from podlint.templates.blocks import enclosing, tree
from podlint.templates.choices import alternatives, cover, narrow
from podlint.templates.layout import Template
from podlint.templates.parts import WRITTEN
from podlint.templates.readings import reading
from podlint.tuples import NamedTuple
from podlint.yaml.reader import parse
from podlint.yaml.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.templates.choices import Choice
    from podlint.yaml.source import Repair, Unreadable

_ROUNDS = 3
"""Most times that a template is read again after what was found."""
_READINGS = 3
"""Most readings that are asked in a round."""
_ALTERNATIVES = 3
"""Most narrow readings in which a slip has to be found again."""
_LONGEST = 60_000
"""Most characters of a template that is read as it was meant."""
_FAR = 2_000
_CLOSING = frozenset({'"', "'", "]", "}", "]}", "}]"})
"""What may be missing right behind an action: no value closes what the template opens."""

Edits = tuple[tuple[Span, str], ...]


class Healed(NamedTuple):
    """A template as it was meant, the slips in it, and the edits that lead there, round by round."""

    text: str
    told: tuple[Unreadable, ...]
    rounds: tuple[Edits, ...]

    def back(self, offset: int) -> int:
        """Where an offset of the text stands in the template as it is."""
        for edits in reversed(self.rounds):
            offset = _back(edits, offset)
        return offset

    def back_span(self, span: Span) -> Span:
        """Where a span of the text stands in the template as it is."""
        start = self.back(span.start)
        return Span(start, max(self.back(span.end), start))


_NO_ACTION = r"\{\{-?[ \t]{0,9}[,:}\]]"
"""Braces that begin no action: what is behind them cannot be one."""


def healed(source: Source) -> Healed | None:
    """A template without the slips that are certain; None where there is none."""
    if source.span.end - source.span.start > _LONGEST:
        return None
    return _healed(source.path, source.text, source.span)


@lru_cache(maxsize=2)
def _healed(path: str, text: str, span: Span) -> Healed | None:
    if re.search(_NO_ACTION, text[span.start : span.end]) is not None:
        return None  # nobody knows where what was meant as an action ends
    told: list[Unreadable] = []
    rounds: list[Edits] = []
    for _ in range(_ROUNDS):
        so_far = Healed(text, tuple(told), tuple(rounds))
        found = _slips(path, text, span)
        if not found:
            break
        edits = tuple(sorted(edit for one in found for edit in _edits(one)))
        told += [_moved(one, so_far) for one in found]
        rounds.append(edits)
        text = applied(text, edits)
        span = Span(span.start, span.end + sum(len(new) - (at.end - at.start) for at, new in edits))
    return Healed(text, tuple(told), tuple(rounds)) if rounds else None


def applied(text: str, edits: Edits) -> str:
    """A text after edits, which are in order and apart."""
    pieces: list[str] = []
    at = 0
    for span, new in edits:
        pieces += (text[at : span.start], new)
        at = span.end
    return "".join([*pieces, text[at:]])


def moved(edits: Edits, offset: int) -> int:
    """Where an offset of a text stands after edits."""
    return offset + sum(len(new) - (span.end - span.start) for span, new in edits if span.end <= offset)


def _edits(problem: Unreadable) -> Edits:
    return problem.repair.edits if problem.repair is not None else ()


def _back(edits: Edits, offset: int) -> int:
    by = 0
    for span, new in edits:
        start = span.start + by
        if offset < start:
            break
        if offset < start + len(new):
            return min(span.start + offset - start, span.end)
        by += len(new) - (span.end - span.start)
    return offset - by


def _moved(problem: Unreadable, before: Healed) -> Unreadable:
    """A slip of a later round in places of the template as it is."""
    span = before.back_span
    repair = problem.repair
    if repair is not None:
        repair = repair._replace(edits=tuple((span(at), new) for at, new in repair.edits))
    related = (span(problem.related[0]), problem.related[1]) if problem.related is not None else None
    return problem._replace(span=span(problem.span), repair=repair, related=related)


def _slips(path: str, text: str, span: Span) -> list[Unreadable]:
    """The slips of a template that are certain and can be taken away, found in one of its readings."""
    whole = _whole(path, text).part(span)
    template = Template(text, span, tree(actions(text, span).found).parts)
    for choice in islice(cover(template), _READINGS):
        apart: list[Unreadable] = []
        taken: list[Span] = []
        for problem in _problems(whole, template, choice):
            own = [at for at, _ in _edits(problem)]
            if _plain(template, problem) and not any(map(_meets, own, [taken] * len(own))):
                apart.append(problem)
                taken += own
        certain = _certain(whole, template, apart) if apart else []
        if certain:
            return certain
    return []


@lru_cache(maxsize=1)
def _whole(path: str, text: str) -> Source:
    """A text as a source, which finds its lines once for all blocks of it."""
    return Source(path, text)


def _meets(span: Span, others: list[Span]) -> bool:
    return any(span.start <= other.end and other.start <= span.end for other in others)


def _problems(whole: Source, template: Template, choice: Choice) -> Iterator[Unreadable]:
    """What is wrong with a reading."""
    made = Source(whole.path, reading(template, choice).text, span=whole.span)
    made.same_shape(whole)
    return (_worded(template, _around(template, made.text, problem)) for _, problem in parse(made).problems)


def _worded(template: Template, problem: Unreadable) -> Unreadable:
    """A slip with words for what actions write."""

    def words(text: str) -> str:
        return re.sub(f"{template.filler}+", WRITTEN, text) if template.filler in text else text

    related = problem.related
    return problem._replace(
        message=words(problem.message),
        help=words(problem.help) if problem.help is not None else None,
        related=(related[0], words(related[1])) if related is not None else None,
    )


def _around(template: Template, read: str, problem: Unreadable) -> Unreadable:
    """A slip whose repair puts a value in quotes that actions write a part of: the quotes alone."""
    if problem.repair is None:
        return problem
    edits: list[tuple[Span, str]] = []
    for at, new in problem.repair.edits:
        quoted = new[:1] == new[-1:] and new[:1] in ("'", '"') and new[1:-1] == read[at.start : at.end]
        if quoted and not template.is_fixed(at):
            edits += [(Span(at.start, at.start), new[0]), (Span(at.end, at.end), new[0])]
        else:
            edits.append((at, new))
    return problem._replace(repair=problem.repair._replace(edits=tuple(edits)))


def _plain(template: Template, problem: Unreadable) -> bool:
    """Whether a slip is sure, and is about fixed text alone."""
    repair = problem.repair
    if repair is None or not repair.sure or problem.rule is not None or not repair.edits:
        return False
    if not template.is_fixed(Span(problem.span.start, problem.span.start)):
        return False
    return all(_apart(template, at, new) for at, new in repair.edits) and not _moves_writers(template, repair)


def _apart(template: Template, span: Span, new: str) -> bool:
    """Whether an edit touches no action, but to close behind one what was opened before it.

    Nothing that is written beside it may be what it puts there.
    """
    text = template.text
    if not template.is_fixed(span) or text.startswith(("{{", "{%", "{#"), span.end):
        return False
    if new in _CLOSING:
        return not _writes_next(template, span.end)
    if "---" in new and _wrote_before(template, span.start):
        return False
    return not text.endswith(("}}", "%}", "#}"), 0, span.start)


def _writes_next(template: Template, offset: int) -> bool:
    """Whether what follows is an action that may write into the same line."""
    at = offset
    while at < template.span.end and template.text[at].isspace():
        at += 1
    return any(one.does is Does.WRITES and not one.breaks for one in template.actions_within(Span(at, at + 1)))


def _wrote_before(template: Template, offset: int) -> bool:
    """Whether what precedes is an action that writes lines of its own."""
    stop = len(template.text[:offset].rstrip())
    before = template.actions_within(Span(max(stop - _FAR, 0), stop))[-1:]
    return any(one.does is Does.WRITES and one.span.end == stop and template.alone(one.span) for one in before)


def _moves_writers(template: Template, repair: Repair) -> bool:
    """Whether lines are moved among which an action says itself where it writes."""
    if len(repair.edits) < 2:
        return False
    between = Span(repair.edits[0][0].start, repair.edits[-1][0].end)
    return any(
        action.indent is not None and not template.alone(action.span) for action in template.actions_within(between)
    )


def _certain(whole: Source, template: Template, found: list[Unreadable]) -> list[Unreadable]:
    """The slips that are there in each of the narrowest readings that show them."""
    certain = []
    known: dict[frozenset[tuple[int, int]], set[tuple[str, int]]] = {}
    for problem in found:
        within = {block.span.start: number for block, number in enclosing(template.parts, problem.span.start)}
        for number in range(min(alternatives(template.parts), _ALTERNATIVES)):
            choice = narrow(template.parts, within, number)
            key = frozenset(choice.items())
            if key not in known:
                known[key] = {(one.message, one.span.start) for one in _problems(whole, template, choice)}
            if (problem.message, problem.span.start) not in known[key]:
                break
        else:
            certain.append(problem)
    return certain
