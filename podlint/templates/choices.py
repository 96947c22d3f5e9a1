"""Which branches of a template's blocks a reading keeps: so that each is seen once, or as few as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.templates.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.templates.blocks import Part
    from podlint.templates.layout import Template

MOST = 32
"""Most readings of a template that are made to see all of its branches; of a long one fewer."""
_MOST_READ = 4_000_000
"""Most characters that these readings have."""

Choice = dict[int, int]
"""The branch that is kept of a block, by where the block begins; -1 for none."""


def cover(template: Template) -> list[Choice]:
    """Choices that keep each branch of each block at least once; no more than `MOST`."""
    most = max(min(MOST, _MOST_READ // max(len(template.text), 1)), 2)
    return [_choice(template.parts, number, {}) for number in range(min(_count(template.parts), most))]


def _count(parts: list[Part]) -> int:
    """How many readings it takes to see all branches among parts."""
    return max((sum(_count(b.parts) for b in part.branches) for part in parts if isinstance(part, Block)), default=1)


def _choice(parts: list[Part], number: int, choice: Choice) -> Choice:
    """Add to a choice the branches that reading `number` keeps."""
    for part in parts:
        if not isinstance(part, Block):
            continue
        left = number
        for index, branch in enumerate(part.branches):
            own = _count(branch.parts)
            if left < own or index == len(part.branches) - 1:
                choice[part.span.start] = index
                _choice(branch.parts, min(left, own - 1), choice)
                break
            left -= own
    return choice


def narrow(parts: list[Part], within: Mapping[int, int], number: int) -> Choice:
    """The choice that keeps what is there whatever the values are, around and beside the branches of `within`.

    Of a block that is rendered in any case it keeps branch `number`, or the last one.
    """
    choice: Choice = {}
    _narrow(parts, within, number, choice)
    return choice


def _narrow(parts: list[Part], within: Mapping[int, int], number: int, choice: Choice) -> None:
    for part in parts:
        if not isinstance(part, Block):
            continue
        start = part.span.start
        if start in within:
            index = within[start]
        else:
            index = min(number, len(part.branches) - 1) if part.whole else -1
        choice[start] = index
        if index >= 0:
            _narrow(part.branches[index].parts, within, number, choice)


def alternatives(parts: list[Part]) -> int:
    """How many branches the block has that has the most, among those that are rendered in any case."""
    most = 1
    for part in parts:
        if isinstance(part, Block):
            inner = max(alternatives(branch.parts) for branch in part.branches)
            most = max(most, len(part.branches) if part.whole else 1, inner)
    return most
