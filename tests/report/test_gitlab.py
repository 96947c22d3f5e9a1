"""GitLab's code quality report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Report = Callable[..., str]

FORMAT = "--output-format=gitlab"
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def entries(text: str) -> list[dict[str, Any]]:
    assert text.startswith("["), "no byte-order mark, nothing before the array"
    return list(json.loads(text))


@pytest.mark.usefixtures("clean")
def test_a_clean_run_is_an_empty_array(report: Report) -> None:
    assert entries(report(FORMAT)) == []


@pytest.mark.usefixtures("shop")
def test_each_finding_has_what_gitlab_reads(report: Report) -> None:
    found = entries(report(FORMAT))
    for entry in found:
        assert entry["description"]
        assert entry["check_name"]
        assert entry["severity"] in SEVERITIES
        assert entry["location"]["path"] == "déploy/web site.yaml"
        assert entry["location"]["lines"]["begin"] >= 1
    assert [(entry["check_name"], entry["severity"], entry["location"]["lines"]["begin"]) for entry in found] == [
        ("bare-pod", "info", 8),
        ("unknown-field", "major", 11),
        ("port-conflict", "major", 12),
    ]


def test_no_two_findings_share_a_fingerprint(report: Report, project: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: same}\nwrong: 1\n"
    (project / "a.yaml").write_text(f"{pod}---\n{pod}")
    (project / "b.yaml").write_text(pod)
    found = [entry["fingerprint"] for entry in entries(report(FORMAT)) if entry["check_name"] == "unknown-field"]
    assert len(found) == 3
    assert len(set(found)) == 3


def test_fingerprints_outlive_edits_elsewhere(report: Report, shop: Path) -> None:
    before = {entry["fingerprint"] for entry in entries(report(FORMAT))}
    text = shop.read_text()
    container = '    - {name: first, image: "registry.example/first:1"}\n'
    shop.write_text("# a comment\n" + text.replace("  containers:\n", f"  containers:\n{container}"))
    after = entries(report(FORMAT))
    assert [entry["location"]["lines"]["begin"] for entry in after] == [9, 13, 14]
    assert {entry["fingerprint"] for entry in after} == before


@pytest.mark.usefixtures("shop")
def test_fingerprints_and_paths_do_not_depend_on_the_folder(
    report: Report, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = entries(report(FORMAT))
    monkeypatch.chdir(project / "déploy")
    assert entries(report(FORMAT)) == here


def test_a_risk_that_is_made_an_error_is_critical_a_refused_setting_is_not(report: Report, project: Path) -> None:
    (project / ".podlint.yaml").write_text("rules: {privileged-container: error}\n")
    (project / "pod.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n"
        "    - {name: a, image: 'a:1', securityContext: {privileged: true, allowPrivilegeEscalation: false}}\n"
    )
    found = {entry["check_name"]: entry["severity"] for entry in entries(report("--select=security", FORMAT))}
    assert found["privileged-container"] == "critical"
    assert found["contradictory-security-context"] == "major"
