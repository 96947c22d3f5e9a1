"""`podlint check --add-ignore`: a comment at every finding there is, so that only new ones are reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine.fix import encodable, write
from podlint.engine.run import run as lint
from podlint.files.paths import identity
from podlint.files.reading import Reader
from podlint.suppression.apply import NEVER_HIDDEN
from podlint.suppression.writing import silence
from podlint.yaml.source import decode, encode

if TYPE_CHECKING:
    import argparse

    from podlint.engine.run import Job
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report


def run(options: argparse.Namespace, job: Job) -> Report:
    """Suppress what is found, store the files, and return the report of what is left (JSON files, for one)."""
    files: dict[str, tuple[bytes, str]] = {}
    report = lint(job)
    unsaved = dict(job.unsaved)
    reader = Reader(job.unsaved)
    for name, findings in _by_file(report).items():
        before = reader(name)
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
            unsaved[identity(name)] = encode(text, before)
    left = lint(job._replace(unsaved=unsaved))
    problems = []
    for name, (before, text) in files.items():
        problem = write(Path(name), before, text)
        if problem is not None:
            problems.append(f"{name}: {problem}")
    silenced = len(report.findings) - len(left.findings)
    return left._replace(silenced=silenced, errors=(*left.errors, *problems))


def _by_file(report: Report) -> dict[str, list[Finding]]:
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.rule not in NEVER_HIDDEN:
            files.setdefault(finding.location.path, []).append(finding)
    return files
