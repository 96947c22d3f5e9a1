"""The GitLab component: its inputs filled in as GitLab does, its script run as a runner runs it, without a real pip."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from ruamel.yaml import YAML

from podlint import __version__

ROOT = Path(__file__).parents[2]
FILE = ROOT / "templates" / "podlint.yml"
SPEC, BODY = YAML(typ="safe", pure=True).load_all(FILE.read_text(encoding="utf-8"))
INPUTS: dict[str, dict[str, Any]] = SPEC["spec"]["inputs"]
BAD = (ROOT / "examples" / "manifests" / "first-pod.yaml").read_text(encoding="utf-8")

needs_shell = pytest.mark.skipif(os.name == "nt" or which("sh") is None, reason="no shell here")


class RefusedError(Exception):
    """What GitLab says of an input that is not as its declaration asks, or is not declared."""


def job(**given: str) -> dict[str, Any]:
    """The job that an include with these inputs (`_` for `-`) gives."""
    inputs = {name.replace("_", "-"): value for name, value in given.items()}
    if unknown := inputs.keys() - INPUTS.keys():
        raise RefusedError(f"unknown: {unknown}")
    values = {name: inputs.get(name, declared["default"]) for name, declared in INPUTS.items()}
    for name, declared in INPUTS.items():
        if values[name] not in declared.get("options", (values[name],)):
            raise RefusedError(name)
        if not re.search(declared.get("regex", ""), values[name]):
            raise RefusedError(name)
    ((_, filled),) = _filled(BODY, values).items()
    return filled


def _filled(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {_filled(key, values): _filled(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(item, values) for item in node]
    if isinstance(node, str):
        return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: values[match[1]], node)
    return node


def run(folder: Path, environment: dict[str, str] | None = None, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the script of the job in a folder, with a pip that writes down what it is asked for."""
    filled = job(**inputs)
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    for name, text in {
        "podlint": f'exec "{sys.executable}" -I -m podlint "$@"',
        "pip": 'printf "%s\\n" "$@" > "$PIP_WORDS"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(folder.parent),
        "PIP_WORDS": str(folder.parent / "pip-words"),
        "GITLAB_CI": "true",
        **filled["variables"],
        **(environment or {}),
    }
    command = ["sh", "-c", "set -e\n" + "\n".join(filled["script"])]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def asked(folder: Path) -> list[str]:
    """What pip was asked to install."""
    words = (folder.parent / "pip-words").read_text().splitlines()
    return [word for word in words[1:] if not word.startswith("--")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    (project / "deploy").mkdir()
    (project / "deploy" / "bad.yaml").write_text(BAD)
    return project


def test_every_input_is_described_optional_and_used() -> None:
    text = FILE.read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name, declared in INPUTS.items():
        assert declared["description"].endswith("."), name
        assert declared["default"] in declared.get("options", (declared["default"],)), name
        assert text.count(f"$[[ inputs.{name} ]]") == 1, name
        assert f"`{name}`" in documented, name
    assert INPUTS["rev"]["default"] == f"v{__version__}"


def test_inputs_are_in_no_script() -> None:
    assert "$[[" not in "\n".join(next(iter(BODY.values()))["script"])
    named = job(job_name="manifests", stage="lint", image="registry.example/podlint:1")
    assert (named["stage"], named["image"]) == ("lint", "registry.example/podlint:1")


@pytest.mark.parametrize(
    "given",
    [
        {"rev": "v1 --index-url=x"},
        {"rev": "$(id)"},
        {"rev": "-e"},
        {"fail_on": "warnings"},
        {"changed_only": "yes"},
        {"path": "."},
    ],
    ids=str,
)
def test_gitlab_refuses_what_is_not_asked_for(given: dict[str, str]) -> None:
    with pytest.raises(RefusedError):
        job(**given)


@needs_shell
def test_reports_are_where_the_job_says(folder: Path) -> None:
    done = run(folder)
    assert done.returncode == 1, done.stderr
    assert "deploy/bad.yaml:4:1: error: unknown field" in done.stdout
    artifacts = job()["artifacts"]
    reports = artifacts["reports"]
    assert artifacts["when"] == "always"
    assert set(artifacts["paths"]) == set(reports.values())
    quality = json.loads((folder / reports["codequality"]).read_text())
    assert {entry["location"]["path"] for entry in quality} == {"deploy/bad.yaml"}
    suites = ET.fromstring((folder / reports["junit"]).read_text())
    assert suites.findall(".//failure")
    assert asked(folder) == [f"podlint @ git+https://github.com/podlint/podlint@v{__version__}"]


@needs_shell
def test_inputs_change_what_is_linted(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "bad.yaml").write_text(BAD)
    (folder / "own config.yaml").write_text("select: [unknown-field]\n")
    done = run(
        folder,
        paths="deploy other/bad.yaml",
        config="own config.yaml",
        fail_on="never",
        args="--kubernetes-version 1.31",
        rev="main",
        packages="acme-rules other-rules==2",
    )
    assert done.returncode == 0, done.stderr
    quality = json.loads((folder / job()["artifacts"]["reports"]["codequality"]).read_text())
    assert [entry["check_name"] for entry in quality] == ["unknown-field"] * 2
    assert "Kubernetes 1.31" in done.stderr
    assert asked(folder) == [*("podlint @ git+https://github.com/podlint/podlint@main", "acme-rules", "other-rules==2")]


@needs_shell
def test_an_image_may_bring_podlint(folder: Path) -> None:
    assert run(folder, rev="").returncode == 1
    assert not (folder.parent / "pip-words").exists()


@needs_shell
def test_inputs_are_never_code(folder: Path) -> None:
    hostile = "$(touch pwned) `touch pwned` ; touch pwned #"
    for name in ("packages", "paths", "config", "args"):
        run(folder, **{name: hostile})
        assert not list(folder.parent.rglob("pwned")), name


def _git(folder: Path, *words: str) -> str:
    own = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    done = subprocess.run(["git", "-C", str(folder), *own, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@needs_shell
def test_only_what_a_merge_request_changes(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    _git(origin, "init", "--quiet")
    _git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    for name in ("old", "new"):
        (origin / f"{name}.yaml").write_text(BAD)
        _git(origin, "add", ".")
        _git(origin, "commit", "--quiet", "--message", name)
    base = _git(origin, "rev-parse", "HEAD~1")
    project = tmp_path / "project"
    _git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), str(project))

    def files(**environment: str) -> set[str]:
        return set(re.findall(r"^(\w+\.yaml):", run(project, environment, changed_only="lines").stdout, re.MULTILINE))

    assert files(CI_COMMIT_BEFORE_SHA="0" * 40) == {"old.yaml", "new.yaml"}
    assert files() == {"old.yaml", "new.yaml"}
    assert files(CI_MERGE_REQUEST_DIFF_BASE_SHA=base) == {"new.yaml"}
    assert files(CI_COMMIT_BEFORE_SHA=base) == {"new.yaml"}
