"""What a file is, before anything judges it: its role, by its name and by what lies around it."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podlint.files.paths import identity, is_repository
from podlint.files.reading import documents_of
from podlint.findings.result import Skip
from podlint.kustomize.fields import (
    KUSTOMIZATION_NAMES,
    adds_selectors,
    patch_paths,
    resource_paths,
    variables,
)
from podlint.suppression.comments import role_of
from podlint.yaml.markdown import SUFFIXES

if TYPE_CHECKING:
    from podlint.yaml.source import Source

CHART_NAME = "Chart.yaml"
TEMPLATE_SUFFIXES = frozenset({".j2", ".jinja", ".jinja2", ".tmpl", ".gotmpl", ".tpl", ".erb"})


class Role(str, Enum):
    """A file's role.

    `MANIFEST` holds whole objects; `BASE` too, but its kustomization adds their selectors and labels; `PATCH` holds
    parts of objects; `SKIP` says of itself that it is not to be checked; `MARKDOWN` shows objects, and parts of some,
    in fenced blocks. The others are not for the API server.
    """

    MANIFEST = "manifest"
    BASE = "base"
    PATCH = "patch"
    KUSTOMIZATION = "kustomization"
    CHART = "helm-chart"
    HELM_TEMPLATE = "helm-template"
    TEMPLATE = "template"
    MARKDOWN = "markdown"
    SKIP = "skip"

    @property
    def skip(self) -> Skip | None:
        """Why files of this role are not checked; None where they are."""
        return _SKIPPED.get(self)


_SKIPPED = {
    Role.HELM_TEMPLATE: Skip.HELM_TEMPLATE,
    Role.TEMPLATE: Skip.TEMPLATE,
    Role.SKIP: Skip.OWN_WORD,
}


_REASONS = {
    Role.KUSTOMIZATION: "by its name",
    Role.CHART: "by its name",
    Role.HELM_TEMPLATE: "below templates/ of a folder with a Chart.yaml",
    Role.PATCH: "a kustomization names it as a patch",
    Role.BASE: "its kustomization adds labels to selectors",
}


class _Named(NamedTuple):
    """Absolute paths that kustomizations name: patches, resources, those given selectors; and their variables."""

    patches: frozenset[str] = frozenset()
    resources: frozenset[str] = frozenset()
    labelled: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()


class Roles:
    """Looks around files for charts and kustomizations, once in each folder; made anew for each run."""

    def __init__(self) -> None:
        self._charts: dict[Path, bool] = {}
        self._named: dict[Path, _Named] = {}

    def of(self, path: Path) -> Role:
        """The role of a file.

        A file below `templates/` of a folder with a Chart.yaml is a Helm template; one that a kustomization in its
        folder or above names as a patch is a patch (so is all in a folder `patches`, which kubeadm has too), and one to
        which it adds selectors is a base.
        """
        if path.name in KUSTOMIZATION_NAMES:
            return Role.KUSTOMIZATION
        if path.name == CHART_NAME:
            return Role.CHART
        if path.suffix in TEMPLATE_SUFFIXES:
            return Role.TEMPLATE
        absolute = Path(identity(path))
        if self._in_chart(absolute.parent):
            return Role.HELM_TEMPLATE
        named = self._kustomized(absolute.parent)
        if str(absolute) in named.patches or absolute.parent.name == "patches":
            return Role.PATCH
        return Role.BASE if _among(absolute, named.labelled) else Role.MANIFEST

    def variables(self, path: Path) -> frozenset[str] | None:
        """The variables that kustomizations in a file's folder and above fill in; None where none takes the file."""
        absolute = Path(identity(path))
        named = self._kustomized(absolute.parent)
        return named.variables if _among(absolute, named.resources) else None

    def reason(self, path: Path) -> str:
        """Why a file has its role; empty where it is a manifest as any other."""
        role = self.of(path)
        if role is Role.PATCH and Path(identity(path)).parent.name == "patches":
            return "in a folder named patches"
        if role is Role.TEMPLATE:
            return f"named *{path.suffix}"
        return _REASONS.get(role, "")

    def _in_chart(self, folder: Path) -> bool:
        """Whether a folder is, or lies below, the `templates` of a chart."""
        known = self._charts.get(folder)
        if known is None:
            known = folder.name == "templates" and (folder.parent / CHART_NAME).is_file()
            if not known and not _is_root(folder):
                known = self._in_chart(folder.parent)
            self._charts[folder] = known
        return known

    def _kustomized(self, folder: Path) -> _Named:
        """What the kustomizations in `folder` and above it name."""
        known = self._named.get(folder)
        if known is None:
            known = _Named() if _is_root(folder) else self._kustomized(folder.parent)
            for name in KUSTOMIZATION_NAMES:
                for data in documents_of(folder / name):
                    taken = {identity(folder / p) for p in resource_paths(data)}
                    known = _Named(
                        known.patches | {identity(folder / p) for p in patch_paths(data)},
                        known.resources | taken,
                        known.labelled | taken if adds_selectors(data) else known.labelled,
                        known.variables | set(variables(data)),
                    )
            self._named[folder] = known
        return known


def _among(path: Path, named: frozenset[str]) -> bool:
    """Whether a path, or a folder that it lies in, is named."""
    return bool(named) and any(str(p) in named for p in (path, *path.parents))


def _is_root(folder: Path) -> bool:
    """Whether the search upward ends here: at the repository's root, or the file system's."""
    return folder.parent == folder or is_repository(folder)


def role_said(source: Source, role: Role) -> Role:
    """The role of a file; what its header says goes before where it lies."""
    said = None if source.path.endswith(SUFFIXES) else role_of(source)
    return role if said is None else Role(said)
