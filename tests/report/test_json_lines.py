"""JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Report = Callable[..., str]


@pytest.mark.usefixtures("shop")
def test_each_line_is_a_finding_of_the_json_report(report: Report) -> None:
    lines = report("--output-format=json-lines").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(report("--output-format=json"))["findings"]


@pytest.mark.usefixtures("clean")
def test_a_clean_run_prints_nothing(report: Report) -> None:
    assert report("--output-format=json-lines") == ""
