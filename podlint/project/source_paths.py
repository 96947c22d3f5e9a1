"""Folders that objects of Flux and Argo CD name in a repository: which are in this one, and which are not there.

Whether a source is this repository is not written anywhere that podlint reads: it is taken for it where the folder of
another object with the same source is here.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from podlint.files.paths import exists, is_folder, repository
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kubernetes.view import View
    from podlint.project.index import Index, Member

_FLUX = ("kustomize.toolkit.fluxcd.io", "Kustomization")
_HELM = ("helm.toolkit.fluxcd.io", "HelmRelease")
_ARGO = ("argoproj.io", "Application")
KINDS = (_FLUX, _HELM, _ARGO)
_Source = tuple[str, ...]


class SourcePath(NamedTuple):
    """A folder that an object names, where that stands, and the source that it is in."""

    source: _Source
    view: View
    path: PurePosixPath


class Missing(NamedTuple):
    """A folder that is not there, and the names of those that lie where it would.

    Of its path as it is written, `there` is the part that ends in the first one that is not.
    """

    view: View
    path: str
    there: PurePosixPath
    beside: list[str]

    def instead(self, name: str) -> str:
        """The path with another name for the folder that is not there."""
        start = self.path.find(str(self.there))
        rest = self.path[start + len(str(self.there)) :]
        return f"{self.path[:start]}{self.there.with_name(name)}{rest}" if start >= 0 else name


def missing_paths(member: Member, index: Index) -> Iterator[Missing]:
    """The folders that an object names in this repository and that are not there, below one that is."""
    for own in _paths(member):
        root = _root(member)
        if exists(root / own.path):
            continue
        here = own.path
        while here.name and not is_folder(root / here.parent):
            here = here.parent
        here_too = index.remember("sources that are here", lambda: _here(index))
        if here.name and own.source in here_too:
            folders = [name for name in _names(root / here.parent) if is_folder(root / here.parent / name)]
            yield Missing(own.view, own.view.text() or "", here, folders)


def _paths(member: Member) -> Iterator[SourcePath]:
    if (member.group, member.kind) == _FLUX:
        yield from _of_flux(member, member.at("spec", "sourceRef"), member.at("spec", "path"))
    elif (member.group, member.kind) == _HELM:
        chart = member.at("spec", "chart", "spec")
        if chart is not None:
            yield from _of_flux(member, chart.at("sourceRef"), chart.at("chart"))
    elif (member.group, member.kind) == _ARGO:
        for source in (member.at("spec", "source"), *member.each("spec", "sources")):
            address = source.text("repoURL") if source is not None else None
            if source is not None and address and source.get("chart") is None:
                yield from _path(source.at("path"), (address.removesuffix("/").removesuffix(".git"),))


def _of_flux(member: Member, reference: View | None, view: View | None) -> Iterator[SourcePath]:
    name = reference.text("name") if reference is not None else None
    if reference is not None and name and reference.get("kind") == "GitRepository":
        space = reference.text("namespace") or member.namespace or ""
        yield from _path(view, ("GitRepository", space, name))


def _path(view: View | None, source: _Source) -> Iterator[SourcePath]:
    text = view.text() if view is not None else None
    path = PurePosixPath((text or "").lstrip("/"))
    if view is not None and path.parts and ".." not in path.parts:
        yield SourcePath(source, view, path)


def _here(index: Index) -> set[_Source]:
    """The sources of which an object names a folder that is here."""
    found: set[_Source] = set()
    for kind in KINDS:
        for member in index.of_kind(*kind):
            for one in _paths(member):
                if one.source not in found and is_folder(_root(member) / one.path):
                    found.add(one.source)
    return found


def _root(member: Member) -> Path:
    """The folder of the repository that an object lies in; the current one where there is none."""
    return repository(Path(member.known.file).parent) or Path()


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
