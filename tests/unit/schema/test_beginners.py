"""What somebody writes who is new to manifests: one error, at the mistake, with a help that leads to what works.

`beginners.md` has the mistakes. Each section is one: what is written, and where (in a container, a pod spec, the spec
of a Service, or as a whole manifest), the place, rule and help of the one error, and what works instead.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from podlint.cli.main import main
from podlint.findings.finding import Severity
from podlint.testing import run

CASES = re.compile(
    r"^## ([^\n]+)\n\n```yaml (\w+)\n(.*?)```\n\n(\d+):(\d+) ([\w-]+): ([^\n]+)\n\n```yaml works\n(.*?)```$",
    re.MULTILINE | re.DOTALL,
)
TEXT = (Path(__file__).parent / "beginners.md").read_text(encoding="utf-8")
CONTAINER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      volumes: [{name: data, emptyDir: {}}]
      containers:
        - name: web
          image: registry.example/web:1
          volumeMounts: [{name: data, mountPath: /d}]
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "registry.example/web:1"}]
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n"
AROUND = {"container": (CONTAINER, 10), "pod": (POD, 2), "service": (SERVICE, 2), "whole": ("", 0)}


def errors(text: str) -> list[str]:
    """The errors as the cases write them."""
    found = run(text, "manifest.yaml", ("default",))
    places = ((f, f.location.start) for f in found if f.severity is Severity.ERROR)
    return [f"{at.line}:{at.column} {finding.rule}: {finding.help}" for finding, at in places]


def test_the_cases_are_read() -> None:
    assert len(CASES.findall(TEXT)) == TEXT.count("\n## ") >= 75


@pytest.mark.parametrize("case", CASES.findall(TEXT), ids=lambda case: case[0])
def test_one_error_and_a_help_that_leads_to_what_works(case: tuple[str, ...]) -> None:
    _, where, written, line, column, rule, help, works = case
    around, indent = AROUND[where]
    place = f"{int(line) + around.count(chr(10))}:{int(column) + indent}"
    assert errors(around + textwrap.indent(written, " " * indent)) == [f"{place} {rule}: {help}"]
    assert errors(around + textwrap.indent(works, " " * indent)) == []


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("kind: deployment", "apiVersion: apps/v1\nkind: Deployment"),
        ("apiversion: apps/v1\nkind: Deployment", "apiVersion: apps/v1\nkind: Deployment"),
        ("kind: Deployment", "apiVersion: apps/v1\nkind: Deployment"),
    ],
)
def test_what_an_object_is_can_be_fixed(line: str, fixed: str, tmp_path: Path) -> None:
    file = tmp_path / "manifest.yaml"
    rest = CONTAINER.partition("kind: Deployment\n")[2]
    head = line if "piversion" in line.lower() or line == "kind: Deployment" else f"apiVersion: apps/v1\n{line}"
    file.write_text(f"{head}\n{rest}")
    assert main(["check", "--isolated", "--no-plugins", "--fix", str(file)]) == 0
    assert file.read_text() == f"{fixed}\n{rest}"
