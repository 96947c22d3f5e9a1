"""Workflow commands of GitHub Actions, which annotate the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.findings.finding import Severity
from podlint.report import concise
from podlint.report.paths import Repository
from podlint.report.summary import details, message, plural
from podlint.visible import name

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
MOST = 10
"""GitHub shows this many annotations of each kind for a step, and drops the others without a word."""


def render(report: Report, *, color: bool = False) -> str:
    """Errors first, then warnings and notices, each kind up to its limit; below them, plainly, what is over."""
    repository = Repository()
    ranked = sorted(report.findings, key=lambda finding: -finding.severity)
    left = dict.fromkeys(COMMANDS, MOST)
    annotated: list[str] = []
    others: list[str] = []
    for finding in ranked:
        left[finding.severity] -= 1
        if left[finding.severity] >= 0:
            annotated.append(_command(finding, repository))
        else:
            others.append(f"- {_plain(concise.line(finding))}")
    if others:
        more = f"{plural(len(others), 'more finding')} not annotated"
        annotated.append(f"podlint: {more}: GitHub shows {MOST} errors, {MOST} warnings and {MOST} notices of a step")
    return "".join(f"{line}\n" for line in (*annotated, *others))


def _command(finding: Finding, repository: Repository) -> str:
    at = finding.location
    properties: dict[str, object] = {"file": repository(at.path), "line": at.start.line, "endLine": at.end.line}
    if at.start.line == at.end.line:  # GitHub takes columns within one line only
        properties.update(col=at.start.column, endColumn=at.end.column)
    properties["title"] = f"podlint {finding.rule}"
    # The log shows nothing but the message, so the place stands in it too.
    text = "\n".join((f"{at}: {message(finding)}", *details(finding)))
    pairs = ",".join(f"{key}={_property(name(str(value)))}" for key, value in properties.items())
    return f"::{COMMANDS[finding.severity]} {pairs}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(line: str) -> str:
    """A line that is only to be shown."""
    return _data(line).replace("%25", "%")
