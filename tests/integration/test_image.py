"""The image: its Dockerfile read, and its steps run here, without Docker. For those pip must reach a package index."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from shutil import copy, which
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
FILE = ROOT / "Dockerfile"


class Instruction(NamedTuple):
    word: str
    text: str


def stages() -> list[list[Instruction]]:
    """The instructions of each stage, without those before the first."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    found: list[list[Instruction]] = []
    for line in filter(str.strip, joined.splitlines()):
        word, _, text = line.partition(" ")
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append(Instruction(word, text.strip()))
    return found


def sent() -> list[str]:
    """The files of the repository that .dockerignore lets through, by Docker's reading: the last pattern decides."""
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True)
    names = [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    return [name for name in names if not _ignored(name, rules)]


def _ignored(name: str, rules: list[str]) -> bool:
    parents = [name, *(str(parent) for parent in Path(name).parents)]
    result = False
    for rule in rules:
        if any(_matches(rule.lstrip("!"), path) for path in parents):
            result = not rule.startswith("!")
    return result


def _matches(rule: str, path: str) -> bool:
    if rule.startswith("**/"):
        return rule[3:] in Path(path).parts
    parts, own = path.split("/"), rule.split("/")
    return len(parts) == len(own) and all(map(fnmatch, parts, own))


needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no repository here")


def test_the_base_is_one_version() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert re.search(r"^ARG PYTHON=python:3\.\d+\.\d+-slim-[a-z]+$", text, re.MULTILINE)
    assert [stage[0].text for stage in stages()] == ["${PYTHON} AS build", "${PYTHON}"]


def test_what_runs_is_not_root_and_is_built_elsewhere() -> None:
    build, final = stages()
    words = [instruction.word for instruction in final]
    assert not {"RUN", "ADD", "EXPOSE", "VOLUME"} & set(words)
    assert "ADD" not in [instruction.word for instruction in build]
    (user,) = (instruction.text for instruction in final if instruction.word == "USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert words[-1] == "ENTRYPOINT"
    assert final[-1].text == '["podlint"]'
    assert [instruction.text for instruction in final if instruction.word == "COPY"] == [
        "--from=build /opt/podlint /opt/podlint"
    ]


def test_nothing_is_installed_that_is_not_pinned() -> None:
    commands = [part for stage in stages() for own in stage if own.word == "RUN" for part in own.text.split(" && ")]
    installs = [command for command in commands if re.search(r"pip\S* .*\binstall\b", command)]
    assert len(installs) == 4
    assert all("--require-hashes" in command or "--no-index" in command for command in installs)
    (wheel,) = (command for command in commands if re.search(r"pip wheel", command))
    assert "--no-deps --no-build-isolation" in wheel


@needs_git
def test_only_what_is_built_is_sent() -> None:
    names = sent()
    assert {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "ci/constraints.txt"} <= set(names)
    tops = {name.split("/")[0] for name in names}
    assert not tops & {".git", "tests", "docs", "editors", "benchmarks", "examples", "dev"}
    assert not [name for name in names if "/docs/" in name or "__pycache__" in name]


def test_hadolint_finds_nothing() -> None:
    if which("hadolint") is None:
        pytest.skip("no hadolint here")
    done = subprocess.run(["hadolint", "--no-color", str(FILE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the image is for Linux")
@needs_git
def test_its_steps_give_a_podlint_that_needs_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "root"
    build, _ = stages()
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python").chmod(0o755)
    folder, environment = root, {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    environment.update({key: os.environ[key] for key in os.environ if key.startswith("PIP_")})
    for word, text in build[1:]:
        if word == "WORKDIR":
            folder = root / text.lstrip("/")
            folder.mkdir(parents=True)
        elif word == "ENV":
            environment.update(dict(pair.split("=", 1) for pair in text.split()))
        elif word == "COPY":
            source, target = text.split()
            for name in sent():
                if source == "." or name.startswith(f"{source}/"):
                    place = folder / (name if source == "." else f"{target}/{name.removeprefix(f'{source}/')}")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    copy(ROOT / name, place)
        else:
            assert word == "RUN"
            command = re.sub(r"(?<![\w./])/opt/", f"{root}/opt/", text)
            done = subprocess.run(
                ["sh", "-ec", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
    podlint = root / "opt" / "podlint" / "bin" / "podlint"
    (packages,) = podlint.parents[1].glob("lib/python*/site-packages")
    installed = {path.name.partition("-")[0] for path in packages.glob("*.dist-info")}
    assert "podlint" in installed
    assert not installed & {"pip", "hatchling", "kubernetes_validate", "setuptools"}
    alone = {"PATH": "/usr/bin:/bin", "PODLINT_NO_CACHE": "1", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*_without_network(), podlint, *words], cwd="/", env=alone, capture_output=True, text=True, check=False
        )

    linted = run(ROOT / "examples" / "manifests" / "first-pod.yaml")
    assert linted.returncode == 1, linted.stderr
    assert "[port-conflict]" in linted.stdout
    told = run("explain", "pod.spec.containers").stdout
    assert "DESCRIPTION:" in told
    assert "without the texts" not in told


def _without_network() -> list[str]:
    """How to start a program that has no network, where that can be had."""
    words = ["unshare", "--net"]
    tried = which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    return words if tried else []
