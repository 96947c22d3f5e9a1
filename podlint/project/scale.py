"""How many pods workloads keep, and which objects select them: tables over the whole project, made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from podlint.kubernetes.kinds import SCALABLE, with_groups
from podlint.kubernetes.selectors import known_part, selector_known
from podlint.project.member import tied
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.project.index import Index, Member
    from podlint.project.vicinity import Vicinity

_SCALED = with_groups(SCALABLE)
_SCALERS = (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject"))


def scaler(member: Member, index: Index) -> Member | None:
    """The autoscaler of a workload, of its own scope where there are several."""
    near = index.vicinity(member)
    table = near.remember("scalers by target", lambda: _scalers(near))
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
    if index.partial:
        return index.remember(f"{kind} by workload", lambda: _Selecting(index, group, kind, keys, as_map=as_map))
    return index.remember(f"{kind} by workload", lambda: _selected_by(index, group, kind, keys, as_map=as_map))


def selecting(member: Member, index: Index, group: str, kind: str, *keys: str, as_map: bool = False) -> list[Member]:
    """Those objects of a kind that select a workload's pods, like `selected_by`, and belong together with it."""
    table = selected_by(index, group, kind, *keys, as_map=as_map)
    if isinstance(table, _Selecting):
        return list(table.of(member, beside=True))
    return index.together(table.get(id(member), []), member)


class _Selecting(Mapping[int, "list[Member]"]):
    """What `selected_by` gives, for an index from which few workloads are asked for."""

    def __init__(self, index: Index, group: str, kind: str, keys: tuple[str, ...], *, as_map: bool) -> None:
        self._index = index
        self._kind = group, kind
        self._keys = keys
        self._as_map = as_map
        self._known: dict[int, list[Member]] = {}

    def of(self, workload: Member, *, beside: bool) -> Iterator[Member]:
        """The objects that select a workload; only those that belong together with it, if told so."""
        index = self._index
        for selecting in index.selecting(workload, *self._kind):
            selector = selecting.at(*self._keys)
            near = tied(workload, selecting)
            if selector is None or not selector_known(selector) or (self._as_map and not selector.value):
                continue
            if beside and not tied(selecting, workload):
                continue
            if not index.may_select(selector.value, selecting, workload, as_map=self._as_map):
                continue
            # What stands beside others goes before what stands elsewhere.
            if near or not index.selected_beside(selector.value, selecting, as_map=self._as_map):
                yield selecting

    def __getitem__(self, number: int) -> list[Member]:
        """The objects that select the workload with this `id`. Raises KeyError where none does."""
        if number not in self._known:
            workload = self._index.by_id(number)
            self._known[number] = [] if workload is None else list(self.of(workload, beside=False))
        if not self._known[number]:
            raise KeyError(number)
        return self._known[number]

    def __iter__(self) -> Iterator[int]:
        """The workloads that are selected."""
        found = (id(member) for member in self._index.members if member.pod_path is not None)
        return (number for number in found if number in self)

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


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


def _scalers(near: Vicinity) -> dict[tuple[str, str, str], Member]:
    """The first autoscaler of each scope for a kind and name."""
    table: dict[tuple[str, str, str], Member] = {}
    for group, kind in _SCALERS:
        for found in near.of_kind(group, kind):
            target = found.at("spec", "scaleTargetRef")
            name = target.text("name") if target is not None else None
            if target is not None and name:
                for own in found.scopes:
                    table.setdefault((own, target.text("kind") or "Deployment", name), found)
    return table
