"""Selectors that match no pods: how sure it is that this is a mistake, and the pods that are nearest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from podlint.api import Hit, Part, Related, Severity, View, closest, did_you_mean, listed

if TYPE_CHECKING:
    from podlint.api.project import Member, Nearest

_FEW = 3


def how_sure(found: Nearest) -> Severity | None:
    """What a selector that matches nothing weighs; None where nothing is to be said of it.

    A warning where something says which pods were meant, else an info where it is a set that lacks them: what lies in
    one folder need not be applied together.
    """
    if found.sure:
        return Severity.WARNING
    return Severity.INFO if found.set else None


def the_nearest(member: Member, key: str) -> tuple[str, Related]:
    """The help that names the nearest pods, by the label that they lack or have with another value, and their place."""
    carried = member.pod_labels or {}
    has = f"{key}: {carried[key]}" if key in carried else f"only {_labels(carried)}" if carried else "no labels"
    place = (*(member.pod_path or ())[:-1], "metadata", "labels")
    related = member.related(f"the nearest pods have {has}", *place, part=Part.KEY)
    suggestion = closest(key, carried) if key not in carried else None
    return did_you_mean(suggestion) or f"{member.name} has {has}: give both the same labels", related


def matches_nothing(selector: View, found: Nearest, message: str) -> Iterator[Hit]:
    """The hit on a LabelSelector that matches nothing, at its key, as far as it is to be said."""
    severity = how_sure(found)
    if severity is None:
        return
    if found.member is None or found.key is None:
        help = in_another_namespace(found) or "give the pods these labels, or correct the selector"
        yield selector.hit(message, part=Part.KEY, help=help, severity=severity)
        return
    help, related = the_nearest(found.member, found.key)
    yield selector.hit(message, part=Part.KEY, help=help, related=(related,), severity=severity)


def in_another_namespace(found: Nearest) -> str | None:
    """The help where pods of the same set have the labels, and are in a namespace that the selector does not reach."""
    apart = found.apart
    return f"{apart.name}, which has them, is in namespace {apart.namespace}" if apart is not None else None


def _labels(carried: dict[str, str]) -> str:
    """Labels as helps show them: few with their values, else their keys."""
    return listed(f"{key}: {value}" for key, value in carried.items()) if len(carried) <= _FEW else listed(carried)
