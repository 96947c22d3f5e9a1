"""Workflow commands: what GitHub Actions makes annotations of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Report = Callable[..., str]

FORMAT = "--output-format=github"


@pytest.mark.usefixtures("shop")
def test_each_finding_is_a_command_errors_first(report: Report) -> None:
    lines = report(FORMAT).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::error", "::notice"]
    assert lines[0] == (
        "::error file=déploy/web site.yaml,line=11,endLine=11,col=66,endColumn=80,title=podlint unknown-field::"
        'déploy/web site.yaml:11:66: unknown field "imagePullPolcy" in spec.containers[0] of Pod shop/web'
        '%0Ahelp: did you mean "imagePullPolicy"?'
    )
    assert lines[1].endswith('%0Anote: declared here by container "web" (déploy/web site.yaml:11:114)')


@pytest.mark.usefixtures("clean")
def test_a_clean_run_prints_nothing(report: Report) -> None:
    assert report(FORMAT) == ""


def test_special_characters_are_escaped(report: Report, project: Path) -> None:
    (project / "50%,a:b.yaml").write_text('apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n"a%\\r\\nb::": 1\n')
    (line,) = (line for line in report(FORMAT).splitlines() if "unknown-field" in line)
    assert line.startswith("::error file=50%25%2Ca%3Ab.yaml,line=4,")
    _, _, text = line[2:].partition("::")
    assert "\r" not in text
    assert unquote(text).startswith("50%,a:b.yaml:4:1: unknown field")


def test_a_place_over_several_lines_has_no_columns(report: Report, project: Path) -> None:
    (project / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n? |\n  long\n  key\n: 1\n")
    (line,) = (line for line in report(FORMAT).splitlines() if "unknown-field" in line)
    fields = dict(pair.split("=") for pair in line.partition(" ")[2].partition("::")[0].split(","))
    assert fields["line"] != fields["endLine"]
    assert not {"col", "endColumn"} & set(fields)


def test_what_github_would_drop_is_listed_plainly(report: Report, project: Path) -> None:
    fields = "".join(f"wrong{number}: 1\n" for number in range(12))
    (project / "pod.yaml").write_text(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\n{fields}")
    lines = report(FORMAT).splitlines()
    kinds = [match[1] if (match := re.match("::([a-z]+) ", line)) else "" for line in lines]
    assert kinds == ["error"] * 10 + ["notice"] + [""] * 3
    assert lines[11:] == [
        "podlint: 2 more findings not annotated: GitHub shows 10 errors, 10 warnings and 10 notices of a step",
        '- pod.yaml:14:1: error: unknown field "wrong10" in Pod x [unknown-field]',
        '- pod.yaml:15:1: error: unknown field "wrong11" in Pod x [unknown-field]',
    ]


def test_a_manifest_cannot_give_commands(report: Report, project: Path) -> None:
    fields = "".join(f"wrong{number}: 1\n" for number in range(10))
    hostile = '"\\n::warning::x": 1\n"##[warning]y": 1\n'
    (project / "pod.yaml").write_text(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\n{fields}{hostile}")
    lines = report(FORMAT, "--ignore=bare-pod").splitlines()
    assert len(lines) == 13
    assert not any(line.startswith("::warning") or "##[" in line for line in lines)


@pytest.mark.usefixtures("shop")
def test_paths_are_those_of_the_repository(report: Report, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "déploy")
    assert "::error file=déploy/web site.yaml,line=11," in report(FORMAT)
