"""Findings counted by namespace, which at Acme is the team that they go to."""

from __future__ import annotations

from collections import Counter

from podlint.api import Report


def render(report: Report, *, color: bool = False) -> str:
    """A line for each namespace with findings."""
    del color
    counts = Counter(finding.object.namespace or "none" for finding in report.findings)
    return "".join(f"{namespace}: {count}\n" for namespace, count in sorted(counts.items()))
