"""A whole run: files to results, with the configuration of each, and what could not be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.config.select import select
from podlint.engine import resolve
from podlint.engine.lint import Plan, lint
from podlint.errors import ConfigError
from podlint.files.discover import matches
from podlint.findings.result import FileResult, Report, Skip
from podlint.project.roles import Role, Roles
from podlint.project.schemas import Found, of_files, of_settings
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.suppression import apply as suppressions
from podlint.yaml.reader import parse
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podlint.config.settings import Settings
    from podlint.engine.memory import Memory
    from podlint.files.discover import Target
    from podlint.registry import Registry
    from podlint.suppression.baseline import Baseline
    from podlint.yaml.source import Source

STDIN = "<stdin>"


class Checker:
    """Runs `lint` on files, each with the settings that hold for its folder.

    `settings` resolves a folder to its settings (command line merged in); plans are made once for each settings file.
    `inline` says that suppressions in the files themselves count; `baseline` holds the findings that are known. With
    `memory` keeps what was read around the linted files. With
    `rendering`, kustomizations and charts are rendered by their programs, and what they become is linted too.
    `unsaved` are the contents, by absolute path, that files have for this checker: text of an editor, or half mended.
    """

    def __init__(
        self,
        registry: Registry,
        settings: Callable[[Path], Settings],
        *,
        inline: bool = True,
        baseline: Baseline | None = None,
        rendering: bool = False,
        memory: Memory | None = None,
    ) -> None:
        self._registry = registry
        self._settings = settings
        self._inline = inline
        self._baseline = baseline
        self._rendering = rendering
        self._memory = memory
        self.unsaved: dict[str, bytes] = {}
        self._roles = Roles()
        self._custom: Found = {}
        self._plans: dict[tuple[str | None, tuple[str, ...]], tuple[Settings, Plan]] = {}

    def plan(self, folder: Path, file: Path | None = None) -> tuple[Settings, Plan]:
        """The settings and the plan for files in a folder, or for one of them; raises ConfigError."""
        settings = self._settings(folder)
        root = settings.root or Path()
        extra = tuple(
            rule
            for glob, rules in settings.per_file_ignores
            if file is not None and matches(file, root, (glob,))
            for rule in rules
        )
        known = self._plans.get((settings.file, extra))
        if known is None:
            try:
                for _, rules in settings.per_file_ignores:
                    select(self._registry.rules, self._registry.aliases, settings._replace(ignore=rules))
                ignoring = settings._replace(ignore=(*settings.ignore, *extra))
                selected = select(self._registry.rules, self._registry.aliases, ignoring)
            except ConfigError as error:
                where = f"{settings.file}: " if settings.file else ""
                raise ConfigError(f"{where}{error}") from error
            versions = settings.kubernetes_versions or catalog.versions()[-1:]
            custom = {**of_settings(settings.schemas, root), **self._custom}
            plan = Plan(selected, versions, self._registry.pod_specs, custom)
            known = self._plans[settings.file, extra] = (settings, plan)
        return known

    def run(
        self, targets: Iterable[Target], stdin: tuple[bytes, str] | None = None, folders: Iterable[Path] = ()
    ) -> Report:
        """Lint all targets and, where given, the bytes of standard input under the name they go by.

        `folders` are those that were named to find the targets.
        """
        report = Report()
        targets = list(targets)
        self._custom = of_files(target.path for target in targets)
        self._plans.clear()
        held: dict[str, tuple[Settings, Plan]] = {}
        texts: dict[str, Source] = {}
        if stdin is not None:
            data, name = stdin
            path = Path(name) if name != STDIN else None
            held[name] = self.plan(path.parent if path else Path(), path)
            texts[name] = self._one(report, data, name, path, held[name][1])
        for target in targets:
            settings, plan = self.plan(target.path.parent, target.path)
            held[shown(target.path)] = settings, plan
            read = self._read(target, report)
            if read is not None:
                self._one(report, read, shown(target.path), target.path, plan)
        self._with_schemas_around(report, held, stdin)
        whole = True
        if any(held[result.path][1].concerns(result.facts) for result in report.results if result.path in held):
            whole = self._across(report, {name: plan for name, (_, plan) in held.items()}, texts)
        if self._rendering:
            from podlint.engine.rendered import render

            for result in render(targets, report, lambda folder: self.plan(folder)[1]):
                held[result.path] = self.plan(Path(result.path).parent)
                report.results.append(result)
        self._suppress(report, held, folders, whole=whole and STDIN not in held)
        versions = dict.fromkeys(version for _, plan in held.values() for version in plan.versions)
        report.versions = tuple(versions) or self.plan(Path())[1].versions
        report.results.sort(key=lambda result: result.path)
        for result in report.results:
            report.errors.extend(result.failures)
            least = held[result.path][0].fail_on if result.path in held else None
            report.failing += 0 if least is None else sum(f.severity >= least for f in result.findings)
        return report

    def _with_schemas_around(
        self, report: Report, held: dict[str, tuple[Settings, Plan]], stdin: tuple[bytes, str] | None
    ) -> None:
        """Lint those files again whose custom resources have their definitions in the project, but not in the run."""
        lacking = [result for result in report.results if result.without_schema and result.path != STDIN]
        if not lacking:
            return
        from podlint.project import around as context

        around = context.surroundings([Path(name) for name in held if name != STDIN], self._settings).files
        more = {key: schema for key, schema in of_files(around).items() if key not in self._custom}
        if not more:
            return
        self._custom = {**self._custom, **more}
        self._plans.clear()
        for result in lacking:
            path = Path(result.path)
            held[result.path] = self.plan(path.parent, path)
            report.results.remove(result)
            data = stdin[0] if stdin is not None and stdin[1] == result.path else self.contents(path)
            self._one(report, data, result.path, path, held[result.path][1])

    def reason(self, name: str) -> str:
        """Why a file, named as reports show it, was taken for what it was."""
        return "" if name == STDIN else self._roles.reason(Path(name))

    def _one(self, report: Report, data: bytes, name: str, path: Path | None, plan: Plan) -> Source:
        source, undecodable = decode(data, name)
        role = self._roles.of(path) if path is not None else Role.MANIFEST
        variables = self._roles.variables(path) if path is not None else None
        reuse = self._memory.reuse(name, plan) if self._memory is not None else None
        result = lint(source, plan, role, undecodable, variables, reuse)
        if role is Role.KUSTOMIZATION and path is not None and undecodable is None:
            self._named(source, path, plan, result)
        report.results.append(result)
        return source

    def _named(self, source: Source, path: Path, plan: Plan, result: FileResult) -> None:
        """What a kustomization names, looked up in the file system, which `lint` does not do."""
        if (selected := plan.engine.get(EngineRule.KUSTOMIZATION_INVALID)) is None:
            return
        from podlint.kustomize.checks import faults

        for composed in parse(source).documents:
            for hit in faults(path, composed.document.data):
                result.findings.append(resolve.finding(hit, selected, composed.document)[0])
                line = result.findings[-1].location.start.line
                result.lines[line] = source.line(line)
        result.findings.sort(key=lambda finding: finding.order)

    def _suppress(
        self, report: Report, held: dict[str, tuple[Settings, Plan]], folders: Iterable[Path], *, whole: bool
    ) -> None:
        """Take out what comments, annotations and the configuration hide."""
        vocabulary = suppressions.Vocabulary(self._registry.rules, self._registry.aliases)
        entries = suppressions.Entries()
        for result in report.results:
            if result.path in held:
                settings, plan = held[result.path]
                suppressions.apply(
                    result, plan.selected, vocabulary, settings, entries, inline=self._inline, whole=whole
                )
        for result in entries.mistakes(vocabulary, self.plan(Path())[1].selected, folders):
            held[result.path] = self.plan(Path())
            report.results.append(result)
        if self._baseline is not None:
            self._leave_known(self._baseline, report, self.plan(Path())[1])

    @staticmethod
    def _leave_known(baseline: Baseline, report: Report, plan: Plan) -> None:
        """Take out the findings of the baseline, and say which of them are mended."""
        stale = baseline.stale(report.findings, (result.path for result in report.results), plan.selected)
        for result in report.results:
            report.known += baseline.hide(result)
        if stale:
            count = sum(stale.values())
            first = next(iter(sorted(stale)))
            report.notes.append(
                f"{baseline.file}: {count} known finding{'s are' if count > 1 else ' is'} mended ({first.rule} in "
                f"{first.path}{' and others' if count > 1 else ''}); `podlint baseline` takes them out"
            )

    def _across(self, report: Report, plans: dict[str, Plan], texts: dict[str, Source]) -> bool:
        """Cross-object rules, over what was linted and what lies around it; returns whether all of it was read."""
        from podlint.engine import cross as project
        from podlint.project import around as context

        names = tuple(name for name in plans if name != STDIN)
        around = self._memory.around.get(names) if self._memory is not None else None
        if around is None:
            around = context.surroundings([Path(name) for name in names], self._settings)
        if self._memory is not None:
            self._memory.around[names] = around
        index = context.index(
            report.results, around, self._roles, self._registry.pod_specs, self.contents, self._memory
        )

        def read(name: str) -> Source:
            return texts[name] if name in texts else decode(self.contents(Path(name)), name)[0]

        linted = [result for result in report.results if result.path in plans]
        project.check(linted, lambda result: plans[result.path], index, read)
        return index.whole

    def contents(self, path: Path) -> bytes:
        """The bytes of a file, or what it has for this checker. Raises OSError."""
        held = self.unsaved.get(os.path.abspath(path)) if self.unsaved else None
        return path.read_bytes() if held is None else held

    def _read(self, target: Target, report: Report) -> bytes | None:
        """The bytes of a file; None, with a message or a count, where it cannot be read or is too large."""
        path = target.path
        try:
            held = self.unsaved.get(os.path.abspath(path)) if self.unsaved else None
            size = path.stat().st_size if held is None else len(held)
            if size <= MAX_BYTES:
                return path.read_bytes() if held is None else held
            message = f"{shown(path)}: {size / 2**20:.0f} MiB is more than podlint reads ({MAX_BYTES // 2**20} MiB)"
            reason = Skip.TOO_LARGE
        except OSError as error:
            message = f"{shown(path)}: cannot be read: {error.strerror or error}"
            reason = Skip.UNREADABLE
        result = FileResult(shown(path))
        result.skip(reason)
        report.results.append(result)
        (report.errors if target.explicit or reason is Skip.UNREADABLE else report.notes).append(message)
        return None


def shown(path: Path) -> str:
    """A path as reports show it: as it was given, with forward slashes."""
    return os.path.normpath(path).replace(os.sep, "/")
