"""Values at paths in which `ANY` may stand, as the tables of custom kinds write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path

ANY = "*"
"""Stands for each item of a list."""


def values(value: Any, keys: tuple[str, ...], path: Path = (), *, mappings: bool = False) -> Iterator[tuple[Path, Any]]:
    """What stands at some keys below a value that stands at a path, each with its own path.

    With `mappings` `ANY` stands for each value of a mapping too.
    """
    if not keys:
        yield path, value
    elif keys[0] != ANY:
        if isinstance(value, dict) and keys[0] in value:
            yield from values(value[keys[0]], keys[1:], (*path, keys[0]), mappings=mappings)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from values(item, keys[1:], (*path, index), mappings=mappings)
    elif mappings and isinstance(value, dict):
        for key, item in value.items():
            yield from values(item, keys[1:], (*path, key), mappings=mappings)
