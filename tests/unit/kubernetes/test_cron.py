"""Schedules that the CronJob controller's parser takes, and those it does not."""

from __future__ import annotations

import pytest

from podlint.kubernetes.formats import cron, timezones

GOOD = [
    "* * * * *",
    " 0 0 * * * ",
    "0\t0 * * *",
    "*/15 0-6,22-23 1,15 JAN,jul MON-FRI",
    "? ? ? ? ?",
    "*/60 * * * *",
    "5/10 * * * *",
    "1,,2 * * * *",
    ", * * * *",
    "007 08 * * *",
    "+5 * * * *",
    "*-5 * * * *",
    "0 0 31 2 *",
    "0 0 * * 0-6/2",
    "@yearly",
    "@annually",
    "@monthly",
    "@weekly",
    "@daily",
    "@midnight",
    "@hourly",
    "@every 1h30m",
    "@every 10ms",
    "@every -5s",
    "@every 0",
    "@every 1.5h",
]
BAD = [
    ("", "has 0 fields"),
    ("daily", "has 1 field,"),
    ("* * * *", "has 4 fields"),
    ("0 * * * * *", "has 6 fields"),
    ("60 * * * *", "minute 60, outside 0 to 59"),
    ("* 24 * * *", "hour 24"),
    ("* * 0 * *", "day of the month 0"),
    ("* * 32 * *", "day of the month 32"),
    ("* * * 13 *", "month 13"),
    ("* * * * 7", "day of the week 7"),
    ("* * * * sunday", "day of the week `sunday`"),
    ("* * * * FRI-SUN", "begins after its end"),
    ("5-1 * * * *", "begins after its end"),
    ("*/0 * * * *", "step of 0"),
    ("*/x * * * *", "step that is no number"),
    ("*/ * * * *", "step that is no number"),
    ("1/2/3 * * * *", "two `/`"),
    ("1-2-3 * * * *", "two `-`"),
    ("-1 * * * *", "minute `-1`"),
    ("0 0 L * *", "day of the month `L`"),
    ("0 0 * * 1#2", "day of the week `1#2`"),
    ("H * * * *", "minute `H`"),
    ("@reboot", "not a known descriptor"),
    ("@Daily", "lower-case letters"),
    ("@daily ", "without spaces"),
    (" @daily", "has 1 field,"),
    ("@every 1", "no duration"),
    ("@every", "not a known descriptor"),
    ("@every h", "no duration"),
    ("٣ * * * *", "minute"),
]


@pytest.mark.parametrize("schedule", GOOD)
def test_it_is_read(schedule: str) -> None:
    assert cron.problem(schedule) is None


@pytest.mark.parametrize(("schedule", "words"), BAD)
def test_it_is_refused(schedule: str, words: str) -> None:
    problem = cron.problem(schedule)
    assert problem is not None
    assert words in problem.message
    assert cron.never(schedule) is None


def test_the_place_is_the_item() -> None:
    schedule = "0 0 1,40 * *"
    problem = cron.problem(schedule)
    assert problem is not None
    assert schedule[problem.start : problem.end] == "40"


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("0 0 31 2 *", "day 31 of Feb"),
        ("0 0 30-31 FEB ?", "day 30 of Feb"),
        ("0 0 31 4,6 *", "day 31 of Apr or Jun"),
        ("0 0 31 2,4,6,9,11 0-6", "never comes"),
        (", * * * *", "names no minute"),
    ],
)
def test_it_never_runs(schedule: str, words: str) -> None:
    assert words in (cron.never(schedule) or "")


@pytest.mark.parametrize(
    "schedule", ["0 0 29 2 *", "0 0 31 2 MON", "0 0 31 2 */2", "0 0 31 1,2 *", "* * * * *", "@daily"]
)
def test_it_runs(schedule: str) -> None:
    assert cron.never(schedule) is None


def test_time_zones() -> None:
    assert all(map(timezones.known, ("UTC", "Europe/Paris", "US/Eastern", "EST", "Etc/GMT+1")))
    assert not any(map(timezones.known, ("utc", "europe/paris", "GMT+1", "Mars/Olympus", "localtime", "")))


@pytest.mark.parametrize(
    ("schedule", "gap"),
    [
        ("* * * * *", 60),
        ("*/5 * * * *", 300),
        ("0,40 * * * *", 1200),
        ("0 3 * * *", 86_400),
        ("0 23,1 * * *", 7200),
        ("0 9,10 * * MON", 3600),
        ("0 3 * * MON", None),
        ("0 3 1 * *", None),
        ("@hourly", 3600),
        ("@yearly", None),
        ("@every 1h30m", 5400),
        ("@every 10ms", None),
        ("61 * * * *", None),
    ],
)
def test_the_shortest_gap_between_two_runs(schedule: str, gap: int | None) -> None:
    assert cron.shortest_gap(schedule) == gap
