"""Which pods a selector may match: few that hold all of them, and whether one of these is it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels
from podlint.kubernetes.pod_labels import KEYS
from podlint.project.labelling import asked
from podlint.project.labelling import may_match as labels_may_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podlint.project.member import Member
    from podlint.project.tables import Tables


def candidates(
    tables: Tables, selector: Mapping[str, Any], beside: Member, place: str, *, as_map: bool
) -> Iterable[Member]:
    """Few members that hold all that match: those with the rarest of the labels asked for."""
    groups: list[list[tuple[str, str | None]]] = []
    wanted = selector if as_map else selector.get("matchLabels") or {}
    for key, value in wanted.items() if isinstance(wanted, dict) else ():
        if key not in KEYS:  # else not in the template, perhaps
            groups.append([(key, text) for text in asked(key, value, beside.added)])
    expressions = [] if as_map else selector.get("matchExpressions") or []
    for expression in expressions if isinstance(expressions, list) else ():
        known = isinstance(expression, dict) and expression.get("operator") in ("In", "Exists")
        if known and expression.get("key") not in KEYS:
            groups.append([(str(expression.get("key")), None)])
    if not groups:
        return [m for m in tables.pods(place, beside) if m.possible is not None]
    few = min(groups, key=lambda group: sum(tables.count(place, key, value, beside) for key, value in group))
    found = [tables.labelled(place, key, value, beside) for key, value in few]
    return found[0] if len(found) == 1 else list({id(m): m for some in found for m in some}.values())


def may_match(selector: Mapping[str, Any], member: Member, beside: Member, *, as_map: bool) -> bool:
    """Whether a selector of `beside` may match the pods of a member; labels with open values may be those asked for."""
    more = member.open_labels
    if not KEYS.isdisjoint(labels.asked(selector, as_map=as_map)):
        from podlint.project.given import given

        more |= given(selector, member, as_map=as_map)
    if more:
        selector = labels.without(selector, more, as_map=as_map)
    return labels_may_match(selector, member.possible or {}, beside.added, as_map=as_map)
