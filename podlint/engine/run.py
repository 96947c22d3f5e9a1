"""The whole run: files to a report, in stages that can be read from top to bottom.

    files → plans (schemas found) → lint → as built → cross-object rules → render → suppressions → baseline → report

Each stage takes the values of the one before it and gives new ones; none reaches back. What raises in a stage becomes a
finding or a message, and the run goes on. The command line, fixes, the language server and the tests of rules all call
`run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podlint.engine.context import Context, JobReader, kustomizations, with_schemas
from podlint.engine.job import STDIN
from podlint.engine.lint import lint
from podlint.engine.plan import Plan, Plans
from podlint.files.paths import identity, shown
from podlint.files.reading import NotRead, TooLarge
from podlint.findings import guard
from podlint.findings.result import FileResult, Report, Skip
from podlint.project.facts import BuiltFacts
from podlint.project.roles import Role, Roles, role_said
from podlint.rule import EngineRule
from podlint.suppression import apply as suppression
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from podlint.config.settings import Settings
    from podlint.engine.built import View
    from podlint.engine.job import Job
    from podlint.files.reading import Reader
    from podlint.findings.result import Failure
    from podlint.suppression.baseline import Baseline
    from podlint.yaml.place import Location


class _File(NamedTuple):
    """A file of the run, with what it is checked with; standard input has a path only where it goes by one."""

    name: str
    path: Path | None
    explicit: bool
    settings: Settings
    plan: Plan


def run(job: Job) -> Report:
    """Lint all that a job names. Raises ConfigError for a configuration that cannot be used, nothing else."""
    reader = JobReader(job)
    context = Context(job)
    known = kustomizations(job, reader, context)
    plans = with_schemas(job, Plans(job.registry, job.settings, reader), reader, context, known)
    files = _files(job, plans)
    roles = Roles(known)
    failed: list[Failure] = []
    notes: list[str] = []
    results = [_linted(file, job, reader, roles) for file in files]
    vocabulary = suppression.Vocabulary(job.registry.rules, job.registry.aliases)
    words = vocabulary if job.inline else None
    results, view = _as_built(files, results, plans, reader, roles, failed, words)
    results, whole = _across(job, files, results, reader, roles, context, failed, view)
    rendered = 0
    if job.rendering:
        from podlint.engine.rendered import render

        rendering = render(job.targets, results, plans, roles.kustomizations.graph, reader)
        results, rendered = list(rendering.results), rendering.documents
        notes += rendering.notes
        failed += rendering.failures
    if any(finding.rule == EngineRule.PLACEHOLDER.value for result in results for finding in result.findings):
        from podlint.engine import placeholders

        results = [placeholders.merged(result) for result in results]
    used = view.used if view is not None else frozenset()
    results = _suppressed(job, plans, files, results, vocabulary, used, whole=whole)
    if view is not None:
        results = [_without_unused(result) if not view.judges(result.path) else result for result in results]
    if job.baseline is not None:
        results, note = _without_known(job.baseline, results, plans.of(Path())[1])
        notes += note
    return _report(files, plans, results, notes, rendered, failed)


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
    except NotRead as error:
        skipped = FileResult(file.name).skipping(Skip.TOO_LARGE if isinstance(error, TooLarge) else Skip.NOT_READ)
        message = (f"{file.name}: {_unread(error)}",)
        result = skipped._replace(errors=message) if file.explicit else skipped._replace(notes=message)
    except OSError as error:
        message = (f"{file.name}: {_unread(error)}",)
        result = FileResult(file.name, errors=message).skipping(Skip.UNREADABLE)
    except guard.RAISED as error:
        finding = guard.internal_error("checking this file", error, guard.top(file.name))
        failures = (guard.failure("checking a file", file.name, error),)
        result = FileResult(file.name, findings=(finding,), failures=failures).skipping(Skip.FAILED)
    if job.step is not None:
        job.step()
    return result


def _unread(error: OSError) -> str:
    """Why a file is not checked, in the words that follow its name."""
    if isinstance(error, TooLarge):
        return str(error)
    return f"{'not' if isinstance(error, NotRead) else 'cannot be'} read: {error.strerror or error}"


def _of_bytes(data: bytes, file: _File, job: Job, roles: Roles) -> FileResult:
    source, undecodable = decode(data, file.name)
    role, reason, variables = Role.MANIFEST, "", None
    if file.path is not None:
        role, reason, variables = roles.of(file.path), roles.reason(file.path), roles.variables(file.path)
        role = job.roles.get(file.name, role)
    role = role_said(source, role)
    reuse = job.memory.reuse(file.name, file.plan, role, variables) if job.memory is not None else None
    result = lint(source, file.plan, role, undecodable, variables, reuse)
    result = result._replace(reason=result.reason or reason)
    if role is Role.KUSTOMIZATION and file.path is not None and undecodable is None:
        from podlint.engine.tools import named_by

        result = result.adding(
            named_by(source, file.path, file.plan, roles.kustomizations.around(file.path.parent)), source
        )
    if role is Role.PATCH and file.path is not None and Skip.JSON_PATCH in result.skipped:
        from podlint.engine.patches import of_file

        targets = roles.kustomizations.graph.patch_targets(identity(file.path))
        result = result.adding(of_file(source, targets, file.plan), source)
    return result


def _as_built(
    files: Sequence[_File],
    results: list[FileResult],
    plans: Plans,
    reader: Reader,
    roles: Roles,
    failed: list[Failure],
    words: suppression.Vocabulary | None,
) -> tuple[list[FileResult], View | None]:
    """The results on what kustomizations make of the files, instead of the files; None where they take none."""
    graph = roles.kustomizations.graph
    paths = [file.name for file in files if file.path is not None]
    if not any(name in graph or graph.scopes(name) or graph.patched_by(name) for name in map(identity, paths)):
        return results, None
    from podlint.engine.built import View

    try:
        view = View(paths, graph, plans, reader, words)
        judged = view.judge(results)
    except guard.RAISED as error:
        failed.append(guard.failure("the look at what kustomizations build", "the files", error))
        return results, None
    failed += view.failures
    return judged, view


def _across(
    job: Job,
    files: Sequence[_File],
    results: list[FileResult],
    reader: Reader,
    roles: Roles,
    context: Context,
    failed: list[Failure],
    view: View | None,
) -> tuple[list[FileResult], bool]:
    """The results with the findings of cross-object rules, and whether all of the project was read for them."""
    plans = {file.name: file.plan for file in files}
    concerned = any(plans[result.path].concerns(result.facts) for result in results)
    if not concerned and not (view is not None and view.concerns):
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
        known = len(view.failures)
        results = view.across(results, index, documents)
        failed += view.failures[known:]
    return results, index.whole


def _suppressed(
    job: Job,
    plans: Plans,
    files: Sequence[_File],
    results: Sequence[FileResult],
    vocabulary: suppression.Vocabulary,
    used: AbstractSet[Location],
    *,
    whole: bool,
) -> list[FileResult]:
    """The results without what comments, annotations and the configuration hide; `used` are words that did already."""
    by_name = {file.name: file for file in files}
    entries = suppression.Entries()
    whole = whole and STDIN not in by_name
    left = []
    for result in results:
        file = by_name.get(result.path)
        settings, plan = (file.settings, file.plan) if file is not None else plans.of(Path(result.path).parent)
        selected = plan.selected
        left.append(
            suppression.apply(
                result, selected, vocabulary, settings, entries, inline=job.inline, whole=whole, elsewhere=used
            )
        )
    return [*left, *entries.results(vocabulary, plans.of(Path())[1].selected, job.folders)]


def _without_unused(result: FileResult) -> FileResult:
    """A result without the suppressions that hide nothing: what they hide may show when Kustomize builds the file."""
    return result._replace(findings=tuple(f for f in result.findings if f.rule != EngineRule.UNUSED_SUPPRESSION.value))


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
