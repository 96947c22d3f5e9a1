"""One line a finding, in the form that editors and compilers share: `path:line:col: severity: message [rule]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.findings.finding import Severity
from podlint.report.summary import fixable, message
from podlint.visible import at_start

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.findings.finding import Finding
    from podlint.findings.result import Report
    from podlint.report.terminal import Terminal
    from podlint.rule import Rule

# gcc's words, so that vim's and Emacs' default patterns know them.
WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def line(finding: Finding) -> str:
    """The one line of a finding."""
    return f"{_place(finding)}: {_said(finding)} [{finding.rule}]"


def _place(finding: Finding) -> str:
    return at_start(str(finding.location))


def _said(finding: Finding) -> str:
    return f"{WORDS[finding.severity]}: {message(finding)}{fixable(finding)}"


def render(report: Report, *, color: bool = False, terminal: Terminal | None = None) -> str:
    """The whole report; on a `terminal` that takes links, paths and rules are some."""
    if terminal is None or not terminal.links:
        return "".join(line(finding) + "\n" for finding in report.findings)
    return "".join(_linked(finding, terminal, report.rules) + "\n" for finding in report.findings)


def _linked(finding: Finding, terminal: Terminal, rules: Mapping[str, Rule]) -> str:
    from podlint.addresses import of_rule

    place = terminal.file(_place(finding), finding.location.path)
    return f"{place}: {_said(finding)} [{terminal.link(finding.rule, of_rule(finding.rule, rules))}]"
