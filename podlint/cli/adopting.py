"""`podlint check --add-ignore`: a comment at every finding there is, so that only new ones are reported."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine.fix import encodable, write
from podlint.errors import UsageError
from podlint.suppression.apply import NEVER_HIDDEN
from podlint.suppression.writing import silence
from podlint.yaml.source import decode, encode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from podlint.engine.run import Checker
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report


def run(options: argparse.Namespace, checker: Checker, lint: Callable[[], Report]) -> Report:
    """Suppress what is found, store the files, and return the report of what is left (JSON files, for one).

    Raises UsageError for options that make no sense together.
    """
    if options.fix or options.diff:
        raise UsageError("--add-ignore and --fix exclude each other")
    if "-" in options.paths:
        raise UsageError("--add-ignore takes files, not standard input")
    files: dict[str, tuple[bytes, str]] = {}
    report = lint()
    for name, findings in _by_file(report).items():
        before = checker.contents(Path(name))
        source, undecodable = decode(before, name)
        if undecodable is not None or not encodable(before, source):
            continue
        text = source.text
        # From the end: what is inserted below moves nothing above.
        for finding in sorted(findings, key=lambda f: f.location.span.start, reverse=True):
            edit = silence(decode(encode(text, before), name)[0], finding, options.reason or "")
            if edit is not None:
                start = edit.location.span.start
                text = text[:start] + edit.text + text[start:]
        if text != source.text:
            files[name] = before, text
            checker.unsaved[os.path.abspath(name)] = encode(text, before)
    left = lint()
    left.silenced = len(report.findings) - len(left.findings)
    for name, (before, text) in files.items():
        problem = write(Path(name), before, text)
        if problem is not None:
            left.errors.append(f"{name}: {problem}")
    return left


def _by_file(report: Report) -> dict[str, list[Finding]]:
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.rule not in NEVER_HIDDEN:
            files.setdefault(finding.location.path, []).append(finding)
    return files
