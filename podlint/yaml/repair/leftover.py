"""What cannot be read as anything: a line, what lies below it, or the rest of a document is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml import syntax
from podlint.yaml.broken import BrokenDocument
from podlint.yaml.repair.draft import blank, indentation
from podlint.yaml.repair.lines import DASHES, KEY, block, emptied, near
from podlint.yaml.repair.slip import At, Doubt, Slip
from podlint.yaml.source import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Attempt, Failure
    from podlint.yaml.repair.draft import Draft


def explained(attempt: Attempt, draft: Draft, first: int) -> Slip:
    """A failure in the words that a parser's complaint has, without changes."""
    failure = attempt.failure
    assert failure is not None
    error = failure.error
    if isinstance(error, BrokenDocument):
        problem = Unreadable(str(error), error.span, error.help, error.related)
    else:
        problem = syntax.problem(attempt.source, 0, len(attempt.source.text), error)

    def at(start: int, end: int) -> At:
        position = attempt.source.position(start)
        return At(first + position.line - 1, position.column - 1, position.column - 1 + end - start)

    related = (at(*problem.related[0]), problem.related[1]) if problem.related is not None else None
    return Slip(problem.message, at(*problem.span), (), problem.help, sure=False, related=related)


def lines(draft: Draft, first: int, end: int, failure: Failure, words: Slip) -> Iterator[Slip]:
    """One line less, or one with all that lies below it."""
    for line in sorted(near(draft, first, end, failure), key=lambda line: _is_entry(draft.lines[line])):
        own = indentation(draft.lines[line])
        doubts = (Doubt(line, own, around=True),)
        at = words.at if words.at.line == line or failure.known else At(line, own, len(draft.body(line).rstrip()))
        here = words._replace(at=at, doubts=doubts)
        below = block(draft, line, end)
        yield here._replace(changes=emptied(draft, below))
        if len(below) > 1:
            yield here._replace(changes=emptied(draft, range(line, line + 1)))


def _is_entry(line: str) -> bool:
    """Whether a line is a key or a list item, as far as one can see."""
    return re.match(rf"{DASHES}{KEY}:(?:\s|$)|\s*- ", line) is not None


def rest(draft: Draft, first: int, end: int, failure: Failure, words: Slip) -> Iterator[Slip]:
    """Everything from a line on."""
    starts = [failure.line, failure.context_line]
    starts += [
        number for number in range(min(failure.line, end) - 1, first, -1) if not indentation(draft.lines[number])
    ][:3]
    for line in dict.fromkeys(starts):
        if first < line < end and any(not blank(draft.lines[number]) for number in range(first, line)):
            above = next(number for number in range(line - 1, first - 1, -1) if not blank(draft.lines[number]))
            doubts = tuple(Doubt(above, column, around=True) for column in _open(draft, first, line))
            yield words._replace(changes=emptied(draft, range(line, end)), doubts=doubts)


def _open(draft: Draft, first: int, line: int) -> list[int]:
    """The columns of the blocks that are open above a line."""
    found: set[int] = set()
    least = 10**9
    for number in range(line - 1, first - 1, -1):
        text = draft.lines[number]
        own = indentation(text)
        if blank(text) or own >= least:
            continue
        least = own
        found.add(own)
        dash = own
        while text[dash : dash + 2] == "- ":
            dash += 2 + indentation(text[dash + 2 :])
            found.add(dash)
        if not own:
            break
    return sorted(found)
