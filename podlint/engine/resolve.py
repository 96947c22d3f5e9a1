"""Hits to findings: symbolic places become lines and columns, for what is reported and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.findings.finding import NO_OBJECT, Finding, Hit, ObjectName
from podlint.findings.fix import Insert, Move, ResolvedFix
from podlint.yaml import edits as edit
from podlint.yaml.edits import Edit
from podlint.yaml.place import Location, Part, RelatedLocation, named_pointer, pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.config.select import Selected
    from podlint.findings.fix import Fix
    from podlint.yaml.document import Document
    from podlint.yaml.place import Origin, Path

Located = tuple[Finding, Location | None]
"""A finding, and where its text was defined if an alias or a merge key repeats it at that place."""


def finding(
    hit: Hit,
    selected: Selected,
    document: Document,
    about: ObjectName = NO_OBJECT,
    versions: tuple[str, ...] = (),
    of: Callable[[Origin], Document] | None = None,
) -> Located:
    """The finding of a hit, and where its text was defined if an alias or a merge key repeats it at that place.

    `of` gives the documents of related places that stand elsewhere.
    """
    location, defined = document.locate(hit.place)
    related = []
    for other in hit.related:
        where = of(other.origin) if of is not None and other.origin is not None else document
        related.append(RelatedLocation(where.locate(other.place)[0], other.message))
    if defined is not None:
        related.append(RelatedLocation(defined, "repeated from here"))
    result = Finding(
        rule=selected.rule.name,
        category=selected.rule.category,
        severity=selected.severity,
        message=hit.message,
        location=location,
        document=document.index,
        pointer=pointer(hit.place.path),
        object=about,
        help=hit.help,
        related=tuple(related),
        fix=_resolved(hit.fix, document) if hit.fix else None,
        versions=versions,
        named_pointer=named_pointer(hit.place.path, document.data),
    )
    return result, defined


def _resolved(fix: Fix, document: Document) -> ResolvedFix | None:
    """A fix as text edits; None where one of its places is repeated by an alias, so that an edit would reach others."""
    edits: list[Edit] = []
    reach: list[Path] = []
    for change in fix.changes:
        if isinstance(change, Move):
            moved = edit.move(document, change.place.path, change.before.path)
            if moved is None:
                return None
            edits += moved
            reach.append(change.place.path[:-1])
            continue
        if isinstance(change, Insert):
            inserted = edit.insert(document, change.place.path, change.key, change.text)
            if inserted is None:
                return None
            edits.append(inserted)
            reach.append((*change.place.path, change.key))
            continue
        location, defined = document.locate(change.place)
        if defined is not None:
            return None
        edits.append(Edit(location, change.text))
        path = change.place.path
        reach.append(path)
        if change.place.part is Part.KEY and path:
            reach.append((*path[:-1], change.text.strip("\"'")))
    return ResolvedFix(fix.title, tuple(sorted(edits)), fix.safety, tuple(reach))


def without_repeats(found: list[Located]) -> list[Finding]:
    """Findings in order, once each; what an alias repeats is left out where its definition is reported too."""
    direct = {(f.rule, f.location.span) for f, defined in found if defined is None}
    kept = {
        finding.order: finding
        for finding, defined in found
        if defined is None or (finding.rule, defined.span) not in direct
    }
    return [kept[key] for key in sorted(kept)]
