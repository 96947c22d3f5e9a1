"""Custom resources as the API server holds them against their schema: null fields gone, defaults filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.place import Path

Schema = dict[str, Any]

DEFAULTS = "x-podlint-defaults"
"""The keyword of a mapping's node that names the fields of it that have a default."""
_DEFAULT = "x-podlint-default"
_NULLABLE = "x-podlint-nullable"
_ASKING = ("enum", "x-podlint-values")


class Completed(NamedTuple):
    """A value after defaulting, and the paths of the nulls in it that the server refuses."""

    value: Any
    nulls: tuple[Path, ...]


def completed(value: dict[str, Any], root: Schema) -> Completed:
    """An object as the server completes it by a linked schema: the same one where there is nothing to change.

    A field that is null is gone, or has its default, unless the schema lets it be null; in a list null stays.
    """
    nulls: list[Path] = []
    rest = {key: item for key, item in value.items() if key != "metadata"}
    found = _of_mapping(rest, root, (), nulls)
    if found is rest:
        return Completed(value, tuple(nulls))
    if "metadata" in value:
        found["metadata"] = value["metadata"]
    return Completed(found, tuple(nulls))


def _of(value: Any, node: Any, path: Path, nulls: list[Path]) -> Any:
    if not isinstance(node, dict):
        return value
    if isinstance(value, dict):
        return _of_mapping(value, node, path, nulls)
    return _of_list(value, node.get("items"), path, nulls) if isinstance(value, list) else value


def _of_mapping(value: dict[str, Any], node: Schema, path: Path, nulls: list[Path]) -> dict[str, Any]:
    properties, rest = node.get("properties", {}), node.get("additionalProperties")
    changed: dict[str, Any] = {}
    gone: list[str] = []
    for key, item in value.items():
        child = properties.get(key, rest)
        if item is None and isinstance(child, dict):
            if child.get(_NULLABLE) is True:
                if any(keyword in child for keyword in _ASKING):
                    nulls.append((*path, key))
            elif child.get(_DEFAULT) is not None:
                changed[key] = _of(child[_DEFAULT], child, (*path, key), nulls)
            else:
                gone.append(key)
        elif item.__class__ is not str:
            found = _of(item, child, (*path, key), nulls)
            if found is not item:
                changed[key] = found
    for name in node.get(DEFAULTS, ()):
        if name not in value:
            child = properties[name]
            changed[name] = _of(child[_DEFAULT], child, (*path, name), nulls)
    if not changed and not gone:
        return value
    made = value.copy()
    made.update(changed)
    for key in gone:
        del made[key]
    return made


def _of_list(value: list[Any], node: Any, path: Path, nulls: list[Path]) -> list[Any]:
    if not isinstance(node, dict):
        return value
    made = value
    for index, item in enumerate(value):
        found = item
        if item is not None:
            found = _of(item, node, (*path, index), nulls)
        elif node.get(_NULLABLE) is True:
            if any(keyword in node for keyword in _ASKING):
                nulls.append((*path, index))
        elif node.get(_DEFAULT) is not None:
            found = _of(node[_DEFAULT], node, (*path, index), nulls)
        elif "type" in node:
            nulls.append((*path, index))
        if found is not item:
            made = [*value] if made is value else made
            made[index] = found
    return made
