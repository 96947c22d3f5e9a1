"""What raises takes nothing else down: a finding or a message where it happened, and the run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine import documents, objects
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.findings.finding import Severity
from podlint.findings.result import Skip
from podlint.project import around
from podlint.rule import Rule, Scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podlint.findings.result import Report

TYPO = "apiVersion: v1\nkind: ConfigMap\nmeatdata: {name: a}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n"
LOST = SERVICE.replace("{port: 80}", "{port: 80, targetPort: x}")
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: [{name: a, image: 'a:1'}]}\n"
)

ERRORS: list[BaseException] = [ValueError("boom"), RecursionError(), SystemExit(0), MemoryError()]


def raising(error: BaseException) -> Callable[..., Any]:
    """A function that raises, whatever it is called with."""

    def check(*_: Any) -> Any:
        raise error

    return check


def linted(folder: Path, files: dict[str, str], *rules: Rule) -> Report:
    """The report on files, by the default rules and these."""
    for name, text in files.items():
        (folder / name).write_text(text)
    known = registry.load(plugins=False)
    known.add(rules, "acme")
    return run(Job(known, lambda _: Settings(), [Target(folder / name, explicit=True) for name in files]))


def found(report: Report) -> set[tuple[str, str, int]]:
    return {(f.location.path.rpartition("/")[2], f.rule, f.location.start.line) for f in report.findings}


@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize("scope", [Scope.OBJECT, Scope.POD, Scope.CONTAINER, Scope.PROJECT])
def test_a_rule_that_raises_is_named_at_the_object(tmp_path: Path, error: BaseException, scope: Scope) -> None:
    rule = Rule("acme-raises", Severity.WARNING, scope, True, "acme", raising(error))
    report = linted(tmp_path, {"pod.yaml": "# a comment\n" + POD, "typo.yaml": TYPO}, rule)
    assert ("pod.yaml", "internal-error", 3) in found(report)
    assert ("typo.yaml", "unknown-field", 3) in found(report), "the rest of the run goes on"
    [finding] = [f for f in report.findings if f.rule == "internal-error" and f.location.path.endswith("pod.yaml")]
    assert f"rule acme-raises of acme failed: {type(error).__name__}" in finding.message
    assert "test_guards.py:" in finding.message, "the line that raised"
    assert [type(error).__name__ in failure.traceback for failure in report.failures] == [True] * len(report.failures)
    assert report.failures


def test_what_a_rule_gave_before_it_raised_stays(tmp_path: Path) -> None:
    def check(target: Any) -> Any:
        yield target.hit("first", "kind")
        raise ValueError

    rule = Rule("acme-raises", Severity.WARNING, Scope.OBJECT, True, "acme", check)
    assert {("pod.yaml", "acme-raises", 2), ("pod.yaml", "internal-error", 2)} <= found(
        linted(tmp_path, {"pod.yaml": POD}, rule)
    )


@pytest.mark.parametrize("given", [42, ["text"], [None], "text"], ids=repr)
@pytest.mark.parametrize("scope", [Scope.OBJECT, Scope.PROJECT])
def test_a_rule_that_gives_no_hits_is_named(tmp_path: Path, given: Any, scope: Scope) -> None:
    rule = Rule("acme-odd", Severity.WARNING, scope, True, "acme", lambda *_: given)
    report = linted(tmp_path, {"pod.yaml": POD, "typo.yaml": TYPO}, rule)
    assert ("pod.yaml", "internal-error", 2) in found(report)
    assert ("typo.yaml", "unknown-field", 3) in found(report)


def test_one_object_that_cannot_be_checked_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = objects.judge

    def judged(target: Any, *rest: Any) -> Any:
        if target.kind == "Pod":
            raise KeyError("x")
        return judge(target, *rest)

    monkeypatch.setattr(objects, "judge", judged)
    report = linted(tmp_path, {"all.yaml": f"{POD}---\n{TYPO}"})
    assert found(report) == {("all.yaml", "internal-error", 2), ("all.yaml", "unknown-field", 8)}


def test_one_file_that_cannot_be_checked_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lint = documents.lint

    def linting(composed: Any, *rest: Any) -> Any:
        if composed.document.source.path.endswith("bad.yaml"):
            raise IndexError
        return lint(composed, *rest)

    monkeypatch.setattr(documents, "lint", linting)
    report = linted(tmp_path, {"bad.yaml": POD, "typo.yaml": TYPO})
    assert found(report) == {("bad.yaml", "internal-error", 1), ("typo.yaml", "unknown-field", 3)}
    bad = next(result for result in report.results if result.path.endswith("bad.yaml"))
    assert dict(bad.skipped) == {Skip.FAILED: 1}, "what was not checked is counted"


def test_a_failing_look_at_the_project_leaves_what_files_say_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "index", raising(ValueError("boom")))
    report = linted(tmp_path, {"a.yaml": SERVICE, "typo.yaml": TYPO})
    assert ("typo.yaml", "unknown-field", 3) in found(report)
    assert [failure.message.partition(" (")[0] for failure in report.failures] == [
        "the look at the whole project failed on the files around: ValueError: boom"
    ]


def test_a_neighbour_that_cannot_be_read_fails_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are only read as context lose their facts, not the run."""
    from podlint.project import facts

    original = facts.facts_of

    def facts_of(source: Any, *rest: Any, **more: Any) -> Any:
        if source.path.endswith("neighbour.yaml"):
            raise ValueError("boom")
        return original(source, *rest, **more)

    monkeypatch.setattr(around, "facts_of", facts_of)
    (tmp_path / "neighbour.yaml").write_text(POD)
    (tmp_path / "pod.yaml").write_text(POD.replace("name: a, labels", "name: b, labels"))
    report = linted(tmp_path, {"service.yaml": LOST})
    assert ("service.yaml", "service-target-port", 4) in found(report)
    assert not report.failures
