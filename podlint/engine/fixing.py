"""Fixes over a whole run: lint, fix and lint again in memory until nothing is left to fix; nothing is stored here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.engine import most
from podlint.engine.fix import PASSES, apply, encodable
from podlint.engine.run import run
from podlint.files.paths import identity
from podlint.files.reading import Reader
from podlint.tuples import NamedTuple
from podlint.yaml.source import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.engine.job import Job
    from podlint.findings.finding import Finding
    from podlint.findings.fix import Safety
    from podlint.findings.result import Report


Refused = dict[tuple[str, str, str], str]
"""Why fixes are not made, by the path of a file, the rule and the pointer of their findings."""


class FixedFile(NamedTuple):
    """A file that fixes change: its bytes as they are, the text of these, its text as it will be, the findings gone."""

    path: Path
    before: bytes
    original: str
    text: str
    fixed: int


class FixedRun(NamedTuple):
    """What a run with fixes gives: the report of what is left and of how many findings went, and the changed files."""

    report: Report
    files: dict[str, FixedFile]


def fix_all(job: Job, least: Safety) -> FixedRun:
    """Make every fix that is at least as safe as `least` in the files of a job. Raises ConfigError, as `run` does."""
    files: dict[str, FixedFile] = {}
    named = frozenset(identity(target.path) for target in job.targets if target.explicit)
    refused: Refused = {}
    unsaved = dict(job.unsaved)
    count = 0
    job = job._replace(fixing=least)
    report = run(job)
    for _ in range(PASSES):
        changed, tried = 0, len(refused)
        for name, findings in _by_file(report.findings):
            wanted = [finding for finding in findings if (name, finding.rule, finding.pointer) not in refused]
            changed += _fix(name, wanted, least, Reader(unsaved, named, job.folders), unsaved, files, refused)
        if changed:
            count += changed
            report = run(job._replace(unsaved=unsaved))
        elif len(refused) == tried:  # else one that is not made may have kept another one from its place
            break
    if any(map(most.exceeded, report.results)):
        report = run(job._replace(unsaved=unsaved, fixing=None))
    unfixed = tuple(_unfixed(report, least, refused))
    return FixedRun(_offering(report, least)._replace(fixed=count, unfixed=unfixed), files)


PROOF = "the file would say something else than the fix means, or lose a comment"
OVERLAP = "another fix changes the same text"
ENCODING = "its file could not be stored in the encoding that it has"


def _unfixed(report: Report, least: Safety, refused: Refused) -> Iterator[tuple[Finding, str]]:
    """The findings with a fix that was tried and not made, with why."""
    for own in report.results:
        for finding in own.findings:
            if finding.fixable(least):
                yield finding, refused.get((own.path, finding.rule, finding.pointer), OVERLAP)


def _offering(report: Report, least: Safety) -> Report:
    """The report without the fixes that were tried and not made: nobody is to try them again."""
    results = []
    for own in report.results:
        kept = [f._replace(fix=None) if f.fixable(least) else f for f in own.findings]
        results.append(own._replace(findings=tuple(kept)))
    return report._replace(results=tuple(results))


def _by_file(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None:
            files.setdefault(finding.location.path, []).append(finding)
    return list(files.items())


def _fix(
    name: str,
    findings: list[Finding],
    least: Safety,
    reader: Reader,
    unsaved: dict[str, bytes],
    files: dict[str, FixedFile],
    refused: Refused,
) -> int:
    """Fix one file in memory; returns how many findings went."""
    try:
        current = reader(name)
    except OSError:
        return 0
    source, undecodable = decode(current, name)
    if undecodable is not None or not encodable(current, source):
        refused.update(((name, one.rule, one.pointer), ENCODING) for one in findings if one.fixable(least))
        return 0
    result = apply(source, findings, least)
    refused.update(((name, finding.rule, finding.pointer), PROOF) for finding in result.refused)
    if not result.fixed:
        return 0
    known = files.get(name)
    before, original, gone = known[1:3] + known[4:] if known is not None else (current, source.text, 0)
    files[name] = FixedFile(Path(name), before, original, result.text, gone + len(result.fixed))
    unsaved[identity(name)] = encode(result.text, current)
    return len(result.fixed)
