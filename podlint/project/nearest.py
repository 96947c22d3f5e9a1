"""What speaks for it that a selector which matches no pods was meant for some that are there.

That nothing matches proves little: the pods may be installed by a chart, a cloud or a script. It is a mistake where
something says which pods were meant: labels that are one slip away, the name, a port that nothing else sends to, or the
very labels in another namespace of the same set.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels
from podlint.kubernetes.pod_labels import KEYS
from podlint.project.given import given, wanted
from podlint.project.member import may_share
from podlint.tuples import NamedTuple
from podlint.words import closest, is_other, is_slip

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from podlint.project.index import Index, Member

_TOKENS = re.compile(r"[^a-z0-9]+")
_OF_KINDS = frozenset(
    {
        *("clusterip", "external", "grpc", "headless", "http", "https", "internal", "lb", "loadbalancer"),
        *("local", "netpol", "networkpolicy", "nodeport", "np", "pdb", "policy", "public", "service", "svc"),
        *("controller", "daemonset", "deploy", "deployment", "ds", "pod", "rc", "replicaset", "rs", "sts"),
        *("hpa", "statefulset"),
    }
)
"""Words of names that say what kind of object it is, or for whom, and not what of."""


class Nearest(NamedTuple):
    """The pods that a selector may have been meant for.

    `member` are those that were meant, else those whose labels are nearest, None where none has anything in common with
    it; `key` is a label that they lack, or have with another value. `sure` says that something speaks for it that pods
    were meant which are there; `set` that the object stands in a set that is applied as one, with pods in it. `apart`
    are pods of that set that have the very labels, in another namespace.
    """

    member: Member | None
    key: str | None
    sure: bool
    set: bool
    apart: Member | None = None


class _Likeness(NamedTuple):
    """How near the labels of pods are to a selector: keys with the right value, the others, and those misspelt."""

    member: Member
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    misspelt: tuple[str, ...]

    @property
    def rank(self) -> tuple[bool, int]:
        """Small where near: what is misspelt comes before what is another word."""
        return not self.misspelt, len(self.wrong)


def nearest(
    index: Index, selector: Mapping[str, Any], beside: Member, taken: Container[int], *, as_map: bool
) -> Nearest:
    """Which pods a selector in `beside` that matches none was meant for, and how sure that is.

    `taken` are the `id`s of the workloads that others of its kind select.
    """
    near = [_likeness(selector, member, as_map=as_map) for member in index.pods(beside)]
    only = sum(bool(one.right) for one in near) == 1
    meant = [one for one in near if _speaks(index, one, beside, taken, only=only)]
    if not meant and as_map:
        free = [one for one in near if id(one.member) not in taken and _may_be_meant(index, one.member, beside)]
        sent = [one for one in free if _is_sent_to(index, one.member, beside)]
        meant = sent if len(sent) == 1 else []
    alike = meant or [one for one in near if one.right or one.misspelt or _has_key(one)]
    best = min(alike, key=lambda one: one.rank, default=None)
    others = (m for m in index.pods(beside, anywhere=True) if not may_share(m, beside) and index.of_one_set(m, beside))
    apart = next((member for member in others if _carries(selector, member, as_map=as_map)), None)
    return Nearest(
        None if best is None else best.member,
        None if best is None else _key(best),
        bool(meant) or apart is not None,
        any(index.of_one_set(one.member, beside) for one in near),
        apart,
    )


def _likeness(selector: Mapping[str, Any], member: Member, *, as_map: bool) -> _Likeness:
    carried = member.pod_labels or {}
    asked = labels.asked(selector, as_map=as_map)
    added = frozenset() if KEYS.isdisjoint(asked) else given(selector, member, as_map=as_map)
    right, wrong, misspelt = [], [], []
    for key, values in wanted(selector, as_map=as_map):
        if key in added:
            continue
        if key in carried and (values is None or carried[key] in values):
            right.append(key)
            continue
        wrong.append(key)
        if key in carried:
            if any(_is_like(value, carried[key]) for value in values or ()):
                misspelt.append(key)
        elif (other := closest(key, carried)) is not None and (values is None or carried[other] in values):
            misspelt.append(key)
    return _Likeness(member, tuple(right), tuple(wrong), tuple(misspelt))


def _has_key(one: _Likeness) -> bool:
    return any(key in (one.member.pod_labels or {}) for key in one.wrong)


def _key(one: _Likeness) -> str | None:
    """The label to speak of: one that is misspelt, or has another value, before one that is not there."""
    carried = one.member.pod_labels or {}
    return min(one.wrong, key=lambda key: (key not in one.misspelt, key not in carried), default=None)


def _is_like(written: str, meant: str) -> bool:
    """Whether a value is another one mistyped. Endings prove nothing: `cart-service` is not `auth-service`."""
    return is_slip(written, meant) and not is_other(written, meant)


def _may_be_meant(index: Index, member: Member, beside: Member) -> bool:
    """Whether two objects are likely to stand in one namespace."""
    return member.namespace == beside.namespace or index.of_one_set(member, beside)


def _speaks(index: Index, one: _Likeness, beside: Member, taken: Container[int], *, only: bool) -> bool:
    """Whether something says that pods were meant, though their labels are others.

    `only` says that no other pods beside have a part of the labels: parts of one application share some.
    """
    member = one.member
    if one.misspelt and len(one.misspelt) == len(one.wrong):
        return True
    if not _may_be_meant(index, member, beside):
        return False
    if stem(member.text("metadata", "name") or "") == stem(beside.text("metadata", "name") or ""):
        return True
    if id(member) in taken:
        return False
    return len(one.wrong) == 1 and bool(one.right) and (only or not _has_key(one))


@lru_cache(maxsize=4096)
def stem(name: str) -> tuple[str, ...]:
    """The words of a name without those that say what kind of object it is; all of them where no other is left."""
    parts = [part for part in _TOKENS.split(name.lower()) if part]
    return tuple(part for part in parts if part not in _OF_KINDS) or tuple(parts)


def _is_sent_to(index: Index, member: Member, service: Member) -> bool:
    """Whether the pods declare a port that a Service sends to."""
    table: dict[int, frozenset[object]] = index.remember("declared ports", dict)
    if id(member) not in table:
        table[id(member)] = frozenset(_declared(member))
    declared = table[id(member)]
    asked = (port.get("targetPort") or port.get("port") for port in service.each("spec", "ports"))
    return any(isinstance(one, str | int) and one in declared for one in asked)


def _declared(member: Member) -> Iterator[object]:
    """The numbers and names of the ports that pods declare."""
    pod = member.pod()
    for container in pod.each("containers") if pod is not None else ():
        for port in container.each("ports"):
            yield from (found for found in (port.integer("containerPort"), port.text("name")) if found is not None)


def _carries(selector: Mapping[str, Any], member: Member, *, as_map: bool) -> bool:
    carried = member.pod_labels
    if carried is None:
        return False
    return bool(labels.matches_map(selector, carried) if as_map else labels.matches(selector, carried))
