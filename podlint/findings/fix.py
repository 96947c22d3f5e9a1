"""Repairs: symbolic changes that rules propose, and the text edits they become."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.edits import Edit
    from podlint.yaml.place import Path, Place


class Safety(IntEnum):
    """How far a fix may be trusted: `SAFE` keeps what is meant, `UNSAFE` may change it, `DISPLAY` is only shown."""

    DISPLAY = 0
    UNSAFE = 1
    SAFE = 2


class Change(NamedTuple):
    """One symbolic edit: the source text at `place` becomes `text`, character for character."""

    place: Place
    text: str


class Move(NamedTuple):
    """One symbolic edit: the list item at `place` goes before the item of the same list at `before`."""

    place: Place
    before: Place


class Insert(NamedTuple):
    """One symbolic edit: the mapping at `place` gets one more entry, before its first; `text` is the value as YAML."""

    place: Place
    key: str
    text: str


class Fix(NamedTuple):
    """A titled list of changes that belong together: all of them are made, or none."""

    title: str
    changes: tuple[Change | Insert | Move, ...]
    safety: Safety = Safety.SAFE


class ResolvedFix(NamedTuple):
    """A fix whose changes have become text edits, in the order of the text.

    `reach` are the paths at which, and below which, the data of the document may be another one afterwards.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety
    reach: tuple[Path, ...] = ()
