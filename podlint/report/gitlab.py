"""GitLab's code quality report: a JSON array, empty where nothing was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint.model.finding import Severity
from podlint.report.fingerprint import Fingerprints
from podlint.report.paths import Repository
from podlint.report.words import message

if TYPE_CHECKING:
    from podlint.model.finding import Finding
    from podlint.model.result import Report

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
SECURITY = frozenset({"security", "secrets", "rbac"})
"""Categories whose errors are `critical`."""


def render(report: Report, *, color: bool = False) -> str:
    """The array of findings."""
    repository, fingerprints = Repository(), Fingerprints()
    found = [_entry(finding, repository(finding.location.path), fingerprints) for finding in report.findings]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _entry(finding: Finding, path: str, fingerprints: Fingerprints) -> dict[str, Any]:
    grave = finding.severity is Severity.ERROR and finding.category in SECURITY
    return {
        "type": "issue",
        "description": message(finding),
        "check_name": finding.rule,
        "fingerprint": fingerprints(finding, path),
        "severity": "critical" if grave else SEVERITIES[finding.severity],
        "location": {
            "path": path,
            "lines": {"begin": finding.location.start.line, "end": finding.location.end.line},
        },
    }
