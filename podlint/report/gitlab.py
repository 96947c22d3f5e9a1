"""GitLab's code quality report: a JSON array, empty where nothing was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.finding import Severity
from podlint.findings.fingerprint import Fingerprints
from podlint.report.paths import Repository
from podlint.report.summary import concerns_security, message
from podlint.visible import as_json

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, *, color: bool = False) -> str:
    """The array of findings."""
    repository, fingerprints = Repository(), Fingerprints()
    # Rules about risks warn; where the configuration makes an error of one, somebody means it.
    risks = {name for name, rule in report.rules.items() if concerns_security(rule)}
    found = []
    for finding in report.findings:
        critical = finding.severity is Severity.ERROR and finding.rule in risks
        severity = "critical" if critical else SEVERITIES[finding.severity]
        found.append(_entry(finding, severity, repository(finding.location.path), fingerprints))
    return as_json(found, indent=2) + "\n"


def _entry(finding: Finding, severity: str, path: str, fingerprints: Fingerprints) -> dict[str, Any]:
    return {
        "type": "issue",
        "description": message(finding),
        "check_name": finding.rule,
        "fingerprint": fingerprints(finding, path),
        "severity": severity,
        "location": {
            "path": path,
            "lines": {"begin": finding.location.start.line, "end": finding.location.end.line},
        },
    }
