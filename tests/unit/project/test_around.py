"""What lies around linted files."""

from __future__ import annotations

from pathlib import Path

import pytest

from podlint.config import load
from podlint.config.settings import Settings
from podlint.files.reading import Reader
from podlint.findings.result import FileResult
from podlint.kubernetes.kinds import POD_SPECS
from podlint.project import around as module
from podlint.project.around import Around, index, surroundings
from podlint.project.facts import Facts
from podlint.project.roles import Roles


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
    return sorted(Path(path).relative_to(shop).as_posix() for path in found.files)


def test_the_repository_is(shop: Path) -> None:
    assert around(shop, "a.yaml") == ["base/b.yaml", "base/c.yaml", "build/d.yaml", "build/e.yaml"]
    assert around(shop, "base/b.yaml", "base/../a.yaml") == ["base/c.yaml", "build/d.yaml", "build/e.yaml"]


def test_through_a_link_it_is_the_same(shop: Path) -> None:
    (shop.parent / "link").symlink_to("shop")
    found = surroundings([shop.parent / "link" / "base" / "b.yaml"], settings).files
    assert str(shop / "base" / "c.yaml") in found
    assert str(shop / "base" / "b.yaml") not in found, "it is linted"


def test_the_folder_of_the_configuration_is(shop: Path) -> None:
    (shop / "base" / ".podlint.yaml").touch()
    assert around(shop, "base/b.yaml") == ["base/c.yaml"]


def test_a_configuration_from_elsewhere_is_no_project(shop: Path, tmp_path: Path) -> None:
    fixed = Settings(root=tmp_path / "etc", file="podlint.yaml")
    found = surroundings([shop / "a.yaml"], lambda _: fixed).files
    assert str(shop / "base" / "b.yaml") in found


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
        return sorted(Path(path).relative_to(shop).as_posix() for path in files), whole

    monkeypatch.setattr(module, "MANY", 3)
    assert found("base/b.yaml") == (["base/c.yaml"], False), "only its folder is"
    assert found("a.yaml") == ([], False), "and nothing below that"
    assert found("a.yaml", "base/b.yaml") == (["base/c.yaml", "build/d.yaml", "build/e.yaml"], True), (
        "those do not count"
    )
    monkeypatch.setattr(module, "MANY", 2)
    assert found("a.yaml", "base/b.yaml") == (["base/c.yaml"], False)
    assert found("build/d.yaml", "base/b.yaml") == (["base/c.yaml", "build/e.yaml"], False)


def test_each_linted_file_brings_its_project_along(shop: Path) -> None:
    bank = shop.parent / "bank"
    (bank / ".git").mkdir(parents=True)
    for name in ("a.yaml", "b.yaml"):
        (bank / name).touch()
    found = surroundings([shop / "a.yaml", bank / "a.yaml"], settings).files
    assert {Path(path).relative_to(shop.parent).as_posix() for path in found} >= {"shop/base/b.yaml", "bank/b.yaml"}


def test_without_a_repository_the_folder_of_the_file_is(tmp_path: Path) -> None:
    for name in ("a.yaml", "inside/b.yaml", "inside/c.yaml", "inside/deep/d.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = surroundings([tmp_path / "inside" / "b.yaml"], settings).files
    names = sorted(Path(path).relative_to(tmp_path).as_posix() for path in found)
    assert names == ["inside/c.yaml", "inside/deep/d.yaml"]


def test_the_index_is_over_linted_files_and_those_around_them(shop: Path) -> None:
    (shop / "base" / "b.yaml").write_text("kind: Pod\napiVersion: v1\nmetadata: {name: b}\n")
    (shop / "base" / "c.yaml").write_bytes(b"kind: Pod\napiVersion: v1\nmetadata: {name: c}\n# \xff\n")
    (shop / "base" / "kustomization.yaml").write_text("kind: Pod\napiVersion: v1\nmetadata: {name: k}\n")
    name = str(shop / "a.yaml")
    linted = FileResult(name, facts=(Facts(name, 0, (), {"kind": "Pod", "metadata": {"name": "a"}}),))
    files = [str(shop / "base" / name) for name in ("b.yaml", "c.yaml", "gone.yaml", "kustomization.yaml")]
    for whole in (True, False):
        known = index([linted], Around(files, whole), Roles(), POD_SPECS, Reader())
        assert [member.text("metadata", "name") for member in known.members] == ["a", "b"], "what can be read"
        assert known.whole is whole
