from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("podlint")
    group.addoption("--fuzz-inputs", type=int, default=20_000, help="how many inputs tests/fuzz makes")
    group.addoption("--fuzz-seed", type=int, default=0, help="what they are made from")
