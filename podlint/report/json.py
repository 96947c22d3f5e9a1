"""The JSON report, version 1. Fields may be added, never renamed; lines and columns count from 1, ends exclude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.addresses import of_rule
from podlint.findings.finding import Severity
from podlint.findings.fix import Safety
from podlint.visible import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.findings.finding import Finding
    from podlint.findings.fix import ResolvedFix
    from podlint.findings.result import Report
    from podlint.rule import Rule
    from podlint.yaml.place import Location


def render(report: Report, *, color: bool = False) -> str:
    """The whole report as one JSON object."""
    safe = report.fixable(Safety.SAFE)
    data = {
        "version": 1,
        "kubernetes_versions": list(report.versions),
        "findings": [encode(finding, report.rules) for finding in report.findings],
        "summary": {
            "files": len(report.results),
            "documents": report.documents,
            "checked": report.checked,
            "templates": report.templates,
            "without_schema": report.without_schema,
            "left_out": report.left_out,
            "kinds_without_schema": report.unknown_kinds,
            "without_cel": report.without_cel,
            "built_in_part": report.built_in_part,
            "skipped": report.skipped,
            "suppressed": report.suppressed,
            "baseline": report.known,
            "fixable": {"safe": safe, "unsafe": report.fixable(Safety.UNSAFE) - safe},
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
        },
    }
    return as_json(data, indent=2) + "\n"


def encode(finding: Finding, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """One finding, by the rules that ran."""
    about = finding.object
    return {
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity.word,
        "message": finding.message,
        "help": finding.help,
        **_place(finding.location),
        "document": finding.document,
        "object": {
            "apiVersion": about.api_version,
            "kind": about.kind,
            "namespace": about.namespace,
            "name": about.name,
        },
        "pointer": finding.pointer,
        "related": [{"message": r.message, **_place(r.location)} for r in finding.related],
        "fix": _fix(finding.fix) if finding.fix else None,
        "kubernetes_versions": list(finding.versions) or None,
        "url": of_rule(finding.rule, rules),
    }


def _place(location: Location) -> dict[str, Any]:
    return {
        "path": location.path,
        "line": location.start.line,
        "column": location.start.column,
        "end_line": location.end.line,
        "end_column": location.end.column,
    }


def _fix(fix: ResolvedFix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safe": fix.safety is Safety.SAFE,
        "edits": [{**_place(edit.location), "text": edit.text} for edit in fix.edits],
    }
