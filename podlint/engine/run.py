"""The whole run: files to a report, in stages that can be read from top to bottom.

    files → plans (schemas found) → lint → cross-object rules → render → suppressions → baseline → report

Each stage takes the values of the one before it and gives new ones; none reaches back. What raises in a stage becomes a
finding or a message, and the run goes on. The command line, fixes, the language server and the tests of rules all call
`run`.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from podlint.engine.lint import lint
from podlint.engine.plan import Plan, Plans
from podlint.errors import ConfigError
from podlint.files.paths import identity, repository, shown
from podlint.files.reading import Reader, TooLarge
from podlint.findings import guard
from podlint.findings.result import FileResult, Report, Skip
from podlint.project.facts import BuiltFacts
from podlint.project.kustomizations import Kustomizations
from podlint.project.roles import Role, Roles, role_said
from podlint.project.schemas import Definitions, scan
from podlint.suppression import apply as suppression
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from podlint.config.settings import Settings
    from podlint.engine.built import View
    from podlint.engine.memory import Memory
    from podlint.files.discover import Target
    from podlint.findings.result import Failure
    from podlint.project.around import Around
    from podlint.registry import Registry
    from podlint.suppression.baseline import Baseline

STDIN = "<stdin>"
_NONE: Mapping[str, bytes] = MappingProxyType({})
_NO_ROLES: Mapping[str, Role] = MappingProxyType({})


class Stdin(NamedTuple):
    """The bytes of standard input, and the name that they go by: it decides configuration and role."""

    data: bytes
    name: str = STDIN


class Job(NamedTuple):
    """What to lint, and how.

    `settings` gives the settings of a folder, the command line merged in. `folders` are those that were named to find
    the targets. `unsaved` are the contents, by identity, that files have instead of those on the disk: text of an
    editor, or half fixed. `roles` are those of files, by identity, for which the caller knows better. `inline` says
    that suppressions in the files count; `baseline` holds the findings that are known; with `rendering`, kustomizations
    and charts are rendered by their programs, and what they become is linted too. `memory` keeps what was read around
    the linted files; `step` is called after each file.
    """

    registry: Registry
    settings: Callable[[Path], Settings]
    targets: Sequence[Target] = ()
    folders: Sequence[Path] = ()
    stdin: Stdin | None = None
    unsaved: Mapping[str, bytes] = _NONE
    roles: Mapping[str, Role] = _NO_ROLES
    inline: bool = True
    baseline: Baseline | None = None
    rendering: bool = False
    memory: Memory | None = None
    step: Callable[[], None] | None = None


class _File(NamedTuple):
    """A file of the run, with what it is checked with; standard input has a path only where it goes by one."""

    name: str
    path: Path | None
    explicit: bool
    settings: Settings
    plan: Plan


def run(job: Job) -> Report:
    """Lint all that a job names. Raises ConfigError for a configuration that cannot be used, nothing else."""
    reader = _Reader(job)
    context = _Context(job)
    plans = _with_schemas(job, Plans(job.registry, job.settings, reader), reader, context)
    files = _files(job, plans)
    roles = Roles(_kustomizations(job, reader, context))
    results = [_linted(file, job, reader, roles) for file in files]
    failed: list[Failure] = []
    notes: list[str] = []
    view = _built(files, plans, reader, roles)
    if view is not None:
        results = view.judge(results)
    results, whole = _across(job, files, results, reader, roles, context, failed, view)
    rendered = 0
    if job.rendering:
        from podlint.engine.rendered import render

        rendering = render(job.targets, results, plans, roles.kustomizations.graph)
        results, rendered = list(rendering.results), rendering.documents
        notes += rendering.notes
        failed += rendering.failures
    results = _suppressed(job, plans, files, results, whole=whole)
    if job.baseline is not None:
        results, note = _without_known(job.baseline, results, plans.of(Path())[1])
        notes += note
    failed += view.failures if view is not None else ()
    return _report(files, plans, results, notes, rendered, failed)


class _Reader(Reader):
    """Reads files, and standard input under the name it goes by."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.unsaved)
        self._stdin = job.stdin
        name = job.stdin.name if job.stdin is not None else STDIN
        self._names = {STDIN, name, shown(name), identity(name)}

    def __call__(self, path: str | Path) -> bytes:
        if self._stdin is not None and str(path) in self._names:
            return self._stdin.data
        return super().__call__(path)


class _Context:
    """The files around those of a run, looked for once and only where somebody asks."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._paths = [target.path for target in job.targets]
        if job.stdin is not None and job.stdin.name != STDIN:
            self._paths.append(Path(job.stdin.name))
        self._found: Around | None = None

    @property
    def paths(self) -> list[Path]:
        """The files of the run themselves."""
        return self._paths

    def __call__(self) -> Around:
        if self._found is None:
            from podlint.project.around import surroundings

            memory, names = self._job.memory, tuple(map(str, self._paths))
            self._found = memory.around.get(names) if memory is not None else None
            self._found = self._found or surroundings(self._paths, self._job.settings)
            if memory is not None:
                memory.around[names] = self._found
        return self._found


def _with_schemas(job: Job, plans: Plans, reader: Reader, context: _Context) -> Plans:
    """The plans with the definitions of custom resources: those of the files, and of the project around them.

    The project is looked through only where a file holds objects of groups that Kubernetes does not know.
    """
    found = scan((*context.paths, *((Path(STDIN),) if job.stdin is not None else ())), reader)
    definitions = found.definitions
    if found.groups and context.paths:
        definitions = [*definitions, *scan(context().files, reader).definitions]
    return plans.with_definitions(Definitions(definitions)) if definitions else plans


def _kustomizations(job: Job, reader: Reader, context: _Context) -> Kustomizations:
    """The kustomizations of the run, with their unsaved texts, and on demand those of the projects around it."""
    memory, read = job.memory, reader.documents
    return Kustomizations(
        context.paths,
        read if memory is None else lambda file: memory.documents(file, read),
        lambda folder: repository(folder) or job.settings(folder).root,
        memory.kustomizations if memory is not None else None,
    )


def _files(job: Job, plans: Plans) -> list[_File]:
    """The files of the run, each once, with their settings and plans."""
    files: dict[str, _File] = {}
    if job.stdin is not None:
        path = Path(job.stdin.name) if job.stdin.name != STDIN else None
        name = shown(path) if path is not None else STDIN
        files[name] = _File(name, path, True, *plans.of(path.parent if path else Path(), path))
    for target in job.targets:
        name = shown(target.path)
        if name not in files:
            files[name] = _File(name, target.path, target.explicit, *plans.of(target.path.parent, target.path))
    return list(files.values())


def _linted(file: _File, job: Job, reader: Reader, roles: Roles) -> FileResult:
    """The result of one file by itself: of what cannot be read, or fails, a result that says so."""
    try:
        result = _of_bytes(reader(file.path or file.name), file, job, roles)
    except TooLarge as error:
        skipped = FileResult(file.name).skipping(Skip.TOO_LARGE)
        message = (f"{file.name}: {error}",)
        result = skipped._replace(errors=message) if file.explicit else skipped._replace(notes=message)
    except OSError as error:
        message = (f"{file.name}: cannot be read: {error.strerror or error}",)
        result = FileResult(file.name, errors=message).skipping(Skip.UNREADABLE)
    except guard.RAISED as error:
        finding = guard.internal_error("checking this file", error, guard.top(file.name))
        failures = (guard.failure("checking a file", file.name, error),)
        result = FileResult(file.name, findings=(finding,), failures=failures).skipping(Skip.FAILED)
    if job.step is not None:
        job.step()
    return result


def _of_bytes(data: bytes, file: _File, job: Job, roles: Roles) -> FileResult:
    source, undecodable = decode(data, file.name)
    role, reason, variables = Role.MANIFEST, "", None
    if file.path is not None:
        role, reason, variables = roles.of(file.path), roles.reason(file.path), roles.variables(file.path)
        role = job.roles.get(file.name, role)
    role = role_said(source, role)
    reuse = job.memory.reuse(file.name, file.plan, role, variables) if job.memory is not None else None
    result = lint(source, file.plan, role, undecodable, variables, reuse)._replace(reason=reason)
    if role is Role.KUSTOMIZATION and file.path is not None and undecodable is None:
        from podlint.engine.tools import named_by

        result = result.adding(
            named_by(source, file.path, file.plan, roles.kustomizations.around(file.path.parent)), source
        )
    return result


def _built(files: Sequence[_File], plans: Plans, reader: Reader, roles: Roles) -> View | None:
    """What kustomizations make of the files; None where they take none of them."""
    graph = roles.kustomizations.graph
    paths = [file.name for file in files if file.path is not None]
    if not any(name in graph or graph.scopes(name) or graph.patched_by(name) for name in map(identity, paths)):
        return None
    from podlint.engine.built import View

    return View(paths, graph, plans, reader)


def _across(
    job: Job,
    files: Sequence[_File],
    results: list[FileResult],
    reader: Reader,
    roles: Roles,
    context: _Context,
    failed: list[Failure],
    view: View | None,
) -> tuple[list[FileResult], bool]:
    """The results with the findings of cross-object rules, and whether all of the project was read for them."""
    plans = {file.name: file.plan for file in files}
    if not any(plans[result.path].concerns(result.facts) for result in results):
        return results, True
    from podlint.engine import cross
    from podlint.project import around

    pod_specs = job.registry.pod_specs
    try:
        facts = view.facts if view is not None else BuiltFacts()
        index = around.index(results, context(), roles, pod_specs, reader, job.memory, facts)
    except guard.RAISED as error:
        failed.append(guard.failure("the look at the whole project", "the files around", error))
        return results, False
    documents = cross.Documents(reader.source, view.documents() if view is not None else {})
    results = cross.check(results, lambda result: plans[result.path], index, documents)
    if view is not None:
        results = view.across(results, index, documents)
    return results, index.whole


def _suppressed(
    job: Job, plans: Plans, files: Sequence[_File], results: Sequence[FileResult], *, whole: bool
) -> list[FileResult]:
    """The results without what comments, annotations and the configuration hide."""
    by_name = {file.name: file for file in files}
    vocabulary = suppression.Vocabulary(job.registry.rules, job.registry.aliases)
    entries = suppression.Entries()
    whole = whole and STDIN not in by_name
    left = []
    for result in results:
        file = by_name.get(result.path)
        settings, plan = (file.settings, file.plan) if file is not None else plans.of(Path(result.path).parent)
        selected = plan.selected
        left.append(suppression.apply(result, selected, vocabulary, settings, entries, inline=job.inline, whole=whole))
    return [*left, *entries.results(vocabulary, plans.of(Path())[1].selected, job.folders)]


def _without_known(baseline: Baseline, results: Sequence[FileResult], plan: Plan) -> tuple[list[FileResult], list[str]]:
    """The results without the findings of the baseline, and a note on those of them that are fixed."""
    findings = [finding for result in results for finding in result.findings]
    stale = baseline.stale(findings, (result.path for result in results), plan.selected)
    notes = []
    if stale:
        count = sum(stale.values())
        first = next(iter(sorted(stale)))
        notes.append(
            f"{baseline.file}: {count} known finding{'s are' if count > 1 else ' is'} fixed ({first.rule} in "
            f"{first.path}{' and others' if count > 1 else ''}); `podlint baseline` takes them out"
        )
    return [baseline.hide(result) for result in results], notes


def _report(
    files: Sequence[_File],
    plans: Plans,
    results: Sequence[FileResult],
    notes: Sequence[str],
    rendered: int,
    failed: Sequence[Failure],
) -> Report:
    settings = {file.name: file.settings for file in files}
    here, plan = plans.of(Path())
    versions = dict.fromkeys(version for file in files for version in file.plan.versions)
    return Report(
        versions=tuple(versions) or plan.versions,
        results=tuple(sorted(results, key=lambda result: result.path)),
        errors=tuple(message for result in results for message in result.errors),
        notes=(*(message for result in results for message in result.notes), *notes),
        failing=sum(result.failing(settings.get(result.path, here).fail_on) for result in results),
        rendered=rendered,
        failed=tuple(failed),
    )


__all__ = ["STDIN", "ConfigError", "Job", "Stdin", "run"]
