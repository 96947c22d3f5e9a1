"""`--render`: what kustomizations and charts become, linted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine import cross
from podlint.engine.lint import lint
from podlint.files.paths import identity, real, shown
from podlint.files.reading import documents_of
from podlint.findings import guard
from podlint.findings.result import Failure, FileResult
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.index import Index
from podlint.project.roles import CHART_NAME
from podlint.render import charts, kustomizations
from podlint.render.back import Sources
from podlint.render.built import InMemory
from podlint.render.programs import Programs, RenderError
from podlint.suppression.apply import NEVER_HIDDEN, speaking
from podlint.tuples import NamedTuple
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podlint.engine.plan import Plan, Plans
    from podlint.files.discover import Target
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.kustomize.graph import Graph
    from podlint.suppression.apply import Vocabulary
    from podlint.suppression.directive import Directive

_SOURCE = re.compile(r"^# Source: [^/\n]+/(.*\S)", re.MULTILINE)


class _Rendered(NamedTuple):
    """A finding brought back: where it goes, which rendering gave it, and the files that this one is made of."""

    finding: Finding
    words: str
    files: frozenset[str] = frozenset()


class Rendering(NamedTuple):
    """The results with what rendering adds, how many documents were rendered, and messages.

    `failures` tell what could not be rendered, `notes` what was not since parts of it are elsewhere.
    """

    results: tuple[FileResult, ...]
    documents: int
    notes: tuple[str, ...]
    failures: tuple[Failure, ...]


def render(
    targets: Iterable[Target],
    results: Sequence[FileResult],
    plans: Plans,
    graph: Graph,
    reader: Reader,
    vocabulary: Vocabulary | None = None,
) -> Rendering:
    """Render what the targets hold, and add the findings to the results of the files that they come from.

    `graph` knows the kustomizations among the targets; `vocabulary` what annotations of the rendered objects hide, None
    where they do not count. There are results more than before where findings come from files that were not linted
    themselves.
    """
    work = _Work(reader, plans, graph, vocabulary)
    for folder, kind in _folders(list(targets), graph):
        plan = plans.of(folder)[1]
        try:
            if kind == "kustomize":
                work.kustomize(folder, plan)
            else:
                work.helm(folder, plan)
        except (RenderError, kustomizations.NotThere) as error:
            work.failures.append(Failure(f"{shown(folder)}: {error}"))
        except (kustomizations.NotAllowed, charts.NotAllowed) as error:
            work.notes.append(f"{shown(folder)}: not rendered: {error}")
        except guard.RAISED as error:
            work.failures.append(guard.failure("rendering", shown(folder), error))
    merged = _merged(work.found, results, work.sources)
    return Rendering(tuple(merged), work.documents, tuple(work.notes), tuple(work.failures))


class _Work:
    """What comes together while one folder after another is rendered."""

    def __init__(self, reader: Reader, plans: Plans, graph: Graph, vocabulary: Vocabulary | None) -> None:
        def read(path: str) -> bytes | None:
            try:
                return reader(path)
            except OSError:
                return None

        self._read = read
        self._plans = plans
        self._graph = graph
        self._vocabulary = vocabulary
        self._memory = InMemory(read)
        self._programs = Programs()
        self.sources = Sources(reader)
        self.found: list[_Rendered] = []
        self.documents = 0
        self.notes: list[str] = []
        self.failures: list[Failure] = []

    def kustomize(self, folder: Path, plan: Plan) -> None:
        """Render a kustomization: in memory, if all of it is known. Raises RenderError, NotAllowed."""
        words = f"kustomize build {shown(folder)}"
        known = self._memory.text(folder)
        if known is not None:
            places = ((finding, known.place(finding)) for finding in self._lint(known.text, plan))
            found = [_Rendered(_at(finding, at), words) for finding, at in places if at is not None]
        else:
            kustomizations.check(str(folder), self._read)
            text, base = self._programs.kustomize(folder)
            found = [*_kustomized(self._lint(text, plan), text, base, folder, self.sources, words)]
        file = self._graph.resolver.inside(real(folder))
        files = frozenset(map(shown, self._graph.reads(file))) if file is not None else frozenset()
        self.found += [_Rendered(one, words, files) for each in found for one in self._asked(each.finding)]

    def _asked(self, finding: Finding) -> Iterator[Finding]:
        """A finding as the configuration of the file that it is shown in has it, if that asks for its rule."""
        file = Path(finding.location.path)
        selected = self._plans.of(file.parent, file)[1].selected.get(finding.rule)
        if selected is not None:
            yield finding._replace(severity=selected.severity) if selected.configured else finding
        elif finding.rule in NEVER_HIDDEN:
            yield finding

    def helm(self, folder: Path, plan: Plan) -> None:
        """Render a chart. Raises RenderError, NotAllowed."""
        charts.check(folder)
        text, _ = self._programs.helm(folder, plan.versions[-1])
        words = f"helm template {shown(folder)}"
        self.found += _templated(self._lint(text, plan), text, folder, self.sources, words)

    def _lint(self, text: str, plan: Plan) -> Sequence[Finding]:
        linted = _lint(text, plan)
        self.documents += linted.checked
        self.failures += linted.failures
        words = self._vocabulary
        if words is None:
            return linted.findings
        return [one for one in linted.findings if not _hidden(one, linted.directives, words)]


def _folders(targets: list[Target], graph: Graph) -> Iterable[tuple[Path, str]]:
    """What to render: kustomizations that no other one of the run takes, and charts that lie in no other chart."""
    kustomizations = {identity(t.path): t for t in targets if t.path.name in KUSTOMIZATION_NAMES}
    for file, target in kustomizations.items():
        folder = Path(file).parent
        taken = not kustomizations.keys().isdisjoint(graph.taken_by(file))
        if graph.is_component(file) or (taken and not target.explicit):
            continue
        yield folder, "kustomize"
    for folder in (Path(real(target.path.parent)) for target in targets if target.path.name == CHART_NAME):
        inner = any(parent.name == "charts" and (parent.parent / CHART_NAME).is_file() for parent in folder.parents)
        library = any(isinstance(d, dict) and d.get("type") == "library" for d in documents_of(folder / CHART_NAME))
        if not inner and not library:
            yield folder, "helm"


def _lint(text: str, plan: Plan) -> FileResult:
    """The result of rendered text, with cross-object rules: all that belongs together is in it."""
    source = Source("rendered.yaml", text)
    result = lint(source, plan)
    if not plan.project:
        return result
    index = Index(result.facts, pod_specs=plan.pod_specs)
    return cross.check([result], lambda _: plan, index, cross.Documents(lambda _: source))[0]


def _kustomized(
    findings: Iterable[Finding], text: str, base: Path, folder: Path, sources: Sources, words: str
) -> Iterable[_Rendered]:
    documents = {c.document.index: c.document for c in parse(Source("rendered.yaml", text)).documents}
    for finding in findings:
        document = documents.get(finding.document)
        if document is not None:
            found = sources.of_kustomize(finding, document, base, folder)
            yield _Rendered(_at(finding, found.location), words)


def _templated(
    findings: Iterable[Finding], text: str, folder: Path, sources: Sources, words: str
) -> Iterable[_Rendered]:
    comments = [(match.start(), match[1]) for match in _SOURCE.finditer(text)]
    for finding in findings:
        before = [path for start, path in comments if start <= finding.location.span.start]
        template = folder / before[-1] if before else folder / CHART_NAME
        yield _Rendered(_at(finding, sources.of_helm(finding, template, folder).location), words)


def _hidden(finding: Finding, directives: Iterable[Directive], vocabulary: Vocabulary) -> bool:
    """Whether the annotation of a rendered object hides a finding."""
    return any(one.covers(finding) and speaking(one, finding, vocabulary) for one in directives)


def _at(finding: Finding, location: object) -> Finding:
    return finding._replace(location=location, related=(), fix=None)  # type: ignore[arg-type]


def _merged(found: list[_Rendered], results: Sequence[FileResult], sources: Sources) -> list[FileResult]:
    """The results with each finding once, with all renderings that give it, in the result of its file."""
    grouped: dict[tuple[object, ...], tuple[_Rendered, list[str]]] = {}
    for rendered in found:
        finding = rendered.finding
        key = (finding.location.path, finding.location.span, finding.rule, finding.message)
        grouped.setdefault(key, (rendered, []))[1].append(rendered.words)
    merged = {result.path: result for result in results}
    said: dict[tuple[str, str], set[str]] = {}
    for result in results if found else ():
        for finding in result.findings:
            said.setdefault(_mistake(finding), set()).add(result.path)
    for (finding, _, files), renderings in grouped.values():
        path, span = finding.location.path, finding.location.span
        result = merged.get(path, FileResult(path))
        if any(f.rule == finding.rule and _touch(f.location.span, span) for f in result.findings):
            continue
        if not files.isdisjoint(said.get(_mistake(finding), ())):
            continue
        by = ", ".join(dict.fromkeys(renderings))
        result = result.adding([finding._replace(message=f"{finding.message} (rendered by {by})")])
        line = sources.line(finding.location)
        shown_lines = {finding.location.start.line: line} if line is not None else {}
        merged[path] = result._replace(lines={**result.lines, **shown_lines})
    return list(merged.values())


def _mistake(finding: Finding) -> tuple[str, str]:
    """What makes a finding the same one wherever it is shown: rule and words, whatever name and index it has there."""
    head, mark, rest = finding.message.rpartition(" (as built by ")
    message = head if mark and rest.endswith(")") else finding.message
    about = finding.object
    message = message.replace(str(about), about.kind) if about.kind else message
    return finding.rule, re.sub(r"\[\d+\]", "[]", message)


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
