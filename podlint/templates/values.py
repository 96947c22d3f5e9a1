"""The paths of `.Values` that a template writes without asking whether they are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.templates.actions import Does
from podlint.templates.blocks import Block
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.templates.blocks import Part

_PATH = re.compile(r"(?<![\w.)\]])(\$?)\.Values((?:\.[A-Za-z_]\w*)+)(?![\w(])")
_ASKING = re.compile(
    r"\b(?:default|required|coalesce|dig|get|hasKey|empty|ternary|and|or|not|fail|merge\w*|kindIs|typeIs)\b"
)
_MOVING = frozenset({"range", "with", "define", "block"})

Path = tuple[str, ...]


def used(text: str, parts: list[Part]) -> Iterator[tuple[Path, Span]]:
    """Each path of values that is written somewhere without a guard, with where it stands first.

    A guard is a condition around it that names it or something that it lies in, or a function that bears its absence.
    """
    seen: set[Path] = set()
    for path, span in _used(text, parts, (), moved=False):
        if path not in seen:
            seen.add(path)
            yield path, span


def _used(text: str, parts: list[Part], guards: tuple[Path, ...], *, moved: bool) -> Iterator[tuple[Path, Span]]:
    for part in parts:
        if isinstance(part, Block):
            inside = moved or part.word in _MOVING
            heads = ""
            for branch in part.branches:
                heads += f" {text[branch.action.span.start : branch.action.span.end]}"
                yield from _used(text, branch.parts, (*guards, *_paths(heads)), moved=inside)
        elif part.does is Does.WRITES and not _ASKING.search(text, *part.span):
            for match in _PATH.finditer(text, *part.span):
                path = tuple(match[2].split(".")[1:])
                if (match[1] or not moved) and not any(path[: len(one)] == one for one in guards):
                    yield path, Span(match.start(2) - len(".Values"), match.end())


def _paths(text: str) -> Iterator[Path]:
    return (tuple(match[2].split(".")[1:]) for match in _PATH.finditer(text))


def is_set(path: Path, values: Any) -> bool:
    """Whether values have something at a path, or something on the way there that may hold anything."""
    for step in path:
        if not isinstance(values, dict) or not values:
            return True
        if step not in values:
            return False
        values = values[step]
    return True


def is_described(path: Path, schema: Any) -> bool:
    """Whether a JSON Schema of values names a path, or leaves open what stands on the way there."""
    for step in path:
        known = schema.get("properties") if isinstance(schema, dict) else None
        if not isinstance(known, dict):
            return (
                isinstance(schema, dict) and schema.get("type") == "object" and bool(schema.get("additionalProperties"))
            )
        if step not in known:
            return False
        schema = known[step]
    return True
