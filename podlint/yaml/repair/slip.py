"""What is wrong with a text, and what it is read as instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.repair.draft import Change


class At(NamedTuple):
    """A stretch of a line, in lines and columns from 0."""

    line: int
    start: int
    end: int


class Doubt(NamedTuple):
    """What a repair leaves open: the value at a place, or with `around` what else the mapping or list there holds.

    A line that is left out belongs where its indentation, `column`, says; with a `key` only that one is in doubt.
    """

    line: int
    column: int
    around: bool = False
    key: str = ""


class Slip(NamedTuple):
    """A slip: the words, the place, the changes after which the text reads as it was meant.

    `title` names the fix, empty where nobody would want one. A slip that is `sure` has one meaning; else `doubts` say
    what is not known. `fix` are the changes for the file where they are others: their texts may hold line breaks, and
    `gone` are lines that it removes. `related` is a second place with its words, `rule` the rule
    that it is reported under, where that is not the one of syntax. One that `moves` lines is held against other moves,
    one about `tabs` against other widths of them. What is `json` is no fault of YAML.
    """

    message: str
    at: At
    changes: tuple[Change, ...]
    help: str | None = None
    title: str = ""
    sure: bool = True
    doubts: tuple[Doubt, ...] = ()
    fix: tuple[Change, ...] = ()
    gone: tuple[int, ...] = ()
    related: tuple[At, str] | None = None
    rule: str | None = None
    moves: bool = False
    tabs: bool = False
    json: bool = False
