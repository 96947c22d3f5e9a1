"""One line a finding, in the form that editors and compilers share: `path:line:col: severity: message [rule]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.findings.finding import Severity
from podlint.report.summary import fixable, message
from podlint.visible import path

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report

# gcc's words, so that vim's and Emacs' default patterns know them.
WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def line(finding: Finding) -> str:
    """The one line of a finding."""
    at = finding.location
    place = f"{path(at.path)}:{at.start.line}:{at.start.column}"
    return f"{place}: {WORDS[finding.severity]}: {message(finding)}{fixable(finding)} [{finding.rule}]"


def render(report: Report, *, color: bool = False) -> str:
    """The whole report."""
    return "".join(line(finding) + "\n" for finding in report.findings)
