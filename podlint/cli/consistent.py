"""Which options of `podlint check` make no sense together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.errors import UsageError

if TYPE_CHECKING:
    import argparse


def consistent(options: argparse.Namespace) -> None:
    """Raises UsageError for options that make no sense together, before anything is read."""
    fixing = options.fix or options.diff
    if options.unsafe_fixes and not fixing:
        raise UsageError("--unsafe-fixes goes with --fix or --diff")
    if "" in options.paths:
        raise UsageError('"": an empty word is no path')
    if options.output_format == "":
        raise UsageError("--output-format takes the name of a format")
    if options.reason is not None and not options.add_ignore:
        raise UsageError("--reason goes with --add-ignore")
    if options.jobs < 0:
        raise UsageError("--jobs takes a number of processes, or 0 for as many as pay")
    if options.changed_lines and not options.since:
        raise UsageError("--changed-lines goes with --since")
    if options.changed_lines and (fixing or options.add_ignore):
        raise UsageError(
            "--changed-lines is about what is reported: it does not go with --fix, --diff and --add-ignore"
        )
    if options.since and "-" in options.paths:
        raise UsageError("--since takes files, not standard input")
    if options.add_ignore and fixing:
        raise UsageError("--add-ignore and --fix exclude each other")
    if "-" in options.paths and (fixing or options.add_ignore):
        words = "--fix and --diff take" if fixing else "--add-ignore takes"
        raise UsageError(f"{words} files, not standard input")
