"""JSON Lines: each finding on a line by itself, as the JSON report has it; nothing where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.report.json import encode
from podlint.visible import as_json

if TYPE_CHECKING:
    from podlint.findings.result import Report


def render(report: Report, *, color: bool = False) -> str:
    """The findings, a JSON object a line."""
    return "".join(as_json(encode(finding, report.rules)) + "\n" for finding in report.findings)
