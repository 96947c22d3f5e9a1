"""Paths of containers and nodes in their one spelling."""

from __future__ import annotations

import posixpath


def absolute(path: str) -> str:
    """The absolute path without doubled and trailing slashes: a leading `//` stays in Python's reading of paths."""
    return "/" + posixpath.normpath(path).lstrip("/")


def lies_in(path: str, folder: str) -> bool:
    """Whether a path is a folder, or lies below it."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")
