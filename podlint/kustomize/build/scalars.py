"""How kustomize reads a scalar, which is not how the API server does: `yes` is a text to it, and a date a time."""

from __future__ import annotations

import math
import re
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

STR, INT, FLOAT, BOOL, NULL, TIME = "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp"

_WORDS: dict[str, tuple[str, Any]] = {
    **dict.fromkeys(("true", "True", "TRUE"), (BOOL, True)),
    **dict.fromkeys(("false", "False", "FALSE"), (BOOL, False)),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), (NULL, None)),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), (FLOAT, math.nan)),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), (FLOAT, math.inf)),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), (FLOAT, -math.inf)),
}
_FIRST = frozenset("+-.0123456789tTfFnN~")
_INTEGER = (
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)|(?P<dec>0|[1-9][0-9]*))"
)
_FLOAT = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
_TIME = (
    r"(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
    r"(?:(?P<mark>[Tt ])(?P<time>[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})(?:\.(?P<part>[0-9]{1,9}))?"
    r"(?P<zone>Z|[-+][0-9]{2}:[0-9]{2})?)?"
)


@lru_cache(maxsize=8192)
def resolve(text: str) -> tuple[str, Any]:
    """Tag and value of a plain scalar: str, int, float, bool, None; of a time the text that is written for it."""
    if text and text[0] not in _FIRST:
        return STR, text
    known = _WORDS.get(text)
    if known is not None:
        return known
    first = text[0]
    if first in "tTfFnN~":
        return STR, text
    if first == ".":
        return _float(text, text)
    time = _time(text)
    if time is not None:
        return TIME, time
    digits = text.replace("_", "")
    match = re.fullmatch(_INTEGER, digits, re.ASCII)
    if match and len(match["dec"] or "") <= 20:  # the digits of the largest one; Python reads no number of thousands
        group, base = next((g, b) for g, b in (("hex", 16), ("bin", 2), ("oct", 8), ("dec", 10)) if match[g])
        number = int(match[group], base) * (-1 if match["sign"] == "-" else 1)
        if -(2**63) <= number < (2**63 if match["sign"] else 2**64):
            return INT, number
    return _float(digits, text)


def _float(text: str, otherwise: str) -> tuple[str, Any]:
    if not re.fullmatch(_FLOAT, text, re.ASCII):
        return STR, otherwise
    number = float(text)
    return (STR, otherwise) if math.isinf(number) else (FLOAT, number)


def _time(text: str) -> str | None:
    """The time that a text means, as kustomize writes it."""
    match = re.fullmatch(_TIME, text, re.ASCII) if text[4:5] == "-" else None
    if match is None or (match["mark"] in ("T", "t") and not match["zone"]) or (match["mark"] == " " and match["zone"]):
        return None
    try:
        day = [int(part) for part in match["date"].split("-")]
        hour = [int(part) for part in match["time"].split(":")] if match["time"] else [0, 0, 0]
        moment = datetime(*day, *hour, tzinfo=timezone.utc)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    fraction = (match["part"] or "").rstrip("0")
    zone = match["zone"] or "Z"
    shown = "Z" if zone in ("+00:00", "-00:00") else zone
    return moment.strftime("%Y-%m-%dT%H:%M:%S").zfill(19) + (f".{fraction}" if fraction else "") + shown


def number(value: float) -> int | float:
    """A float as it comes out of JSON again: without a fraction it is an integer."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
