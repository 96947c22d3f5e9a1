"""The GitLab job: its script, run as a runner runs it, with the pip of a runner left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
JOB: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))[
    "podlint"
]

pytestmark = pytest.mark.skipif(os.name == "nt" or which("sh") is None, reason="no shell here")


def run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    programs = folder / "programs"
    programs.mkdir()
    for name, text in {
        "podlint": f'exec "{sys.executable}" -I -m podlint "$@"',
        "pip": 'printf "%s\\n" "$@" > "$PIP_WORDS"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PIP_WORDS": str(folder / "pip-words"),
        "GITLAB_CI": "true",
        **{name: str(value) for name, value in JOB["variables"].items()},
        **variables,
    }
    script = "set -e\n" + "\n".join(JOB["script"])
    command = ["sh", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy").mkdir()
    text = (ROOT / "examples" / "manifests" / "first-pod.yaml").read_text(encoding="utf-8")
    (tmp_path / "deploy" / "bad.yaml").write_text(text)
    return tmp_path


def test_reports_are_where_the_job_says(folder: Path) -> None:
    done = run(folder)
    assert done.returncode == 1, done.stderr
    assert "deploy/bad.yaml:4:1: error: unknown field" in done.stdout
    reports = JOB["artifacts"]["reports"]
    assert JOB["artifacts"]["when"] == "always"
    assert set(JOB["artifacts"]["paths"]) == set(reports.values())
    quality = json.loads((folder / reports["codequality"]).read_text())
    assert {entry["location"]["path"] for entry in quality} == {"deploy/bad.yaml"}
    suites = ET.fromstring((folder / reports["junit"]).read_text())
    assert suites.findall(".//failure")
    assert (folder / "pip-words").read_text().split()[-1] == "podlint"


def test_variables_change_what_is_linted(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "bad.yaml").write_text((folder / "deploy" / "bad.yaml").read_text())
    done = run(
        folder,
        PODLINT_PATHS="deploy other/bad.yaml",
        PODLINT_ARGS="--select unknown-field --fail-on never",
        PODLINT_PACKAGES="podlint podlint-acme",
    )
    assert done.returncode == 0, done.stderr
    quality = json.loads((folder / JOB["artifacts"]["reports"]["codequality"]).read_text())
    assert [entry["check_name"] for entry in quality] == ["unknown-field"] * 2
    assert (folder / "pip-words").read_text().split()[-2:] == ["podlint", "podlint-acme"]


def test_the_documentation_names_every_variable() -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in JOB["variables"]:
        assert f"`{name}`" in text, name
