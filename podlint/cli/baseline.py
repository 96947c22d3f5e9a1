"""`podlint baseline`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint import registry
from podlint.cli.check import baseline_file, named, settings_by_folder, tell
from podlint.cli.status import BROKEN, FOUND, OK
from podlint.config import bounds
from podlint.config.select import require
from podlint.engine import run as engine
from podlint.errors import UsageError
from podlint.files.paths import shown, strays
from podlint.report.summary import plural
from podlint.suppression.baseline import Baseline
from podlint.visible import name

if TYPE_CHECKING:
    import argparse

    from podlint.config.settings import Settings

DEFAULT = ".podlint-baseline.json"


def run(options: argparse.Namespace) -> int:
    """Write the findings of today into the baseline; returns the exit status."""
    if options.add and options.prune:
        raise UsageError("--add and --prune exclude each other")
    settings = settings_by_folder(options)
    here = settings(Path())
    file = baseline_file(options, here) or Path(DEFAULT)
    if here.baseline and not options.baseline:
        bounds.written(here, file, ("baseline",))
    elif strays(file) and not options.baseline:
        raise UsageError(f"{file} is a link that leads out of the project; --baseline names any file")
    if options.prune and not file.exists():
        raise UsageError(f"{file}: there is no baseline yet to prune")
    rules = registry.load(plugins=not options.no_plugins)
    require(here, rules.plugins)
    job = named(options, rules, settings)
    job = job._replace(inline=not options.no_inline_ignores, rendering=options.render, processes=options.jobs)
    report = engine.run(job)
    if report.errors or report.failures:
        tell(report, quiet=True, verbose=options.verbose)
        return BROKEN
    first = not file.exists()
    known = Baseline(file) if first else Baseline.read(file, named=bool(options.baseline))
    found = known.count(report.findings)
    stale = known.stale(report.findings, (result.path for result in report.results), rules.rules)
    new = {key: count - known.counts.get(key, 0) for key, count in found.items() if count > known.counts.get(key, 0)}
    for key, count in stale.items():
        known.counts[key] -= count
    if first or options.add:
        known.counts.update(found)
    known.counts = {key: count for key, count in known.counts.items() if count > 0}
    try:
        known.write()
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from error
    total, gone, fresh = sum(known.counts.values()), sum(stale.values()), sum(new.values())
    kept = first or options.add
    left = fresh and not kept and not options.prune
    print(
        f"{name(str(file))}: {plural(total, 'finding')} ({fresh if kept else 0} added, {gone} removed)"
        + (f"; {plural(fresh, 'finding')} not in it: fix them, or --add" if left else ""),
        file=sys.stderr,
    )
    if total and not (here.baseline or options.baseline or options.prune):
        print(_hint(file, here), file=sys.stderr)
    return FOUND if left else OK


def _hint(file: Path, here: Settings) -> str:
    """How the next run takes up a baseline that no configuration names."""
    where = shown(here.file) if here.file is not None else ".podlint.yaml"
    named = name(os.path.relpath(file, here.root or Path()).replace(os.sep, "/"))
    line = f"baseline: {named}"
    if where.endswith(".toml"):
        line, where = f'baseline = "{named}"', f"[tool.podlint] of {where}"
    return f"to leave them out, write `{line}` into {name(where)} (or use --baseline each time)"
