"""Where an unknown field belongs: the sibling it was meant to be, or the level it should stand at."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from podlint.schema.advice import spelled_out
from podlint.tuples import NamedTuple
from podlint.words import closest, is_slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path

Schema = dict[str, Any]
_NEAR, _FAR = 3, 7
_MOST = 2_000
"""Of more fields than any type has that was ever published none is suggested."""


class Suggestion(NamedTuple):
    """A better key for an unknown one: `name` in the mapping at `path`; `moved` if that is another mapping.

    List indices in `path` below the common ancestor are 0, for want of a better one. `fits` says that the value is of
    the kind that the better key takes, `clear` that the key is that one mistyped, and no other one.
    """

    name: str
    path: Path
    moved: bool
    fits: bool
    clear: bool


def suggest(root: Schema, data: Any, path: Path, key: str, value: Any) -> Suggestion | None:
    """The best suggestion for `key`, which the mapping at `path` of `data` holds and its schema does not know.

    `root` is a linked schema. A sibling that is set already is not suggested.
    """
    levels = _levels(root, path)
    if len(_properties(levels[-1])) > _MOST:
        return None
    present = _value_at(data, path)
    siblings = [name for name in _properties(levels[-1]) if name not in present]
    near = closest(key, siblings, 0.8) or _required(levels[-1], siblings, key, value)
    if near is None and (deeper := _deeper(levels[-1], key, value)) is not None:
        return Suggestion(str(deeper[-1]), (*path, *deeper[:-1]), moved=True, fits=False, clear=False)
    elsewhere = None if near else _elsewhere(levels, data, path, key, value)
    if near is None and (elsewhere is None or len(elsewhere) > len(path) + 1):
        near = _longer(key, [name for name in siblings if _fits(value, levels[-1], name)])
    if near is None and elsewhere is not None:
        return Suggestion(key, elsewhere, moved=True, fits=False, clear=False)
    near = near or closest(key, siblings, 0.7)
    if near is None:
        return None
    rivals = [name for name in siblings if is_slip(key, name)]
    return Suggestion(near, path, moved=False, fits=_fits(value, levels[-1], near), clear=rivals == [near])


def _required(schema: Schema, siblings: list[str], key: str, value: Any) -> str | None:
    """The required field that is not set and says the same in more or fewer words: `secretName` for `name`."""
    wanted = schema.get("required", ())
    found = [name for name in siblings if name in wanted and _fits(value, schema, name)]
    found = [name for name in found if _ends_with(name, key) or _ends_with(key, name)]
    return found[0] if len(found) == 1 else None


def _ends_with(name: str, word: str) -> bool:
    return len(word) > 3 and name.endswith(word[0].upper() + word[1:])


def _deeper(schema: Schema, key: str, value: Any) -> Path | None:
    """Where below the mapping a key belongs by its own words, or because labels are selected with `matchLabels`."""
    if isinstance(value, str) and "matchLabels" in _properties(schema):
        return ("matchLabels", key)
    return spelled_out(schema, key, value)


def _longer(key: str, siblings: list[str]) -> str | None:
    """The one sibling whose last word `key` is, such as `defaultBackend` for `backend`."""
    found = [name for name in siblings if _ends_with(name, key)]
    return found[0] if len(found) == 1 else None


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return {}
    return data if data is not None else {}


def _is_there(data: Any, path: Path) -> bool:
    """Whether `data` holds every key of `path`, if only with null as its value."""
    for step in path:
        if isinstance(data, dict) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif step != 0 or data is not None:
            return False
    return True


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


def _elsewhere(levels: list[Schema], data: Any, path: Path, key: str, value: Any) -> Path | None:
    """The path of the nearest mapping that knows `key` for such a value.

    Near below, above, or in the metadata or spec beside an ancestor; anywhere else only where the manifest has that
    mapping already: a volume's other sources, for instance, know many keys, but hardly the one that was meant.
    """
    best: tuple[tuple[int, bool, int], Path] | None = None
    for up in range(len(levels)):
        depth = len(levels) - 1 - up
        for down, found in _below(levels[depth], key, value):
            target = (*path[:depth], *found)
            there = _is_there(data, target)
            beside = down == 1 and found[0] in ("metadata", "spec", "template")
            if not (up or down) or not (there or down == 0 or beside or (up == 0 and down <= _NEAR)):
                continue
            rank = (up + down, not there, up)
            if best is None or rank < best[0]:
                best = rank, target
    return best[1] if best is not None else None


def _below(schema: Schema, key: str, value: Any) -> Iterator[tuple[int, Path]]:
    """The mappings at or below `schema` that know `key`: (steps, path), nearest first; not in `status`."""
    waiting: deque[tuple[Schema, Path, int]] = deque([(schema, (), 0)])
    seen = {id(schema)}
    while waiting:
        current, path, steps = waiting.popleft()
        properties = _properties(current)
        if key in properties and _fits(value, current, key):
            yield steps, path
        for name, child in properties.items():
            items = child.get("items")
            inner, step = (items, (name, 0)) if isinstance(items, dict) else (child, (name,))
            if steps < _FAR and name != "status" and "properties" in inner and id(inner) not in seen:
                seen.add(id(inner))
                waiting.append((inner, (*path, *step), steps + 1))


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
