"""Time and memory are linear in the input: twice as much of anything takes at most three times as long.

A sample of the shapes is grown in every run; all of them with `-m exhaustive`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.growth.measure import growth, seconds
from tests.growth.shapes import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = 9
"""Every run grows each ninth shape."""


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
