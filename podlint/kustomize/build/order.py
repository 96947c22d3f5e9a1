"""The order in which built objects are written."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.identity import Gvk, default_rank, legacy_rank

if TYPE_CHECKING:
    from podlint.kustomize.build.nodes import Origin
    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources


def sort(resources: Resources, options: dict[str, Any] | None, origin: Origin | None) -> None:
    """Put objects in the order that `sortOptions` asks for; without them Namespaces go first. Raises Refusal."""
    rank = default_rank()
    if options is not None:
        order, lists = options.get("order") or "", options.get("legacySortOptions")
        if order not in ("fifo", "legacy"):
            raise Refusal("`sortOptions.order` is neither legacy nor fifo", origin)
        if order == "fifo":
            if lists is not None:
                raise Refusal("`legacySortOptions` go with the order `legacy` only", origin)
            return
        if lists is not None:
            rank = legacy_rank(lists.get("orderFirst") or [], lists.get("orderLast") or [])

    def compare(one: Resource, other: Resource) -> int:
        return _compare(one, other, rank)

    resources.items.sort(key=cmp_to_key(compare))


def _compare(one: Resource, other: Resource, rank: dict[str, int]) -> int:
    first, second = one.gvk, other.gvk
    if first != second:
        places = rank.get(first.kind, 0), rank.get(second.kind, 0)
        if places[0] != places[1]:
            return -1 if places[0] < places[1] else 1
        texts = _text(first), _text(second)
        less = texts[0] < texts[1]
        if first.kind == second.kind == "Namespace" and not (first.group and second.group):
            less = not less
        return -1 if less else 1
    names = [f"{each.gvk}|{each.namespace or '~X'}|{each.name or '~N'}" for each in (one, other)]
    return (names[0] > names[1]) - (names[0] < names[1])


def _text(gvk: Gvk) -> str:
    return f"{gvk.group or '~G'}_{gvk.version or '~V'}_{gvk.kind or '~K'}"
