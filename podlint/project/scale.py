"""How many pods workloads keep, and which objects select them: tables over the whole project, made once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from podlint.kubernetes.kinds import SCALABLE, with_groups
from podlint.kubernetes.selectors import known_part, selector_known
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.project.index import Index, Member

_SCALED = with_groups(SCALABLE)
_SCALERS = (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject"))


def scaler(member: Member, index: Index) -> Member | None:
    """The autoscaler of a workload, of its own scope where there are several."""
    table = index.remember("scalers by target", lambda: _scalers(index))
    name = member.text("metadata", "name") or ""
    return next((found for own in sorted(member.scopes) if (found := table.get((own, member.kind, name)))), None)


def least_replicas(member: Member, index: Index) -> int | None:
    """How many pods a workload keeps at least; None where that is not known, or its kind is not scaled."""
    if index.may_be_patched(member):
        return None
    if (member.group, member.kind) not in _SCALED or not member.complete("spec", "replicas"):
        return None
    found = scaler(member, index)
    if found is not None:
        field, default = ("minReplicas", 1) if found.group == "autoscaling" else ("minReplicaCount", 0)
        return default if found.at("spec", field) is None else found.integer("spec", field)
    return member.integer("spec", "replicas") if member.at("spec", "replicas") is not None else 1


def selected_by(index: Index, group: str, kind: str, *keys: str, as_map: bool = False) -> Mapping[int, list[Member]]:
    """The objects of a kind that select a workload's pods, by the `id` of the workload.

    `keys` lead to the selector: a LabelSelector, or with `as_map` the mapping of a Service. A selector that is not
    known in full counts as one that selects nothing; an empty one selects all, that of a Service none.
    """
    return index.remember(f"{kind} by workload", lambda: _selected_by(index, group, kind, keys, as_map=as_map))


class Perhaps(NamedTuple):
    """What objects whose selectors are not known in full may select: workloads, by `id`, and all of some scopes."""

    workloads: frozenset[int]
    scopes: frozenset[str]

    def include(self, workload: Member) -> bool:
        """Whether a workload may be selected."""
        return id(workload) in self.workloads or not self.scopes.isdisjoint(workload.scopes)


def perhaps_selected_by(index: Index, group: str, kind: str, *keys: str) -> Perhaps:
    """The workloads that those objects of a kind may select whose LabelSelectors, at `keys`, are not known in full."""
    return index.remember(f"{kind} perhaps by workload", lambda: _perhaps(index, group, kind, keys))


def _perhaps(index: Index, group: str, kind: str, keys: tuple[str, ...]) -> Perhaps:
    workloads: set[int] = set()
    scopes: set[str] = set()
    for selecting in index.of_kind(group, kind):
        selector = selecting.at(*keys)
        if selector is None or selector_known(selector):
            continue
        part = known_part(selector)
        if part is None:
            scopes |= selecting.scopes
        else:
            workloads.update(id(member) for member in index.selected(part, selecting))
    return Perhaps(frozenset(workloads), frozenset(scopes))


def _selected_by(
    index: Index, group: str, kind: str, keys: tuple[str, ...], *, as_map: bool
) -> dict[int, list[Member]]:
    table: dict[int, list[Member]] = defaultdict(list)
    for selecting in index.of_kind(group, kind):
        selector = selecting.at(*keys)
        if selector is None or not selector_known(selector) or (as_map and not selector.value):
            continue
        for member in index.selected(selector.value, selecting, as_map=as_map):
            table[id(member)].append(selecting)
    return table


def _scalers(index: Index) -> dict[tuple[str, str, str], Member]:
    """The first autoscaler of each scope for a kind and name."""
    table: dict[tuple[str, str, str], Member] = {}
    for group, kind in _SCALERS:
        for found in index.of_kind(group, kind):
            target = found.at("spec", "scaleTargetRef")
            name = target.text("name") if target is not None else None
            if target is not None and name:
                for own in found.scopes:
                    table.setdefault((own, target.text("kind") or "Deployment", name), found)
    return table
