"""Overlays built and their objects judged, one after the other: little of what is built is held longer than that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine import objects
from podlint.engine.alike import Alike
from podlint.engine.elsewhere import is_base, left_open
from podlint.engine.merging import Seen
from podlint.engine.overlays import BuiltObject, Judged, Look, Overlay, known_of, named
from podlint.engine.refusals import OF_TEXT
from podlint.files.paths import shown
from podlint.findings import guard
from podlint.kubernetes.objects import looks_like_object, make_object
from podlint.kustomize.build import Builder, BuiltDocument
from podlint.project.roles import Role
from podlint.suppression.comments import annotated
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podlint.engine.plan import Plan
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure
    from podlint.kubernetes.view import KubeObject
    from podlint.kustomize.build import Built
    from podlint.kustomize.graph import Graph
    from podlint.project.facts import Facts
    from podlint.suppression.apply import Vocabulary
    from podlint.yaml.document import Document
    from podlint.yaml.parsed import Parsed
    from podlint.yaml.place import Location
    from podlint.yaml.source import Source


OBJECTS = 500
"""So many built objects are held for cross-object rules; where there are more, overlays are built again for these."""


class Looks(NamedTuple):
    """What there is to say of some overlays; `used` are the words of suppressions that have hidden something."""

    overlays: list[Look]
    failures: list[Failure]
    used: set[Location]


class Looker:
    """Looks at what overlays build.

    `plan_of` gives the plan of a file; `vocabulary` is what words of suppressions mean,
    None where these do not count.
    """

    def __init__(
        self, graph: Graph, reader: Reader, plan_of: Callable[[str], Plan], vocabulary: Vocabulary | None
    ) -> None:
        self._graph = graph
        self._reader = reader
        self._plan = plan_of
        self._vocabulary = vocabulary
        self._held: dict[str, list[Document]] = {}
        self._again: tuple[str, list[Document]] = "", []

    def look(self, overlays: Sequence[str]) -> Looks:
        """What there is to say of overlays that are made of the same files."""
        looks = Looks([], [], set())
        builder = self._builder()
        built: list[tuple[Overlay, list[tuple[BuiltObject, KubeObject]]]] = []
        for file in overlays:
            try:
                overlay = self._build(file, builder)
                built.append((overlay, list(self._objects(overlay))))
            except guard.RAISED as error:
                looks.failures.append(guard.failure("building", shown(file), error))
        alike = Alike()
        for overlay, pairs in built:
            judged = [self._judged(overlay, one, target, alike, looks) for one, target in pairs]
            looks.overlays.append(Look(overlay, judged))
            if len(pairs) + sum(map(len, self._held.values())) <= OBJECTS:
                self._held[overlay.file] = [target.document for _, target in pairs]
        for overlay, _ in built:
            overlay.build.objects = []
        return looks

    def document(self, overlay: str, number: int) -> Document:
        """The document of an object that an overlay builds, which may be built again. Raises LookupError."""
        if overlay in self._held:
            return self._held[overlay][number]
        if self._again[0] != overlay:
            documents = [target.document for _, target in self._objects(self._build(overlay, self._builder()))]
            self._again = overlay, documents
        return self._again[1][number]

    def _builder(self) -> Builder:
        def read(path: str) -> bytes | tuple[Source, Parsed] | None:
            try:
                return self._reader.parsed(path) or self._reader(path)
            except OSError:
                return None

        return Builder(read, shown, strict=False)

    @staticmethod
    def _build(file: str, builder: Builder) -> Overlay:
        return Overlay(file, shown(Path(file).parent), builder.build(Path(file).parent))

    def _objects(self, overlay: Overlay) -> Iterator[tuple[BuiltObject, KubeObject]]:
        """The objects of an overlay that are known, and can be judged."""
        base = is_base(Path(overlay.file).parent)
        several = len({id(self._plan(shown(file))) for file in self._graph.reads(overlay.file)}) > 1
        for built in overlay.build.objects if not overlay.refused else ():
            origin = built.place(())
            if origin is None or not looks_like_object(built.data):
                continue
            lines = origin.document.source.path, origin.document.index, origin.path
            plan = self._plan(lines[0])
            files = {id(plan): lines[0], **(self._files(built, plan) if several else {})}
            data = left_open(built.data) if base else built.data
            target = make_object(BuiltDocument(built, origin.document), data, (), plan.pod_specs)
            target.variables = frozenset()  # a kustomization takes it, and has filled its variables in
            name = named(target, origin.document.value(origin.path))
            ignores = annotated(target, plan.foreign) if self._vocabulary is not None else ()
            yield BuiltObject(lines, tuple(files.values()), name, ignores, built.is_open), target

    def _files(self, built: Built, first: Plan) -> dict[int, str]:
        """The files that the values of an object stand in: one for each plan but the first."""
        found: dict[int, str] = {}
        for file in sorted({origin.document.source.path for _, origin in built.values() if origin is not None}):
            plan = self._plan(file)
            if plan is not first:
                found.setdefault(id(plan), file)
        return found

    def _judged(self, overlay: Overlay, built: BuiltObject, target: KubeObject, alike: Alike, looks: Looks) -> Judged:
        """What the rules of one object say of a built one."""
        seen: list[Seen] = []
        facts: Facts | None = None
        plans = [*map(self._plan, built.files)]
        for plan in plans:
            try:
                judged = alike.judge(target, plan)
                known = known_of(built, target)
                found = objects.judge(known, plan, Role.PATCH).found if built.open else judged.found
            except guard.RAISED as error:
                looks.failures.append(guard.failure("checking a built object", built.lines[0], error))
                continue
            looks.failures.extend(judged.failures)
            facts = facts or next(iter(judged.facts), None)
            for finding, _ in found:
                if finding.rule not in OF_TEXT:
                    seen += self.seen(overlay, built, finding, plan, looks.used)
        concerns = facts is not None and any(plan.concerns((facts,)) for plan in plans)
        return Judged(built, seen, facts, concerns)

    def seen(
        self, overlay: Overlay, built: BuiltObject, finding: Finding, plan: Plan, used: set[Location]
    ) -> Iterator[Seen]:
        """A finding on an object by a plan, if that one decides, and whether the object's annotation hides it.

        The words that do are added to `used`.
        """
        for one in built.seen(finding, plan, self._plan):
            words = built.hidden(one, self._vocabulary) if self._vocabulary is not None else ()
            used.update(words)
            yield Seen(overlay.name, built.lines, one, bool(words))
