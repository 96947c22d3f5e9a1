"""Paths of containers and nodes in their one spelling."""

from __future__ import annotations

import posixpath


def absolute(path: str) -> str:
    """The absolute path without doubled and trailing slashes: a leading `//` stays in Python's reading of paths."""
    return "/" + posixpath.normpath(path).lstrip("/")
