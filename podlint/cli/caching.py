"""The cache of a run on the command line: where it lies, and whether what it holds answers the run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from podlint.files import witness
from podlint.files.paths import is_folder, real, repository

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from podlint.cache.reports import Reports
    from podlint.findings.result import Report
    from podlint.project.neighbours import Neighbours
    from podlint.registry import Registry

FEWEST = 100
"""A run that reads fewer files than this leaves no cache behind: it is fast without."""

_FOLDER = "PODLINT_CACHE_DIR"
_OF_PRINTING = frozenset(
    {
        "cache_dir", "color", "command", "diff", "exit_zero", "fail_on_empty", "jobs", "no_cache", "output",
        "output_file", "output_format", "quiet", "show_files", "statistics", "verbose",
    }
)  # fmt: skip
"""Options that change how a report is printed, and not the report."""


def may_be_cached(options: argparse.Namespace) -> bool:
    """Whether a run may use a cache, and leave one: it changes no files, and depends on files alone."""
    changing = options.fix or options.diff or options.add_ignore or options.render or options.timings or options.since
    return not (
        changing or options.no_cache or options.isolated or "-" in options.paths or os.environ.get("PODLINT_NO_CACHE")
    )


class Cache:
    """What earlier runs left of a project, for one run that is asked for by some options and has `seen` some files."""

    def __init__(self, options: argparse.Namespace, registry: Registry, seen: witness.Witness) -> None:
        self._options = options
        self._registry = registry
        self._seen = seen
        self._folder = place(options.paths or ["."], options.cache_dir)
        self._reports: Reports | None = None
        self._neighbours: Neighbours | None = None
        if self._folder is not None and witness.kind(os.path.join(self._folder, witness.DATABASE)) == witness.FILE:
            self._reports = self._opened()

    def find(self) -> Report | None:
        """The report of the same run on the same files; None where there is none."""
        return self._reports.find() if self._reports is not None else None

    @property
    def neighbours(self) -> Neighbours | None:
        """What is known of the files of the project, and what the run will learn of them."""
        if self._folder is None:
            return None
        if self._neighbours is None:
            from podlint.project.neighbours import Neighbours

            self._neighbours = (
                self._reports.neighbours
                if self._reports is not None
                else Neighbours(pod_specs=self._registry.pod_specs)
            )
        return self._neighbours

    def keep(self, report: Report) -> None:
        """Keep the report of a run, if the run is worth it."""
        if self._reports is None and self._folder is not None and len(self._seen.files) >= FEWEST:
            self._reports = self._opened()
            if self._neighbours is not None:
                self._reports.adopt(self._neighbours)
        if self._reports is not None:
            self._reports.keep(report, self._seen)

    def close(self) -> None:
        """Write what is to be kept."""
        if self._reports is not None:
            self._reports.close()

    def _opened(self) -> Reports:
        from podlint.cache.reports import Reports

        named = bool(self._options.cache_dir or os.environ.get(_FOLDER))
        return Reports(
            self._folder or "", self._registry.sources, _key(self._options), self._registry.pod_specs, named=named
        )


def place(paths: Iterable[str], named: str | None = None) -> str | None:
    """The folder of the cache of some files and folders: one that is named, or that of their common repository."""
    if named or os.environ.get(_FOLDER):
        return named or os.environ[_FOLDER]
    roots = {repository(path if is_folder(path) else os.path.split(path)[0] or ".") for path in paths}
    root = roots.pop() if len(roots) == 1 else None
    return os.path.join(root, witness.CACHE) if root is not None else None


def _key(options: argparse.Namespace) -> str:
    """A word for what is asked for: paths and options, the current folder, the day (suppressions end on one)."""
    from datetime import date

    asked: list[Any] = [real("."), date.today().isoformat()]
    asked += sorted((name, repr(value)) for name, value in vars(options).items() if name not in _OF_PRINTING)
    asked += sorted(item for item in os.environ.items() if item[0].startswith("PODLINT_"))
    return witness.digest(repr(asked).encode("utf-8", "surrogateescape"))
