"""Which files the arguments name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.files.discover import MissingPath, discover
from podlint.files.gitignore import GitIgnore
from podlint.files.ignored import Ignored

if TYPE_CHECKING:
    from pathlib import Path

Excludes = dict[str, tuple[str, ...]]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with some files, the current folder; a link beside it leads to it."""
    root = tmp_path / "shop"
    for name in ("a.yaml", "base/b.yaml", "base/deep/c.json", "base/notes.txt", ".podlint.yaml", "node_modules/d.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / ".git").mkdir()
    (tmp_path / "link").symlink_to("shop")
    monkeypatch.chdir(root)
    return root


def found(
    shop: Path, *arguments: str, excludes: Excludes | None = None, git: bool = True, force: bool = False
) -> list[str]:
    """The files, relative to the folder, with `!` where they were named themselves."""

    def levels(folder: Path) -> tuple[tuple[Path, tuple[str, ...]], ...]:
        roots = ((shop / name, globs) for name, globs in (excludes or {}).items())
        return tuple((root, globs) for root, globs in roots if folder.is_relative_to(root))

    ignored = Ignored(GitIgnore() if git else None, levels)
    targets = discover(arguments, lambda _: ignored, force=force)
    return ["!" * target.explicit + target.path.relative_to(shop).as_posix() for target in targets]


def test_folders_give_their_yaml_and_json_files(shop: Path) -> None:
    assert found(shop, ".") == ["a.yaml", "base/b.yaml", "base/deep/c.json"]


def test_a_kustomization_without_an_ending_is_found_too(shop: Path) -> None:
    (shop / "base" / "Kustomization").touch()
    (shop / "base" / "Makefile").touch()
    assert found(shop, "base") == ["base/Kustomization", "base/b.yaml", "base/deep/c.json"]


@pytest.mark.parametrize("again", ["a.yaml", "./a.yaml", "base/../a.yaml", "{shop}/a.yaml", "{shop}/../link/a.yaml"])
def test_a_file_is_found_once_however_it_is_named(shop: Path, again: str) -> None:
    assert found(shop, "a.yaml", again.format(shop=shop)) == ["!a.yaml"]
    assert found(shop, ".", again.format(shop=shop)) == ["!a.yaml", "base/b.yaml", "base/deep/c.json"]


def test_a_folder_is_walked_once_however_it_is_named(shop: Path) -> None:
    assert found(shop, "base", str(shop / "base"), "../link/base") == ["base/b.yaml", "base/deep/c.json"]
    assert found(shop, "../link") == found(shop, ".")


def test_excludes_of_every_folder_hold(shop: Path) -> None:
    assert found(shop, ".", excludes={"": ("deep",)}) == ["a.yaml", "base/b.yaml"]
    assert found(shop, ".", excludes={"base": ("/b.yaml",)}) == ["a.yaml", "base/deep/c.json"]
    assert found(shop, ".", excludes={"": ("/a.yaml",), "base": ("/b.yaml",)}) == ["base/deep/c.json"]
    assert found(shop, "base/deep", excludes={"": ("base/",)}) == [], "it lies in what is excluded"
    assert found(shop, ".", excludes={"": ("*", "!*/", "!*.json")}) == ["base/deep/c.json"]
    assert found(shop, "base/deep", excludes={"": ("*", "!*/", "!*.json")}) == ["base/deep/c.json"]


def test_named_files_are_excluded_only_by_force(shop: Path) -> None:
    assert found(shop, "a.yaml", excludes={"": ("a.yaml",)}) == ["!a.yaml"]
    assert found(shop, "a.yaml", excludes={"": ("a.yaml",)}, force=True) == []


def test_what_git_ignores_is_not_found_but_may_be_named(shop: Path) -> None:
    (shop / ".gitignore").write_text("base\n")
    assert found(shop, ".") == ["a.yaml"]
    assert found(shop, "base") == found(shop, "base/deep") == []
    assert found(shop, ".", git=False) == ["a.yaml", "base/b.yaml", "base/deep/c.json"]
    assert found(shop, "base/b.yaml", force=True) == ["!base/b.yaml"]


def test_what_does_not_exist(shop: Path) -> None:
    with pytest.raises(MissingPath, match=r"b\.yaml: no such file or folder"):
        found(shop, "b.yaml")
