"""The cases of this plugin's rules; run with pytest where podlint and the plugin are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

import podlint.testing

CASES = podlint.testing.collect(Path(__file__).parent / "cases")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: podlint.testing.Case) -> None:
    podlint.testing.check(case)
