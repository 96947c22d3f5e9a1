"""What is found on the objects of several overlays that are built of the same lines: said once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from podlint.findings import guard
from podlint.tuples import NamedTuple
from podlint.words import listed
from podlint.yaml.place import RelatedLocation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from podlint.findings.finding import Finding
    from podlint.yaml.place import Path as Keys

Lines = tuple[str, int, "Keys"]
"""The lines that an object is built of first: file, document, path in it."""
_MOST_RELATED = 3
"""Overlays that are related places of a finding that holds in some only."""


class Seen(NamedTuple):
    """What is found on an object that an overlay builds, and whether an annotation of the object hides it."""

    overlay: str
    lines: Lines
    finding: Finding
    hidden: bool = False


def merged(
    seen: Iterable[Seen], able: Callable[[Lines, str], set[str]], files: Mapping[str, str]
) -> Iterator[tuple[Finding, bool]]:
    """Each finding once for the place that it is shown at, with the overlays that it holds in unless it holds in all.

    And whether it shows: not where annotations hide it in all of them.

    `able` tells which overlays could have it: those that use its lines and its file; `files` are the kustomizations of
    overlays by their names. Overlays may give an object another name, so that messages differ: the first one stands for
    all.
    """
    grouped: dict[tuple[object, ...], tuple[Finding, set[str], set[str]]] = {}
    counts: Counter[tuple[object, ...]] = Counter()
    for overlay, lines, finding, hidden in seen:
        at = finding.location.path, finding.location.span, finding.rule
        occurrence = (overlay, lines, *at)
        counts[occurrence] += 1
        key = (*at, lines, counts[occurrence])
        _, holds, every = grouped.setdefault(key, (finding, set(), set()))
        if not hidden:
            holds.add(overlay)
        every |= able(lines, finding.location.path)
    said: set[tuple[object, ...]] = set()
    for (path, span, rule, *_), (finding, holds, every) in grouped.items():
        message = finding.message
        if not holds:
            yield finding, False
        elif every - holds:
            message = f"{message} (as built by {listed(sorted(holds), 3)})"
            tops = (guard.top(files[name]) for name in sorted(holds)[:_MOST_RELATED])
            places = tuple(RelatedLocation(at, "it is so in what this kustomization builds") for at in tops)
            finding = finding._replace(related=(*finding.related, *places))
        if holds and (path, span, rule, message) not in said:
            said.add((path, span, rule, message))
            yield finding._replace(message=message), True
