"""`podlint check --add-ignore`: a comment at every finding there is, so that only new ones are reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine.fix import encodable, write
from podlint.engine.run import run as lint
from podlint.files.paths import identity
from podlint.files.reading import Reader
from podlint.suppression.apply import NEVER_HIDDEN
from podlint.suppression.writing import applied, silence
from podlint.visible import in_line
from podlint.yaml.source import decode, encode

if TYPE_CHECKING:
    import argparse

    from podlint.engine.job import Job
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report


def run(options: argparse.Namespace, job: Job) -> Report:
    """Suppress what is found, store the files, and return the report of what is left.

    A finding gets no comment in a JSON file, which has none, and where one would change what the file says.
    """
    files: dict[str, tuple[bytes, str]] = {}
    notes: list[str] = []
    report = lint(job)
    unsaved = dict(job.unsaved)
    named = (identity(target.path) for target in job.targets if target.explicit)
    reader = Reader(job.unsaved, named, job.folders)
    for name, findings in _by_file(report).items():
        try:
            before = reader(name)
        except OSError:  # gone since, or no file: a kustomization's folder
            continue
        source, undecodable = decode(before, name)
        if undecodable is not None or not encodable(before, source):
            continue
        written = silence(source, findings, in_line(options.reason or ""))
        if written.edits:
            files[name] = before, applied(source.text, written.edits)
            unsaved[identity(name)] = encode(files[name][1], before)
        if written.left:
            notes.append(f"{name}: {_without(written.left)}")
    problems = []
    for name, (before, text) in files.items():
        problem = write(Path(name), before, text, job.folders)
        if problem is not None:
            problems.append(f"{name}: {problem}")
            unsaved.pop(identity(name))
    left = lint(job._replace(unsaved=unsaved))
    silenced = len(report.findings) - len(left.findings)
    return left._replace(silenced=silenced, errors=(*left.errors, *problems), notes=(*left.notes, *notes))


def _without(findings: list[Finding]) -> str:
    """Which findings got no comment."""
    lines = sorted({finding.location.start.line for finding in findings})
    shown = ", ".join(map(str, lines[:8])) + (f" and {len(lines) - 8} more" if len(lines) > 8 else "")
    what = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    return f"no comment can be written for {what} (line{'s' if len(lines) > 1 else ''} {shown})"


def _by_file(report: Report) -> dict[str, list[Finding]]:
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.rule not in NEVER_HIDDEN:
            files.setdefault(finding.location.path, []).append(finding)
    return files
