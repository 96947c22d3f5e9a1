"""JUnit's XML: each finding a failed test, each document without one a passed test, what was skipped a skipped one.

There is no standard; this is what GitLab and Jenkins read. They know a test by its class and its name, so names hold
neither lines nor list positions, and are unique within their file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.result import Skip
from podlint.report.concise import line
from podlint.report.markup import HEAD, escape, tag
from podlint.report.paths import Repository
from podlint.report.summary import details, message, plural
from podlint.rule import INTERNAL_ERROR, EngineRule
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.findings.finding import Finding
    from podlint.findings.result import FileResult, Report
    from podlint.project.facts import Facts

BROKEN = frozenset({EngineRule.YAML_SYNTAX.value, INTERNAL_ERROR})
"""Rules whose findings say that something could not be checked: an `error`, where others are a `failure`."""


class _Case(NamedTuple):
    name: str
    outcome: str = ""
    text: str = ""
    attributes: tuple[tuple[str, object], ...] = ()
    line: int | None = None


def render(report: Report, *, color: bool = False) -> str:
    """A test suite for each file."""
    repository = Repository()
    suites = [(repository(result.path), list(_cases(result))) for result in report.results]
    every = [case for _, cases in suites for case in cases]
    lines = [f"{tag('testsuites', {'name': 'podlint', **_counts(every)})}>"]
    for path, cases in suites:
        if not cases:
            continue
        lines.append(f"  {tag('testsuite', {'name': path, **_counts(cases), 'time': 0})}>")
        taken: dict[str, int] = {}
        for case in cases:
            taken[case.name] = taken.get(case.name, 0) + 1
            lines.append(_element(case, path, taken[case.name]))
        lines.append("  </testsuite>")
    return HEAD + "\n".join([*lines, "</testsuites>"]) + "\n"


def _counts(cases: list[_Case]) -> dict[str, object]:
    outcomes = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {name: sum(case.outcome == outcome for case in cases) for name, outcome in outcomes.items()}
    return {"tests": len(cases), **counts}


def _cases(result: FileResult) -> Iterator[_Case]:
    for finding in result.findings:
        yield _failed(finding)
    found = {finding.document for finding in result.findings}
    known = {facts.document for facts in result.facts}
    for facts in result.facts:
        if facts.document not in found:
            yield _Case(_object(facts))
    for _ in range(result.checked - len(known | found)):
        yield _Case("document")
    broken = any(finding.rule in BROKEN for finding in result.findings)
    for reason, count in result.skipped.items():
        attributes = (("message", f"{reason.value}: {plural(count, 'document')} not checked"),)
        if reason is Skip.UNREADABLE:
            yield _Case(reason.value, "error", attributes=(("type", reason.value), *attributes))
        elif reason is not Skip.UNPARSABLE or not broken:
            yield _Case(reason.value, "skipped", attributes=attributes)


def _failed(finding: Finding) -> _Case:
    about = finding.object
    name = "/".join(part for part in (about.kind, about.namespace, about.name) if part)
    place = f"{name}:{finding.named_pointer or finding.pointer}".strip(":")
    # GitLab shows the element's text and no attribute, so everything stands there.
    text = "\n".join((line(finding), *details(finding)))
    return _Case(
        f"{finding.rule} {place}".strip(),
        "error" if finding.rule in BROKEN else "failure",
        text,
        (("type", finding.severity.word), ("message", message(finding))),
        finding.location.start.line,
    )


def _object(facts: Facts) -> str:
    metadata: Any = facts.data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    parts = (facts.data.get("kind"), metadata.get("namespace"), metadata.get("name"))
    return "/".join(part for part in parts if isinstance(part, str) and part) or "document"


def _element(case: _Case, path: str, occurrence: int) -> str:
    name = case.name if occurrence == 1 else f"{case.name} ({occurrence})"
    attributes: dict[str, object] = {"classname": path, "name": name, "file": path}
    if case.line is not None:
        attributes["line"] = case.line
    opening = "    " + tag("testcase", {**attributes, "time": 0})
    if not case.outcome:
        return f"{opening}/>"
    inner = tag(case.outcome, dict(case.attributes))
    content = f"{inner}>{escape(case.text)}</{case.outcome}>" if case.text else f"{inner}/>"
    return f"{opening}>{content}</testcase>"
