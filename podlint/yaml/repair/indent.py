"""Slips of indentation: a line, or a block, that stands one or two spaces beside its neighbours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.words import quoted
from podlint.yaml.repair.draft import blank, indentation
from podlint.yaml.repair.lines import (
    KEY,
    TOP_KEYS,
    above,
    block,
    comment,
    content,
    emptied,
    moved,
    near,
    scalar_lines,
    shown,
)
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Failure
    from podlint.yaml.repair.draft import Draft

_ENTRY = rf" *(?P<dashes>(?:- +)*)(?:(?P<key>{KEY}):(?:[ \t]|$))?"
_HEAD = ("apiVersion", "kind")
_HEADS = ("apiVersion:", "kind:")
_ALWAYS = frozenset((*_HEAD, "metadata", "status"))
_USUAL = frozenset(
    (*_HEAD, "metadata", "spec", "data", "stringData", "rules", "subjects", "roleRef", "status", "webhooks")
)
_OF_METADATA = frozenset({"name", "namespace", "labels", "annotations", "generateName", "finalizers"})
_MOST_LEVELS = 16
_MOST_FIRST = 30
_FAR = 2


class _Level:
    """A column at which a line may stand: of keys or of dashes, and the key that the block lies under."""

    def __init__(self, column: int, *, dashes: bool, under: str) -> None:
        self.column = column
        self.dashes = dashes
        self.under = under


def shifted(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A line that stands beside the level that it belongs to, with what lies below it."""
    top = [line for line in draft.lines[first:end] if line[:1].isalpha()]
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        match = re.match(_ENTRY, body)
        if match is None or (match["key"] is None and not match["dashes"]):
            continue
        own, dashes = indentation(body), bool(match["dashes"])
        key = (match["key"] or "").strip("\"'")
        if _is_first_child(draft, first, line, own):
            continue
        levels = [level for level in _levels(draft, first, line) if dashes or not level.dashes]
        if any(level.column == own and level.dashes == dashes for level in levels):
            continue
        levels = [level for level in levels if level.column != own]
        ranked = sorted(levels, key=lambda level: (_strange(top, level, key), abs(level.column - own)))
        fitting = [level for level in ranked if _strange(top, level, key) < 1]
        for level in fitting or ranked:
            if abs(level.column - own) > _FAR and _strange(top, level, key) >= 0:
                continue
            rivals = [
                other
                for other in fitting or ranked
                if other.column != level.column
                and abs(other.column - own) <= abs(level.column - own)
                and _strange(top, other, key) <= _strange(top, level, key)
            ]
            for lines in _extents(draft, line, end):
                yield _moved(draft, line, lines, level.column - own, rivals)


def _extents(draft: Draft, line: int, end: int) -> list[range]:
    """What may have been moved with a line: nothing else, or all that is deeper."""
    whole = block(draft, line, end)
    return [whole] if len(whole) == 1 else [range(line, line + 1), whole]


def _is_first_child(draft: Draft, first: int, line: int, own: int) -> bool:
    """Whether a line stands below a key without a value, and deeper."""
    parent = next(above(draft, first, line, 1), None)
    if parent is None:
        return False
    body = draft.body(parent)
    return _is_open(body) and content(body) < own


def _is_open(body: str) -> bool:
    """Whether a line ends in a colon, so that its value follows."""
    return body[: comment(body)].endswith(":")


def _strange(lines: list[str], level: _Level, key: str) -> int:
    """How little a key fits a level of a document with these lines: -1 where it belongs, 1 where it does not."""
    if not level.column and not level.dashes and any(line.startswith(_HEADS) for line in lines):
        if any(line.startswith(f"{key}:") for line in lines):
            return 1
        if key not in _ALWAYS and any(line.startswith("spec:") for line in lines):
            return 1
        return -1 if key in _USUAL else int(key not in TOP_KEYS and key not in _HEAD)
    if key in _OF_METADATA and level.under == "metadata":
        return -1
    return int(key in (*_HEAD, "metadata") and level.column > 0 and not level.dashes)


def _levels(draft: Draft, first: int, line: int) -> list[_Level]:
    """The levels of the blocks that are open above a line, from the inside out."""
    found: list[_Level] = []
    known: set[tuple[int, bool]] = set()
    least = 10**9
    for number in above(draft, first, line):
        body = draft.body(number)
        own = indentation(body)
        if own > least:
            continue
        match = re.match(_ENTRY, body)
        if match is None or (own == least and (match["dashes"] or (own, False) in known)):
            continue  # else the key of a list whose dashes stand below it
        least = own
        key = (match["key"] or "").strip("\"'")
        column = own
        columns = []
        for dash in re.findall(r"- +", match["dashes"]):
            columns.append((column, True))
            column += len(dash)
        if match["key"] is not None or not match["dashes"]:
            columns.append((column, False))
        for place in reversed(columns):
            if place not in known:
                known.add(place)
                found.append(_Level(place[0], dashes=place[1], under=""))
        for level in found:
            if level.column > own and not level.under and key:
                level.under = key
        if (not own and (0, False) in known) or len(found) >= _MOST_LEVELS:
            break
    return found


def _moved(draft: Draft, line: int, lines: range, by: int, rivals: list[_Level]) -> Slip:
    body = draft.body(line)
    own = indentation(body)
    word = body.split(":", 1)[0].strip().removeprefix("- ").strip()
    what = quoted(word) if word and ":" in body else shown(body)
    key = word.strip("\"'") if ":" in body else ""
    spaces = "space" if own == 1 else "spaces"
    return Slip(
        f"{what} is indented by {own} {spaces}, the lines that it belongs with by {own + by}",
        At(line, own, own + max(len(word), 1)),
        moved(draft, lines, by),
        f"indent it by {own + by}",
        f"indent by {own + by}",
        not rivals,
        (Doubt(line, own + by), *(Doubt(line, level.column, around=True, key=key) for level in rivals))
        if rivals
        else (),
        moves=True,
    )


def first_of_block(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """The first line of a block that stands beside those that follow."""
    line = failure.line
    if line >= end or blank(draft.lines[line]):
        return
    own = indentation(draft.lines[line])
    item = draft.lines[line].lstrip(" ").startswith("- ")
    if any(level.column == own and level.dashes == item for level in _levels(draft, first, line)):
        return
    parent = next(above(draft, first, line, 1), None)
    if item and parent is not None and _is_open(draft.body(parent)):
        beyond = content(draft.body(parent)) - own  # a list may stand at the column of its key, never before it
        if 0 < beyond <= min(_FAR, indentation(draft.lines[parent])):
            yield _moved(draft, parent, range(parent, parent + 1), -beyond, [])
    for number in above(draft, first, line, _MOST_FIRST):
        body = draft.body(number)
        depth, column = indentation(body), content(body)
        by = own - (depth if item else column)
        parent = next(above(draft, first, number, 1), None)
        if not by or abs(by) > _FAR or depth + by < 0 or not _begins(draft, first, number, depth, depth + by, parent):
            continue
        match = re.match(_ENTRY, body)
        if match is None or (match["key"] is None and not match["dashes"]):
            continue
        for lines in dict.fromkeys((range(number, number + 1), range(number, line))):
            yield _moved(draft, number, lines, by, [])


def _begins(draft: Draft, first: int, line: int, depth: int, wanted: int, parent: int | None) -> bool:
    """Whether a line begins a block, and would if it were indented as wanted."""
    if parent is None:
        return not wanted
    if draft.lines[line].lstrip(" ").startswith("- ") and depth == indentation(draft.lines[parent]):
        return False
    return wanted >= content(draft.lines[parent]) and _is_first_child(draft, first, line, depth)


def irregular(draft: Draft, first: int, end: int) -> int:
    """How many lines are indented by another step than most are: less is more likely to be what was meant."""
    steps: dict[int, int] = {}
    skipped = scalar_lines(draft, first, end)
    column: int | None = None
    for number in range(first, end):
        body = draft.body(number)
        if blank(body) or number in skipped or body.startswith("---"):
            continue
        own = indentation(body)
        if column is not None and own > column:
            steps[own - column] = steps.get(own - column, 0) + 1
        column = len(body) - len(body.lstrip(" -"))
    return sum(steps.values()) - max(steps.values(), default=0)


def mixed(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A list item among keys."""
    line = failure.line
    if line >= end or not draft.lines[line].lstrip(" ").startswith(("- ", "-\n", "-\r")):
        return
    own = indentation(draft.lines[line])
    before = next((number for number in above(draft, first, line) if indentation(draft.lines[number]) <= own), None)
    if before is None or indentation(draft.lines[before]) != own:
        return
    if draft.lines[before].lstrip(" ").startswith("- "):
        return
    last = line + 1
    while last < end and (
        not draft.lines[last].strip()
        or indentation(draft.lines[last]) > own
        or (indentation(draft.lines[last]) == own and draft.lines[last].lstrip(" ").startswith("- "))
    ):
        last += 1
    yield Slip(
        "a list item stands among the keys of a mapping: a block holds keys or items, never both",
        At(line, own, own + 1),
        emptied(draft, range(line, last)),
        "put the items below a key of their own, or write them as `key: value`",
        sure=False,
        doubts=(Doubt(line, own, around=True),),
    )
