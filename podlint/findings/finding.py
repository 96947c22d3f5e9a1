"""What a rule says (`Hit`) and what is reported (`Finding`)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.findings.fix import Fix, ResolvedFix, Safety
    from podlint.rule import EngineRule
    from podlint.yaml.place import Location, Path, Place, Related, RelatedLocation


class Severity(IntEnum):
    """What happens: `ERROR` is rejected or cannot work, `WARNING` very likely not meant, `INFO` is advice."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The lower-case name, as written in reports and configuration."""
        return self.name.lower()


class Hit(NamedTuple):
    """What a rule yields: where and what, never a line number.

    `severity` may only be lower than the rule's own, for a case that weighs less than the others; where the
    configuration sets a severity for the rule, that one holds. `profile_only` is for what is somebody's work, and
    what a security profile counts all the same: it is reported only where a profile asks for the rule.
    """

    place: Place
    message: str
    help: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
    profile_only: bool = False


class EngineHit(NamedTuple):
    """A hit that no rule's function yields, but the engine: with the rule it is reported under.

    `withheld` is the path whose value rules must not draw conclusions from; `about` the one of all that was looked at,
    where the hit stands at a part of it.
    """

    rule: EngineRule
    hit: Hit
    withheld: Path | None = None
    about: Path | None = None


class ObjectName(NamedTuple):
    """Which object a finding is about; every part may be unknown."""

    api_version: str | None = None
    kind: str | None = None
    namespace: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        named = "/".join(part for part in (self.namespace, self.name) if part)
        return f"{self.kind or 'document'} {named}".rstrip()


NO_OBJECT = ObjectName()


class Finding(NamedTuple):
    """What is reported: rule, words, concrete places, and the object concerned.

    `document` counts the documents of the file from 0; `pointer` is the JSON Pointer (RFC 6901) of the place in
    that document, `named_pointer` the same with list items by their name, so that it outlives a changed order.
    `versions` names the Kubernetes versions the finding holds for; empty means all that were asked.
    """

    rule: str
    category: str
    severity: Severity
    message: str
    location: Location
    document: int = 0
    pointer: str = ""
    object: ObjectName = NO_OBJECT
    help: str | None = None
    related: tuple[RelatedLocation, ...] = ()
    fix: ResolvedFix | None = None
    versions: tuple[str, ...] = ()
    named_pointer: str = ""

    def fixable(self, least: Safety) -> bool:
        """Whether there is a fix that is at least as safe as `least`."""
        return self.fix is not None and self.fix.safety >= least

    @property
    def places(self) -> tuple[Location, ...]:
        """Every place that a report may show: the finding's own, related ones, those of edits."""
        edits = self.fix.edits if self.fix else ()
        return (self.location, *(r.location for r in self.related), *(edit.location for edit in edits))

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: path, place, rule."""
        span = self.location.span
        return (self.location.path, span.start, span.end, self.rule, self.message)
