"""What the checks of a CustomResourceDefinition have in common: faults as plain data, and readers of values."""

from __future__ import annotations

from typing import Any, NamedTuple

from podlint.api import Part, is_placeholder

Keys = tuple[str | int, ...]


class Fault(NamedTuple):
    """A fault of the definition: its place below the object, its words, the help line."""

    keys: Keys
    words: str
    help: str | None = None
    part: Part = Part.VALUE


def text(value: Any) -> str | None:
    """A string that is understood."""
    return value if isinstance(value, str) and not is_placeholder(value) else None


def mapping(value: Any) -> dict[str, Any]:
    """A mapping, empty where there is none."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, empty where there is none."""
    return value if isinstance(value, list) else []
