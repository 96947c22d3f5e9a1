"""Only new findings fail: the baseline keeps the others by object, place and rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

POD = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - {name: one, image: nginx, ports: [{containerPort: 80}]}
    - {name: two, image: redis, ports: [{containerPort: 6379}]}
"""
RULES = ("--select", "image-latest", "--output-format", "concise")
FILE = ".podlint-baseline.json"


@pytest.fixture
def kept(project: Path, run: Run) -> Path:
    """A project with two findings, both in the baseline."""
    (project / "pod.yaml").write_text(POD)
    found = run("baseline", ".", "--select", "image-latest")
    assert (found.status, found.err.splitlines()[0]) == (0, f"{FILE}: 2 findings (2 added, 0 removed)")
    return project


def test_known_findings_do_not_fail(kept: Path, run: Run) -> None:
    found = run("check", ".", *RULES, "--baseline", FILE)
    assert (found.status, found.out) == (0, "")
    assert "2 in the baseline" in found.err
    rows = json.loads((kept / FILE).read_text())["findings"]
    assert rows[0] == {
        "path": "pod.yaml",
        "rule": "image-latest",
        "kind": "Pod",
        "name": "a",
        "pointer": "/spec/containers/name=one/image",
    }


RENDERED = {
    "pod.yaml": POD,
    "kustomization.yaml": """resources: [pod.yaml]
patches:
  - target: {kind: P.*}
    patch: |-
      - {op: add, path: /spec/hostNetwork, value: "no"}
""",
}


def test_what_is_rendered_and_what_comments_hide_is_kept_as_it_is_reported(project: Path, run: Run) -> None:
    for name, text in RENDERED.items():
        (project / name).write_text(text)
    only = ("--select", "wrong-type,image-latest", "--render")
    assert "(3 added" in run("baseline", ".", *only).err
    assert run("check", ".", *only, "--baseline", FILE).status == 0
    (project / "pod.yaml").write_text("# podlint: ignore-file[image-latest]\n" + POD)
    assert "(0 added, 2 removed)" in run("baseline", ".", *only).err
    assert "(2 added" in run("baseline", ".", *only, "--no-inline-ignores", "--add").err


@pytest.mark.parametrize("option", ["--fix", "--diff", "--add-ignore", "--output-format=json", "--exit-zero"])
@pytest.mark.usefixtures("kept")
def test_options_about_changes_and_reports_are_refused(run: Run, option: str) -> None:
    status, _, err = run("baseline", ".", option)
    assert (status, f"unknown option {option.partition('=')[0]}" in err) == (2, True)


def test_they_are_known_after_other_edits(kept: Path, run: Run) -> None:
    lines = POD.splitlines(keepends=True)
    (kept / "pod.yaml").write_text("# a comment\n\n" + "".join(lines[:5]) + lines[6] + lines[5])
    assert run("check", ".", *RULES, "--baseline", FILE).status == 0


def test_a_new_finding_fails(kept: Path, run: Run) -> None:
    (kept / "pod.yaml").write_text(POD + "    - {name: three, image: nginx}\n")
    found = run("check", ".", *RULES, "--baseline", FILE)
    assert found.status == 1
    assert found.out.startswith("pod.yaml:8:28: warning: image")
    assert len(found.out.splitlines()) == 1


def test_what_is_mended_is_said_and_taken_out(kept: Path, run: Run) -> None:
    (kept / "pod.yaml").write_text(POD.replace("image: redis", "image: redis:8"))
    found = run("check", ".", *RULES, "--baseline", FILE)
    assert found.status == 0
    assert f"{FILE}: 1 known finding is fixed (image-latest in pod.yaml)" in found.err
    assert "fixed" not in run("check", ".", "--select", "bare-pod", "--exit-zero", "--baseline", FILE).err
    found = run("baseline", ".", "--select", "image-latest")
    assert found.err.startswith(f"{FILE}: 1 finding (0 added, 1 removed)\n")
    assert "fixed" not in run("check", ".", *RULES, "--baseline", FILE).err


def test_new_findings_come_in_only_when_told(kept: Path, run: Run) -> None:
    before = (kept / FILE).read_bytes()
    (kept / "more.yaml").write_text(POD.replace("name: a", "name: b"))
    found = run("baseline", ".", "--select", "image-latest")
    assert found.status == 1
    assert "2 findings not in it: fix them, or --add" in found.err
    assert (kept / FILE).read_bytes() == before
    assert run("baseline", ".", "--select", "image-latest", "--add").status == 0
    assert run("check", ".", *RULES, "--baseline", FILE).status == 0


def test_what_is_mended_can_be_taken_out_whatever_is_new(kept: Path, run: Run) -> None:
    (kept / "pod.yaml").write_text(POD.replace("image: redis", "image: redis:8"))
    (kept / "more.yaml").write_text(POD.replace("name: a", "name: b"))
    found = run("baseline", ".", "--select", "image-latest", "--prune")
    assert (found.status, found.err) == (0, f"{FILE}: 1 finding (0 added, 1 removed)\n")
    assert run("baseline", ".", "--prune", "--add").err == "podlint: --add and --prune exclude each other\n"
    (kept / FILE).unlink()
    assert run("baseline", ".", "--prune").err == f"podlint: {FILE}: there is no baseline yet to prune\n"


def test_the_first_baseline_tells_how_it_is_taken_up(project: Path, run: Run) -> None:
    (project / "pod.yaml").write_text(POD)
    line = f"baseline: {FILE}"
    assert f"write `{line}` into .podlint.yaml" in run("baseline", ".").err
    (project / ".podlint.yaml").write_text(f"{line}\n")
    assert run("check", ".").status == 0
    (project / FILE).unlink()
    assert "write" not in run("baseline", ".").err


def test_files_that_were_not_linted_are_not_called_mended(kept: Path, run: Run) -> None:
    (kept / "other.yaml").write_text(POD.replace("nginx", "nginx:1").replace("redis", "redis:8"))
    assert "fixed" not in run("check", "other.yaml", *RULES, "--baseline", FILE).err
    (kept / "pod.yaml").unlink()
    assert "2 known findings are fixed" in run("check", ".", *RULES, "--baseline", FILE).err


def test_the_configuration_may_name_it(kept: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (kept / ".podlint.yaml").write_text(f"baseline: {FILE}\nselect: [image-latest]\n")
    assert run("check", ".").status == 0
    (kept / "below").mkdir()
    monkeypatch.chdir(kept / "below")
    assert run("check", "..").status == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "the baseline cannot be read: No such file or directory"),
        ("{", f"{FILE}:1:2: this is no baseline: Expecting property name"),
        ("[]", "this is no baseline of version 1"),
        ('{"version": 2, "findings": []}', "this is no baseline of version 1"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "finding 1 of the baseline cannot be understood"),
        ('{"version": 1, "findings": [{"path": "a", "rule": 3}]}', "finding 1 of the baseline cannot be understood"),
    ],
)
def test_a_baseline_that_is_none(project: Path, run: Run, text: str | None, message: str) -> None:
    (project / "pod.yaml").write_text(POD)
    if text is not None:
        (project / FILE).write_text(text)
    found = run("check", ".", "--baseline", FILE)
    assert found.status == 2
    assert message in found.err
