"""Kubernetes' functions of lists: `isSorted`, `sum`, `min`, `max`, `indexOf`, `lastIndexOf`."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

from podlint.schema.cel import times


def is_sorted(items: list[Any]) -> bool:
    """Whether no entry is less than the one before."""
    return all(not later < sooner for sooner, later in pairwise(items))


def total(items: list[Any]) -> Any:
    """The sum of numbers or durations."""
    if any(isinstance(item, datetime.timedelta) for item in items):
        return _given(sum(items, datetime.timedelta()))
    if any(isinstance(item, bool | str) for item in items):
        raise ValueError("no numbers")
    return sum(items)


def least(items: list[Any]) -> Any:
    """The least entry."""
    return _given(min(items))


def greatest(items: list[Any]) -> Any:
    """The greatest entry."""
    return _given(max(items))


def first(items: list[Any], item: Any) -> int:
    """Where an entry stands first, -1 where it does not."""
    return next((index for index, one in enumerate(items) if _same(one, item)), -1)


def last(items: list[Any], item: Any) -> int:
    """Where an entry stands last, -1 where it does not."""
    return next((index for index in range(len(items) - 1, -1, -1) if _same(items[index], item)), -1)


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _given(value: Any) -> Any:
    """A value as the library takes it."""
    if isinstance(value, datetime.timedelta):
        return times.of_delta(value)
    return times.of_datetime(value) if isinstance(value, datetime.datetime) else value
