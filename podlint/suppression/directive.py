"""Suppressions written in a file: which rules are silent, and for which findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.yaml.place import Location
    from podlint.yaml.source import Span


UNKNOWN = "/"
"""Between a tool and the name of a check that is not known: a word with it is no rule, and hides nothing."""


class Word(NamedTuple):
    """A rule or category as a directive names it, and where."""

    text: str
    location: Location


class Directive(NamedTuple):
    """A suppression: its words (none means every rule), where it stands, and what it covers.

    `line` covers the findings whose lines include it; else `span` those that begin in it; else, for the annotation of
    an object, `document` and `pointer` those in that object. `removal` is what to delete to be rid of it. A `foreign`
    one was written for another tool: nothing is said of one that hides nothing.
    """

    words: tuple[Word, ...]
    location: Location
    line: int = 0
    span: Span | None = None
    document: int = -1
    pointer: str = ""
    removal: Location | None = None
    foreign: bool = False

    @property
    def idle(self) -> tuple[str, ...]:
        """The checks of a tool that podlint does not know, and that nothing is hidden for: `trivy/KSV999`."""
        return tuple(word.text for word in self.words if UNKNOWN in word.text) if self.foreign else ()

    def covers(self, finding: Finding) -> bool:
        """Whether a finding stands where the directive holds."""
        at = finding.location
        if self.line:
            return at.start.line <= self.line <= at.end.line
        if self.span is not None:
            return self.span.start <= at.span.start <= self.span.end
        inside = finding.pointer == self.pointer or finding.pointer.startswith(f"{self.pointer}/")
        return finding.document == self.document and inside


class BadDirective(NamedTuple):
    """A comment or annotation that is meant for podlint, but not understood."""

    message: str
    location: Location
    help: str | None = None
