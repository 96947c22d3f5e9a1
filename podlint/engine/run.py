"""The whole run: files to a report, in stages that can be read from top to bottom.

    files → plans (schemas found) → lint → as built → cross-object rules → render → suppressions → baseline → report

Each stage takes the values of the one before it and gives new ones; none reaches back. What raises in a stage becomes a
finding or a message, and the run goes on. The command line, fixes, the language server and the tests of rules all call
`run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine import workers
from podlint.engine.context import Context, JobReader, kustomizations, with_schemas
from podlint.engine.file import Early, linted
from podlint.engine.file import files as files_of
from podlint.engine.job import STDIN
from podlint.engine.plan import Plan, Plans
from podlint.files.held import PARSED, TEXTS
from podlint.files.paths import identity
from podlint.findings import guard
from podlint.findings.result import Report
from podlint.project.facts import BuiltFacts
from podlint.project.roles import Role, Roles
from podlint.rule import EngineRule
from podlint.suppression import apply as suppression

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from podlint.engine.built import View
    from podlint.engine.file import File
    from podlint.engine.job import Job, Lines
    from podlint.files.reading import Reader
    from podlint.findings.result import Failure, FileResult
    from podlint.suppression.baseline import Baseline
    from podlint.yaml.place import Location


def run(job: Job) -> Report:
    """Lint all that a job names. Raises ConfigError for a configuration that cannot be used, nothing else."""
    reader = JobReader(job)
    try:
        return _run(job, reader)
    finally:
        reader.let_go()


def _run(job: Job, reader: Reader) -> Report:
    context = Context(job)
    known = kustomizations(job, reader, context)
    roles = Roles(known)
    plans = Plans(job.registry, job.settings, reader)
    early = Early(job, reader, roles, plans)
    plans = with_schemas(job, plans, reader, context, known, early)
    files = files_of(job, plans)
    schemas_named = any(file.settings.schemas or file.settings.more_schemas for file in files)
    if schemas_named:
        from podlint.engine import schemas

        schemas.look_up(files, reader)
    failed: list[Failure] = []
    notes: list[str] = []
    results = _lint(files, job, reader, roles, early)
    if job.neighbours is not None:
        for file, result in zip(files, results, strict=True):
            if file.path is not None and result.role != Role.MARKDOWN.value:
                job.neighbours.learn_result(str(file.path), result)
        results = [result._replace(context=None) if result.context is not None else result for result in results]
    vocabulary = suppression.Vocabulary(job.registry.rules, job.registry.aliases)
    words = vocabulary if job.inline else None
    results, view = _as_built(job, files, results, plans, reader, roles, failed, words)
    results, whole = _across(job, files, results, reader, roles, context, failed, view, early)
    rendered = 0
    if job.rendering:
        from podlint.engine.rendered import render

        rendering = render(job.targets, results, plans, roles.kustomizations.graph, reader, words)
        results, rendered = list(rendering.results), rendering.documents
        notes += rendering.notes
        failed += rendering.failures
    if any(finding.rule == EngineRule.PLACEHOLDER.value for result in results for finding in result.findings):
        from podlint.engine import placeholders

        results = [placeholders.merged(result) for result in results]
    if schemas_named:
        results = schemas.judged(results, files, plans, reader, failed)
    used = view.used if view is not None else frozenset()
    results = _suppressed(job, plans, files, results, vocabulary, used, whole=whole)
    if view is not None:
        notes += view.refusals.notes(results)
        results = [_without_unused(result) if not view.refusals.judges(result.path) else result for result in results]
    if job.baseline is not None:
        results, note = _without_known(job.baseline, results, plans.of(Path())[1])
        notes += note
    if job.lines is not None:
        results = [
            _on_lines(result, job.lines[result.path]) if result.path in job.lines else result for result in results
        ]
    left: tuple[tuple[str, str], ...] = ()
    if job.left:
        from podlint.files.paths import naming

        called = naming()
        left = tuple((called(path), reason) for path, reason in sorted(job.left.items()))
    return _report(files, plans, results, notes, rendered, failed)._replace(left=left)


def _lint(files: Sequence[File], job: Job, reader: Reader, roles: Roles, early: Early) -> list[FileResult]:
    """The results of the files, each by itself."""
    known = [early.result(file) for file in files]
    waiting = (file.path if result is None else None for file, result in zip(files, known, strict=True))
    number, sizes = workers.processes(job.processes, waiting)
    if number > 1:
        _lint_shared(files, known, sizes, job, reader, roles, number)
    results = []
    for file, result in zip(files, known, strict=True):
        results.append(result or linted(file, job, reader, roles))
        if job.step is not None:
            job.step()
    return results


def _lint_shared(
    files: Sequence[File],
    known: list[FileResult | None],
    sizes: Sequence[int],
    job: Job,
    reader: Reader,
    roles: Roles,
    number: int,
) -> None:
    """Find what is not known yet in several processes.

    What is built of files is built here, where these are held: so they are read here, if there is room for them.
    """
    waiting = [i for i, result in enumerate(known) if result is None]
    built = {i for i in waiting if (path := files[i].path) is not None and roles.builds(path)}
    held = sum(sizes[i] for i in built) <= PARSED and sum(sizes) <= TEXTS
    if not held:
        reader.hold_little()
    own = [i for i in waiting if files[i].path is None or (held and i in built)]
    others = sorted({*waiting}.difference(own))
    shares = [[others[i] for i in piece] for piece in workers.pieces([sizes[i] for i in others])]
    shares.append(own)

    def do(share: int) -> list[FileResult]:
        return [linted(files[i], job, reader, roles) for i in shares[share]]

    for share, results in workers.shared(len(shares), do, number, own=(len(shares) - 1,)).items():
        for i, result in zip(shares[share], results, strict=True):
            known[i] = result


def _as_built(
    job: Job,
    files: Sequence[File],
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
        view = View(paths, graph, plans, reader, words, job.processes)
        judged = view.judge(results)
    except guard.RAISED as error:
        failed.append(guard.failure("the look at what kustomizations build", "the files", error))
        return results, None
    failed += view.failures
    return judged, view


def _across(
    job: Job,
    files: Sequence[File],
    results: list[FileResult],
    reader: Reader,
    roles: Roles,
    context: Context,
    failed: list[Failure],
    view: View | None,
    early: Early,
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
        known = job.memory, facts, early.facts, job.neighbours
        index = around.index(results, context(), roles, pod_specs, reader, *known)
        index.links = job.registry.links
    except guard.RAISED as error:
        failed.append(guard.failure("the look at the whole project", "the files around", error))
        return results, False
    documents = cross.Documents(reader.source, *(() if view is None else (view.document,)))
    number, _ = workers.processes(job.processes, (file.path for file in files))
    results = cross.check(results, lambda result: plans[result.path], index, documents, number)
    if view is not None:
        before = len(view.failures)
        results = view.across(results, index, documents, number)
        failed += view.failures[before:]
    return results, index.whole


def _suppressed(
    job: Job,
    plans: Plans,
    files: Sequence[File],
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
                result,
                selected,
                vocabulary,
                settings,
                entries,
                inline=job.inline,
                whole=whole,
                elsewhere=used,
                fixing=job.fixing is not None,
            )
        )
    return [*left, *entries.results(vocabulary, plans.of(Path())[1].selected, job.folders)]


def _without_unused(result: FileResult) -> FileResult:
    """A result without the suppressions that hide nothing: what they hide may show when Kustomize builds the file."""
    return result._replace(findings=tuple(f for f in result.findings if f.rule != EngineRule.UNUSED_SUPPRESSION.value))


def _on_lines(result: FileResult, lines: Lines) -> FileResult:
    """A result with the findings on some lines only."""
    kept = tuple(
        finding
        for finding in result.findings
        if any(finding.location.start.line <= last and finding.location.end.line >= first for first, last in lines)
    )
    return result._replace(findings=kept)


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
    files: Sequence[File],
    plans: Plans,
    results: Sequence[FileResult],
    notes: Sequence[str],
    rendered: int,
    failed: Sequence[Failure],
) -> Report:
    settings = {file.name: file.settings for file in files}
    here, plan = plans.of(Path())
    versions = dict.fromkeys(version for file in files for version in file.plan.versions)
    report = Report(
        versions=tuple(versions) or plan.versions,
        results=tuple(sorted(results, key=lambda result: result.path)),
        errors=tuple(dict.fromkeys(message for result in results for message in result.errors)),
        notes=(*(message for result in results for message in result.notes), *notes),
        failing=sum(result.failing(settings.get(result.path, here).fail_on) for result in results),
        rendered=rendered,
        failed=tuple(failed),
    )
    if not (report.findings or report.errors or report.notes or report.failures):
        return report
    from podlint.engine.shown import shown

    return shown(report)
