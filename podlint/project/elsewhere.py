"""Whether the pods that a selector asks for may be made by something else than the workloads of the project.

Operators make pods for their custom resources, programs and kubeadm make some without any object, and servers that may
change pods label their own. Where that may be so, nothing is said of a selector that matches none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels
from podlint.kubernetes.kinds import GROUPS
from podlint.kubernetes.pod_labels import DOMAINS, FOREIGN_WORKLOADS, MADE, NO_PODS, NO_PODS_KINDS
from podlint.project import mentions
from podlint.project.given import wanted
from podlint.project.member import may_share, tied
from podlint.tuples import NamedTuple
from podlint.words import is_other, is_slip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podlint.project.index import Index, Member

_CRD = "CustomResourceDefinition"


class _Custom(NamedTuple):
    """A custom resource, with the mappings of texts in it, and their entries."""

    member: Member
    mappings: tuple[dict[str, str], ...]
    entries: frozenset[tuple[str, str]]


def may_be_elsewhere(index: Index, selector: Mapping[str, Any], beside: Member, *, as_map: bool) -> bool:
    """Whether pods that no workload of the project makes may have the labels that a selector in `beside` asks for."""
    return (
        _by_nobody(selector, beside, as_map=as_map)
        or _by_domain(index, selector, as_map=as_map)
        or _carried(index, selector, beside, as_map=as_map)
        or _by_themselves(index, selector, beside, as_map=as_map)
        or (may_be_made(index, beside) and not _mistyped(index, selector, beside, as_map=as_map))
    )


def _by_nobody(selector: Mapping[str, Any], beside: Member, *, as_map: bool) -> bool:
    """Whether pods have the labels that no object makes."""
    for made in MADE:
        match = labels.matches_map(selector, made.labels) if as_map else labels.matches(selector, made.labels)
        if match and (made.namespace is None or beside.namespace in (None, made.namespace)):
            return True
    return False


def _by_domain(index: Index, selector: Mapping[str, Any], *, as_map: bool) -> bool:
    """Whether a label is in the domain of an operator: one that is known, or that has a custom resource here."""
    own = index.remember("groups of custom resources", lambda: frozenset(_groups(index)))
    domains = {key.partition("/")[0] for key, _ in wanted(selector, as_map=as_map) if "/" in key}
    return any(_related(domain, other) for domain in domains for other in (*own, *DOMAINS))


def _groups(index: Index) -> Iterator[str]:
    yield from (group for group, _ in index.kinds() if group not in GROUPS)
    for definition in index.of_kind("apiextensions.k8s.io", _CRD):
        if group := definition.text("spec", "group"):
            yield group


def _related(domain: str, group: str) -> bool:
    """Whether a domain of labels is a group, lies above or below it, or beside it in a domain of three parts or more.

    `k8s.io` and the like are everybody's.
    """
    one, other = domain.split("."), group.split(".")
    common = 0
    while common < min(len(one), len(other)) and one[-common - 1] == other[-common - 1]:
        common += 1
    if common == min(len(one), len(other)):
        return common > 1 and ".".join(one[-common:]) not in _EVERYBODYS
    return common > 2


_EVERYBODYS = frozenset({"k8s.io", "kubernetes.io", "x-k8s.io", "sigs.k8s.io", "github.io", "github.com"})


def _carried(index: Index, selector: Mapping[str, Any], beside: Member, *, as_map: bool) -> bool:
    """Whether a custom resource carries the labels anywhere: its operator puts them on the pods that it makes."""
    pairs = {(key, value) for key, values in wanted(selector, as_map=as_map) for value in values or ()}
    whole = as_map or not selector.get("matchExpressions")
    if index.partial and whole and pairs:
        table: Iterable[_Custom] = _saying(index, *min(pairs))
    else:
        table = index.remember("custom resources", lambda: tuple(_customs(index)))
    for custom in table:
        if not may_share(custom.member, beside):
            continue
        if whole and pairs <= custom.entries:
            return True
        if not whole and any(labels.matches(selector, mapping) for mapping in custom.mappings):
            return True
    return False


def _customs(index: Index) -> Iterator[_Custom]:
    for kind in _kinds(index):
        yield from map(_custom, index.of_kind(*kind))


def _saying(index: Index, key: str, value: str) -> Iterator[_Custom]:
    """At least all custom resources with an entry somewhere."""
    kinds = frozenset(_kinds(index))
    return (_custom(m) for m in index.holding_entry(key, value) if (m.group, m.kind) in kinds)


def _custom(member: Member) -> _Custom:
    mappings = tuple(_mappings(member.value))
    return _Custom(member, mappings, frozenset(pair for mapping in mappings for pair in mapping.items()))


def _mappings(value: Any) -> Iterator[dict[str, str]]:
    """The entries with a text of each mapping below a value."""
    if isinstance(value, dict):
        texts = {key: item for key, item in value.items() if isinstance(item, str)}
        if texts:
            yield texts
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _mappings(item)


def _by_themselves(index: Index, selector: Mapping[str, Any], beside: Member, *, as_map: bool) -> bool:
    """Whether pods lack labels only, and a role here lets somebody put labels on pods: a server on its own, say."""
    if not any(mentions.granted(index, beside, verb, "pods") for verb in ("patch", "update")):
        return False
    asked = labels.asked(selector, as_map=as_map)
    for member in index.pods(beside):
        lacking = asked - (member.possible or {}).keys()
        if lacking and lacking != asked:
            rest = labels.without(selector, lacking, as_map=as_map)
            carried = member.pod_labels or {}
            if labels.matches_map(rest, carried) if as_map else labels.matches(rest, carried):
                return True
    return False


def may_be_made(index: Index, beside: Member) -> bool:
    """Whether a custom resource of another group, which belongs together with `beside`, may stand for pods."""
    return any(
        tied(member, beside)
        for kind in index.remember("kinds that may make pods", lambda: _kinds(index))
        if kind[0] != beside.group
        for member in index.beside(beside, *kind)
    )


def _kinds(index: Index) -> list[tuple[str, str]]:
    """The kinds of custom resources in the project that may make pods."""
    known = {kind for kind in index.kinds() if kind[0] not in GROUPS | NO_PODS}
    return sorted(known - NO_PODS_KINDS - FOREIGN_WORKLOADS)


def _mistyped(index: Index, selector: Mapping[str, Any], beside: Member, *, as_map: bool) -> bool:
    """Whether a selector is one slip away from the labels of pods here: then these are meant, whoever makes others."""
    asked = list(wanted(selector, as_map=as_map))
    for member in index.pods(beside):
        carried = member.pod_labels or {}
        wrong = [(key, values) for key, values in asked if values is None or carried.get(key) not in values]
        if len(wrong) != 1:
            continue
        key, values = wrong[0]
        if key in carried:
            if any(_is_typo(value, carried[key]) for value in values or ()):
                return True
        elif any(_is_typo(key, other) and value in (values or ()) for other, value in carried.items()):
            return True
    return False


def _is_typo(written: str, meant: str) -> bool:
    return is_slip(written, meant) and not is_other(written, meant)
