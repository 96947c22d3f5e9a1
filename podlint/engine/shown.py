"""The words of a report, as they may be shown: whatever others wrote into their files, nothing obeys it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.visible import block, in_line, visible

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure, FileResult, Report


def shown(report: Report) -> Report:
    """A report whose findings, errors and notes hold nothing but what is to be read.

    Names of files and objects, pointers and edits stay what they are: they are data, which each format writes its way.
    """
    return report._replace(
        results=tuple(map(_result, report.results)),
        errors=tuple(map(in_line, report.errors)),
        notes=tuple(map(in_line, report.notes)),
        failed=tuple(map(_failure, report.failed)),
    )


def _result(result: FileResult) -> FileResult:
    return result._replace(
        findings=tuple(map(_finding, result.findings)), failures=tuple(map(_failure, result.failures))
    )


def _failure(failed: Failure) -> Failure:
    """A failure; its traceback has lines, none of which begins as a command does."""
    return failed._replace(message=in_line(failed.message), traceback=block(failed.traceback))


def _finding(finding: Finding) -> Finding:
    words = (finding.message, finding.help or "", *(related.message for related in finding.related))
    title = finding.fix.title if finding.fix is not None else ""
    if all(map(_harmless, (*words, title))):
        return finding
    return finding._replace(
        message=visible(finding.message),
        help=visible(finding.help) if finding.help is not None else None,
        related=tuple(related._replace(message=visible(related.message)) for related in finding.related),
        fix=finding.fix._replace(title=in_line(title)) if finding.fix is not None else None,
    )


def _harmless(text: str) -> bool:
    return visible(text) == text
