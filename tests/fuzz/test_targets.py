"""The targets of coverage-guided fuzzing, over their corpus and simple changes of it, in every run of the tests."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from fuzz.mutators import TOKENS
from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
CHANGES = 300
"""Changed inputs for each target."""


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_bears_its_corpus(target: str) -> None:
    inputs = [file.read_bytes() for file in sorted((CORPUS / target).iterdir())]
    assert len(inputs) > 5
    for data in inputs:
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_bears_what_its_corpus_becomes(request: pytest.FixtureRequest, target: str) -> None:
    inputs = [file.read_bytes() for file in sorted((CORPUS / target).iterdir())]
    rng = Random(f"{request.config.getoption('--fuzz-seed')}:{target}")
    for _ in range(CHANGES):
        data = changed(rng, rng.choice(inputs), rng.choice(inputs))
        try:
            TARGETS[target](data)
        except Exception as error:
            raise AssertionError(f"{target} fails for {data!r}") from error


def changed(rng: Random, data: bytes, other: bytes) -> bytes:
    for _ in range(rng.randint(1, 4)):
        at, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        new = rng.choice((b"", bytes([rng.randrange(256)]), rng.choice(TOKENS).encode(), other[: rng.randint(0, 9)]))
        data = data[:at] + new + data[rng.choice((at, at, end)) :]
    return data
