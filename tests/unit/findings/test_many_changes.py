"""Thousands of changes of one document are one walk over it."""

from __future__ import annotations

import time

import pytest

from podlint.findings.fix import Change, Insert, changed
from podlint.yaml.place import Part, Place


def test_each_change_is_made_where_it_belongs() -> None:
    data = {"a": ["x$Ay", {"k": 1, "l": 2}], "b": "c"}
    changes = [
        Change(Place(("a", 0), within=(1, 2)), "$("),
        Change(Place(("a", 0), within=(3, 4)), ")y"),
        Change(Place(("a", 1, "k"), Part.KEY), "m"),
        Change(Place(("a", 1, "l")), 3),
        Insert(Place(("a", 1)), "n", 4),
        Change(Place(("b",)), "d"),
    ]
    assert changed(data, changes) == {"a": ["x$(A)y", {"n": 4, "m": 1, "l": 3}], "b": "d"}


def test_two_entries_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="one key"):
        changed({"a": 1, "b": 2}, [Change(Place(("a",), Part.KEY), "b")])


def test_ten_thousand_changes() -> None:
    data = {"ports": [{"port": str(number)} for number in range(10_000)], "text": "$A" * 10_000}
    changes = [Change(Place(("ports", number, "port")), number) for number in range(10_000)]
    changes += [Change(Place(("text",), within=(2 * number, 2 * number + 1)), "%") for number in range(10_000)]
    start = time.process_time()
    found = changed(data, changes)
    assert time.process_time() - start < 1
    assert found == {"ports": [{"port": number} for number in range(10_000)], "text": "%A" * 10_000}
