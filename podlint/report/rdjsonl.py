"""The diagnostic format of reviewdog in lines: each diagnostic is an object by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podlint.report.rdjson import SOURCE, diagnostics

if TYPE_CHECKING:
    from podlint.findings.result import Report


def render(report: Report, *, color: bool = False) -> str:
    """The diagnostics, one a line; nothing where there is none."""
    lines = (json.dumps({**diagnostic, "source": SOURCE}, ensure_ascii=False) for diagnostic in diagnostics(report))
    return "".join(f"{line}\n" for line in lines)
