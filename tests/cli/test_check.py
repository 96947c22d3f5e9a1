"""`podlint check` as people call it."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


@pytest.mark.usefixtures("clean")
def test_a_clean_file_passes_and_the_summary_says_what_was_checked(run: Run) -> None:
    status, out, err = run("clean.yaml")
    assert (status, out) == (0, "")
    assert err == "All checks passed (1 document checked; Kubernetes 1.37; 0 skipped).\n"


@pytest.mark.usefixtures("broken")
def test_a_finding_has_its_line_its_caret_and_its_help(run: Run) -> None:
    status, out, err = run("broken.yaml", "--ignore", "bare-pod")
    assert status == 1
    assert out == (
        'broken.yaml:3:1: error: unknown field "meatdata" in Pod [*] [unknown-field]\n'
        "3 | meatdata:\n"
        "  | ^~~~~~~~\n"
        '  help: did you mean "metadata"?\n'
        "\n"
    )
    assert (
        err == "Found 1 error in 1 file (1 document checked; Kubernetes 1.37; 0 skipped). [*] 1 fixable with --fix.\n"
    )


@pytest.mark.usefixtures("broken")
def test_concise_is_one_line_that_editors_know(run: Run) -> None:
    out = run("--output-format", "concise", "--ignore", "bare-pod", "broken.yaml").out
    assert out == 'broken.yaml:3:1: error: unknown field "meatdata" in Pod [*] [unknown-field]\n'


@pytest.mark.usefixtures("broken")
def test_json_is_the_documented_envelope(run: Run) -> None:
    status, out, _ = run("check", "--output-format=json", "--ignore=bare-pod", "broken.yaml")
    report = json.loads(out)
    assert status == 1
    assert report["version"] == 1
    assert report["kubernetes_versions"] == ["1.37"]
    assert report["findings"] == [
        {
            "rule": "unknown-field",
            "category": "structure",
            "severity": "error",
            "message": 'unknown field "meatdata" in Pod',
            "help": 'did you mean "metadata"?',
            "path": "broken.yaml",
            "line": 3,
            "column": 1,
            "end_line": 3,
            "end_column": 9,
            "document": 0,
            "object": {"apiVersion": "v1", "kind": "Pod", "namespace": None, "name": None},
            "pointer": "/meatdata",
            "related": [],
            "fix": {
                "title": "rename to metadata",
                "safe": True,
                "edits": [
                    {
                        "path": "broken.yaml",
                        "line": 3,
                        "column": 1,
                        "end_line": 3,
                        "end_column": 9,
                        "text": "metadata",
                    }
                ],
            },
            "kubernetes_versions": None,
            "url": "https://github.com/podlint/podlint/blob/v0.1.0/docs/rules/unknown-field.md",
        }
    ]
    assert report["summary"] == {
        "files": 1,
        "documents": 1,
        "checked": 1,
        "templates": 0,
        "without_schema": 0,
        "left_out": {},
        "kinds_without_schema": {},
        "without_cel": 0,
        "built_in_part": 0,
        "skipped": {},
        "suppressed": 0,
        "baseline": 0,
        "fixable": {"safe": 1, "unsafe": 0},
        "errors": 1,
        "warnings": 0,
        "infos": 0,
    }


@pytest.mark.usefixtures("clean", "broken")
def test_no_arguments_mean_the_current_folder(run: Run) -> None:
    status, _, err = run()
    assert status == 1
    assert "2 documents checked" in err


def test_folders_give_yaml_and_json_and_not_what_tools_keep_there(run: Run, project: Path) -> None:
    for name in ("a.yaml", "b.yml", "c.json", "d.txt", ".git/e.yaml", "node_modules/f.yaml", "sub/g.YAML"):
        path = project / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}')
    assert "4 documents checked" in run(".").err


def test_standard_input_goes_by_the_name_it_is_given(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".podlint.yaml").write_text("ignore: [unknown-field]\n")
    (project / "deploy").mkdir()
    text = b"apiVersion: v1\nkind: ConfigMap\nmetdata: {name: x}\n"

    def lint(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        return run("-", "--output-format=concise", *arguments)

    assert lint("--isolated").out.startswith("<stdin>:3:1: error: unknown field")
    assert lint("--isolated", "--stdin-filename", "deploy/x.yaml").out.startswith("deploy/x.yaml:3:1: error")
    assert lint("--stdin-filename", "deploy/x.yaml").status == 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 1),
        (("--fail-on=error",), 1),
        (("--fail-on=never",), 0),
        (("--exit-zero",), 0),
        (("--ignore=structure",), 0),
        (("--select=bare-pod",), 0),
        (("--select=bare-pod", "--fail-on=info"), 1),
    ],
)
@pytest.mark.usefixtures("broken")
def test_the_exit_status_follows_fail_on(run: Run, arguments: tuple[str, ...], status: int) -> None:
    assert run("broken.yaml", *arguments).status == status


@pytest.mark.usefixtures("broken")
def test_the_report_can_go_to_a_file(run: Run, project: Path) -> None:
    status, out, _ = run("broken.yaml", "--output-format=json", "--output-file=report.json")
    assert (status, out) == (1, "")
    assert json.loads((project / "report.json").read_text())["summary"]["errors"] == 1


@pytest.mark.usefixtures("broken")
def test_colour_is_asked_for_or_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert "\033[" not in run("broken.yaml").out
    assert "\033[1;31merror:\033[0m" in run("broken.yaml", "--color=always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\033[" in run("broken.yaml").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in run("broken.yaml").out
    assert "\033[" in run("broken.yaml", "--color=always").out
    assert "\033[" not in run("broken.yaml", "--color=always", "--output-format=concise").out


def test_several_versions_name_those_a_finding_holds_for(run: Run, project: Path) -> None:
    (project / "flow.yaml").write_text(
        "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata: {name: p}\n"
        "spec: {priorityLevelConfiguration: {name: x}}\n"
    )
    both = run("--kubernetes-version=1.29,1.33", "--output-format=concise", "flow.yaml")
    assert both.status == 1
    assert "(Kubernetes 1.33) [removed-api]" in both.out
    assert "(Kubernetes 1.29) [deprecated-api]" in both.out
    assert "Kubernetes 1.29, 1.33" in both.err
    assert run("--kubernetes-version=v1.28.4", "flow.yaml").status == 0


def test_what_is_skipped_is_counted_and_named(run: Run, project: Path) -> None:
    chart = project / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: chart\nversion: 1.0.0\n")
    (chart / "values.yaml").write_text("replicas: 1\nspec: {}\n")
    (chart / "templates" / "deployment.yaml").write_text("kind: Deployment\nspec: {{ .Values.spec }}\n")
    (project / "kustomization.yaml").write_text("resources: [web.yaml]\n")
    (project / "web.yaml").write_text("apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n")
    status, out, err = run()
    assert (status, out) == (0, "")
    assert "3 documents checked" in err
    assert "1 object of 1 kind without a schema (Widget): podlint schemas fetch;" in err
    assert "2 skipped: 1 helm-template, 1 helm-values" in err


def test_a_patch_is_not_asked_to_be_complete(run: Run, project: Path) -> None:
    (project / "kustomization.yaml").write_text("patches:\n  - path: patch.yaml\n")
    patch = project / "patch.yaml"
    patch.write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
        "spec: {template: {spec: {containers: [{name: web, $patch: replace, imagePullPolcy: Always}]}}}\n"
    )
    status, out, _ = run("--output-format=concise")
    assert status == 1
    assert out.count("\n") == 1
    assert 'unknown field "imagePullPolcy"' in out


def test_a_resource_that_kustomize_labels_needs_no_selector(run: Run, project: Path) -> None:
    (project / "kustomization.yaml").write_text("commonLabels: {app: web}\nresources: [web.yaml]\n")
    (project / "web.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
        "spec: {template: {spec: {containers: [{name: web, image: 'web:1'}]}}}\n"
    )
    assert run().status == 0
    (project / "kustomization.yaml").write_text("resources: [web.yaml]\n")
    assert 'required field "selector"' in run().out
