"""The diagnostic format of reviewdog: one object. Columns are UTF-8 bytes from 1, ends exclude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.addresses import PROJECT, of_rule
from podlint.findings.finding import Severity
from podlint.findings.fix import Safety
from podlint.report.columns import column, utf8
from podlint.report.summary import details, message
from podlint.visible import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podlint.findings.finding import Finding
    from podlint.findings.result import Report
    from podlint.yaml.place import Location
    from podlint.yaml.source import Position

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
SOURCE = {"name": "podlint", "url": PROJECT}


def render(report: Report, *, color: bool = False) -> str:
    """The whole result as one JSON object."""
    return as_json({"source": SOURCE, "diagnostics": list(diagnostics(report))}, indent=2) + "\n"


def diagnostics(report: Report) -> Iterator[dict[str, Any]]:
    """The findings, each as a diagnostic.

    Paths are as given, from the current folder: reviewdog adds that folder's own place in the repository.
    """
    for result in report.results:
        for finding in result.findings:
            url = of_rule(finding.rule, report.rules)
            diagnostic: dict[str, Any] = {
                "message": "\n".join((message(finding), *details(finding))),
                "location": {"path": finding.location.path, "range": _range(finding.location, result.lines)},
                "severity": SEVERITIES[finding.severity],
                "code": {"value": finding.rule, **({"url": url} if url else {})},
            }
            suggestions = _suggestions(finding, result.lines)
            if suggestions:
                diagnostic["suggestions"] = suggestions
            yield diagnostic


def _suggestions(finding: Finding, lines: Mapping[int, str]) -> list[dict[str, Any]]:
    """A safe fix as a suggestion to click on; one of several edits is none: they would be taken one by one."""
    fix = finding.fix
    if fix is None or fix.safety is not Safety.SAFE or len(fix.edits) != 1:
        return []
    return [{"range": _range(edit.location, lines), "text": edit.text} for edit in fix.edits]


def _range(location: Location, lines: Mapping[int, str]) -> dict[str, dict[str, int]]:
    return {"start": _position(location.start, lines), "end": _position(location.end, lines)}


def _position(at: Position, lines: Mapping[int, str]) -> dict[str, int]:
    return {"line": at.line, "column": column(at, lines, utf8) or at.column}
