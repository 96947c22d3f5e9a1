"""Fixes: symbolic changes that rules propose, what the data is after them, and the text edits they become."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podlint.yaml.edits import Edit
    from podlint.yaml.place import Path, Place


class Safety(IntEnum):
    """How far a fix may be trusted: `SAFE` keeps what is meant, `UNSAFE` may change it, `DISPLAY` is only shown."""

    DISPLAY = 0
    UNSAFE = 1
    SAFE = 2


class Change(NamedTuple):
    """One symbolic edit: what stands at `place` becomes `value`; with `Part.KEY` the key is renamed to it.

    `value` is what Kubernetes is to read: it is written in the quotes that stand there, and gets some where its text
    would be read as another type. A place `within` a string has that part of it replaced.
    """

    place: Place
    value: str | int | bool


class Move(NamedTuple):
    """One symbolic edit: the list item at `place` goes before the item of the same list at `before`."""

    place: Place
    before: Place


class Insert(NamedTuple):
    """One symbolic edit: the mapping at `place` gets one more entry, before its first."""

    place: Place
    key: str
    value: str | int | bool


class Fix(NamedTuple):
    """A titled list of changes that belong together: all of them are made, or none."""

    title: str
    changes: tuple[Change | Insert | Move, ...]
    safety: Safety = Safety.SAFE


class ResolvedFix(NamedTuple):
    """A fix whose changes have become text edits, in the order of the text.

    `changes` say what the data of the document is afterwards; without any it stays what it is.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety
    changes: tuple[Change | Insert | Move, ...] = ()


def changed(data: Any, changes: Sequence[Change | Insert | Move]) -> Any:
    """The data of a document after changes, whose paths are those before any of them.

    Raises ValueError where two entries would have one key.
    """
    return _changed(data, (), changes) if changes else data


def _changed(data: Any, path: Path, changes: Sequence[Change | Insert | Move]) -> Any:
    """What becomes of the value at a path; `changes` are those at or below it."""
    own = [c for c in changes if isinstance(c, Change) and c.place.path == path and c.place.part is not Part.KEY]
    # From the end, so that what is replaced moves nothing that is still to be.
    for change in sorted(own, key=lambda change: change.place.within or (0, 0), reverse=True):
        start, end = change.place.within or (0, 0)
        data = f"{data[:start]}{change.value}{data[end:]}" if change.place.within is not None else change.value
    if own:
        return data
    if isinstance(data, dict):
        return _mapping(data, path, changes)
    if isinstance(data, list):
        return _list(data, path, changes)
    return data


def _below(path: Path, changes: Sequence[Change | Insert | Move]) -> list[Change | Insert | Move]:
    return [change for change in changes if change.place.path[: len(path)] == path]


def _mapping(data: dict[str, Any], path: Path, changes: Sequence[Change | Insert | Move]) -> dict[str, Any]:
    entries = [(c.key, c.value) for c in changes if isinstance(c, Insert) and c.place.path == path]
    for key, value in data.items():
        inside = (*path, key)
        below = _below(inside, changes)
        name = next((c.value for c in below if c.place.path == inside and c.place.part is Part.KEY), key)  # type: ignore[union-attr]
        entries.append((str(name), _changed(value, inside, below) if below else value))
    result = dict(entries)
    if len(result) != len(entries):
        raise ValueError("two entries with one key")
    return result


def _list(data: list[Any], path: Path, changes: Sequence[Change | Insert | Move]) -> list[Any]:
    order = list(range(len(data)))
    for change in changes:
        if isinstance(change, Move) and change.place.path[:-1] == path:
            item, target = change.place.path[-1], change.before.path[-1]
            order.remove(int(item))
            order.insert(order.index(int(target)), int(item))
    return [_changed(data[i], (*path, i), _below((*path, i), changes)) for i in order]
