"""Files that are patches though no kustomization names them as such: their entry is commented out, or left to others.

A merge patch is never sent to the API server by itself, so that nothing is said of what it lacks.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from podlint.files.paths import identity, shown
from podlint.files.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.kustomize.graph import Graph

_CALLED = re.compile(r"(?:.*[-_.])?patch(?:[-_.].*)?\.(?:ya?ml|json)", re.IGNORECASE)
_SECTION = re.compile(r"#*\s?([A-Za-z0-9]+):\s*(?:#.*)?")
_ENTRY = re.compile(r"\s*#[#\s]*(?:-\s*)?(path:\s*)?[\"']?([^\s\"'#]+\.(?:ya?ml|json))[\"']?\s*(?:#.*)?")
_PATCHES = frozenset({"patches", "patchesStrategicMerge", "patchesJson6902"})


class LoosePatches:
    """Looks for such files; each kustomization is read once. `read` gives the documents of a file."""

    def __init__(self, read: Callable[[str], list[Any]]) -> None:
        self._read = read
        self._commented: dict[str, frozenset[str]] = {}
        self._based: dict[str, frozenset[tuple[str, str]]] = {}

    def reason(self, file: str, graph: Graph) -> str:
        """Why a file is a patch; empty where it is none: what a kustomization takes as a resource never is."""
        if graph.scopes(file):
            return ""
        folder = os.path.split(file)[0]
        beside = [found for place in (folder, os.path.split(folder)[0]) if (found := graph.resolver.inside(place))]
        if any(file in self._in_comments(kustomization) for kustomization in beside):
            return "a patch whose entry in a kustomization is commented out"
        called = _CALLED.fullmatch(os.path.split(file)[1]) is not None
        broken = next(filter(graph.is_broken, beside), None)
        if called and broken is not None:
            return f"called a patch, and {shown(broken)} cannot be read"
        if beside and (called or broken is not None):
            own = frozenset(_named(self._read(file)))
            if own and own <= self._in_bases(broken or beside[0], graph):
                words = "called a patch, and of an object of a base"
                return words if called else f"of an object of a base, and {shown(broken or '')} cannot be read"
        return ""

    def _in_comments(self, kustomization: str) -> frozenset[str]:
        """The files that comments in a kustomization name as patches."""
        if kustomization not in self._commented:
            try:
                text = Reader()(kustomization).decode("utf-8", "replace")
            except OSError:
                text = ""
            folder = os.path.split(kustomization)[0]
            found = (identity(os.path.join(folder, entry)) for entry in commented(text))
            self._commented[kustomization] = frozenset(found)
        return self._commented[kustomization]

    def _in_bases(self, kustomization: str, graph: Graph) -> frozenset[tuple[str, str]]:
        """Kind and name of the objects that a kustomization takes."""
        if kustomization not in self._based:
            graph.add([kustomization])
            found = (named for file in graph.files(kustomization) for named in _named(self._read(file)))
            self._based[kustomization] = frozenset(found)
        return self._based[kustomization]


def commented(text: str) -> Iterator[str]:
    """The entries of patches that are commented out in the text of a kustomization."""
    section: str | None = None
    for line in text.splitlines():
        if (match := _SECTION.fullmatch(line)) is not None:
            section = match[1]
        elif (match := _ENTRY.fullmatch(line)) is not None and (section in _PATCHES or (section is None and match[1])):
            yield match[2]


def _named(documents: list[Any]) -> Iterator[tuple[str, str]]:
    for data in documents:
        meta = data.get("metadata") if isinstance(data, dict) else None
        if isinstance(meta, dict):
            yield str(data.get("kind")), str(meta.get("name"))
