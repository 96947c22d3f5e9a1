"""Small charts in the idioms of Helm: what is found in their templates, and that Helm's own rendering confirms it.

`charts.cases` holds them, in the form of `tests/kustomize/cases.py`; `# expect: RULE` marks a finding on its line, and
there is no other one. The parentheses behind a name hold the values with which all of it is rendered.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from podlint.findings.finding import Finding, Severity
from podlint.testing import run_all
from tests.kustomize.cases import Case, read

CASES = read(Path(__file__).with_name("charts.cases"))
CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: 1.27.0\n"


def files_of(case: Case) -> dict[str, str]:
    return {"Chart.yaml": CHART, **{name: content.decode() for name, content in case.files.items()}}


def found_in(files: dict[str, str]) -> list[Finding]:
    return [one for one in run_all(files) if "templates/" in one.location.path]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_certain_is_found_at_its_line(case: Case) -> None:
    files = files_of(case)
    marked = [
        (name, number, mark.split()[0])
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        for mark in line.split("# expect: ")[1:]
    ]
    found = [(one.location.path, one.location.start.line, one.rule) for one in found_in(files)]
    assert sorted(found) == sorted(marked)


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on the PATH")
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_helm_renders_each_error(case: Case, tmp_path: Path) -> None:
    files = files_of(case)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = ["--set", case.folder] if case.folder != "." else []
    command = ["helm", "template", "release", str(tmp_path), "--kube-version", "1.34", *settings]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rendered = {_mistake(one) for one in run_all({"rendered.yaml": done.stdout})}
    for one in found_in(files):
        if one.severity is Severity.ERROR:
            assert _mistake(one) in rendered, done.stdout


def _mistake(finding: Finding) -> tuple[str, str]:
    """What is said, without what depends on the values: names and numbers of list items."""
    words = re.sub(r"\[\d+\]", "[]", finding.message)
    return finding.rule, re.split(r" in | of container| \(", words)[0]


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 20
