"""Times as the library takes them from Python, which knows them only as messages of protobuf."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    import datetime

_UNITS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1)}
_UNITS |= {"ms": Fraction(1, 10**3), "us": Fraction(1, 10**6), "ns": Fraction(1, 10**9)}
_UNITS |= {"µs": _UNITS["us"], "μs": _UNITS["us"]}
_PART = r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)"
_MOMENT = r"(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|z|[-+]\d\d:\d\d))?"
_NANOS = 10**9


class _Message(NamedTuple):
    full_name: str


class Timestamp:
    """A point in time since 1970; named, and naming itself, as the library expects."""

    __slots__ = ("nanos", "seconds")
    DESCRIPTOR = _Message("google.protobuf.Timestamp")

    def __init__(self, seconds: int, nanos: int) -> None:
        self.seconds = seconds
        self.nanos = nanos


class Duration:
    """A length of time; named, and naming itself, as the library expects."""

    __slots__ = ("nanos", "seconds")
    DESCRIPTOR = _Message("google.protobuf.Duration")

    def __init__(self, seconds: int, nanos: int) -> None:
        self.seconds = seconds
        self.nanos = nanos


def duration(text: str) -> Duration | None:
    """A duration such as `1h30m` as Go reads it; None for anything else."""
    sign, number = (-1, text[1:]) if text[:1] == "-" else (1, text.removeprefix("+"))
    if number == "0":
        return Duration(0, 0)
    if len(text) > 100 or not re.fullmatch(f"(?:{_PART})+", number, re.ASCII):
        return None
    amount = Fraction(0)
    for digits, unit in re.findall(_PART, number):
        amount += Fraction(f"0{digits}".rstrip(".")) * _UNITS[unit]
    return _duration(sign * int(amount * _NANOS))


def moment(text: str) -> Timestamp | None:
    """A date, or a date with time and zone, of RFC 3339; None for anything else."""
    import datetime

    match = re.fullmatch(_MOMENT, text, re.ASCII)
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    try:
        when = datetime.datetime.fromisoformat(
            f"{day}T{clock or '00:00:00'}{(zone or 'Z').upper().replace('Z', '+00:00')}"
        )
    except ValueError:
        return None
    return Timestamp(int(when.timestamp()), int((fraction or "0")[:9].ljust(9, "0")))


def of_delta(delta: datetime.timedelta) -> Duration:
    """What the library gives for a duration, as it takes it."""
    return _duration((delta.days * 86_400 + delta.seconds) * _NANOS + delta.microseconds * 1000)


def of_datetime(when: datetime.datetime) -> Timestamp:
    """What the library gives for a point in time, as it takes it."""
    return Timestamp(int(when.replace(microsecond=0).timestamp()), when.microsecond * 1000)


def _duration(nanos: int) -> Duration:
    seconds = abs(nanos) // _NANOS * (1 if nanos >= 0 else -1)
    return Duration(seconds, nanos - seconds * _NANOS)
