"""Objects judged as they will be applied: as their kustomizations build them, and reported where it was written.

What is wrong with the text (syntax, unknown fields, types) is a matter of each file by itself; everything else about
objects that a kustomization takes is judged on what it makes of them. Several overlays may make an object of the same
lines: what is found in all of them is said once, what is found in some names these.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine import cross, workers
from podlint.engine.looker import Looker
from podlint.engine.merging import Lines, Seen, merged
from podlint.engine.overlays import BuiltObject, Look, Overlay, apart
from podlint.engine.patches import is_in_text, is_inline
from podlint.engine.refusals import OF_TEXT, Refusals, roots
from podlint.files.paths import identity, shown
from podlint.project.facts import BuiltFacts
from podlint.tuples import NamedTuple
from podlint.yaml.place import pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podlint.engine.cross import Documents
    from podlint.engine.looker import Looks
    from podlint.engine.plan import Plan, Plans
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure, FileResult
    from podlint.kustomize.graph import Graph
    from podlint.project.facts import Facts
    from podlint.project.index import Index, Member
    from podlint.suppression.apply import Vocabulary
    from podlint.yaml.document import Document
    from podlint.yaml.place import Location


class _Known(NamedTuple):
    """A built object that has facts: the how manieth of its overlay, and whether cross-object rules look at it."""

    overlay: Overlay
    number: int
    object: BuiltObject
    concerns: bool


class Across(NamedTuple):
    """What cross-object rules say of a built object; `used` are the words that have hidden something."""

    seen: list[Seen]
    failures: list[Failure]
    used: set[Location]


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
        processes: int = 1,
    ) -> None:
        self._graph = graph
        self._reader = reader
        self._plans = plans
        self._plan_of: dict[str, Plan] = {}
        self._by_path: dict[str, set[str]] = {}
        self._looker = Looker(graph, reader, self._plan, vocabulary)
        self.failures: list[Failure] = []
        self.used: set[Location] = set()
        looks = self._look(apart(sorted(roots(files, graph)), graph), processes)
        self.overlays = [look.overlay for look in looks]
        self.refusals = Refusals(graph, reader, self._plan, self.overlays)
        for overlay in self.overlays:
            self.refusals.note(overlay)
        self.taken: dict[Lines, set[str]] = defaultdict(set)
        self._found: list[Seen] = []
        self._facts: dict[str, Facts] = {}
        self._objects: dict[str, _Known] = {}
        self._open = {shown(one.file) for one in self.overlays if one.build.open and not one.refused}
        for look in looks:
            self._keep(look)

    def _look(self, groups: Sequence[Sequence[str]], wanted: int) -> list[Look]:
        """What there is to say of groups of overlays, in the order of their files, by as many processes as pay."""
        read = {file for group in groups for overlay in group for file in self._graph.reads(overlay)}
        number, _ = workers.processes(wanted, map(Path, read))

        def do(share: int) -> Looks:
            return self._looker.look(groups[share])

        found = {i: do(i) for i in range(len(groups))} if number == 1 else workers.shared(len(groups), do, number)
        for _, looks in sorted(found.items()):
            self.failures += looks.failures
            self.used |= looks.used
        return sorted((one for looks in found.values() for one in looks.overlays), key=lambda look: look.overlay.file)

    def _keep(self, look: Look) -> None:
        """Keep what was found in an overlay, and the facts of its objects under names that no file has."""
        file = shown(look.overlay.file)
        for number, judged in enumerate(look.objects):
            built = judged.object
            self.taken[built.lines] |= set() if built.open else {look.overlay.name}
            if built.open:
                self._open.add(file)
            self._found += judged.found
            if judged.facts is not None:
                name = f"{file}@{len(self._facts)}"
                self._facts[name] = judged.facts._replace(file=name, document=0)
                self._objects[name] = _Known(look.overlay, number, built, judged.concerns)

    def _plan(self, path: str) -> Plan:
        """The plan of a file."""
        if path not in self._plan_of:
            self._plan_of[path] = self._plans.of(Path(path).parent, Path(path))[1]
        return self._plan_of[path]

    def judge(self, results: Sequence[FileResult]) -> list[FileResult]:
        """The results with what the rules of one object say of the built ones, instead of the lines that make them."""
        left = self._with(self._without_source(results), self._found)
        return [self.refusals.with_builds(self.refusals.as_text(result)) for result in left]

    def across(
        self, results: Sequence[FileResult], index: Index, documents: Documents, processes: int = 1
    ) -> list[FileResult]:
        """The results with what cross-object rules say of the built objects."""
        seen = self._across(index, documents, processes)
        return self._with([self.refusals.as_text(result) for result in results], seen)

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

    @property
    def concerns(self) -> bool:
        """Whether a cross-object rule has to look at any of the built objects."""
        return any(known.concerns for known in self._objects.values())

    @property
    def facts(self) -> BuiltFacts:
        """The facts of the built objects."""
        scopes = {file: shown(known.overlay.file) for file, known in self._objects.items()}
        paths = {known.object.lines[0] for known in self._objects.values()}
        moving = {path for path in paths if self._moves(identity(path))}
        moved = frozenset(file for file, known in self._objects.items() if known.object.lines[0] in moving)
        return BuiltFacts(tuple(self._facts.values()), scopes, frozenset(self.taken), frozenset(self._open), moved)

    def _moves(self, file: str) -> bool:
        """Whether objects of a file get their namespace from a kustomization, or are generated by it."""
        return file in self._graph or bool(self._graph.namespaces(file))

    def document(self, file: str) -> Document | None:
        """A built object as a document, by the file that its facts name. Raises LookupError."""
        known = self._objects.get(file)
        return self._looker.document(known.overlay.file, known.number) if known is not None else None

    def _across(self, index: Index, documents: Documents, processes: int) -> list[Seen]:
        waiting = [number for number, member in enumerate(index.given) if self._is_looked_at(member.known.file)]

        def do(number: int) -> Across:
            return self._looked_across(index.given[number], index, documents)

        done = cross.shared(waiting, do, index, processes) or {number: do(number) for number in waiting}
        for number in waiting:
            self.failures += done[number].failures
            self.used |= done[number].used
        return [one for number in waiting for one in done[number].seen]

    def _is_looked_at(self, file: str) -> bool:
        known = self._objects.get(file)
        return known is not None and known.concerns and not known.object.open

    def _looked_across(self, member: Member, index: Index, documents: Documents) -> Across:
        """What cross-object rules say of a built object."""
        known = self._objects[member.known.file]
        across = Across([], [], set())
        for plan in map(self._plan, known.object.files):
            for finding in cross.findings_of(member, plan, index, documents, across.failures):
                across.seen.extend(self._looker.seen(known.overlay, known.object, finding, plan, across.used))
        return across

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
                or is_in_text(finding.pointer)
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
