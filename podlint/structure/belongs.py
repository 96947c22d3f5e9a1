"""Where an unknown field belongs: the sibling it was meant to be, or the level it should stand at."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podlint.model.words import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.model.place import Path

Schema = dict[str, Any]
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A better key for an unknown one: `name` in the mapping at `path`; `moved` if that is another mapping.

    List indices in `path` below the common ancestor are 0, for want of a better one. `clear` says that no other
    reading is near, so that a fix may be offered.
    """

    name: str
    path: Path
    moved: bool
    clear: bool


def suggest(root: Schema, path: Path, key: str, value: Any, present: frozenset[str]) -> Suggestion | None:
    """The best suggestion for `key`, which the mapping at `path` holds and its schema does not know.

    `root` is a linked schema, `present` the keys that the mapping holds already: what is there is not suggested.
    """
    levels = _levels(root, path)
    siblings = [n for n in _properties(levels[-1]) if n not in present]
    near = closest(key, siblings, 0.8)
    if near is not None:
        return Suggestion(near, path, moved=False, clear=_fits(value, levels[-1], near))
    elsewhere = _elsewhere(levels, path, key, value)
    if elsewhere is not None:
        return Suggestion(key, elsewhere, moved=True, clear=False)
    near = closest(key, siblings, 0.7)
    return Suggestion(near, path, moved=False, clear=_fits(value, levels[-1], near)) if near else None


def schema_at(root: Schema, path: Path) -> Schema:
    """The schema of what stands at `path`, empty where it says nothing."""
    return _levels(root, path)[-1]


def _levels(root: Schema, path: Path) -> list[Schema]:
    levels = [root]
    for step in path:
        levels.append(_step(levels[-1], step))
    return levels


def _step(schema: Schema, step: str | int) -> Schema:
    if isinstance(step, int):
        found = schema.get("items")
    else:
        found = _properties(schema).get(step, schema.get("additionalProperties"))
    return found if isinstance(found, dict) else {}


def _properties(schema: Schema) -> dict[str, Schema]:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def _elsewhere(levels: list[Schema], path: Path, key: str, value: Any) -> Path | None:
    """The path of the nearest mapping that knows `key` for such a value: below, or beside an ancestor."""
    best: tuple[int, int, Path] | None = None
    for up in range(len(levels)):
        depth = len(levels) - 1 - up
        for down, found in _below(levels[depth], key, value):
            rank = (up + down, up, (*path[:depth], *found))
            if (up or down) and (best is None or rank[:2] < best[:2]):
                best = rank
    return best[2] if best is not None and best[0] <= _DEPTH + 1 else None


def _below(schema: Schema, key: str, value: Any) -> Iterator[tuple[int, Path]]:
    """Mappings below `schema` that know `key`: (steps, path), the nearest first. `status` is not ours to write."""
    waiting: deque[tuple[Schema, Path, int]] = deque([(schema, (), 0)])
    while waiting:
        current, path, steps = waiting.popleft()
        properties = _properties(current)
        if key in properties and _fits(value, current, key):
            yield steps, path
            return
        if steps < _DEPTH:
            for name, child in properties.items():
                if name == "status":
                    continue
                if isinstance(child.get("items"), dict):
                    waiting.append((child["items"], (*path, name, 0), steps + 1))
                elif "properties" in child:
                    waiting.append((child, (*path, name), steps + 1))


def _fits(value: Any, schema: Schema, name: str) -> bool:
    """Whether the kind of value that was written is the kind that `name` takes."""
    wanted = _properties(schema).get(name, {}).get("type")
    if wanted is None or value is None:
        return True
    if isinstance(value, dict):
        return bool(wanted == "object")
    if isinstance(value, list):
        return bool(wanted == "array")
    return wanted not in ("object", "array")
