"""Paths of Windows, on whatever system: drives, backslashes, and forward slashes in what reports show."""

from __future__ import annotations

import ntpath
from pathlib import PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest

from podlint.files import globs, paths
from podlint.kustomize import resolve
from podlint.kustomize.build import files

HERE = r"C:\shop"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules that know paths, with the rules of Windows, in the current folder C:\\shop; there are no links."""
    os: Any = SimpleNamespace(path=ntpath, sep="\\", fspath=str)
    for module in (paths, resolve, files):
        monkeypatch.setattr(module, "os", os)
    monkeypatch.setattr(paths, "_real", lambda folder: folder)
    monkeypatch.setattr(ntpath, "abspath", lambda path: ntpath.normpath(ntpath.join(HERE, path)))


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("given", "known", "shown"),
    [
        ("a.yaml", r"C:\shop\a.yaml", "a.yaml"),
        (r"base\a.yaml", r"C:\shop\base\a.yaml", "base/a.yaml"),
        ("base/../a.yaml", r"C:\shop\a.yaml", "a.yaml"),
        (r"..\other\a.yaml", r"C:\other\a.yaml", "C:/other/a.yaml"),
        (r"D:\shop\a.yaml", r"D:\shop\a.yaml", "D:/shop/a.yaml"),
        (r"C:\shopping\a.yaml", r"C:\shopping\a.yaml", "C:/shopping/a.yaml"),
        (r"\\host\share\a.yaml", r"\\host\share\a.yaml", "//host/share/a.yaml"),
    ],
)
def test_a_file_has_one_identity_and_is_shown_with_slashes(given: str, known: str, shown: str) -> None:
    assert paths.identity(PureWindowsPath(given)) == known  # type: ignore[arg-type]
    assert paths.shown(given) == shown


@pytest.mark.usefixtures("windows")
def test_what_lies_below_a_folder() -> None:
    assert paths.below(r"C:\shop\base\a.yaml", HERE) == "base/a.yaml"
    assert paths.below(r"C:\a.yaml", "C:\\") == "a.yaml"
    assert paths.below(r"C:\shopping\a.yaml", HERE) is None
    assert paths.below(r"D:\shop\a.yaml", HERE) is None


@pytest.mark.usefixtures("windows")
def test_globs_have_slashes() -> None:
    file, root = PureWindowsPath(r"C:\shop\base\a.yaml"), PureWindowsPath(HERE)
    assert globs.matches(file, root, ("base/*.yaml",))  # type: ignore[arg-type]
    assert globs.matches(file, root, ("**/a.yaml",))  # type: ignore[arg-type]
    assert not globs.matches(file, root, (r"base\*.yaml", "other/*"))  # type: ignore[arg-type]


@pytest.mark.usefixtures("windows")
def test_kustomizations_name_files_with_slashes() -> None:
    known = {r"C:\shop\base\a.yaml", r"C:\shop\prod\kustomization.yaml"}
    resolver = resolve.Resolver(lambda file: [], known.__contains__, lambda folder: folder in (r"C:\shop\base",))
    kustomization = r"C:\shop\prod\kustomization.yaml"
    assert resolver.path(kustomization, "../base/a.yaml") == r"C:\shop\base\a.yaml"
    assert resolver.path(kustomization, "..\\base\\a.yaml") == r"C:\shop\base\a.yaml"
    assert files.with_slashes(r"C:\shop\base\a.yaml") == "C:/shop/base/a.yaml"


def test_uris_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("lsprotocol")
    from podlint.lsp import convert

    def path(text: str) -> str:
        """What url2pathname does with the path of such a URI on Windows."""
        return text.lstrip("/").replace("|", ":").replace("/", "\\")

    monkeypatch.setattr(convert, "url2pathname", path)
    monkeypatch.setattr(convert, "Path", PureWindowsPath)
    monkeypatch.setattr(convert, "identity", lambda given: str(PureWindowsPath(given)))
    assert convert.path_of("file:///C:/shop/a%20b.yaml") == r"C:\shop\a b.yaml"
    assert convert.path_of("file:///c%3A/shop/a.yaml") == r"c:\shop\a.yaml"
    assert convert.path_of("file:///relative.yaml") is None
    assert convert.uri(r"C:\shop\a b.yaml") == "file:///C:/shop/a%20b.yaml"
