"""A table for people: the summary of a GitHub Actions job, a comment on a change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.addresses import of_rule
from podlint.report.paths import Repository
from podlint.report.summary import NOUNS, details, fixable, message, plural, summary
from podlint.visible import in_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.findings.finding import Finding
    from podlint.findings.result import Report
    from podlint.rule import Rule

LIMIT = 900_000
"""Bytes: GitHub refuses a summary of more than 1 MiB."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")


def render(report: Report, *, color: bool = False) -> str:
    """A heading, the summary, and a table of the findings, the gravest first."""
    lines = ["### podlint", "", escaped(summary(report)), ""]
    ranked = sorted(report.findings, key=lambda finding: -finding.severity)
    if ranked:
        lines += ["| severity | place | finding | rule |", "| --- | --- | --- | --- |"]
    repository = Repository()
    size = 0
    for number, finding in enumerate(ranked):
        row = _row(finding, repository, report.rules)
        size += len(row.encode("utf-8", "replace"))
        if size > LIMIT:
            lines += ["", f"{plural(len(ranked) - number, 'more finding')} not shown."]
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _row(finding: Finding, repository: Repository, rules: Mapping[str, Rule]) -> str:
    at = finding.location
    place = f"{repository(at.path)}:{at.start}"
    text = "<br>".join(escaped(line) for line in (message(finding) + fixable(finding), *details(finding)))
    url = of_rule(finding.rule, rules)
    rule = f"[{finding.rule}]({url})" if url else finding.rule
    return f"| {NOUNS[finding.severity]} | {escaped(place)} | {text} | {rule} |"


def escaped(text: str) -> str:
    """A text as one line of Markdown that shows it, and makes nothing else of it."""
    return _SPECIAL.sub(r"\\\1", in_line(text))
