"""Changes of one line, made at once where they are apart."""

from __future__ import annotations

import random
import time

from podlint.yaml.repair.draft import Change, Draft


def one_by_one(text: str, changes: list[Change]) -> Draft:
    draft = Draft(text)
    for change in sorted(changes, reverse=True):
        draft.apply([change])
    return draft


def test_changes_made_at_once_are_those_made_one_by_one() -> None:
    chance = random.Random(7)
    for _ in range(3_000):
        text = "".join(chance.choice("abc") for _ in range(chance.randrange(8))) + chance.choice(["", "\n", "\r\n"])
        if not text:
            continue
        body = len(text.rstrip("\r\n"))
        changes = []
        for _ in range(chance.randrange(1, 5)):
            start = chance.randrange(body + 1)
            end = min(body, start + chance.choice([0, 0, 1, 2, 3]))
            changes.append(Change(0, start, end, chance.choice(["", "x", "xyz"])))
        at_once = Draft(text)
        at_once.apply(changes)
        expected = one_by_one(text, changes)
        assert at_once.lines == expected.lines, (text, changes)
        columns = range(len(at_once.lines[0]) + 1)
        assert [at_once.column(0, n) for n in columns] == [expected.column(0, n) for n in columns], (text, changes)


def test_changes_are_taken_back() -> None:
    draft = Draft("a\tb\tc\n")
    before = draft.apply([Change(0, 1, 2, "  ")])
    again = draft.apply([Change(0, 4, 5, ""), Change(0, 0, 1, "xy")])
    assert draft.lines == ["xy  bc\n"]
    draft.undo(again)
    assert draft.lines == ["a  b\tc\n"]
    assert [draft.column(0, n) for n in range(5)] == [0, 1, 2, 2, 3]
    draft.undo(before)
    assert draft.lines == ["a\tb\tc\n"]
    assert draft.changed == {}


def test_many_changes_of_one_line_take_no_time() -> None:
    draft = Draft("a\x01" * 100_000)
    start = time.process_time()
    draft.apply([Change(0, 2 * n + 1, 2 * n + 2, "") for n in range(100_000)])
    assert time.process_time() - start < 3
    assert draft.lines == ["a" * 100_000]
