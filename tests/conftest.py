from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("podlint")
    group.addoption("--fuzz-inputs", type=int, default=20_000, help="how many inputs tests/fuzz makes")
    group.addoption("--fuzz-seed", type=int, default=0, help="what they are made from")


@pytest.fixture
def texts() -> None:
    """For tests of the texts of the API documentation, which a checkout has only once it is installed."""
    from podlint.schema.fields import without_texts

    if lacking := without_texts():
        pytest.skip(lacking)
