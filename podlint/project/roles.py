"""What a file is, before anything judges it: its role, by its name and by what lies around it."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files.paths import identity, is_file, is_repository, shown
from podlint.findings.result import Skip
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.kustomizations import Kustomizations
from podlint.suppression.comments import role_of
from podlint.yaml.markdown import SUFFIXES

if TYPE_CHECKING:
    from podlint.kustomize.graph import Graph
    from podlint.project.assertions import Assertions
    from podlint.project.loose_patches import LoosePatches
    from podlint.yaml.source import Source

CHART_NAME = "Chart.yaml"
CHAINSAW_TESTS = ("chainsaw-test.yaml", "chainsaw-test.yml")
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
}


class Roles:
    """Looks around files for charts and kustomizations; made anew for each run."""

    def __init__(self, kustomizations: Kustomizations | None = None) -> None:
        self.kustomizations = Kustomizations() if kustomizations is None else kustomizations
        self._charts: dict[Path, bool] = {}
        self._loose: LoosePatches | None = None
        self._assertions: Assertions | None = None
        self._tested: dict[Path, bool] = {}

    def of(self, path: Path) -> Role:
        """The role of a file.

        A file below `templates/` of a folder with a Chart.yaml is a Helm template; one that a kustomization of the
        project names as a patch is a patch (so is all in a folder `patches`, which kubeadm has too, what
        `loose_patches` finds, and what tests assert), and one to which some add selectors, wherever they lie, is a
        base.
        """
        if path.name in KUSTOMIZATION_NAMES:
            return Role.KUSTOMIZATION
        if path.name == CHART_NAME:
            return Role.CHART
        if path.suffix in TEMPLATE_SUFFIXES:
            return Role.TEMPLATE
        file = identity(path)
        folder = Path(file).parent
        if self._in_chart(folder):
            return Role.HELM_TEMPLATE
        graph = self.kustomizations.around(folder)
        if folder.name == "patches" or graph.patched_by(file) or self._loosely(file, graph):
            return Role.PATCH
        if self._asserted(path, graph):
            return Role.PATCH
        return Role.BASE if graph.adds_selectors(file) else Role.MANIFEST

    def takers(self, file: str) -> frozenset[str]:
        """The kustomizations that take a file, by its identity, themselves or through others."""
        return self.kustomizations.around(Path(file).parent).scopes(file)

    def builds(self, path: Path) -> bool:
        """Whether a kustomization takes a file, uses it as a patch, or is it: then it is read for what is built too."""
        file = identity(path)
        graph = self.kustomizations.around(Path(file).parent)
        return file in graph or bool(graph.scopes(file)) or bool(graph.patched_by(file))

    def variables(self, path: Path) -> frozenset[str] | None:
        """The variables that kustomizations fill in for a file; None where none takes it."""
        file = identity(path)
        return self.kustomizations.around(Path(file).parent).variables(file)

    def reason(self, path: Path) -> str:
        """Why a file has its role; empty where it is a manifest as any other."""
        role = self.of(path)
        file = identity(path)
        graph = self.kustomizations.graph
        if role is Role.PATCH:
            naming = graph.patched_by(file)
            if naming:
                return f"a patch of {shown(min(naming))}"
            return self._loosely(file, graph) or self._asserted(path, graph) or "in a folder named patches"
        if role is Role.BASE:
            return f"{shown(min(graph.selected_by(file)))} adds labels to selectors"
        return f"named *{path.suffix}" if role is Role.TEMPLATE else _REASONS.get(role, "")

    def _loosely(self, file: str, graph: Graph) -> str:
        """Why a file is a patch that no kustomization uses; empty where it is none."""
        folder = Path(file).parent
        if graph.resolver.inside(str(folder)) is None and graph.resolver.inside(str(folder.parent)) is None:
            return ""
        if self._loose is None:
            from podlint.project.loose_patches import LoosePatches

            self._loose = LoosePatches(self.kustomizations.read)
        return self._loose.reason(file, graph)

    def _asserted(self, path: Path, graph: Graph) -> str:
        """Why a file is an assertion of a test; empty where it is none: what a kustomization takes never is."""
        tested = self._tested.get(path.parent)
        if tested is None:
            tested = any(is_file(path.parent / name) for name in CHAINSAW_TESTS)
            self._tested[path.parent] = tested
        named = "assert" in path.name or "error" in path.name
        if not (named or tested) or graph.scopes(identity(path)):
            return ""
        if self._assertions is None:
            from podlint.project.assertions import Assertions

            self._assertions = Assertions(self.kustomizations.read, CHAINSAW_TESTS)
        return self._assertions.reason(path)

    def _in_chart(self, folder: Path) -> bool:
        """Whether a folder is, or lies below, the `templates` of a chart."""
        known = self._charts.get(folder)
        if known is None:
            known = folder.name == "templates" and is_file(folder.parent / CHART_NAME)
            if not known and folder.parent != folder and not is_repository(folder):
                known = self._in_chart(folder.parent)
            self._charts[folder] = known
        return known


def role_said(source: Source, role: Role) -> Role:
    """The role of a file; what its header says goes before where it lies."""
    said = None if source.path.endswith(SUFFIXES) else role_of(source)
    return role if said is None else Role(said)
