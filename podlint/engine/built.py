"""Objects judged as they will be applied: as their kustomizations build them, and reported where it was written.

What is wrong with the text (syntax, unknown fields, types) is a matter of each file by itself; everything else about
objects that a kustomization takes is judged on what it makes of them. Several overlays may make an object of the same
lines: what is found in all of them is said once, what is found in some names these.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine import cross, objects
from podlint.engine.alike import Alike
from podlint.engine.elsewhere import is_base, left_open
from podlint.engine.merging import Lines, Seen, merged
from podlint.engine.overlays import BuiltObject, Overlay, named
from podlint.engine.patches import is_inline
from podlint.engine.refusals import OF_TEXT, Refusals, roots
from podlint.files.paths import identity, shown
from podlint.findings import guard
from podlint.kubernetes.objects import looks_like_object, make_object
from podlint.kustomize.build import Builder, BuiltDocument
from podlint.project.facts import BuiltFacts
from podlint.project.roles import Role
from podlint.suppression.comments import annotated
from podlint.yaml.place import pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podlint.engine.cross import Documents
    from podlint.engine.plan import Plan, Plans
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure, FileResult
    from podlint.kustomize.build import Built
    from podlint.kustomize.graph import Graph
    from podlint.project.facts import Facts
    from podlint.project.index import Index
    from podlint.suppression.apply import Vocabulary
    from podlint.yaml.document import Document
    from podlint.yaml.place import Location
    from podlint.yaml.reader import Parsed
    from podlint.yaml.source import Source


class View:
    """What the overlays of a project make of it, as far as it concerns some files.

    `objects` are those that are known; a kustomization that Kustomize refuses has none, and of what it takes only the
    text is judged; what podlint fails to build is judged as it stands. `vocabulary` is what the words of suppressions
    mean, None where these do not count; `used` are those in annotations that have hidden something.
    """

    def __init__(
        self,
        files: Iterable[str],
        graph: Graph,
        plans: Plans,
        reader: Reader,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        def read(path: str) -> bytes | tuple[Source, Parsed] | None:
            try:
                return reader.parsed(path) or reader(path)
            except OSError:
                return None

        builder = Builder(read, shown, strict=False)
        self.failures: list[Failure] = []
        self._graph = graph
        self._reader = reader
        self._plans = plans
        self._vocabulary = vocabulary
        self.used: set[Location] = set()
        self._plan_of: dict[str, Plan] = {}
        self._facts: dict[str, Facts] = {}
        self._objects: dict[str, BuiltObject] = {}
        self.overlays: list[Overlay] = []
        self.refusals = Refusals(graph, reader, self._plan, self.overlays)
        self.objects: list[BuiltObject] = []
        self.taken: dict[Lines, set[str]] = defaultdict(set)
        self._by_path: dict[str, set[str]] = {}
        for file in sorted(roots(files, graph)):
            try:
                self._add(Overlay(file, shown(Path(file).parent), builder.build(Path(file).parent)))
            except guard.RAISED as error:
                self.failures.append(guard.failure("building", shown(file), error))

    def _add(self, overlay: Overlay) -> None:
        self.overlays.append(overlay)
        self.refusals.note(overlay)
        base = is_base(Path(overlay.file).parent)
        several = len({id(self._plan(shown(file))) for file in self._graph.reads(overlay.file)}) > 1
        for built in overlay.build.objects if not overlay.refused else ():
            origin = built.place(())
            if origin is None or not looks_like_object(built.data):
                continue
            lines = origin.document.source.path, origin.document.index, origin.path
            self.taken[lines] |= set() if built.is_open else {overlay.name}
            plan = self._plan(lines[0])
            plans = {id(plan): plan, **self._plans_of(built)} if several else {id(plan): plan}
            data = left_open(built.data) if base else built.data
            target = make_object(BuiltDocument(built, origin.document), data, (), plan.pod_specs)
            target.variables = frozenset()  # a kustomization takes it, and has filled its variables in
            name = named(target, origin.document.value(origin.path))
            ignores = tuple(annotated(target)) if self._vocabulary is not None else ()
            one = BuiltObject(overlay, lines, target, tuple(plans.values()), name, ignores, built.is_open)
            self.objects.append(one)

    def _plan(self, path: str) -> Plan:
        """The plan of a file."""
        if path not in self._plan_of:
            self._plan_of[path] = self._plans.of(Path(path).parent, Path(path))[1]
        return self._plan_of[path]

    def _plans_of(self, built: Built) -> dict[int, Plan]:
        """The plans of the files that the values of an object stand in."""
        files = {origin.document.source.path for _, origin in built.values() if origin is not None}
        return {id(plan): plan for plan in map(self._plan, sorted(files))}

    def judge(self, results: Sequence[FileResult]) -> list[FileResult]:
        """The results with what the rules of one object say of the built ones, instead of the lines that make them."""
        left = self._with(self._without_source(results), list(self._judged()))
        return [self.refusals.with_builds(self.refusals.as_text(result)) for result in left]

    def across(self, results: Sequence[FileResult], index: Index, documents: Documents) -> list[FileResult]:
        """The results with what cross-object rules say of the built objects."""
        return self._with([self.refusals.as_text(result) for result in results], list(self._across(index, documents)))

    def _with(self, results: Sequence[FileResult], seen: list[Seen]) -> list[FileResult]:
        """The results with what is seen at places in their files; what is elsewhere is left out."""
        by_path: dict[str, list[Finding]] = defaultdict(list)
        hidden: Counter[str] = Counter()
        for finding, shows in merged(seen, self._able, {one.name: shown(one.file) for one in self.overlays}):
            if shows:
                by_path[finding.location.path].append(finding)
            else:
                hidden[finding.location.path] += 1
        left = []
        for result in results:
            if result.path in by_path:
                result = result.adding(by_path[result.path], self._reader.source(result.path))
            left.append(result._replace(suppressed=result.suppressed + hidden[result.path]))
        return left

    def _able(self, lines: Lines, path: str) -> set[str]:
        """The overlays that could have what is found in a file: they build an object of the lines, with that file."""
        if path not in self._by_path:
            self._by_path[path] = {shown(Path(file).parent) for file in roots([path], self._graph)}
        return self.taken[lines] & self._by_path[path]

    def _judged(self) -> Iterator[Seen]:
        alike = Alike()
        for number, built in enumerate(self.objects):
            file = f"{shown(built.overlay.file)}@{number}"
            for plan in built.plans:
                try:
                    judged = alike.judge(built.target, plan)
                    found = objects.judge(built.known, plan, Role.PATCH).found if built.open else judged.found
                except guard.RAISED as error:
                    self.failures.append(guard.failure("checking a built object", built.lines[0], error))
                    continue
                self.failures += judged.failures
                for known in judged.facts:
                    self._facts.setdefault(file, known._replace(file=file, document=0))
                    self._objects[file] = built
                for finding, _ in found:
                    if finding.rule not in OF_TEXT:
                        yield from self._seen(built, finding, plan)

    def _seen(self, built: BuiltObject, finding: Finding, plan: Plan) -> Iterator[Seen]:
        """A finding on an object by a plan, if that one decides, and whether the object's annotation hides it."""
        for one in built.seen(finding, plan, self._plan):
            words = built.hidden(one, self._vocabulary) if self._vocabulary is not None else ()
            self.used.update(words)
            yield Seen(built.overlay.name, built.lines, one, bool(words))

    @property
    def concerns(self) -> bool:
        """Whether a cross-object rule has to look at any of the built objects."""
        return any(plan.concerns((known,)) for file, known in self._facts.items() for plan in self._objects[file].plans)

    @property
    def facts(self) -> BuiltFacts:
        """The facts of the built objects, once they are judged."""
        scopes = {file: shown(built.overlay.file) for file, built in self._objects.items()}
        still_open = {shown(one.file) for one in self.overlays if one.build.open and not one.refused}
        still_open |= {shown(built.overlay.file) for built in self.objects if built.open}
        moving = {path for path in {one.lines[0] for one in self._objects.values()} if self._moves(identity(path))}
        moved = frozenset(file for file, one in self._objects.items() if one.lines[0] in moving)
        return BuiltFacts(tuple(self._facts.values()), scopes, frozenset(self.taken), frozenset(still_open), moved)

    def _moves(self, file: str) -> bool:
        """Whether objects of a file get their namespace from a kustomization, or are generated by it."""
        return file in self._graph or bool(self._graph.namespaces(file))

    def documents(self) -> dict[str, Document]:
        """The built objects as documents, by the files that their facts name."""
        return {file: built.target.document for file, built in self._objects.items()}

    def _across(self, index: Index, documents: Documents) -> Iterator[Seen]:
        for member in index.members:
            built = self._objects.get(member.known.file)
            if built is None or built.open:
                continue
            for plan in built.plans:
                for finding in cross.findings_of(member, plan, index, documents, self.failures):
                    yield from self._seen(built, finding, plan)

    def _without_source(self, results: Iterable[FileResult]) -> list[FileResult]:
        """The results without what is said of objects and patches as they stand, where it is known what they become."""
        by_document: dict[tuple[str, int], list[str]] = defaultdict(list)
        for path, document, keys in self.taken:
            by_document[path, document].append(pointer(keys))
        built = frozenset().union(
            *({one.file, *self._graph.takes(one.file)} for one in self.overlays if not one.refused)
        )
        left = []
        for result in results:
            file = identity(result.path)
            patched = self._graph.patched_by(file)
            is_patch = bool(patched) and built.issuperset(patched)
            has_patches = file in built
            findings = tuple(
                finding
                for finding in result.findings
                if finding.rule in OF_TEXT
                or not (
                    is_patch
                    or (has_patches and is_inline(finding.pointer))
                    or _within(finding.pointer, by_document.get((result.path, finding.document), ()))
                )
            )
            left.append(result if len(findings) == len(result.findings) else result._replace(findings=findings))
        return left


def _within(place: str, objects: Iterable[str]) -> bool:
    return any(place == one or place.startswith(f"{one}/") for one in objects)
