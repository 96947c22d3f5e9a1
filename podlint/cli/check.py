"""`podlint check`."""

from __future__ import annotations

import gc
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint import registry, visible
from podlint.cli import output, terminal
from podlint.cli.caching import Cache, may_be_cached
from podlint.cli.consistent import consistent
from podlint.cli.status import BROKEN, FOUND, OK
from podlint.config import keys, load
from podlint.config.excludes import leaving_out, readable
from podlint.config.select import require
from podlint.config.settings import Settings
from podlint.engine import run as engine
from podlint.engine.job import STDIN, Job, Stdin
from podlint.engine.plan import Plans
from podlint.errors import StreamError, UsageError
from podlint.files import witness
from podlint.files.discover import MissingPath, discover
from podlint.files.paths import exists, is_folder, shown
from podlint.files.reading import Reader
from podlint.findings import guard
from podlint.findings.result import Report
from podlint.report.summary import summary
from podlint.schema import catalog
from podlint.words import quoted
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from podlint.files.witness import Witness
    from podlint.project.neighbours import Neighbours
    from podlint.registry import Registry
    from podlint.rule import Rule


def run(options: argparse.Namespace) -> int:
    """Lint what the arguments name; returns the exit status."""
    consistent(options)
    gc.set_threshold(1_000_000, 20, 100)  # documents hold no cycles, and are looked through again and again
    if not may_be_cached(options):
        return _run(options, None)
    seen = witness.Witness()
    witness.watch(seen)
    try:
        return _run(options, seen)
    finally:
        witness.watch(None)


def _run(options: argparse.Namespace, seen: Witness | None) -> int:
    """Lint what the arguments name, or take what is known of it where all is as it was `seen` before."""
    settings = settings_by_folder(options)
    here = settings(Path())
    rules = registry.load(plugins=not options.no_plugins)
    require(here, rules.plugins)
    targets = [(target, output.reporter(target, rules.reporters, here)) for target in output.outputs(options, here)]
    timings = None
    if options.timings:
        from podlint.cli.statistics import Timings

        timings = Timings(rules)
    cache = Cache(options, rules, seen) if seen is not None else None
    known = cache.find() if cache is not None else None
    report, diff = known or Report(), ""
    if known is None:
        neighbours = cache.neighbours if cache is not None else None
        report, diff = _report(options, rules, settings, [target for target, _ in targets], neighbours)
    if cache is not None:
        if known is None:
            cache.keep(report)
        cache.close()
    report = report._replace(rules=_rules(report, rules, settings))
    if options.diff:
        from podlint.cli.fixing import colored

        targets = [(output.Output("diff"), lambda _, color: colored(diff) if color else diff)]
    if options.show_files:
        from podlint.cli.files import shown_files

        place = next((target for target, _ in targets if target.file is None), targets[0][0])
        targets = [(place, lambda report, **_: shown_files(report))]
    # All are rendered before any is written, and files before standard output, whose reader may be gone.
    texts = [(_text(report, options, target, render), target) for target, render in targets]
    texts.sort(key=lambda written: written[1].file is None)
    unwritten = [output.write(text, target) for text, target in texts]
    report = report._replace(errors=(*report.errors, *filter(None, unwritten)))
    if options.statistics:
        from podlint.cli.statistics import statistics

        sys.stderr.write(statistics(report))
    if timings is not None:
        sys.stderr.write(timings.table())
    if options.verbose and (options.fix or options.diff):
        from podlint.cli.fixing import told

        sys.stderr.writelines(told(report))
    tell(report, quiet=options.quiet, verbose=options.verbose, since=options.since, files=options.show_files)
    if report.errors or report.failures:
        return BROKEN
    if options.show_files:
        return OK
    if options.diff:
        return FOUND if diff and not options.exit_zero else OK
    if here.fail_on_empty and not report.checked:
        return FOUND
    return FOUND if report.failing and not options.exit_zero else OK


def _text(report: Report, options: argparse.Namespace, target: output.Output, render: Callable[..., str]) -> str:
    """A report as text, in the colours and the form of the place that it goes to."""
    colored = terminal.color(options, target.file)
    if target.file is not None or target.format not in ("full", "concise"):
        return render(report, color=colored)
    return render(report, color=colored, terminal=terminal.terminal(options))


def _report(
    options: argparse.Namespace,
    rules: Registry,
    settings: Callable[[Path], Settings],
    outputs: list[output.Output],
    neighbours: Neighbours | None,
) -> tuple[Report, str]:
    """The report of a run, and the diff of what fixes would change where that is asked for."""
    bar = None
    if sys.stderr.isatty():
        from podlint.cli import progress

        bar = progress.Progress(sys.stderr) if progress.wanted(options, outputs) else None
    baseline = None
    known = baseline_file(options, settings(Path()))
    if known is not None:
        from podlint.suppression.baseline import Baseline

        if not options.baseline and not exists(known):
            message = f"baseline: {shown(known)}: no such file; `podlint baseline` writes it"
            raise settings(Path()).error(message, ("baseline",))

        baseline = Baseline.read(known, named=bool(options.baseline))
    job = named(options, rules, settings)._replace(
        baseline=baseline, rendering=options.render, neighbours=neighbours, processes=options.jobs
    )
    job = job._replace(inline=not options.no_inline_ignores, step=bar.step if bar is not None else None)
    if options.since:
        job = _since(options, job)
    if bar is not None:
        bar.start(len(job.targets))
    try:
        if options.fix or options.diff:
            from podlint.cli import fixing

            return fixing.run(options, job)
        if options.add_ignore:
            from podlint.cli import adopting

            return adopting.run(options, job), ""
        return engine.run(job), ""
    finally:
        if bar is not None:
            bar.end()


def _since(options: argparse.Namespace, job: Job) -> Job:
    """The job with what differs from a Git revision only."""
    from podlint.cli.since import changed, within

    found = changed(options.since, options.paths or ["."], lines=options.changed_lines)
    targets = [target for target in job.targets if str(target.path) in found]
    return job._replace(targets=targets, lines=within(found) if options.changed_lines else None)


def tell(
    report: Report, *, quiet: bool = False, verbose: bool = False, since: str | None = None, files: bool = False
) -> None:
    """Say on standard error what went wrong on the way, and the summary unless it is to be `quiet`.

    With `verbose`, or where the environment has PODLINT_TRACEBACK, the tracebacks of what raised too; with
    `verbose` also which rules in CEL were not evaluated and why, and which suppressions for other tools mean nothing to
    podlint.
    """
    for message in (*report.notes, *report.errors):
        print(f"podlint: {visible.in_line(message)}", file=sys.stderr)
    for failure in report.failures:
        print(f"podlint: {visible.in_line(failure.message)}", file=sys.stderr)
        if failure.traceback and guard.tracebacks_wanted(verbose=verbose):
            sys.stderr.write(visible.block(failure.traceback))
    if verbose:
        for line in _passed_over(report):
            print(f"podlint: {line}", file=sys.stderr)
    if not quiet:
        print(summary(report), file=sys.stderr)
        if not report.checked and not report.documents:
            from podlint.cli.files import nothing

            print(f"podlint: {nothing(report, since, named=files)}", file=sys.stderr)


def _passed_over(report: Report) -> Iterator[str]:
    """What was passed over: rules in CEL that could not be evaluated, suppressions for checks that are not known."""
    for result in report.results:
        for rule in result.rules_skipped:
            yield visible.in_line(f"{result.path}: rule in CEL not evaluated: {rule}")
        for directive in result.directives:
            for word in directive.idle:
                of, _, check = word.partition("/")
                unknown = f"podlint knows no check of {of} named {quoted(check)}"
                yield f"{directive.location}: {unknown}: this suppression hides nothing"


def _rules(report: Report, rules: Registry, settings: Callable[[Path], Settings]) -> dict[str, Rule]:
    """Which rules ran: those of the current folder's plan, and what other folders' plans found."""
    here = Plans(rules, settings, Reader()).selected(Path())
    ran = {name: chosen.rule for name, chosen in here.items()}
    for finding in report.findings:
        if finding.rule in rules.rules:
            ran.setdefault(finding.rule, rules.rules[finding.rule])
    return ran


def baseline_file(options: argparse.Namespace, here: Settings) -> Path | None:
    """The baseline that the command line or the configuration names."""
    if options.baseline:
        return Path(options.baseline)
    if not here.baseline:
        return None
    file = (here.root or Path()) / here.baseline
    from podlint.config import bounds

    bounds.read(here, file, ("baseline",))
    return file


def named(options: argparse.Namespace, rules: Registry, settings: Callable[[Path], Settings]) -> Job:
    """The job that the arguments name. Raises UsageError where there is no such path."""
    paths = options.paths or ["."]
    stdin = None
    if "-" in paths:
        stdin = Stdin(_given(), options.stdin_filename or STDIN)
        paths = [path for path in paths if path != "-"]
    elif options.stdin_filename:
        raise UsageError("--stdin-filename goes with `-`")
    try:
        left: dict[str, str] = {}
        targets = discover(paths, leaving_out(readable(settings)), force=options.force_exclude, left=left)
    except MissingPath as error:
        from podlint.cli import habits

        raise UsageError(f"{error}{habits.word(paths[0])}") from error
    return Job(rules, settings, targets, [Path(path) for path in paths if is_folder(path)], stdin, left=left)


def _given() -> bytes:
    """What standard input gives, not much more than what is read of a file. Raises StreamError."""
    if sys.stdin is None:
        raise StreamError("standard input: cannot be read: it is closed")
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise StreamError(f"standard input: cannot be read: {error.strerror or error}") from error


def settings_by_folder(options: argparse.Namespace) -> Callable[[Path], Settings]:
    """A function from a folder to its settings, with the command line merged in."""
    if options.config and options.isolated:
        raise UsageError("--config and --isolated exclude each other")
    known = catalog.versions()
    overrides = _overrides(options, known)
    fixed = load.read(Path(options.config), known) if options.config else None

    @lru_cache(maxsize=1024)
    def merged(file: Path | None) -> Settings:
        base = fixed or (load.read(file, known) if file is not None else Settings())
        return base.merged(overrides)

    places: dict[Path, Path | None] = {}

    @lru_cache(maxsize=4096)
    def settings(folder: Path) -> Settings:
        if fixed is not None or options.isolated:
            return merged(None)
        return merged(load.find(folder, places))

    return settings


def _overrides(options: argparse.Namespace, known: tuple[str, ...]) -> dict[str, Any]:
    """What the command line sets, by the name of the setting; `known` are the Kubernetes versions there are."""
    given: dict[str, Any] = {}
    for name in ("select", "extend_select", "ignore"):
        words = getattr(options, name)
        if words is not None:
            given[name] = tuple(_split(words))
    if options.schemas:
        given["more_schemas"] = sources(options.schemas)
    if options.kubernetes_version:
        versions = (keys.version(word, known) for word in _split(options.kubernetes_version))
        given["kubernetes_versions"] = tuple(dict.fromkeys(versions))
    if options.command == "baseline":  # it has no report
        return given
    if options.output_format:
        given["output_format"] = options.output_format
    if options.fail_on_empty:
        given["fail_on_empty"] = True
    if options.fail_on:
        given["fail_on"] = keys.FAIL_ON[options.fail_on]
    return given


def sources(words: Iterable[str]) -> tuple[str, ...]:
    """What `--schemas` names. Raises UsageError for what is not there, or can be none."""
    from podlint.config.locations import unusable

    found = tuple(words)
    for word in found:
        why = unusable(word, Path())
        if why is not None:
            raise UsageError(f"--schemas {word}: {why}")
    return found


def _split(words: Iterable[str]) -> list[str]:
    return [part.strip() for word in words for part in word.split(",") if part.strip()]
