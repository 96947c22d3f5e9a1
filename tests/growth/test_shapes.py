"""Time and memory are linear in the input: twice as much of anything takes at most three times as long.

A sample of the shapes is grown in every run; all of them, and a megabyte of each, with `-m exhaustive`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.growth.measure import growth, seconds
from tests.growth.shapes import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = 9
"""Every run grows each ninth shape."""
MEGABYTE = 1_000_000
MEMORY = 300 * 1024


def chosen() -> list[object]:
    return [
        pytest.param(name, marks=() if number % SAMPLE == 0 else pytest.mark.exhaustive)
        for number, name in enumerate(SHAPES)
    ]


@pytest.mark.parametrize("name", chosen())
def test_twice_as_much_takes_at_most_three_times_as_long(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]

    def run(factor: int) -> float:
        text = shape.write(shape.size * factor // 2)
        return seconds(tmp_path / str(factor), shape.file, text, shape.options)

    assert growth(run, 1) is None


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SHAPES)
def test_a_megabyte_takes_two_seconds_and_300_mb(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    size = shape.size
    while len(text := shape.write(size)) < MEGABYTE:
        size += max(size * (MEGABYTE - len(text)) // (2 * len(text)), 1)
    (tmp_path / shape.file).write_text(text)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = ["check", "--isolated", "--no-plugins", "--no-cache", *shape.options, shape.file]
    run = partial(subprocess.run, [sys.executable, "-m", "podlint", *arguments], cwd=tmp_path, capture_output=True)
    result = run(timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert result.returncode in (0, 1), result.stderr
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < shape.seconds
    assert after.ru_maxrss < MEMORY
