"""The GitHub action: its shell steps, run as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
GOOD = (ROOT / "examples" / "manifests" / "web.yaml").read_text(encoding="utf-8")
BAD = (ROOT / "examples" / "manifests" / "first-pod.yaml").read_text(encoding="utf-8")
WARNED = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - {name: a, image: "a:1"}
  volumes:
    - {name: unused, emptyDir: {}}
"""

needs_bash = pytest.mark.skipif(os.name == "nt" or which("bash") is None, reason="no bash here")


class Outcome(NamedTuple):
    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """A runner's environment around a scratch repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "work space"
        self.workspace.mkdir()
        (self.workspace / ".git").mkdir()
        (folder / "temp").mkdir()
        program = folder / "podlint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m podlint "$@"\n')
        program.chmod(0o755)
        self.steps: dict[str, dict[str, str]] = {"install": {"podlint": str(program)}}

    def run(self, name: str, **inputs: str) -> Outcome:
        """Run the step of this name with inputs (`_` for `-`), the others at their defaults."""
        (step,) = (step for step in STEPS if step.get("id") == name)
        values = {key: str(given.get("default", "")) for key, given in ACTION["inputs"].items()}
        values.update({key.replace("_", "-"): value for key, value in inputs.items()})
        files = {key: self.folder / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.folder / "temp"),
            **{key: str(file) for key, file in files.items()},
            **{key: os.environ[key] for key in os.environ if key.startswith("PIP_")},
            **{key: self._filled(text, values) for key, text in step["env"].items()},
        }
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        done = subprocess.run(
            command, cwd=self.workspace, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs = self.steps[name] = dict(line.split("=", 1) for line in lines)
        return Outcome(done.returncode, done.stdout + done.stderr, outputs, files["GITHUB_STEP_SUMMARY"].read_text())

    def _filled(self, text: str, inputs: dict[str, str]) -> str:
        """A value of `env` with its expressions worked out."""

        def value(found: re.Match[str]) -> str:
            match found[1].split("."):
                case ["inputs", name]:
                    return inputs[name]
                case ["steps", step, "outputs", name]:
                    return self.steps[step][name]
            raise AssertionError(found[0])

        return re.sub(r"\$\{\{ (.+?) \}\}", value, text)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_scripts_hold_no_expressions_and_every_input_is_used() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for step in STEPS:
        assert "${{" not in step.get("run", ""), step["name"]
        assert ("shell" in step) == ("run" in step)
    for name, given in ACTION["inputs"].items():
        assert given["description"]
        assert f"inputs.{name} " in text, name


def test_the_upload_waits_for_a_written_report_only() -> None:
    (upload,) = (step for step in STEPS if "uses" in step)
    assert upload["uses"].startswith("github/codeql-action/upload-sarif@")
    assert "!cancelled()" in upload["if"]
    assert "steps.podlint.outputs.sarif == 'true'" in upload["if"]


def test_the_documentation_names_every_input() -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"`{name}`" in text, name


@needs_bash
def test_findings_are_annotations_and_the_status(runner: Runner) -> None:
    (runner.workspace / "bad.yaml").write_text(BAD)
    found = runner.run("podlint")
    assert found.status == 1
    assert found.outputs == {"exit-status": "1"}
    assert "::error file=bad.yaml,line=4,endLine=4,col=1,endColumn=9,title=podlint unknown-field::" in found.log
    assert "| error | bad.yaml:4:1 |" in found.summary.replace("\\", "")


@needs_bash
def test_a_clean_repository_passes(runner: Runner) -> None:
    (runner.workspace / "good.yaml").write_text(GOOD)
    found = runner.run("podlint", summary="false")
    assert (found.status, found.outputs, found.summary) == (0, {"exit-status": "0"}, "")
    assert "2 documents checked" in found.log


@needs_bash
@pytest.mark.parametrize(("severity", "status"), [("", 1), ("warning", 1), ("error", 0), ("never", 0)])
def test_fail_on_decides(runner: Runner, severity: str, status: int) -> None:
    (runner.workspace / "warned.yaml").write_text(WARNED)
    found = runner.run("podlint", fail_on=severity)
    assert found.status == status, found.log
    assert "::warning file=warned.yaml" in found.log


@needs_bash
def test_paths_and_options_are_taken_apart(runner: Runner) -> None:
    for folder in ("a b", "c", "left-out", "-d"):
        (runner.workspace / folder).mkdir()
        (runner.workspace / folder / "bad.yaml").write_text(BAD)
    options = "--select\n  unknown-field,port-conflict --kubernetes-version 1.31\r\n"
    found = runner.run("podlint", paths="a b\n\nc/bad.yaml\r\n-d", args=options)
    assert found.status == 1
    places = set(re.findall(r"::error file=([^,]+),.*title=podlint ([a-z-]+)::", found.log))
    files = ("a b/bad.yaml", "c/bad.yaml", "-d/bad.yaml")
    assert places == {(file, rule) for file in files for rule in ("unknown-field", "port-conflict")}
    assert "Kubernetes 1.31" in found.log


@needs_bash
def test_inputs_are_never_code(runner: Runner) -> None:
    hostile = "$(touch pwned) `touch pwned` ; touch pwned #"
    for name in ("paths", "args", "fail_on", "sarif_file", "summary"):
        runner.run("podlint", **{name: hostile})
        assert not list(runner.workspace.rglob("pwned")), name


@needs_bash
def test_sarif_is_written_and_offered_for_upload(runner: Runner) -> None:
    (runner.workspace / "bad.yaml").write_text(BAD)
    found = runner.run("podlint", sarif_file="out put.sarif")
    assert found.status == 1
    assert found.outputs == {"exit-status": "1", "sarif": "true"}
    log = json.loads((runner.workspace / "out put.sarif").read_text())
    assert log["runs"][0]["results"]


@needs_bash
def test_a_broken_configuration_uploads_nothing(runner: Runner) -> None:
    (runner.workspace / ".podlint.yaml").write_text("selct: [all]\n")
    (runner.workspace / "podlint.sarif").write_text("of an earlier run")
    found = runner.run("podlint", sarif_file="podlint.sarif")
    assert found.status == 2, found.log
    assert found.outputs == {"exit-status": "2"}
    assert "selct" in found.log


@needs_bash
def test_an_old_python_is_told(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = runner.folder / "programs"
    programs.mkdir()
    for name in ("python3", "python"):
        (programs / name).write_text("#!/bin/sh\nexit 1\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    found = runner.run("install")
    assert found.status == 2
    assert "::error::podlint needs Python 3.10" in found.log


@needs_bash
@pytest.mark.slow
def test_the_install_step_installs_the_checkout(runner: Runner) -> None:
    """pip must reach a package index."""
    (runner.workspace / "bad.yaml").write_text(BAD)
    plugin = ROOT / "examples" / "podlint-acme"
    installed = runner.run("install", packages=f"{plugin}\n")
    assert installed.status == 0, installed.log
    assert installed.outputs["podlint"].startswith(str(runner.folder))
    found = runner.run("podlint", args="--extend-select acme-team-label")
    assert found.status == 1
    assert "title=podlint unknown-field" in found.log
