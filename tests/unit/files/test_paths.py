from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.files import paths

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file, and a link to the folder beside it; the current folder is the real one."""
    (tmp_path / "real" / "base").mkdir(parents=True)
    (tmp_path / "real" / "pod.yaml").write_text("")
    (tmp_path / "linked").symlink_to("real")
    monkeypatch.chdir(tmp_path / "real")
    return tmp_path


@pytest.mark.parametrize("given", ["pod.yaml", "./pod.yaml", "base/../pod.yaml", "{shop}/real/pod.yaml"])
def test_however_it_is_named_a_file_is_the_same_and_shown_the_same(shop: Path, given: str) -> None:
    path = given.format(shop=shop)
    assert paths.identity(path) == str(shop / "real" / "pod.yaml")
    assert paths.shown(path) == "pod.yaml"


def test_a_file_reached_through_a_linked_folder_is_the_same(shop: Path) -> None:
    assert paths.identity(shop / "linked" / "pod.yaml") == paths.identity("pod.yaml")
    assert paths.shown(shop / "linked" / "pod.yaml") == "pod.yaml"


def test_a_linked_file_is_another_one(shop: Path) -> None:
    (shop / "real" / "other.yaml").symlink_to("pod.yaml")
    assert paths.identity("other.yaml") != paths.identity("pod.yaml")


def test_what_lies_outside_of_the_current_folder_is_shown_whole(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "real" / "base")
    assert paths.shown("../pod.yaml") == (shop / "real" / "pod.yaml").as_posix()


def test_the_root_has_a_name(shop: Path) -> None:
    assert paths.identity("/") == "/"
    assert paths.shown(".") == "."


def test_a_submodule_is_a_repository(shop: Path) -> None:
    (shop / ".git").mkdir()
    (shop / "real" / ".git").write_text("gitdir: ../.git/modules/real\n")
    assert paths.repository(shop / "real" / "base") == shop / "real"
    assert paths.repository(shop) == shop


def test_to_code_hosts_a_submodule_is_part_of_the_whole(shop: Path) -> None:
    (shop / ".git").mkdir()
    (shop / "real" / ".git").write_text("gitdir: ../.git/modules/real\n")
    assert paths.repository(shop / "real" / "base", whole=True) == shop
    (shop / "real" / ".git").write_text("gitdir: /elsewhere/.git/worktrees/real\n")
    assert paths.repository(shop / "real" / "base", whole=True) == shop / "real"


def test_a_submodule_alone_is_the_whole(shop: Path) -> None:
    (shop / "real" / ".git").write_text("gitdir: ../.git/modules/real\n")
    assert paths.repository(shop / "real" / "base", whole=True) == shop / "real"


def test_a_folder_is_known_by_where_its_link_leads(shop: Path) -> None:
    assert paths.real(shop / "linked") == str(shop / "real")
    assert paths.real("..") == str(shop)


def test_the_path_below_a_folder() -> None:
    assert paths.below("/shop/base/pod.yaml", "/shop") == "base/pod.yaml"
    assert paths.below("/shop/pod.yaml", "/") == "shop/pod.yaml"
    assert paths.below("/shopping/pod.yaml", "/shop") is None
    assert paths.below("/shop", "/shop") is None


def test_what_a_shell_gives_keeps_its_name() -> None:
    assert paths.identity("/dev/fd/63") == "/dev/fd/63"
