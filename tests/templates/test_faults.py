"""What Helm itself refuses in a template: told at its place, and Helm confirms it."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from podlint.templates.functions import FUNCTIONS
from podlint.testing import run_all

if TYPE_CHECKING:
    from pathlib import Path

    from podlint.findings.finding import Finding

HELM = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on the PATH")
CHART = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n"}
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n"
LABELS = "labels: {app: web, tier: front}\n"

REFUSED = {
    "an action that is never closed": ("data:\n  a: {{ .Release.Name\n  b: c\n", 6, "never closed"),
    "an end without a block": ("data:\n  a: b\n{{- end }}\n", 7, "`end` without a block"),
    "a block without an end": ("{{- if .Values.a }}\ndata:\n  a: b\n", 5, "this `if` has no `end`"),
    "an else without a block": ("{{- else }}\ndata:\n  a: b\n", 5, "`else` without a block"),
    "a function that Helm has not": ("data:\n  a: {{ .Release.Name | qoute }}\n", 6, 'no function "qoute"'),
    "a function of the surroundings": ('data:\n  a: {{ env "HOME" }}\n', 6, 'no function "env"'),
    "values without the dot": ("data:\n  a: {{ Values.a }}\n", 6, 'no function "Values"'),
    "three braces": ("data: {{{ .Release.Name }}: b}\n", 5, "of three braces"),
    "a function in a branch that is never rendered": (
        "{{- if false }}\n{{ frob }}\n{{- end }}\ndata: {}\n",
        6,
        'no function "frob"',
    ),
}
MISPLACED = {
    "deeper than what is beside it": (
        "  labels:\n    a: b\n    {{- toYaml .Values.labels | nindent 6 }}\n",
        7,
        "nindent 6",
    ),
    "between two levels": ("  labels:\n    a: b\n    {{- toYaml .Values.labels | nindent 3 }}\n", 7, "nindent 3"),
    "less deep than all around": (
        "  labels:\n    {{- toYaml .Values.labels | nindent 1 }}\n",
        6,
        "nindent 1",
    ),
    "not as what follows": ("  labels:\n    {{- toYaml .Values.labels | nindent 6 }}\n    a: b\n", 6, "nindent 6"),
    "with indent": ("  labels:\n    a: b\n{{ toYaml .Values.labels | indent 6 }}\n", 7, "indent 6"),
}
FITS = [
    "  finalizers:\n  - # the first one\n{{- toYaml .Values.labels | nindent 4 }}\n    a: b\n",
    "  labels:\n    {{- toYaml .Values.labels | nindent 4 }}\n",
    "  labels:\n    {{- toYaml .Values.labels | nindent 8 }}\n",
    "  labels:\n{{ toYaml .Values.labels | indent 4 }}\n",
    "  labels:\n    a: b\n    {{- toYaml .Values.labels | nindent 4 }}\n",
    "  {{- with .Values.labels }}\n  labels:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n",
    "  labels: {{- toYaml .Values.labels | nindent 4 }}\n",
    "  finalizers:\n  {{- toYaml .Values.list | nindent 2 }}\n",
    "  finalizers:\n  - a/b\n  {{- toYaml .Values.list | nindent 2 }}\n",
    "data:\n  a: |\n    {{- toYaml .Values.labels | nindent 4 }}\n",
    "data:\n  a: |\n    text\n    {{- toYaml .Values.labels | nindent 6 }}\n",
    "data:\n  {{- toYaml .Values.labels | nindent 2 }}\n",
]


def found_in(text: str, **files: str) -> list[Finding]:
    known = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    found = run_all({**CHART, "values.yaml": LABELS, **known, "templates/a.yaml": text})
    return [one for one in found if one.location.path.startswith("templates/")]


def rendered(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    values = LABELS + "list: [a/b]\n"
    for name, content in {**CHART, "values.yaml": values, "templates/a.yaml": text}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    command = ["helm", "template", "release", str(folder), "--kube-version", "1.34"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("case", [*REFUSED, *MISPLACED])
def test_what_helm_refuses_is_told_at_its_line(case: str) -> None:
    text, line, words = {**REFUSED, **MISPLACED}[case]
    [one] = found_in(HEAD + text)
    assert (one.rule, one.location.start.line) == ("template-invalid", line)
    assert words in one.message


@HELM
@pytest.mark.parametrize("case", [*REFUSED, *MISPLACED])
def test_helm_refuses_it(case: str, tmp_path: Path) -> None:
    done = rendered(HEAD + {**REFUSED, **MISPLACED}[case][0], tmp_path)
    assert done.returncode != 0, done.stdout


@pytest.mark.parametrize("text", FITS)
def test_what_fits_is_not_told(text: str) -> None:
    assert [one for one in found_in(HEAD + text) if one.rule == "template-invalid"] == []


@HELM
@pytest.mark.parametrize("text", FITS)
def test_helm_renders_what_fits(text: str, tmp_path: Path) -> None:
    done = rendered(HEAD + text, tmp_path)
    assert done.returncode == 0, done.stderr


@HELM
def test_helm_knows_each_function(tmp_path: Path) -> None:
    words = FUNCTIONS - {"if", "else", "end", "range", "with", "define", "block", "template", "break", "continue"}
    newer = {"mustToJson", "mustToYaml", "mustToToml"}
    unknown = {
        word
        for word in sorted(words - newer)
        if "not defined" in rendered(f"{{{{ if false }}}}{{{{ ({word}) }}}}{{{{ end }}}}", tmp_path).stderr
    }
    assert unknown == set()


def test_values_that_nothing_sets_are_noted() -> None:
    def noted(data: str, values: str = LABELS, **files: str) -> list[tuple[str, int]]:
        found = found_in(HEAD + "data:\n" + data, values_yaml=values, **files)
        return [(one.rule, one.location.start.line) for one in found]

    assert noted("  a: {{ .Values.app.name }}\n") == [("template-value-unset", 6)]
    assert noted("  a: {{ .Values.app.name }}\n", "app: {port: 1}\n") == [("template-value-unset", 6)]
    assert noted("  a: {{ .Values.app.name }}\n", "app: {name: a}\n") == []
    assert noted("  a: {{ .Values.app.name }}\n", "app: {}\n") == []
    assert noted("  a: {{ .Values.app.name }}\n", "# app:\n#   name: a\n") == []
    assert noted('  a: {{ .Values.app.name | default "a" }}\n') == []
    assert noted('  a: {{ required "say it" .Values.app.name }}\n') == []
    assert noted("  {{- if .Values.app }}\n  a: {{ .Values.app.name }}\n  {{- end }}\n") == []
    assert noted("  {{- with .Values.app }}\n  a: {{ .name }}\n  {{- end }}\n") == []
    assert noted("  {{- range .Values.labels }}\n  a: {{ .Values.b }}\n  {{- end }}\n") == []
    assert noted("  {{- range .Values.labels }}\n  a: {{ $.Values.b }}\n  {{- end }}\n") == [
        ("template-value-unset", 7)
    ]
    assert noted("  a: {{ .Values.global.b }}\n") == []
    schema = '{"type": "object", "properties": {"app": {"properties": {"name": {}}}}}'
    assert noted("  a: {{ .Values.app.name }}\n", values_schema_json=schema) == []
