"""What there is to say of builds themselves: what Kustomize refuses, patches without effect, and what is not judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from podlint.engine.patches import is_inline
from podlint.files.paths import identity, shown
from podlint.findings import guard
from podlint.findings.finding import Finding, Severity
from podlint.rule import INTERNAL_ERROR, EngineRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.config.select import Selected
    from podlint.engine.overlays import Overlay
    from podlint.engine.plan import Plan
    from podlint.files.reading import Reader
    from podlint.findings.result import FileResult
    from podlint.kustomize.graph import Graph
    from podlint.yaml.place import Location

_OF_OBJECTS = (
    *(EngineRule.MISSING_FIELD, EngineRule.ONE_OF_VIOLATION, EngineRule.OUT_OF_RANGE),
    *(EngineRule.INVALID_NAME, EngineRule.SECRET_INVALID, EngineRule.DUPLICATE_LIST_ENTRY, EngineRule.CRD_SCHEMA),
    *(EngineRule.PLACEHOLDER, EngineRule.REMOVED_API, EngineRule.DEPRECATED_API),
)
OF_TEXT = frozenset(own.value for own in EngineRule if own not in _OF_OBJECTS)
"""Rules about the text of a file, whatever a kustomization makes of it: syntax, fields, types, enumerations."""


class Refusals:
    """What is known of the builds of overlays, for the results of files. `plan_of` gives the plan of a file."""

    def __init__(self, graph: Graph, reader: Reader, plan_of: Callable[[str], Plan], overlays: list[Overlay]) -> None:
        self._graph = graph
        self._reader = reader
        self._plan = plan_of
        self._overlays = overlays
        self._unknown: dict[str, list[str]] = defaultdict(list)
        self._refusals: dict[str, list[tuple[str, Location, str]]] = defaultdict(list)
        self._without_effect: dict[str, Counter[tuple[Location, str]]] = defaultdict(Counter)
        self._refusing: dict[str, str] = {}
        self._refused_files: set[str] = set()

    def note(self, overlay: Overlay) -> None:
        """Keep what there is to say of a build itself, by the files that it is about."""
        top = guard.top(shown(overlay.file))
        if overlay.refused:
            self._refused_files.add(overlay.file)
            own = [problem.reason for problem in overlay.refused if problem.ours]
            self._unknown[top.path] += own or ["Kustomize refuses it"]
        for gap in overlay.build.gaps:
            self._unknown[(gap.location or top).path].append(gap.reason)
        for problem in overlay.refused:
            if problem.ours:
                continue
            at = problem.location or top
            self._refusals[at.path].append((overlay.name, at, problem.reason))
        if not overlay.refused:
            places = {(gap.location, gap.reason) for gap in overlay.build.ineffective if gap.location is not None}
            for at, reason in places:
                self._without_effect[at.path][at, reason] += 1

    def as_text(self, result: FileResult) -> FileResult:
        """A result without what is said of whole objects, where Kustomize refuses all that takes the file.

        What it would make of them is not known, and would follow from a mistake that is said where it stands.
        """
        if not self._refused_files:
            return result
        if result.path not in self._refusing:
            takers = roots([result.path], self._graph)
            is_object = identity(result.path) not in self._graph
            all_refuse = bool(takers) and is_object and takers <= self._refused_files
            self._refusing[result.path] = shown(min(takers)) if all_refuse else ""
        by = self._refusing[result.path]
        if not by:
            return result
        findings = tuple(f for f in result.findings if f.rule in OF_TEXT or f.rule == INTERNAL_ERROR)
        words = f"only the text is checked: Kustomize refuses {by}"
        reason = result.reason if words in result.reason else "; ".join(filter(None, (result.reason, words)))
        return result._replace(findings=findings, reason=reason)

    def with_builds(self, result: FileResult) -> FileResult:
        """A result with what Kustomize refuses in its file, and with patches that change nothing in any overlay."""
        result = result._replace(unknown=tuple(dict.fromkeys(self._unknown.get(result.path, ()))))
        found = [*self._refused(result), *self._ineffective(result)]
        return result.adding(found, self._reader.source(result.path)) if found else result

    def _refused(self, result: FileResult) -> Iterator[Finding]:
        """What Kustomize refuses in a file, unless an error there is likely to be the cause, and says it better."""
        if any(f.severity is Severity.ERROR and f.rule in OF_TEXT and _stops(f) for f in result.findings):
            return
        known = {f.location.start.line for f in result.findings}
        for overlay, at, reason in self._refusals.get(result.path, ()):
            selected = self._selected(result.path, EngineRule.KUSTOMIZATION_INVALID)
            if selected is not None and at.start.line not in known:
                known.add(at.start.line)
                what = "this folder" if overlay == "." else overlay
                yield selected.finding(f"Kustomize refuses {what}: {reason}", at)

    def _ineffective(self, result: FileResult) -> Iterator[Finding]:
        """The patches in a file that change nothing in any overlay that the file is a part of."""
        counts, file = self._without_effect.get(result.path), identity(result.path)
        selected = self._selected(result.path, EngineRule.PATCH_WITHOUT_EFFECT) if counts is not None else None
        if counts is None or selected is None or file not in self._graph:
            return
        parts = sum(self._graph.leads_to(one.file, file) and not one.refused for one in self._overlays)
        for (at, reason), count in counts.items():
            if count == parts:
                help = "correct the target, or remove the patch" if "target" in reason else "remove it"
                yield selected.finding(f"this patch {reason}", at, help=help)

    def _selected(self, path: str, rule: EngineRule) -> Selected | None:
        return self._plan(path).engine.get(rule)

    def notes(self, results: Iterable[FileResult]) -> Iterator[str]:
        """Words on refused kustomizations that none of the results tells of."""
        known = {result.path for result in results}
        for file in sorted(self._refusing.keys() & known):
            by = self._refusing[file]
            if by and by not in known:
                yield f"{file}: only its text is checked, since Kustomize refuses {by}"
        for overlay in self._overlays:
            file = shown(overlay.file)
            places = [(problem.location or guard.top(file), problem.reason) for problem in overlay.refused]
            if file in known and places and known.isdisjoint(at.path for at, _ in places):
                at, reason = places[0]
                yield f"{file}: Kustomize refuses it: {at}: {reason}"

    def judges(self, path: str) -> bool:
        """Whether nothing that uses a file is refused: else findings of what it becomes may be missing."""
        return not self._refused_files or self._refused_files.isdisjoint(roots([path], self._graph))


def _stops(finding: Finding) -> bool:
    """Whether an error in a kustomization may stop Kustomize: in a patch that stands there, only a key set twice."""
    return not is_inline(finding.pointer) or finding.rule == EngineRule.DUPLICATE_KEY.value


def roots(files: Iterable[str], graph: Graph) -> set[str]:
    """The kustomizations that no other one takes, and that take a file, are it, or use it as a patch."""
    concerned: set[str] = set()
    for name in files:
        file = identity(name)
        concerned |= graph.scopes(file)
        concerned |= graph.taking(graph.patched_by(file))
        if file in graph:
            concerned |= graph.taking([file])
    return concerned & set(graph.roots())
