"""JSON that somebody wrote to plain data: whatever stands in it, it is read or refused, never more."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any

__all__ = ["JSONDecodeError", "loads"]

_MOST_DIGITS = 1000
"""Digits up to which Python reads integers whatever its settings; a longer one is beyond every limit anyway."""


def loads(text: str | bytes) -> Any:
    """The data of a JSON text. Raises ValueError; JSONDecodeError, which knows the place, where it is text at all."""
    import json

    try:
        return json.loads(text, parse_int=_integer)
    except RecursionError:
        raise JSONDecodeError("nested too deeply", text if isinstance(text, str) else "", 0) from None


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)
