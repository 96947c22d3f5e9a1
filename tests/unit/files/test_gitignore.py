"""Which ignore files hold where."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from podlint.files.gitignore import GitIgnore

if TYPE_CHECKING:
    from pathlib import Path

GIT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder: Path, *arguments: str) -> None:
    options = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always")
    subprocess.run(["git", "-C", str(folder), *options, *arguments], check=True, capture_output=True, env=GIT)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A repository with a submodule `part`."""
    whole, part = tmp_path.resolve() / "whole", tmp_path.resolve() / "part"
    for folder in (whole, part):
        folder.mkdir()
        git(folder, "init", "--quiet")
        git(folder, "commit", "--quiet", "--allow-empty", "-m", "first")
    git(whole, "submodule", "--quiet", "add", str(part), "part")
    git(whole, "commit", "--quiet", "-m", "part")
    return whole


def test_nothing_below_an_ignored_folder_is_taken_back(whole: Path) -> None:
    (whole / "build").mkdir()
    (whole / ".gitignore").write_text("build\n!build/keep.yaml\n")
    (whole / "build" / ".gitignore").write_text("!*\n")
    assert GitIgnore().ignores(whole / "build" / "keep.yaml")


def test_the_nearer_file_decides(whole: Path) -> None:
    (whole / "deep").mkdir()
    (whole / ".gitignore").write_text("*.yaml\n")
    (whole / "deep" / ".gitignore").write_text("!keep.yaml\n")
    ignore = GitIgnore()
    assert ignore.ignores(whole / "deep" / "other.yaml")
    assert not ignore.ignores(whole / "deep" / "keep.yaml")


def test_the_files_of_the_whole_do_not_hold_in_a_submodule(whole: Path) -> None:
    (whole / ".gitignore").write_text("*.gen.yaml\n")
    (whole / ".git" / "info" / "exclude").write_text("secret.yaml\n")
    ignore = GitIgnore()
    assert ignore.ignores(whole / "a.gen.yaml")
    assert ignore.ignores(whole / "secret.yaml")
    assert not ignore.ignores(whole / "part" / "a.gen.yaml")
    assert not ignore.ignores(whole / "part" / "secret.yaml")


def test_a_submodule_and_a_worktree_have_their_own_exclude_file(whole: Path, tmp_path: Path) -> None:
    (whole / ".git" / "modules" / "part" / "info").mkdir(exist_ok=True)
    (whole / ".git" / "modules" / "part" / "info" / "exclude").write_text("inner.yaml\n")
    (whole / ".git" / "info" / "exclude").write_text("secret.yaml\n")
    tree = tmp_path.resolve() / "tree"
    git(whole, "worktree", "add", "--quiet", str(tree))
    ignore = GitIgnore()
    assert ignore.ignores(whole / "part" / "inner.yaml")
    assert ignore.ignores(tree / "secret.yaml")
    assert not ignore.ignores(tree / "inner.yaml")


def test_an_ignored_copy_of_another_repository_is_ignored_as_a_folder(whole: Path) -> None:
    (whole / "copies" / "other" / ".git").mkdir(parents=True)
    (whole / ".gitignore").write_text("copies/\n")
    assert GitIgnore().ignores_all(whole / "copies")
    assert not GitIgnore().ignores(whole / "copies" / "other" / "a.yaml"), "it is a repository of its own"
