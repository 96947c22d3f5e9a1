"""JSON Lines: each finding on a line by itself, as the JSON report has it; nothing where there is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podlint.report.json import encode

if TYPE_CHECKING:
    from podlint.findings.result import Report


def render(report: Report, *, color: bool = False) -> str:
    """The findings, a JSON object a line."""
    return "".join(json.dumps(encode(finding), ensure_ascii=False) + "\n" for finding in report.findings)
