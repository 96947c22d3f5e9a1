"""Slips in the fixed text of templates: told and fixed as in any manifest, where no value could make them right.

`slips.cases` holds the table: the findings, `LINE:COLUMN words`, the template, and what safe fixes make of it. Helm
refuses each template, and renders each fixed one.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine.fixing import fix_all
from podlint.engine.job import Job
from podlint.files.discover import Target
from podlint.findings.fix import Safety
from podlint.testing import run_all
from podlint.yaml.events import CParser

HELM = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on the PATH")
NEEDS_C = pytest.mark.skipif(CParser is None, reason="ruamel's own parser stops at other places")
CHART = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n"}
VALUES = (
    "port: 80\nimage: web:1\nlabels: {a: b}\nwho: you\nb: true\na: x\ntag: '1'\n"
    "items: [{name: a, value: b}, {name: c, value: d}]\n"
)


class Case(NamedTuple):
    name: str
    findings: list[tuple[str, str]]
    text: str
    fixed: str


def cases() -> list[Case]:
    found = []
    table = (Path(__file__).parent / "slips.cases").read_text("utf-8")
    for part in f"\n{table}".split("\n=== ")[1:]:
        head, _, rest = part.partition("\n>>> template\n")
        text, _, fixed = rest.partition(">>> fixed\n")
        name, *lines = head.split("\n")
        said = [(at, words) for at, _, words in (line.partition(" ") for line in lines)]
        found.append(Case(name, said, _real(text), _real(fixed)))
    return found


def _real(text: str) -> str:
    return text.replace("→", "\t").replace("⍽", "\u00a0").rstrip("\n") + "\n"


CASES = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)


def errors(text: str, path: str = "templates/a.yaml") -> list[tuple[str, str]]:
    found = run_all({**CHART, "values.yaml": VALUES, path: text})
    return [(f"{f.location.start.line}:{f.location.start.column}", f.message) for f in found if f.severity >= 2]


@NEEDS_C
@CASES
def test_a_slip_is_told_at_its_place(case: Case) -> None:
    found = errors(case.text)
    assert [at for at, _ in found] == [at for at, _ in case.findings], found
    assert all(said.startswith(words) for (_, said), (_, words) in zip(found, case.findings, strict=True)), found


@NEEDS_C
@CASES
def test_windows_line_ends_change_nothing(case: Case) -> None:
    assert [at for at, _ in errors(case.text.replace("\n", "\r\n"))] == [at for at, _ in case.findings]


@NEEDS_C
@CASES
def test_safe_fixes_change_nothing_else(case: Case, tmp_path: Path) -> None:
    file = written(tmp_path, case.text)
    job = Job(registry.load(plugins=False), lambda folder: Settings(), targets=[Target(file, True)])
    fixed = fix_all(job, Safety.SAFE)
    [one] = fixed.files.values()
    assert one.text == case.fixed
    assert errors(case.fixed) == []


def written(folder: Path, text: str) -> Path:
    for name, content in {**CHART, "values.yaml": VALUES, "templates/a.yaml": text}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8", newline="")
    return folder / "templates" / "a.yaml"


SAID_BY_SCHEMA = ("no-break spaces", "a separator that is missing")
"""What is YAML all the same, and refused by the server, or read as one object."""


@HELM
@CASES
def test_helm_refuses_each_and_renders_it_fixed(case: Case, tmp_path: Path) -> None:
    assert rendered(written(tmp_path / "fixed", case.fixed)).returncode == 0
    if case.name not in SAID_BY_SCHEMA:
        assert rendered(written(tmp_path / "broken", case.text)).returncode != 0


def rendered(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["helm", "template", "r", str(file.parents[1])], capture_output=True, text=True, check=False)


HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n"
OPEN = {
    "the space may come with the value": '  a:{{ include "x" . }}\n',
    "the space comes with a branch": "  a:{{ if .Values.a }} b{{ else }} c{{ end }}\n",
    "the key is written": "  {{ .Values.a }}:x\n  b: c\n",
    "the line may go on": '  a:{{ " " }}x\n',
    "the bracket is written": "  a: [b,\n    {{- .Values.a }}\n  c: d\n",
    "the separator is written": '  a: b\n{{ template "sep" }}\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n',
    "half of a quoted text is written": '  a: {{ .Values.a }} "x\n',
}


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_what_a_value_could_make_right_is_no_error(text: str) -> None:
    assert errors(HEAD + text) == []


def test_a_template_elsewhere_has_its_slips_told_too() -> None:
    text = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ name }}\nspec:\n  type:ClusterIP\n  ports: [{port: 80}]\n"
    )
    assert errors(text, "b.yaml") == [("6:3", 'a space is missing after the colon of "type"')]
