"""Objects that refer to each other: whole projects, single files of them, and projects that are odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


def service(app: str, name: str = "web") -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
        f"spec: {{selector: {{app: {app}}}, ports: [{{port: 80}}]}}\n"
    )


def pod(app: str) -> str:
    return (
        f"apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: {app}}}\nspec:\n"
        f"  selector: {{matchLabels: {{app: {app}}}}}\n"
        f"  template:\n    metadata: {{labels: {{app: {app}}}}}\n    spec: {{containers: [{{name: a, image: a:1}}]}}\n"
    )


@pytest.fixture
def write(project: Path) -> Callable[..., None]:
    def write(**files: str) -> None:
        for name, text in files.items():
            path = project / name.replace("__", "/").replace("_yaml", ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return write


def found(run: Run, *arguments: str) -> list[str]:
    """`path rule` of each finding, in order."""
    lines = run("check", "--output-format=concise", "-q", *arguments).out.splitlines()
    return [f"{line.partition(':')[0]} {line.rpartition('[')[2].rstrip(']')}" for line in lines]


def test_one_file_is_judged_with_the_rest_of_the_project(write: Callable[..., None], run: Run) -> None:
    write(svc_yaml=service("wbe"), deploy_yaml=pod("web"), other_yaml=service("bwe", "other"))
    assert found(run, "svc.yaml") == ["svc.yaml service-selects-nothing"]
    assert found(run) == ["other.yaml service-selects-nothing", "svc.yaml service-selects-nothing"]
    write(more__pods_yaml=pod("wbe"))
    assert found(run, "svc.yaml") == [], "another folder of the project has such pods"


def test_a_kustomization_brings_files_together(write: Callable[..., None], run: Run) -> None:
    write(base__svc_yaml=service("wbe"), pods__ds_yaml=pod("web"))
    assert found(run) == [], "nothing says that they belong together"
    write(kustomization_yaml="resources: [base/svc.yaml, pods]\n", pods__kustomization_yaml="resources: [ds.yaml]\n")
    assert found(run) == ["base/svc.yaml service-selects-nothing"]
    assert found(run, "base/svc.yaml") == ["base/svc.yaml service-selects-nothing"]
    write(kustomization_yaml="resources: [base/svc.yaml, pods, https://example.com/more]\n")
    assert found(run) == [], "what is remote may have the pods"


@pytest.mark.parametrize(
    "files",
    [
        {"a__kustomization_yaml": "resources: [../b]\n", "b__kustomization_yaml": "resources: [../a]\n"},
        {"kustomization_yaml": "resources: [.]\n"},
        {"kustomization_yaml": "resources: [../../../outside, missing.yaml]\n"},
        {"kustomization_yaml": "resources: [{a: b}, 1, null]\ncomponents: x\n"},
        {"chart__Chart_yaml": "apiVersion: v2\n", "chart__templates__a_yaml": "kind: {{ .Values.kind }}\n"},
    ],
)
def test_odd_projects_end_and_do_not_raise(write: Callable[..., None], run: Run, files: dict[str, str]) -> None:
    write(svc_yaml=service("web"), **files)
    for command in ("check", "list", "graph"):
        outcome = run(command)
        assert outcome.status in (0, 1)
        assert "Traceback" not in outcome.err


def test_a_loop_of_links_ends(write: Callable[..., None], run: Run, project: Path) -> None:
    write(svc_yaml=service("wbe"), deploy_yaml=pod("web"))
    (project / "loop").symlink_to(project, target_is_directory=True)
    assert found(run) == ["svc.yaml service-selects-nothing"]


def test_places_in_other_files_are_given(write: Callable[..., None], run: Run) -> None:
    write(svc_yaml=service("wbe"), deploy_yaml=pod("web"))
    assert "note: the nearest pods have app: web (deploy.yaml:7:16)" in run("check", "svc.yaml").out


def test_standard_input_has_the_project_of_its_name(
    write: Callable[..., None], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    write(deploy_yaml=pod("web"), svc_yaml=service("web"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(service("wbe").encode())))
    assert found(run, "-", "--stdin-filename", "svc.yaml") == ["svc.yaml service-selects-nothing"]
