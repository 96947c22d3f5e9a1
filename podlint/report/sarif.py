"""SARIF 2.1.0, as GitHub code scanning wants it. Columns are UTF-16 code units from 1, ends exclude."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint import __version__
from podlint.addresses import PROJECT, of_rule
from podlint.findings.finding import Severity
from podlint.findings.fingerprint import Fingerprints
from podlint.findings.fix import Safety
from podlint.report.columns import column, utf16
from podlint.report.paths import Repository
from podlint.report.summary import concerns_security, message
from podlint.visible import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.findings.finding import Finding
    from podlint.findings.fix import ResolvedFix
    from podlint.findings.result import Report
    from podlint.rule import Rule
    from podlint.yaml.place import Location

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
MOST = 25_000
"""GitHub refuses a file with more results than this."""
_LONGEST = 1024


def render(report: Report, *, color: bool = False) -> str:
    """A log of one run: the rules that ran, and the findings."""
    writer = _Writer(report)
    run = {
        "tool": {"driver": writer.driver()},
        "automationDetails": {"id": "podlint/"},
        "columnKind": "utf16CodeUnits",
        "invocations": [writer.invocation()],
        "results": writer.results(),
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


class _Writer:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._repository = Repository()
        self._fingerprints: dict[str, Fingerprints] = {}
        self._lines = {result.path: result.lines for result in report.results}
        ranked = sorted(report.findings, key=lambda finding: -finding.severity)
        self._kept = ranked if len(ranked) > MOST else report.findings
        # Rules that are in no table have findings all the same: those of the engine about itself.
        names = dict.fromkeys((*report.rules, *(finding.rule for finding in report.findings)))
        self._index = {name: number for number, name in enumerate(sorted(names))}

    def driver(self) -> dict[str, Any]:
        """The tool, with every rule that could have given a result."""
        rules = self._report.rules
        return {
            "name": "podlint",
            "semanticVersion": __version__,
            "informationUri": PROJECT,
            "rules": [_rule(rules[name]) if name in rules else _unknown(name) for name in self._index],
        }

    def invocation(self) -> dict[str, Any]:
        """How the run went: what could not be read, and whether results were left out."""
        notes = [("error", text) for text in self._report.errors] + [("note", text) for text in self._report.notes]
        over = len(self._kept) - MOST
        if over > 0:
            notes.append(("warning", f"{over} results are left out: GitHub takes no more than {MOST}"))
        result: dict[str, Any] = {"executionSuccessful": not self._report.errors}
        if any(Path(self._repository(path)).is_absolute() for path in self._lines):
            result["workingDirectory"] = {"uri": f"{Path.cwd().as_uri()}/"}
        if notes:
            result["toolExecutionNotifications"] = [{"level": level, "message": {"text": t}} for level, t in notes]
        return result

    def results(self) -> list[dict[str, Any]]:
        """The findings."""
        return [self._result(finding) for finding in self._kept[:MOST]]

    def _result(self, finding: Finding) -> dict[str, Any]:
        path = finding.location.path
        fingerprints = self._fingerprints.setdefault(path, Fingerprints())
        location = self._location(finding.location)
        about = finding.object
        name = "/".join(part for part in (about.kind, about.namespace, about.name) if part)
        if name or finding.pointer:
            location["logicalLocations"] = [{"fullyQualifiedName": f"{name}:{finding.pointer}"}]
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self._index[finding.rule],
            "level": LEVELS[finding.severity],
            "message": {"text": _text(finding)},
            "locations": [location],
            # GitHub's own fingerprint, primaryLocationLineHash, is left to its upload action, which computes it.
            "partialFingerprints": {"podlint/v1": fingerprints(finding)},
        }
        if finding.related:
            result["relatedLocations"] = [
                {"id": number, **self._location(related.location), "message": {"text": related.message}}
                for number, related in enumerate(finding.related, 1)
            ]
        if finding.fix is not None and finding.fix.safety is Safety.SAFE:
            result["fixes"] = [self._fix(finding.fix)]
        return result

    def _location(self, location: Location) -> dict[str, Any]:
        artifact = {"uri": self._repository.uri(location.path)}
        return {"physicalLocation": {"artifactLocation": artifact, "region": self._region(location)}}

    def _region(self, location: Location) -> dict[str, int]:
        lines: Mapping[int, str] = self._lines.get(location.path, {})
        start, end = column(location.start, lines, utf16), column(location.end, lines, utf16)
        if start is None or end is None:  # a line of another file, of which only the number is known
            return {"startLine": location.start.line}
        return {
            "startLine": location.start.line,
            "startColumn": start,
            "endLine": location.end.line,
            "endColumn": end,
        }

    def _fix(self, fix: ResolvedFix) -> dict[str, Any]:
        changes: dict[str, list[dict[str, Any]]] = {}
        for edit in fix.edits:
            replacement = {"deletedRegion": self._region(edit.location), "insertedContent": {"text": edit.text}}
            changes.setdefault(self._repository.uri(edit.location.path), []).append(replacement)
        return {
            "description": {"text": fix.title},
            "artifactChanges": [
                {"artifactLocation": {"uri": uri}, "replacements": replacements}
                for uri, replacements in changes.items()
            ],
        }


def _text(finding: Finding) -> str:
    """The message as sentences, of which GitHub makes the first the title; related places are links by their number."""
    parts = [_sentence(_unlinked(message(finding)))]
    if finding.help:
        parts.append(_sentence(_unlinked(f"Help: {' '.join(finding.help.split())}")))
    for number, related in enumerate(finding.related, 1):
        words = re.sub(r"([\\\[\]])", r"\\\1", " ".join(related.message.split()))
        parts.append(f"See [{words}]({number}).")
    return " ".join(parts)


def _unlinked(text: str) -> str:
    """A text in which `[words](target)` is no link, which it would be in a message of SARIF."""
    return text.replace("](", "\\](")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _rule(rule: Rule) -> dict[str, Any]:
    """A rule with its documentation."""
    doc = rule.doc or rule.name
    address = of_rule(rule.name, {rule.name: rule})
    security = concerns_security(rule)
    tags = dict.fromkeys(("kubernetes", rule.category, *(("security",) if security else ()), *rule.profiles))
    properties: dict[str, Any] = {
        "precision": "very-high" if rule.severity is Severity.ERROR else "high",
        "problem.severity": PROBLEMS[rule.severity],
        "tags": list(tags)[:10],
    }
    if security:
        properties["security-severity"] = _score(rule)
    return {
        "id": rule.name,
        "shortDescription": {"text": _cut(f"{rule.summary or rule.name}.")},
        "fullDescription": {"text": _cut(_why(doc))},
        "help": {"text": doc, "markdown": re.sub(r"^```yaml (?:bad|good).*$", "```yaml", doc, flags=re.MULTILINE)},
        **({"helpUri": address} if address else {}),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": properties,
    }


def _score(rule: Rule) -> str:
    """How grave a risk is, on the scale of 0.1 to 10 that GitHub ranks such alerts by."""
    if "pss-baseline" in rule.profiles:  # a way out of the container
        return "7.5"
    return "5.0" if rule.severity is Severity.WARNING else "2.0"


def _unknown(name: str) -> dict[str, Any]:
    text = f"{name}."
    return {
        "id": name,
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": text},
    }


def _why(doc: str) -> str:
    """Why the rule is there, in one paragraph; its summary where the documentation does not say."""
    _, _, rest = doc.partition("## Why is this bad?\n")
    why = re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return " ".join(why.split()) or doc.partition("\n")[0]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
