"""Hits to findings: symbolic places become lines and columns, for what is reported and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.findings.finding import NO_OBJECT, Finding, Hit, ObjectName
from podlint.findings.fix import Change, Insert, Move, ResolvedFix
from podlint.yaml import edits as edit
from podlint.yaml.place import Location, RelatedLocation, named_pointer, pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.config.select import Selected
    from podlint.findings.fix import Fix
    from podlint.yaml.document import Document
    from podlint.yaml.edits import Edit
    from podlint.yaml.place import Origin

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
    written, place = document.written(hit.place)
    location, defined = written.locate(place)
    related = []
    for other in hit.related:
        where = of(other.origin) if of is not None and other.origin is not None else document
        there, at = where.written(other.place)
        related.append(RelatedLocation(there.locate(at)[0], other.message))
    if defined is not None:
        related.append(RelatedLocation(defined, "repeated from here"))
    index, path = written.outer or (written.index, place.path)
    result = Finding(
        rule=selected.rule.name,
        category=selected.rule.category,
        severity=selected.weigh(hit.severity),
        message=hit.message,
        location=location,
        document=index,
        pointer=pointer(path),
        object=about,
        help=hit.help,
        related=tuple(related),
        fix=_resolved(hit.fix, document) if hit.fix else None,
        versions=versions,
        named_pointer=named_pointer(path, written.data) if written.outer is None else pointer(path),
    )
    return result, defined


def _resolved(fix: Fix, document: Document) -> ResolvedFix | None:
    """A fix as text edits; None where the text does not allow one of them without touching anything else."""
    moved = _moved(fix, document)
    if moved is None:
        return None
    document, fix = moved
    edits: list[Edit] = []
    for change in fix.changes:
        if document.is_shared(change.place.path):
            return None  # An alias repeats it, so that an edit would reach others.
        if isinstance(change, Move):
            found = edit.move(document, change.place.path, change.before.path)
        elif isinstance(change, Insert):
            found = edit.insert(document, change.place.path, change.key, change.value)
        else:
            found = edit.replace(document, change.place, change.value)
        if found is None:
            return None
        edits += found
    above = len(document.above)
    changes = tuple(_written_at(change, above) for change in fix.changes)
    return ResolvedFix(fix.title, tuple(sorted(edits)), fix.safety, changes)


def _moved(fix: Fix, document: Document) -> tuple[Document, Fix] | None:
    """A fix in the document that its places were written in; None where that is not one document."""
    documents: list[Document] = []
    changes: list[Change | Insert | Move] = []
    for change in fix.changes:
        place = document.exactly(change.place)
        before = document.exactly(change.before) if isinstance(change, Move) else place
        if place is None or before is None:
            return None
        documents += [place[0], before[0]]
        moved = change._replace(place=place[1])
        changes.append(moved._replace(before=before[1]) if isinstance(moved, Move) else moved)
    if any(one is not documents[0] for one in documents):
        return None
    return documents[0], fix._replace(changes=tuple(changes))


def _written_at(change: Change | Insert | Move, above: int) -> Change | Insert | Move:
    """A change with the paths that its places have in the text itself, which may be a part of an object."""
    place = change.place._replace(path=change.place.path[above:])
    if isinstance(change, Move):
        return Move(place, change.before._replace(path=change.before.path[above:]))
    return change._replace(place=place)


def without_repeats(found: list[Located]) -> list[Finding]:
    """Findings in order, once each; what an alias repeats is left out where its definition is reported too."""
    direct = {(f.rule, f.location.span) for f, defined in found if defined is None}
    kept = {
        finding.order: finding
        for finding, defined in found
        if defined is None or (finding.rule, defined.span) not in direct
    }
    return [kept[key] for key in sorted(kept)]
