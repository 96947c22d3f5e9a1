"""The files of a run, and each one to its result: read, and linted in its role, whatever comes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine import most
from podlint.engine.job import STDIN
from podlint.engine.lint import lint
from podlint.files.paths import identity, shown
from podlint.files.reading import NotRead, TooLarge
from podlint.findings import guard
from podlint.findings.result import FileResult, Skip
from podlint.project.facts import facts_of
from podlint.project.roles import Role, role_said
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from podlint.config.settings import Settings
    from podlint.engine.job import Job
    from podlint.engine.plan import Plan, Plans
    from podlint.files.reading import Reader
    from podlint.project.facts import Facts
    from podlint.project.roles import Roles
    from podlint.yaml.source import Source


Kind = tuple[str, str]


class File(NamedTuple):
    """A file of the run, with what it is checked with; standard input has a path only where it goes by one.

    `refused` says what is wrong with the configuration that holds for it, so that it cannot be checked.
    """

    name: str
    path: Path | None
    explicit: bool
    settings: Settings
    plan: Plan
    refused: str = ""


def files(job: Job, plans: Plans) -> list[File]:
    """The files of a run, each once, with their settings and plans."""
    from pathlib import Path

    found: dict[str, File] = {}
    if job.stdin is not None:
        path = Path(job.stdin.name) if job.stdin.name != STDIN else None
        name = shown(path) if path is not None else STDIN
        folder = path.parent if path else Path()
        found[name] = File(name, path, True, *plans.of(folder, path), plans.refused(folder))
    for target in job.targets:
        name = shown(target.path)
        if name not in found:
            folder = target.path.parent
            found[name] = File(
                name, target.path, target.explicit, *plans.of(folder, target.path), plans.refused(folder)
            )
    return list(found.values())


def linted(file: File, job: Job, reader: Reader, roles: Roles) -> FileResult:
    """The result of one file by itself: of what cannot be read, or fails, a result that says so."""
    if file.refused:
        return FileResult(file.name, errors=(file.refused,)).skipping(Skip.NOT_READ)
    try:
        return _linted(file, job, reader, roles)
    except NotRead as error:
        skipped = FileResult(file.name).skipping(Skip.TOO_LARGE if isinstance(error, TooLarge) else Skip.NOT_READ)
        message = (f"{file.name}: {_unread(error)}",)
        return skipped._replace(errors=message) if file.explicit else skipped._replace(notes=message)
    except OSError as error:
        message = (f"{file.name}: {_unread(error)}",)
        return FileResult(file.name, errors=message).skipping(Skip.UNREADABLE)
    except guard.RAISED as error:
        finding = guard.internal_error("checking this file", error, guard.top(file.name))
        failures = (guard.failure("checking a file", file.name, error),)
        return FileResult(file.name, findings=(finding,), failures=failures).skipping(Skip.FAILED)


def _linted(file: File, job: Job, reader: Reader, roles: Roles) -> FileResult:
    source, undecodable = reader.decoded(file.path or file.name)
    role, reason, variables = Role.MANIFEST, "", None
    if file.path is not None:
        role, reason, variables = roles.of(file.path), roles.reason(file.path), roles.variables(file.path)
        role = job.roles.get(file.name, role)
        if roles.builds(file.path):
            reader.want(file.path)
    role = role_said(source, role)
    reuse = job.memory.reuse(file.name, file.plan, role, variables) if job.memory is not None else None
    result = lint(source, file.plan, role, undecodable, variables, reuse)
    result = result._replace(reason=result.reason or reason)
    odd = result.findings or result.skipped or result.templates
    if job.neighbours is not None and odd and role is not Role.MARKDOWN:
        result = result._replace(context=_context(source, job, role) if undecodable is None else ())
    if role is Role.KUSTOMIZATION and file.path is not None and undecodable is None:
        from podlint.engine.tools import named_by

        graph = roles.kustomizations.around(file.path.parent)
        result = result.adding(named_by(source, file.path, file.plan, graph), source)
        result = result._replace(notes=tuple(dict.fromkeys((*result.notes, *most.notes(source)))))
    if role is Role.HELM_TEMPLATE and file.path is not None and undecodable is None and file.plan.templates:
        from podlint.engine.helm import with_values

        result = with_values(result, source, file.path, file.plan, reader)
    if role in (Role.MANIFEST, Role.BASE) and file.path is not None and undecodable is None and _gives_values(source):
        from podlint.engine.chart_values import findings

        result = result.adding(findings(source, file.path, file.plan, reader), source)
    targets = roles.kustomizations.graph.patch_targets(identity(file.path)) if role is Role.PATCH and file.path else []
    if targets:
        from podlint.engine.patches import of_file

        result = of_file(result, source, targets, file.plan)
    return result


def _gives_values(source: Source) -> bool:
    """Whether a file may hold objects that give values to charts."""
    return "kind: HelmRelease" in source.text or "valuesObject" in source.text


def _context(source: Source, job: Job, role: Role) -> tuple[Facts, ...]:
    """The facts of a file as a run reads them for which it lies around."""
    try:
        return tuple(facts_of(source, job.registry.pod_specs, role))
    except guard.RAISED:
        return ()


def _unread(error: OSError) -> str:
    """Why a file is not checked, in the words that follow its name."""
    if isinstance(error, TooLarge):
        return str(error)
    return f"{'not' if isinstance(error, NotRead) else 'cannot be'} read: {error.strerror or error}"


class Early:
    """Files that hold definitions of custom resources: parsed before all others, and linted in the same go.

    They are the largest ones, too large to be held until their turn comes. What their objects are checked with does not
    depend on definitions, unless they hold custom resources themselves: then they wait for their turn. `plans` are
    those without any definitions; `facts` are those of files around the linted ones, by the names that reports show.
    """

    def __init__(self, job: Job, reader: Reader, roles: Roles, plans: Plans) -> None:
        self._job = job
        self._reader = reader
        self._roles = roles
        self._plans = plans
        self._explicit = {target.path: target.explicit for target in job.targets}
        self._results: dict[str, tuple[FileResult, frozenset[Kind]]] = {}
        self.facts: dict[str, list[Facts]] = {}

    def lint(self, path: Path, kinds: frozenset[Kind]) -> None:
        """Lint a file of the run with objects of some kinds (apiVersion and kind), all of groups that are built in."""
        if self._job.memory is None and path in self._explicit:
            name = shown(path)
            file = File(name, path, self._explicit[path], *self._plans.of(path.parent, path))
            self._results[name] = linted(file, self._job, self._reader, self._roles), kinds

    def read(self, path: Path, kinds: frozenset[Kind]) -> None:
        """Keep the facts of a file around those of the run."""
        if self._job.memory is None:
            from podlint.project.around import facts_around

            role, specs = self._roles.of(path), self._job.registry.pod_specs
            self.facts[shown(path)] = facts_around(path, role, specs, self._reader, self._job.neighbours)

    def give(self) -> tuple[dict[str, tuple[FileResult, frozenset[Kind]]], dict[str, list[Facts]]]:
        """All that there is, which is here no more: for another process to `take`."""
        given = self._results, self.facts
        self._results, self.facts = {}, {}
        return given

    def take(self, given: tuple[dict[str, tuple[FileResult, frozenset[Kind]]], dict[str, list[Facts]]]) -> None:
        """What another process gives."""
        self._results.update(given[0])
        self.facts.update(given[1])

    def result(self, file: File) -> FileResult | None:
        """The result of a file that is linted; None where its turn has come now, with all definitions."""
        known = self._results.get(file.name)
        if known is None or file.refused or any(kind in file.plan.custom for kind in known[1]):
            return None
        return known[0]
