"""`podlint check --fix` and `--diff`: mend what can be mended, then report what is left."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podlint.engine.fix import PASSES, encodable, mend, write
from podlint.errors import UsageError
from podlint.findings.fix import Safety
from podlint.yaml.source import decode, encode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from podlint.engine.run import Checker
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report


class Mended(NamedTuple):
    """What a run with fixes gives: the report of what is left, how many findings were mended, the diff of all files."""

    report: Report
    mended: int
    diff: str


class _File(NamedTuple):
    """A file that fixes change: its bytes as they are, and its text as it will be."""

    path: Path
    before: bytes
    original: str
    text: str


def run(options: argparse.Namespace, checker: Checker, lint: Callable[[], Report]) -> Mended:
    """Lint, mend and lint again, until nothing is left to mend; then store the files, or with `--diff` show them.

    Raises UsageError for options that make no sense together.
    """
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise UsageError("--unsafe-fixes goes with --fix or --diff")
    if "-" in options.paths:
        raise UsageError("--fix and --diff take files, not standard input")
    least = Safety.UNSAFE if options.unsafe_fixes else Safety.SAFE
    files: dict[str, _File] = {}
    refused: set[tuple[str, str, str]] = set()
    count = 0
    report = lint()
    for _ in range(PASSES):
        changed = 0
        for name, findings in _by_file(report.findings):
            changed += _mend(name, findings, least, checker, files, refused)
        if not changed:
            break
        count += changed
        report = lint()
    diff = "".join(_diff(file) for _, file in sorted(files.items()))
    if not options.diff:
        for name, file in files.items():
            problem = write(file.path, file.before, file.text)
            if problem is not None:
                report.errors.append(f"{name}: {problem}")
    return Mended(report, count, diff)


def _by_file(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None:
            files.setdefault(finding.location.path, []).append(finding)
    return list(files.items())


def _mend(
    name: str,
    findings: list[Finding],
    least: Safety,
    checker: Checker,
    files: dict[str, _File],
    refused: set[tuple[str, str, str]],
) -> int:
    """Mend one file in memory; returns how many findings went."""
    path = Path(name)
    known = files.get(name)
    before = known.before if known is not None else None
    try:
        current = checker.contents(path)
    except OSError:
        return 0
    found, undecodable = decode(current, name)
    if undecodable is not None or not encodable(current, found):
        return 0
    wanted = [f for f in findings if (name, f.rule, f.pointer) not in refused]
    result = mend(found, wanted, least)
    refused.update((name, f.rule, f.pointer) for f in result.refused)
    if not result.mended:
        return 0
    original = known.original if known is not None else found.text
    files[name] = _File(path, current if before is None else before, original, result.text)
    checker.unsaved[os.path.abspath(path)] = encode(result.text, current)
    return len(result.mended)


def _diff(file: _File) -> str:
    from difflib import unified_diff

    name = file.path.as_posix()
    old, new = file.original.splitlines(keepends=True), file.text.splitlines(keepends=True)
    names = (name, name) if file.path.is_absolute() else (f"a/{name}", f"b/{name}")
    lines = unified_diff(old, new, *names)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
