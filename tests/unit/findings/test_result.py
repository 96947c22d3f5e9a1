"""Results: values that are added to, joined and counted."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.findings.finding import Finding, Severity
from podlint.findings.fix import ResolvedFix, Safety
from podlint.findings.result import Failure, FileResult, Report, Skip, joined, ordered, shown_lines
from podlint.project.facts import Facts
from podlint.suppression.directive import BadDirective, Directive
from podlint.yaml.edits import Edit
from podlint.yaml.place import Location, RelatedLocation
from podlint.yaml.source import Source, Span

TEXT = "one\ntwo\nthree\nfour\n"
SOURCE = Source("a.yaml", TEXT)


def place(first: int, last: int = 0, path: str = "a.yaml") -> Location:
    """The whole of a line, or of several."""
    start, last = SOURCE.line_starts[first - 1], last or first
    end = SOURCE.line_starts[last - 1] + len(SOURCE.line(last))
    return Location(path, Span(start, end), SOURCE.position(start), SOURCE.position(end))


def found(line: int, rule: str = "r", severity: Severity = Severity.WARNING, **fields: Any) -> Finding:
    return Finding(rule, "c", severity, fields.pop("message", "m"), place(line), **fields)


def test_documents_that_are_not_checked_are_counted_by_reason() -> None:
    empty = FileResult("a.yaml", documents=2, checked=2)
    result = empty.skipping(Skip.CI).skipping(Skip.COMPOSE, 2).skipping(Skip.CI, 3)
    assert (result.documents, result.checked, result.skipped) == (8, 2, {Skip.CI: 4, Skip.COMPOSE: 2})
    assert (empty.documents, empty.skipped) == (2, {}), "the first one is as it was"


def test_findings_are_added_in_order_with_the_lines_they_show() -> None:
    result = FileResult("a.yaml", findings=(found(3),), lines={3: "three"})
    more = result.adding([found(4), found(1)], SOURCE)
    assert [f.location.start.line for f in more.findings] == [1, 3, 4]
    assert more.lines == {1: "one", 3: "three", 4: "four"}
    assert result.lines == {3: "three"}
    assert result.adding([]) is result
    assert result.adding([found(1)]).lines == {3: "three"}


def test_the_order_is_by_place_then_rule_then_words() -> None:
    longer = found(2)._replace(location=place(2, 3))
    other = found(1)._replace(location=place(1, path="b.yaml"))
    findings = [other, found(3), found(2, "z"), longer, found(2, "a", message="y"), found(2, "a", message="x")]
    assert [(f.location.path, f.location.start.line, f.rule, f.message) for f in ordered(findings)] == [
        ("a.yaml", 2, "a", "x"),
        ("a.yaml", 2, "a", "y"),
        ("a.yaml", 2, "z", "m"),
        ("a.yaml", 2, "r", "m"),
        ("a.yaml", 3, "r", "m"),
        ("b.yaml", 1, "r", "m"),
    ]


def test_the_lines_of_all_places_in_the_file_are_shown() -> None:
    fix = ResolvedFix("t", (Edit(place(4), "x"),), Safety.SAFE)
    related = (RelatedLocation(place(3), "here"), RelatedLocation(place(2, path="b.yaml"), "there"))
    assert shown_lines("a.yaml", [found(1, related=related, fix=fix)], SOURCE) == {1: "one", 3: "three", 4: "four"}
    long = found(1)._replace(location=place(1, 3))
    assert shown_lines("a.yaml", [long], SOURCE) == {1: "one", 3: "three"}, "where it begins and where it ends"
    assert shown_lines("b.yaml", [long], SOURCE) == {}


@pytest.mark.parametrize(
    ("least", "count"), [(None, 0), (Severity.INFO, 4), (Severity.WARNING, 3), (Severity.ERROR, 1)]
)
def test_how_many_findings_fail_a_run(least: Severity | None, count: int) -> None:
    severities = (Severity.INFO, Severity.WARNING, Severity.WARNING, Severity.ERROR)
    result = FileResult("a.yaml", findings=tuple(found(1, severity=severity) for severity in severities))
    assert result.failing(least) == count


def part(line: int) -> FileResult:
    own = found(line)
    return FileResult(
        "a.yaml",
        findings=(own,),
        documents=line,
        checked=line,
        without_schema=line,
        without_cel=line,
        skipped={Skip.CI: line},
        facts=(Facts("a.yaml", line, (), {}),),
        directives=(Directive((), own.location),),
        bad_directives=(BadDirective("m", own.location),),
        failures=(Failure(f"f{line}"),),
    )


def test_the_documents_of_a_file_are_joined() -> None:
    one, two = part(2), part(1)
    both = joined("a.yaml", [one, two])
    assert both.findings == (*one.findings, *two.findings), "in the order of the parts"
    assert (both.documents, both.checked, both.without_schema, both.without_cel) == (3, 3, 3, 3)
    assert both.skipped == {Skip.CI: 3}
    assert [known.document for known in both.facts] == [2, 1]
    assert (len(both.directives), len(both.bad_directives)) == (2, 2)
    assert [failure.message for failure in both.failures] == ["f2", "f1"]
    assert joined("a.yaml", [one]) is one
    assert joined("a.yaml", iter(())) == FileResult("a.yaml")


def test_a_report_counts_over_all_files() -> None:
    fixes = [ResolvedFix("t", (), safety) for safety in (Safety.SAFE, Safety.UNSAFE)]
    a = part(1)._replace(
        findings=(found(1, severity=Severity.ERROR, fix=fixes[0]), found(2, fix=fixes[1]), found(3)),
        skipped={Skip.CI: 1, Skip.COMPOSE: 1},
        suppressed=2,
        known=3,
    )
    b = part(2)._replace(
        path="b.yaml", skipped={Skip.CI: 1, Skip.HELM_CHART: 3, Skip.COMPOSE: 1}, suppressed=5, known=7
    )
    report = Report(results=(a, b), failed=(Failure("step"),))
    assert report.findings == [*a.findings, *b.findings]
    assert [report.count(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)] == [1, 3, 0]
    assert (report.checked, report.documents, report.without_schema, report.without_cel) == (3, 3, 3, 3)
    assert (report.suppressed, report.known) == (7, 10)
    assert (report.fixable(Safety.SAFE), report.fixable(Safety.UNSAFE)) == (1, 2)
    assert list(report.skipped.items()) == [("helm-chart", 3), ("ci", 2), ("compose", 2)], "most first, then by name"
    assert [failure.message for failure in report.failures] == ["f1", "f2", "step"]
