"""`--render`: what kustomizations and charts become, with findings in their sources."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from shutil import which
from tempfile import gettempdir
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Run = Callable[..., Outcome]

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          resources:
            requests: {memory: 1Gi}
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          resources:
            limits: {memory: 512Mi}
"""
FILES = {
    "base/kustomization.yaml": "resources: [deployment.yaml]\n",
    "base/deployment.yaml": DEPLOYMENT,
    "overlays/small/kustomization.yaml": "namePrefix: small-\nresources: [../../base]\npatches: [path: limits.yaml]\n",
    "overlays/small/limits.yaml": PATCH,
    "overlays/plain/kustomization.yaml": "resources: [../../base]\n",
}
ONLY_KUSTOMIZE = """\
resources: [../../base]
transformers:
  - |
    apiVersion: builtin
    kind: ValueAddTransformer
    metadata: {name: many}
    value: Web
    targets: [{selector: {kind: Deployment}, fieldPath: spec/template/spec/containers/0/image}]
"""
"""A kustomization that podlint does not build by itself, since it does not follow numbers in such paths."""
BY_PROGRAM = {**FILES, "overlays/plain/kustomization.yaml": ONLY_KUSTOMIZE}
KUSTOMIZED = [pytest.param("kustomize", marks=pytest.mark.skipif(not which("kustomize"), reason="no kustomize here"))]
KUSTOMIZED += [pytest.param("kubectl", marks=pytest.mark.skipif(not which("kubectl"), reason="no kubectl here"))]


def write(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str | None], None]:
    """Make a program the only one on the PATH: the real one, or a shell script that does what is given."""

    def only(name: str, script: str | None = None) -> None:
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        if script is None:
            (folder / name).symlink_to(str(which(name)))
        else:
            (folder / name).write_text(f"#!/bin/sh\n{script}")
            (folder / name).chmod((folder / name).stat().st_mode | stat.S_IXUSR)
        (folder / "cat").symlink_to(str(which("cat")))
        monkeypatch.setenv("PATH", str(folder))

    return only


@pytest.mark.parametrize("program", KUSTOMIZED)
def test_a_patch_that_makes_the_base_wrong(project: Path, run: Run, program: str, only: Callable[..., None]) -> None:
    write(project, FILES)
    only(program)
    known = run("check", ".", "--output-format", "concise")
    assert known.status == 1
    [line] = known.out.splitlines()
    assert line.startswith("base/deployment.yaml:14:32: error: ")
    assert "(as built by overlays/small)" in line
    assert line.endswith("[request-exceeds-limit]")
    found = run("check", ".", "--render", "--output-format", "concise")
    assert found.out == known.out, "what podlint builds itself is not said again"
    assert "2 rendered" in found.err


@pytest.mark.parametrize("program", KUSTOMIZED)
def test_what_only_kustomize_knows(project: Path, run: Run, program: str, only: Callable[..., None]) -> None:
    write(project, BY_PROGRAM)
    only(program)
    assert run("check", "overlays/plain").out == ""
    found = run("check", "overlays/plain", "--render", "--output-format", "concise")
    assert found.out.startswith("base/deployment.yaml:12:11: error: image ")
    assert "(rendered by kustomize build overlays/plain)" in found.out


def test_what_is_known_is_rendered_without_a_program(project: Path, run: Run, only: Callable[..., None]) -> None:
    """Rules about the text see what a kustomization makes too: here a text instead of a number."""
    patch = '[{"op": "add", "path": "/spec/replicas", "value": "2"}]'
    kustomization = f"resources: [../../base]\npatches: [{{target: {{kind: Deployment}}, patch: '{patch}'}}]\n"
    write(project, {**FILES, "overlays/plain/kustomization.yaml": kustomization})
    only("kustomize", f"echo > {project}/started\n")
    found = run("check", "overlays/plain", "--render", "--output-format", "concise")
    assert found.out.startswith("overlays/plain/kustomization.yaml:2:98: error: replicas must be an integer")
    assert "1 rendered" in found.err
    assert not (project / "started").exists()


@pytest.mark.parametrize("program", KUSTOMIZED)
def test_a_finding_of_several_overlays_and_a_comment(
    project: Path, run: Run, program: str, only: Callable[..., None]
) -> None:
    other = {
        f"overlays/other/{name}": FILES[f"overlays/small/{name}"] for name in ("kustomization.yaml", "limits.yaml")
    }
    write(project, {**FILES, **other})
    only(program)
    found = run("check", ".", "--render", "--output-format", "concise").out
    assert "(as built by overlays/other and overlays/small)" in found
    assert len(found.splitlines()) == 1
    comment = "requests: {memory: 1Gi} # podlint: ignore[request-exceeds-limit] small ones are"
    write(project, {"base/deployment.yaml": DEPLOYMENT.replace("requests: {memory: 1Gi}", comment)})
    found = run("check", ".", "--render")
    assert (found.status, found.out) == (0, "")


@pytest.mark.parametrize("program", KUSTOMIZED)
def test_the_folder_stays_as_it_is(project: Path, run: Run, program: str, only: Callable[..., None]) -> None:
    write(project, FILES)
    only(program)
    before = sorted(str(path) for path in project.rglob("*"))
    run("check", ".", "--render")
    assert sorted(str(path) for path in project.rglob("*")) == before


def test_origins_of_kustomize_lead_back(project: Path, run: Run, only: Callable[..., None]) -> None:
    write(project, {**BY_PROGRAM, "out": ""})
    origin = os.path.relpath(project / "base" / "deployment.yaml", Path(gettempdir(), "any").resolve())
    rendered = DEPLOYMENT.replace("  name: web\n", "  name: plain-web\n  annotations:\n    ORIGIN\n", 1).replace(
        "ORIGIN", f"config.kubernetes.io/origin: |\n      path: {origin}"
    )
    (project / "out").write_text(rendered.replace("image: registry.example/web:1", "image: Web"))
    only("kustomize", f"cat {project}/out\n")
    found = run("check", "overlays/plain", "--render", "--output-format", "concise").out
    assert found.startswith("base/deployment.yaml:12:11: error: image ")
    assert found.rstrip().endswith("[image-invalid]")


def test_what_has_no_origin_is_shown_at_the_kustomization(project: Path, run: Run, only: Callable[..., None]) -> None:
    write(project, {**BY_PROGRAM, "out": DEPLOYMENT.replace("image: registry.example/web:1", "image: Web")})
    only("kustomize", f"cat {project}/out\n")
    found = run("check", "overlays/plain", "--render", "--output-format", "concise").out
    assert found.startswith("overlays/plain/kustomization.yaml:1:1: error: image ")


CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/values.yaml": "replicas: many\n",
    "chart/templates/deployment.yaml": DEPLOYMENT.replace(
        "spec:\n  sel", "spec:\n  replicas: {{ .Values.replicas }}\n  sel", 1
    ),
}


def test_helm_names_the_template(project: Path, run: Run, only: Callable[..., None]) -> None:
    rendered = "---\n# Source: web/templates/deployment.yaml\n" + DEPLOYMENT.replace(
        "spec:\n  sel", "spec:\n  replicas: many\n  sel", 1
    )
    write(project, {**CHART, "out": rendered})
    only("helm", f"cat {project}/out\n")
    found = run("check", ".", "--render", "--output-format", "concise")
    assert found.out.startswith("chart/templates/deployment.yaml:6:3: error: replicas must be an integer")
    assert "(rendered by helm template chart)" in found.out


@pytest.mark.skipif(not which("helm"), reason="no helm here")
def test_the_real_helm(project: Path, run: Run, only: Callable[..., None]) -> None:
    write(project, CHART)
    only("helm")
    found = run("check", ".", "--render", "--output-format", "concise")
    assert found.out.startswith("chart/templates/deployment.yaml:6:3: error: replicas must be an integer")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (BY_PROGRAM, "overlays/plain: rendering it needs kustomize or kubectl on the PATH"),
        (CHART, "chart: rendering it needs helm on the PATH"),
    ],
)
def test_a_program_that_is_missing(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], words: str
) -> None:
    write(project, {**files, "pod.yaml": "apiVersion: v1\nkind: Podd\n"})
    monkeypatch.setenv("PATH", "")
    found = run("check", ".", "--render")
    assert found.status == 2
    assert words in found.err
    assert "pod.yaml" in found.out


def test_a_program_that_fails(project: Path, run: Run, only: Callable[..., None]) -> None:
    write(project, BY_PROGRAM)
    only("kustomize", "echo '# Warning: old' >&2; echo 'Error: no such thing' >&2; exit 1\n")
    found = run("check", "overlays/plain", "--render")
    assert found.status == 2
    assert "podlint: overlays/plain: kustomize build fails: no such thing\n" in found.err


def test_remote_parts_are_not_fetched(project: Path, run: Run, only: Callable[..., None]) -> None:
    write(project, {"kustomization.yaml": "resources: ['https://registry.example/all.yaml']\n"})
    only("kustomize", "exit 1\n")
    found = run("check", ".", "--render")
    assert found.status == 0
    assert "'https://registry.example/all.yaml', which may be taken for something on another machine" in found.err


def test_nothing_is_started_without_being_asked(project: Path, run: Run, only: Callable[..., None]) -> None:
    write(project, {**FILES, **CHART})
    only("kustomize", f"echo > {project}/started\n")
    run("check", ".")
    assert not (project / "started").exists()


MISTAKES = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replcias: 2
  template:
    spec:
      containers:
        - name: web
          image: registry.example/web:latest
          imagePullPolicy: IfNotPresnt
"""
INLINE = """\
namePrefix: small-
resources: [../../base]
patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {sesionAffinity: None}
  - target: {kind: Service}
    patch: |-
      - {op: add, path: /spec/typ, value: ClusterIP}
      - op: add
        path: /spec/ports/0/protocol
        value: tcp
      - op: add
        path: /spec/ports/-
        value:
          nmae: b
          port: 81
  - path: mistakes.yaml
"""
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{name: a, port: 80}]}\n"
)
MISTAKEN = {
    "base/kustomization.yaml": "resources: [deployment.yaml, service.yaml]\n",
    "base/deployment.yaml": DEPLOYMENT,
    "base/service.yaml": SERVICE,
    "overlays/small/kustomization.yaml": INLINE,
    "overlays/small/mistakes.yaml": MISTAKES,
}


@pytest.mark.parametrize("by", ["podlint", *KUSTOMIZED])
def test_what_stands_in_a_patch_is_not_said_again(project: Path, run: Run, by: str, only: Callable[..., None]) -> None:
    """One mistake, one finding, though the name that the rendered object has is another one."""
    transformed = INLINE + ONLY_KUSTOMIZE.partition("\n")[2].replace("Web", "registry.example/web:2")
    write(project, {**MISTAKEN, "overlays/small/kustomization.yaml": INLINE if by == "podlint" else transformed})
    only("kustomize" if by == "podlint" else by, "exit 1" if by == "podlint" else None)
    known = run("check", ".", "--output-format", "concise")
    assert [line.split("[")[-1] for line in known.out.splitlines()] == [
        *("unknown-field]", "unknown-field]", "invalid-enum]", "unknown-field]"),
        *("unknown-field]", *(["image-latest]"] if by == "podlint" else []), "invalid-enum]"),
    ]
    found = run("check", ".", "--render", "--output-format", "concise")
    assert found.out == known.out
    assert "1 rendered" in found.err or "2 rendered" in found.err


def test_annotations_and_configurations_hold_for_what_is_rendered(project: Path, run: Run) -> None:
    annotation = "  name: web\n  annotations: {podlint.dev/ignore: image-latest}\n"
    write(project, {**MISTAKEN, "base/deployment.yaml": DEPLOYMENT.replace("  name: web\n", annotation, 1)})
    arguments = ("check", ".", "--render", "--output-format", "concise")
    assert "image-latest" not in run(*arguments).out
    assert "image-latest" in run(*arguments, "--no-inline-ignores").out
    write(project, {"overlays/small/.podlint.yaml": "extend-select: [cpu-limit-missing]\n"})
    assert "cpu-limit-missing" not in run(*arguments).out
    write(project, {".podlint.yaml": "extend-select: [cpu-limit-missing]\n"})
    assert "cpu-limit-missing" in run(*arguments).out
