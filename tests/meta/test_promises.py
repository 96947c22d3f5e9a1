"""Every promise of `docs/robustness.md` names the tests that hold it, and they are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "robustness.md").read_text(encoding="utf-8")
PROMISES = [" ".join(item.split()) for item in re.findall(r"^- (.*(?:\n  .*)*)", PAGE, re.MULTILINE)]
TEST = re.compile(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`")
"""A test, or a file in which all of them hold the promise."""


@pytest.mark.parametrize("promise", PROMISES, ids=[promise[:60] for promise in PROMISES])
def test_a_promise_is_held(promise: str) -> None:
    named = TEST.findall(promise)
    assert named, "it names no test"
    for file, function in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {function + chr(92) + '(' if function else 'test_'}", text, re.MULTILINE), (
            f"{file} has no {function}"
        )


def test_all_eight_are_there() -> None:
    assert re.findall(r"^## (\d)\.", PAGE, re.MULTILINE) == [*"12345678"]
