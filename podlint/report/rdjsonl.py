"""The diagnostic format of reviewdog in lines: each diagnostic is an object by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.report.rdjson import SOURCE, diagnostics
from podlint.visible import as_json

if TYPE_CHECKING:
    from podlint.findings.result import Report


def render(report: Report, *, color: bool = False) -> str:
    """The diagnostics, one a line; nothing where there is none."""
    lines = (as_json({**diagnostic, "source": SOURCE}) for diagnostic in diagnostics(report))
    return "".join(f"{line}\n" for line in lines)
