"""Fixes: symbolic changes that rules propose, what the data is after them, and the text edits they become."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podlint.yaml.edits import Edit
    from podlint.yaml.place import Place


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
    return _changed(data, _tree(changes)) if changes else data


class _Below:
    """The changes at one path, and those below it by their next step."""

    __slots__ = ("own", "steps")

    def __init__(self) -> None:
        self.own: list[Change | Insert | Move] = []
        self.steps: dict[str | int, _Below] = {}


def _tree(changes: Sequence[Change | Insert | Move]) -> _Below:
    """Changes by their paths; the move of an item is one of its list."""
    root = _Below()
    for change in changes:
        here = root
        path = change.place.path
        for step in path[:-1] if isinstance(change, Move) else path:
            here = here.steps.setdefault(step, _Below())
        here.own.append(change)
    return root


def _changed(data: Any, below: _Below) -> Any:
    own = [change for change in below.own if isinstance(change, Change) and change.place.part is not Part.KEY]
    if own:
        return _replaced(data, own)
    if isinstance(data, dict):
        return _mapping(data, below)
    if isinstance(data, list):
        return _list(data, below)
    return data


def _replaced(data: Any, changes: list[Change]) -> Any:
    """A value with another one in its place, or a text with others in place of parts of it."""
    whole = [change.value for change in changes if change.place.within is None]
    parts = [(change.place.within, change.value) for change in changes if change.place.within is not None]
    data = whole[-1] if whole else data
    pieces: list[str] = []
    end = len(data) if parts else 0
    for (start, stop), value in sorted(parts, key=lambda part: part[0], reverse=True):
        pieces += (data[stop:end], str(value))
        end = start
    return "".join(reversed([*pieces, data[:end]])) if parts else data


def _mapping(data: dict[str, Any], below: _Below) -> dict[str, Any]:
    entries = [(change.key, change.value) for change in below.own if isinstance(change, Insert)]
    for key, value in data.items():
        inside = below.steps.get(key)
        if inside is None:
            entries.append((key, value))
            continue
        renamed = (c.value for c in inside.own if isinstance(c, Change) and c.place.part is Part.KEY)
        entries.append((str(next(renamed, key)), _changed(value, inside)))
    result = dict(entries)
    if len(result) != len(entries):
        raise ValueError("two entries with one key")
    return result


def _list(data: list[Any], below: _Below) -> list[Any]:
    order = list(range(len(data)))
    for change in below.own:
        if isinstance(change, Move):
            item, target = change.place.path[-1], change.before.path[-1]
            order.remove(int(item))
            order.insert(order.index(int(target)), int(item))
    return [_changed(data[i], below.steps[i]) if i in below.steps else data[i] for i in order]
