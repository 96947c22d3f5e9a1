"""Paths that the system cannot mean: there is no such file, and nothing fails for it."""

from __future__ import annotations

import pytest

from podlint.files.reading import Reader

ODD = ["a\0", "a\0/b.yaml", "/a/\0.yaml", "\ud800", "\ud800/a.yaml"]


@pytest.mark.parametrize("path", ODD, ids=ascii)
def test_there_is_no_such_file(path: str) -> None:
    reader = Reader(unsaved={"/a.yaml": b"a: 1\n"}, named=["/a.yaml"])
    with pytest.raises(FileNotFoundError):
        reader(path)
    with pytest.raises(FileNotFoundError):
        reader.source(path)
    assert reader.documents(path) == []
    assert reader.parsed(path) is None
