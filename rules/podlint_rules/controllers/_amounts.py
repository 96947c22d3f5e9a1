"""Fields that take a number or a percentage: maxSurge, maxUnavailable, minAvailable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, View, quoted

_PERCENT = r"[0-9]+%"


def amount(view: View, key: str, default: int) -> int | None:
    """The number below, that of a percentage included; None where it is not understood."""
    found = view.at(key)
    if found is None:
        return default
    number = view.integer(key)
    if number is not None:
        return number
    text = view.text(key)
    return int(text[:10].rstrip("%")) if text is not None and re.fullmatch(_PERCENT, text) else None


def wrong(view: View, key: str, *, at_most_all: bool = True) -> Iterator[Hit]:
    """What is wrong with the value below by itself: no percentage, negative, more than all."""
    text, number = view.text(key), view.integer(key)
    if number is not None and number < 0:
        yield view.hit(f"{key} must not be negative, as {number} is", key)
    elif text is not None and re.fullmatch(_PERCENT, text) is None:
        help = "write the number without quotes" if text.isdigit() else "write a number, or a text such as 25%"
        yield view.hit(f"{key} must be a number or a percentage, not {quoted(text)}", key, help=help)
    elif text is not None and at_most_all and int(text[:10].rstrip("%")) > 100:
        yield view.hit(f"{key} must not be more than 100%, as {quoted(text)} is", key)
