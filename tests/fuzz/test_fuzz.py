"""Inputs of every kind are borne: 20,000 in each run of the tests, any number by option.

    pytest tests/fuzz --fuzz-inputs 1000000 --fuzz-seed 7

A failure names its kind, number and seed, with which `fuzz.kinds.one` makes it again.
"""

from __future__ import annotations

import pytest

from fuzz.kinds import KINDS, one

PARTS = 4
"""Parts that each kind is split into, so that several processes share the work."""
WHOLE = sum(kind.share for kind in KINDS.values())


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", KINDS)
def test_every_input_is_borne(request: pytest.FixtureRequest, kind: str, part: int) -> None:
    inputs, seed = request.config.getoption("--fuzz-inputs"), request.config.getoption("--fuzz-seed")
    for number in range(part, max(1, inputs * KINDS[kind].share // WHOLE), PARTS):
        one(kind, seed, number)


def test_shares_are_those_of_twenty_thousand() -> None:
    assert WHOLE == 20_000
