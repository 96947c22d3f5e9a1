"""The report for people: each finding with its source line, a caret, related places and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podlint.findings.result import Report
    from podlint.report.terminal import Terminal


def render(report: Report, *, color: bool = False, terminal: Terminal | None = None) -> str:
    """The whole report; `color` adds ANSI colours, which never carry meaning alone.

    On a `terminal` lines fit its width, and paths and rules are links where it takes them.
    """
    if not report.findings:
        return ""
    from podlint.report.shown import Paper, shown
    from podlint.report.terminal import Terminal

    paper = Paper(color, terminal or Terminal(), report.rules)
    return "".join(
        shown(finding, result.lines, paper) + "\n" for result in report.results for finding in result.findings
    )
