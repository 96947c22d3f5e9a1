"""Slips of indentation in texts below `|` and `>`: a first line that is too deep, a line that ends the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import blank, indentation
from podlint.yaml.repair.lines import HEADER, KEY, above, content, moved, scalar_lines
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Failure
    from podlint.yaml.repair.draft import Draft

_MOST_FIRST = 30


def first_line(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """The first line of a text below `|` or `>` that is indented deeper than the others."""
    line = failure.line
    if line >= end or blank(draft.lines[line]):
        return
    own = indentation(draft.lines[line])
    lines = list(above(draft, first, line, _MOST_FIRST))
    header = next((n for n in lines if re.search(HEADER, draft.body(n)) and indentation(draft.lines[n]) < own), None)
    if header is None:
        return
    begun = min(number for number in range(header + 1, line + 1) if draft.lines[number].strip())
    by = own - indentation(draft.lines[begun])
    if by >= 0:
        return
    column, depth = indentation(draft.lines[begun]), content(draft.body(header))
    yield Slip(
        "the first line of this text is indented deeper than the others",
        At(begun, column, column + 1),
        moved(draft, range(begun, line), by),
        f"indent it by {own}; where it is to begin with spaces, say so: |{max(own - depth, 1)}",
        "indent it like the others",
    )


def last_line(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A line below a text of `|` or `>` that belongs to it, and is indented less."""
    line = failure.line
    if line >= end or blank(draft.lines[line]):
        return
    own = indentation(draft.lines[line])
    before = next(above(draft, first, line, 1), None)
    if before is None or re.match(rf" *(?:- |{KEY}:(?:[ \t]|$))", draft.body(line)):
        return
    texts = scalar_lines(draft, first, line)
    if before not in texts:
        return
    header = next(n for n in range(before, first - 1, -1) if n not in texts and not blank(draft.lines[n]))
    column = min(indentation(draft.lines[n]) for n in range(header + 1, line) if draft.lines[n].strip())
    if not content(draft.body(header)) <= own < column:
        return
    last = line + 1
    while last < end and not re.match(rf" *(?:- |{KEY}:(?:[ \t]|$)|---)", draft.body(last)):
        last += 1
    yield Slip(
        f"this line ends the text that begins in line {header + 1}: it is indented by {own}, the text by {column}",
        At(line, own, max(len(draft.body(line).rstrip()), own + 1)),
        moved(draft, range(line, last), column - own),
        f"indent it by {column} or more",
        f"indent by {column}",
        sure=False,
        doubts=(Doubt(header, content(draft.body(header))),),
    )
