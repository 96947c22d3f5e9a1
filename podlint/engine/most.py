"""How many findings a file may have, of one rule and of all: what is beyond is neither looked for nor shown.

Nobody reads the second thousand, and a file of a megabyte can be made to have a hundred thousand of them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podlint.findings.finding import Finding
    from podlint.findings.fix import ResolvedFix
    from podlint.findings.result import FileResult
    from podlint.yaml.source import Source

MOST = 1_000
"""Most findings of one rule in one file."""
MOST_OF_ALL = 5_000
"""Most findings of all rules in one file."""
ALL = ""
"""Stands for all rules where findings are counted."""


def reached(source: Source, rule: str, fix: object = None) -> bool:
    """Whether a rule, or all together, have as many findings in a source as they may have.

    One with a fix may always be had in a source that is about to be fixed.
    """
    if fix is not None and source.fixing is not None:
        return False
    return enough(source.reported, rule)


def enough(told: Mapping[str, int], rule: str) -> bool:
    """The same of findings that are counted by their rules."""
    return told.get(rule, 0) >= MOST or told.get(ALL, 0) >= MOST_OF_ALL


def count(source: Source, rule: str, fix: ResolvedFix | None = None) -> None:
    """Count one more finding of a rule in a source, unless its fix is about to be made."""
    if fix is not None and source.fixing is not None and fix.safety >= source.fixing:
        return
    for key in (rule, ALL):
        source.reported[key] = source.reported.get(key, 0) + 1


def first(found: Iterable[Finding], source: Source) -> Iterator[Finding]:
    """The findings of one rule, as many as there may be in a source."""
    for finding in found:
        if reached(source, finding.rule, finding.fix):
            if source.fixing is None:
                break
            continue
        count(source, finding.rule, finding.fix)
        yield finding


def exceeded(result: FileResult) -> bool:
    """Whether a file has more findings than may be shown: those that were to be fixed do not count until then."""
    return len(result.findings) > MOST and max(Counter(f.rule for f in result.findings).values()) > MOST


def notes(source: Source) -> tuple[str, ...]:
    """What standard error says of the rules that have as many findings in a source as they may have."""
    return said(source.path, source.reported)


def said(path: str, told: Mapping[str, int]) -> tuple[str, ...]:
    """The same of a file whose findings are counted by their rules."""
    if told.get(ALL, 0) >= MOST_OF_ALL:
        return (f"{path}: {MOST_OF_ALL} findings; more are not looked for",)
    # Some are members of EngineRule, which Python 3.11 and 3.10 show in different ways.
    rules = sorted(str.__str__(rule) for rule, found in told.items() if rule != ALL and found >= MOST)
    return tuple(f"{path}: {rule} is found {MOST} times; more of it is not looked for" for rule in rules)
