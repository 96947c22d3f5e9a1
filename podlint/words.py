"""Small pieces of wording that every message shares."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from podlint.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_TYPES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


_LONGEST = 100
"""Most letters of a word for which another one is proposed."""
_MOST_CANDIDATES = 5_000
_MOST_COMPARED = 20_000


class _Meter:
    """How many words were held against each other since the last file."""

    compared = 0


def next_file() -> None:
    """Say that a new file begins: each has its share of the time that proposals take."""
    _Meter.compared = 0


def closest(name: str, candidates: Iterable[str], cutoff: float = 0.7) -> str | None:
    """The candidate that `name` was most likely meant to be; None where none is near.

    Case, `-` and `_` count for nothing; after that the likeness of difflib decides, the first candidate in a tie. Long
    words are like no other, of very many candidates the first count, and of a file's words those before very many.
    """
    if len(name) > _LONGEST or _Meter.compared > _MOST_COMPARED:
        return None
    pool = list(dict.fromkeys(islice(candidates, _MOST_CANDIDATES)))
    _Meter.compared += len(pool) // 20
    folded = _fold(name)
    for candidate in pool:
        if _fold(candidate) == folded:
            return candidate
    best, most = None, 0.0
    for candidate in pool:
        other = _fold(candidate)
        together = len(folded) + len(other)
        least = max(cutoff, most)
        if not together or 2 * min(len(folded), len(other)) < least * together or _Meter.compared > _MOST_COMPARED:
            continue
        likeness = _likeness(folded, other, least)
        if likeness >= cutoff and likeness > most:
            best, most = candidate, likeness
    return best


def _likeness(one: str, other: str, least: float) -> float:
    """How like two words are, from 0 to 1; 0 where it is surely below `least`."""
    import difflib

    _Meter.compared += 1
    matcher = difflib.SequenceMatcher(None, one, other)
    if matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return max(0.95, ratio) if sorted(one) == sorted(other) else ratio


def is_slip(written: str, meant: str) -> bool:
    """Whether one word is the other one mistyped, beyond doubt: in case, dashes, order, or a letter or two.

    `Template` is not `PodTemplate` mistyped: whole words are left out with a purpose.
    """
    if max(len(written), len(meant)) > _LONGEST:
        return False
    one, other = _fold(written), _fold(meant)
    if one == other or (len(one) > 2 and sorted(one) == sorted(other)):
        return True
    length = max(len(one), len(other))
    return length > 3 and _typing_errors(one, other) <= (1 if length < 8 else 2)


def is_other(one: str, other: str) -> bool:
    """Whether two names that are alike are of different things all the same: by a number, or a letter of its own."""
    return _marks(one) != _marks(other)


@lru_cache(maxsize=16_384)
def _marks(name: str) -> tuple[str, ...]:
    """The digits of a name, and the parts of it that are a single letter."""
    digits = "".join(letter for letter in name if letter.isdecimal())
    return digits, *(part for part in re.split("[^A-Za-z0-9]", name) if len(part) == 1)


def _typing_errors(one: str, other: str) -> int:
    """Letters left out, added, replaced, or swapped with their neighbour (optimal string alignment)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        previous, row = row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before = previous
    return row[-1]


@lru_cache(maxsize=16_384)
def _fold(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def did_you_mean(name: str | None) -> str | None:
    """The help line for a suggestion."""
    return f'did you mean "{name}"?' if name else None


def described(value: Any) -> str:
    """A value as messages name it: `the string "80"`, `the number 80`, `a list`."""
    if isinstance(value, bool):
        return f"the boolean {'true' if value else 'false'}"
    if isinstance(value, int | float):
        return f"the number {json.dumps(value)}"
    if isinstance(value, str):
        return f"the string {quoted(value)}"
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "null"


def quoted(text: str, limit: int = 60) -> str:
    """A text in double quotes, cut where it is long."""
    return visible(json.dumps(text if len(text) <= limit else text[: limit - 1] + "…", ensure_ascii=False))


def type_name(kind: str | list[str]) -> str:
    """A JSON Schema type as messages name it: `an integer`, `a string or a number`."""
    names = [kind] if isinstance(kind, str) else kind
    return " or ".join(_TYPES.get(name, name) for name in names)


def counted(number: float, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 entry`, `2 entries`; `many` is the plural where it is not `one` with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def listed(names: Iterable[str], limit: int = 8, last: str = "and") -> str:
    """`a, b and c`, or with `last="or"` the alternatives `a, b or c`; cut at `limit` names."""
    items = list(names)
    more = len(items) - limit
    if more > 0:
        return f"{', '.join(items[:limit])} {last} {more} more"
    return f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
