"""Checkstyle's XML, which many tools of continuous integration read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from podlint.report.markup import HEAD, tag
from podlint.report.summary import message

if TYPE_CHECKING:
    from podlint.findings.result import Report

VERSION = "4.3"
"""The version of Checkstyle whose form this is."""


def render(report: Report, *, color: bool = False) -> str:
    """The files that have findings, with their findings."""
    lines = [f"{tag('checkstyle', {'version': VERSION})}>"]
    for path, findings in groupby(report.findings, key=lambda finding: finding.location.path):
        lines.append(f"  {tag('file', {'name': path})}>")
        for finding in findings:
            attributes = {
                "line": finding.location.start.line,
                "column": finding.location.start.column,
                "severity": finding.severity.word,
                "message": message(finding),
                "source": f"podlint.{finding.category}.{finding.rule}",
            }
            lines.append(f"    {tag('error', attributes)}/>")
        lines.append("  </file>")
    return HEAD + "\n".join([*lines, "</checkstyle>"]) + "\n"
