"""`podlint check --watch`: run again whenever a file changes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli import check, output
from podlint.config import load
from podlint.config.excludes import leaving_out
from podlint.errors import ConfigError, PluginError, UsageError
from podlint.files.discover import MissingPath, discover
from podlint.files.paths import exists, identity, is_folder
from podlint.visible import in_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    Stamps = dict[str, tuple[int, int]]

EVERY = 1.0
"""Seconds between two looks."""
STILL = 0.1
"""Seconds without a change after which a change is looked at."""
_MOST_WAITS = 20


def run(options: argparse.Namespace) -> int:
    """Check, and again after each change, until interrupted; wrong use ends it before the first run only."""
    if "-" in options.paths:
        raise UsageError("--watch needs files: standard input has no second time")
    first = True
    while True:
        before = stamps(options)
        _clear()
        try:
            check.run(options)
        except (UsageError, ConfigError, PluginError) as error:
            if first:
                raise
            print(f"podlint: {in_line(str(error))}", file=sys.stderr)
        first = False
        print("podlint: waiting for changes, Ctrl-C ends", file=sys.stderr, flush=True)
        while (after := stamps(options)) == before:
            time.sleep(EVERY)
        _settle(options, after)


def _settle(options: argparse.Namespace, last: Stamps) -> None:
    """Wait until nothing changes any more, for a file may be half written; not for ever, where changes have no end."""
    for _ in range(_MOST_WAITS):
        time.sleep(STILL)
        found = stamps(options)
        if found == last:
            return
        last = found


def stamps(options: argparse.Namespace) -> Stamps:
    """When each file was changed that a run would read: what it checks, configurations, baseline."""
    written, config = _own(options)
    paths = [path for path in options.paths or ["."] if exists(path)]
    try:
        found = {str(target.path) for target in discover(paths, leaving_out(check.settings_by_folder(options)))}
    except (MissingPath, UsageError, ConfigError):  # gone since the line above, or said by the run
        found = set()
    folders = {Path(path) if is_folder(path) else Path(path).parent for path in paths}
    configs = [load.find(folder) for folder in (*folders, Path())]
    named = [name for name in (options.config, options.baseline) if name]
    found |= {identity(name) for name in (*filter(None, configs), *named, *config, *_definitions(options, folders))}
    return {name: stamp for name in sorted(found - written) if (stamp := _stamp(name)) is not None}


def _own(options: argparse.Namespace) -> tuple[set[str], list[Path]]:
    """The reports that a run writes, which must not start the next; the configured baseline, and extended files."""
    try:
        settings = check.settings_by_folder(options)
        here = settings(Path())
        outputs = output.outputs(options, here)
        baseline = check.baseline_file(options, here)
    except (UsageError, ConfigError):
        return set(), []
    written = {identity(target.file) for target in outputs if target.file is not None}
    return written, [*([baseline] if baseline is not None else []), *map(Path, here.files)]


def _definitions(options: argparse.Namespace, folders: Iterable[Path]) -> Iterator[Path]:
    """The files of definitions that are kept for some folders, or named as schemas for them."""
    from podlint.collecting import configured
    from podlint.project import kept

    try:
        settings = check.settings_by_folder(options)
        for folder in folders:
            own = settings(folder)
            yield from configured.files(own)
            if (place := kept.place(folder, own.root)) is not None:
                yield from (place / kept.LOCK, *place.glob("*/*.json"))
    except (UsageError, ConfigError):  # said by the run
        return


def _stamp(name: str) -> tuple[int, int] | None:
    try:
        status = Path(name).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _clear() -> None:
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
        sys.stdout.flush()
