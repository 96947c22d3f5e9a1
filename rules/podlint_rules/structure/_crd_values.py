"""What the checks of a CustomResourceDefinition have in common: hits and readers of plain values."""

from __future__ import annotations

from typing import Any

from podlint.api import Hit, Part, Place, is_placeholder

Keys = tuple[str | int, ...]


def hit(keys: Keys, message: str, help: str | None = None, part: Part = Part.VALUE) -> Hit:
    """A hit at a place below the object: the checks walk plain values, which know no object."""
    return Hit(Place(keys, part), message, help)


def text(value: Any) -> str | None:
    """A string that is understood."""
    return value if isinstance(value, str) and not is_placeholder(value) else None


def mapping(value: Any) -> dict[str, Any]:
    """A mapping, empty where there is none."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, empty where there is none."""
    return value if isinstance(value, list) else []
