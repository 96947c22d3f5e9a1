"""How podlint is installed is said the same everywhere: from its repository, for there is no name on a registry."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from ruamel.yaml import YAML

from podlint import __version__, addresses

ROOT = Path(__file__).parents[2]
WAYS = re.compile(r"(?:pip|pipx|uv tool|uv pip) install[^\n`|]*|uvx [^\n`|]*")
SPOKEN = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "editors").rglob("*.md")),
    *sorted((ROOT / "editors" / "vscode" / "lib").glob("*.js")),
    *sorted((ROOT / "podlint").rglob("*.py")),
    *sorted((ROOT / "templates").glob("*.yml")),
    ROOT / "action.yml",
]


def test_nothing_tells_to_install_a_name_that_is_not_taken() -> None:
    seen = 0
    for page in SPOKEN:
        for command in WAYS.findall(page.read_text(encoding="utf-8").replace("{PROJECT}", addresses.PROJECT)):
            if re.search(r"(?<![/\w-])podlint(?![/\w-])", command) and "--no-index" not in command:
                assert f"git+{addresses.PROJECT}" in command, (page.name, command)
                seen += 1
    assert seen > 12


def test_the_readme_says_so() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "podlint is not on a package registry yet, and the name is not taken there" in text


def test_revisions_are_the_tag_of_this_version() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for revision in re.findall(r"podlint/podlint(?:\.git)?[@#]([\w.]+)|rev: (v[\d.]+)", page.read_text("utf-8")):
            assert "".join(revision) == f"v{__version__}", page.name


def test_the_pre_commit_entry_of_the_readme_names_hooks_that_there_are() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```yaml\n(repos:.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    reader = YAML(typ="safe", pure=True)
    (repo,) = reader.load(block[1])["repos"]
    assert (repo["repo"], repo["rev"]) == (addresses.PROJECT, addresses.TAG)
    hooks = {hook["id"] for hook in reader.load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert set(re.findall(r"- id: ([\w-]+)", block[1])) <= hooks


@pytest.mark.skipif(os.name == "nt" or which("sh") is None, reason="no shell here")
def test_the_demo_ends_with_how_to_call_podlint(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, status in (("python", 0), ("podlint", 1)):
        (programs / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (programs / name).chmod(0o755)
    environment = {**os.environ, "VENV": str(tmp_path)}
    done = subprocess.run(
        ["sh", str(ROOT / "dev"), "demo"], env=environment, capture_output=True, text=True, check=True
    )
    assert f"    {programs}/podlint FOLDER " in done.stdout
    assert f"    . {programs}/activate " in done.stdout
