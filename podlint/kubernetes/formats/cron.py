"""Cron schedules as the CronJob controller reads them: the standard parser of github.com/robfig/cron/v3."""

from __future__ import annotations

import re
from itertools import pairwise

from podlint.tuples import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DURATION = r"[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)"


class Problem(NamedTuple):
    """What is wrong with a schedule: the message, to stand after it, the characters concerned, and a way out."""

    message: str
    start: int
    end: int
    help: str | None = None


class _Field(NamedTuple):
    name: str
    least: int
    most: int
    names: dict[str, int]


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    _Field("day of the week", 0, 6, {name: number for number, name in enumerate(DAYS)}),
)


def problem(schedule: str) -> Problem | None:
    """The first thing that keeps a schedule from being read; None where it is fine."""
    if schedule.startswith("@"):
        return _descriptor(schedule)
    parts = [(match.group(), match.start()) for match in re.finditer(r"\S+", schedule)]
    if len(parts) != len(_FIELDS):
        help = "minute, hour, day of the month, month, day of the week, or a descriptor such as @daily"
        if len(parts) == 6:
            help = f"{help}; there is no field for seconds or years"
        return Problem(f"has {len(parts)} field{'s' * (len(parts) != 1)}, not 5", 0, len(schedule), help)
    for field, (text, start) in zip(_FIELDS, parts, strict=True):
        offset = start
        for item in text.split(","):
            wrong = _item(item, field) if item else None
            if wrong is not None:
                return Problem(wrong[0], offset, offset + len(item), wrong[1])
            offset += len(item) + 1
    return None


def never(schedule: str) -> str | None:
    """Why a schedule that can be read never runs; None where it does, or where it is not clear."""
    if schedule.startswith("@") or problem(schedule) is not None:
        return None
    values = [_values(text, field) for text, field in zip(schedule.split(), _FIELDS, strict=True)]
    for field, found in zip(_FIELDS, values, strict=True):
        if not found:
            return f"names no {field.name}"
    _, _, days, months, weekdays = values
    # A restricted day of the week is an alternative to the day of the month, not a further condition.
    if len(weekdays) < 7 or any(day <= _LONGEST[month - 1] for day in days for month in months):
        return None
    names = " or ".join(MONTHS[month - 1].capitalize() for month in sorted(months))
    return f"waits for day {min(days)} of {names}, which never comes"


def _descriptor(schedule: str) -> Problem | None:
    whole = (0, len(schedule))
    if schedule in DESCRIPTORS:
        return None
    if schedule.startswith("@every "):
        if re.fullmatch(_DURATION, schedule[len("@every ") :]):
            return None
        return Problem("has no duration behind @every", 7, len(schedule), "write a duration such as @every 1h30m")
    if schedule.strip().lower() in DESCRIPTORS:
        help = f'did you mean "{schedule.strip().lower()}"?'
        return Problem("is not a known descriptor: they are lower-case letters without spaces", *whole, help)
    return Problem("is not a known descriptor", *whole, f"there are {', '.join(DESCRIPTORS)} and @every")


def _item(text: str, field: _Field) -> tuple[str, str | None] | None:
    """What is wrong with one item of a list, and a way out."""
    body, *steps = text.split("/")
    if len(steps) > 1:
        return f"has two `/` in {field.name} `{text}`", None
    if steps and re.fullmatch(r"\+?[0-9]{1,9}", steps[0]) is None:
        return f"has a step that is no number in {field.name} `{text}`", None
    if steps and int(steps[0]) == 0:
        return f"has a step of 0 in {field.name} `{text}`", None
    ends = body.split("-")
    if ends[0] in ("*", "?"):
        return None
    if len(ends) > 2:
        return f"has two `-` in {field.name} `{text}`", None
    numbers = [_number(end, field) for end in ends]
    for end, number in zip(ends, numbers, strict=True):
        if number is None:
            return f"has {field.name} `{text}`, which is no number{_or_name(field)}", _name_help(end, field)
        if not field.least <= number <= field.most:
            help = "Sunday is 0" if number == 7 and field.most == 6 else None
            return f"has {field.name} {number}, outside {field.least} to {field.most}", help
    if len(numbers) == 2 and (numbers[0] or 0) > (numbers[1] or 0):
        return f"has {field.name} `{text}`, a range that begins after its end", "write two ranges, with a comma between"
    return None


def _number(text: str, field: _Field) -> int | None:
    named = field.names.get(text.lower())
    if named is not None:
        return named
    return int(text) if re.fullmatch(r"\+?[0-9]{1,9}", text, re.ASCII) else None


def _or_name(field: _Field) -> str:
    return f" and no name such as {next(iter(field.names)).upper()}" if field.names else ""


def _name_help(text: str, field: _Field) -> str | None:
    short = text.lower()[:3]
    if short in field.names and text.isalpha():
        return f'names have three letters: "{short.upper()}"'
    if any(letter in text.upper() for letter in "LW#H~"):
        return "L, W, #, H and ~ belong to other crons; Kubernetes does not know them"
    return None


def _values(text: str, field: _Field) -> set[int]:
    """The numbers that a field (known to be well-formed) stands for."""
    found: set[int] = set()
    for item in filter(None, text.split(",")):
        body, _, step = item.partition("/")
        ends = body.split("-")
        if ends[0] in ("*", "?"):
            first, last = field.least, field.most
        else:
            numbers = [_number(end, field) or 0 for end in ends]
            first, last = numbers[0], numbers[-1]
            if step and len(ends) == 1:
                last = field.most
        found.update(range(first, last + 1, int(step or 1)))
    return found


_EVERY = {"@hourly": 3600, "@daily": 86_400, "@midnight": 86_400, "@weekly": 604_800}
_UNITS = {"s": 1, "m": 60, "h": 3600}


def shortest_gap(schedule: str) -> int | None:
    """The least seconds between two runs of a schedule; None where it cannot be read, or that is not plain to say.

    Runs of one day are told apart, and a time that comes every day.
    """
    if problem(schedule) is not None:
        return None
    if schedule.startswith("@every "):
        parts = re.findall(r"([0-9.]{1,20})([smh])(?!s)", schedule[len("@every ") :])
        return round(sum(float(number) * _UNITS[unit] for number, unit in parts if number != ".")) or None
    if schedule.startswith("@"):
        return _EVERY.get(schedule)
    fields = [_values(text, field) for text, field in zip(schedule.split(), _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = fields
    times = sorted(hour * 60 + minute for hour in hours for minute in minutes)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    if times and len(days) == 31 and len(months) == 12 and len(weekdays) == 7:
        gaps.append(times[0] + 24 * 60 - times[-1])
    return min(gaps) * 60 if gaps else None
