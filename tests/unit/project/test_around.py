"""What lies around linted files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.config import load
from podlint.config.settings import Settings
from podlint.project import around as module
from podlint.project.around import surroundings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository, in a folder that has files too."""
    root = tmp_path / "shop"
    for name in ("a.yaml", "base/b.yaml", "base/c.yaml", "build/d.yaml", "build/e.yaml", "../outside.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / ".git").mkdir()
    return root


def settings(folder: Path) -> Settings:
    file = load.find(folder)
    return Settings() if file is None else load.read(file, ("1.33",))


def around(shop: Path, *linted: str) -> list[str]:
    found = surroundings([shop / name for name in linted], settings)
    assert found.whole
    return sorted(path.relative_to(shop).as_posix() for path in found.files)


def test_the_repository_is(shop: Path) -> None:
    assert around(shop, "a.yaml") == ["base/b.yaml", "base/c.yaml", "build/d.yaml", "build/e.yaml"]
    assert around(shop, "base/b.yaml", "base/../a.yaml") == ["base/c.yaml", "build/d.yaml", "build/e.yaml"]


def test_through_a_link_it_is_the_same(shop: Path) -> None:
    (shop.parent / "link").symlink_to("shop")
    found = surroundings([shop.parent / "link" / "base" / "b.yaml"], settings).files
    assert shop / "base" / "c.yaml" in found
    assert shop / "base" / "b.yaml" not in found, "it is linted"


def test_the_folder_of_the_configuration_is(shop: Path) -> None:
    (shop / "base" / ".podlint.yaml").touch()
    assert around(shop, "base/b.yaml") == ["base/c.yaml"]


def test_a_configuration_from_elsewhere_is_no_project(shop: Path, tmp_path: Path) -> None:
    fixed = Settings(root=tmp_path / "etc", file="podlint.yaml")
    found = surroundings([shop / "a.yaml"], lambda _: fixed).files
    assert shop / "base" / "b.yaml" in found


def test_what_git_ignores_is_not(shop: Path) -> None:
    (shop / ".gitignore").write_text("build/\n")
    assert around(shop, "a.yaml") == ["base/b.yaml", "base/c.yaml"]
    (shop / ".podlint.yaml").write_text("gitignore: false\n")
    assert around(shop, "a.yaml") == ["base/b.yaml", "base/c.yaml", "build/d.yaml", "build/e.yaml"]


def test_what_is_excluded_is_not(shop: Path) -> None:
    (shop / ".podlint.yaml").write_text("exclude: [/build]\n")
    (shop / "base" / ".podlint.yaml").write_text("exclude: [c.yaml]\n")
    assert around(shop, "a.yaml") == ["base/b.yaml"]


def test_the_neighbours_of_an_ignored_file_are(shop: Path) -> None:
    (shop / ".gitignore").write_text("build/\n")
    assert around(shop, "build/d.yaml") == ["a.yaml", "base/b.yaml", "base/c.yaml", "build/e.yaml"]


def test_a_wrong_configuration_of_another_folder_does_not_matter(shop: Path) -> None:
    (shop / "base" / ".podlint.yaml").write_text("exclude: 3\n")
    assert "base/b.yaml" in around(shop, "a.yaml")


def test_a_project_with_very_many_files_is_not_read_for_the_sake_of_a_few(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(*linted: str) -> tuple[list[str], bool]:
        files, whole = surroundings([shop / name for name in linted], settings)
        return sorted(path.relative_to(shop).as_posix() for path in files), whole

    monkeypatch.setattr(module, "MANY", 3)
    assert found("base/b.yaml") == (["base/c.yaml"], False), "only its folder is"
    assert found("a.yaml") == ([], False), "and nothing below that"
    assert found("a.yaml", "base/b.yaml") == (["base/c.yaml", "build/d.yaml", "build/e.yaml"], True), (
        "those do not count"
    )
    monkeypatch.setattr(module, "MANY", 2)
    assert found("a.yaml", "base/b.yaml") == (["base/c.yaml"], False)
    assert found("build/d.yaml", "base/b.yaml") == (["base/c.yaml", "build/e.yaml"], False)
