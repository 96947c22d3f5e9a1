"""What the containers of a pod ask for, as admission sees it: defaults of the server and of LimitRanges filled in."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from podlint.api import NamedTuple, View, containers, is_sidecar
from podlint.api.kubernetes import quantity
from podlint.api.project import Index, Member

REQUESTS, LIMITS = "requests", "limits"


class Amount(NamedTuple):
    """An amount of a resource, the text that gives it, and where it stands: in the container, or in a LimitRange."""

    value: Fraction
    text: str
    at: View
    default: bool = False


class Asked(NamedTuple):
    """What one container asks for. `known` says that nothing is missing that is only not understood.

    `unsure` are the resources of which it may get a default, nobody knows which.
    """

    container: View
    requests: dict[str, Amount]
    limits: dict[str, Amount]
    known: bool
    unsure: frozenset[str]

    def surely_lacks(self, kind: str, name: str) -> bool:
        """Whether it surely says nothing of a resource, and gets no default."""
        return self.known and name not in self.unsure and name not in getattr(self, kind)


class Defaults(NamedTuple):
    """What LimitRanges give to containers that say nothing.

    `unsure` are the resources for which several give different amounts: the one that comes first wins, and which that
    is nobody knows. `known` says that all of them are understood.
    """

    requests: dict[str, Amount]
    limits: dict[str, Amount]
    known: bool = True
    unsure: frozenset[str] = frozenset()


def ruling(target: Member, index: Index, kind: str) -> list[Member] | None:
    """The LimitRanges, or ResourceQuotas, of the namespace of an object; None where it is not sure which those are.

    A single one in another file of the folder, where neither says its namespace, is taken for its own: see `is_sure`.
    """
    found = index.near(target, "", kind)
    sure = [one for one in found if index.applied_together(one, target)]
    names = [one.text("metadata", "name") for one in sure]
    shared = [one for one in found if one not in sure and one.namespace in (None, target.namespace)]
    if not sure and len(shared) == 1 and shared[0].namespace == target.namespace:
        return [] if index.may_be_patched(shared[0]) else shared
    if shared or len(set(names)) < len(names) or any(index.may_be_patched(one) for one in sure):
        return None
    return sure


def is_sure(target: Member, index: Index, kind: str) -> bool:
    """Whether the LimitRanges, or ResourceQuotas, of an object are sure to be those of its namespace."""
    return all(index.applied_together(one, target) for one in ruling(target, index, kind) or ())


def defaults(ranges: Iterable[Member]) -> Defaults:
    """The defaults of LimitRanges, those that the server derives from `max` and `min` included."""
    given = Defaults({}, {})
    for one in ranges:
        requests: dict[str, Amount] = {}
        limits: dict[str, Amount] = {}
        for item in one.each("spec", "limits"):
            if not item.complete():
                given = given._replace(known=False)
            elif item.text("type") == "Container":
                most = {**_amounts(item, "max"), **_amounts(item, "default")}
                least = {**_amounts(item, "min"), **most, **_amounts(item, "defaultRequest")}
                limits.update(most)
                requests.update(least)
        for old, new in ((given.requests, requests), (given.limits, limits)):
            other = {name for name, amount in new.items() if name in old and old[name].value != amount.value}
            given = given._replace(unsure=given.unsure | other)
            old.update(new)
    return given


def asked(container: View, given: Defaults) -> Asked:
    """What a container asks for with the defaults: first those of the server, then those of LimitRanges."""
    known = container.complete("resources")
    limits = _amounts(container, "resources", LIMITS)
    requests = {**limits, **_amounts(container, "resources", REQUESTS)}
    requests = _filled(requests, given.requests, given.unsure)
    limits = _filled(limits, given.limits, given.unsure)
    return Asked(container, requests, limits, known and given.known, given.unsure)


def all_asked(pod: View, given: Defaults) -> list[Asked]:
    """What all containers of a pod ask for, init containers first."""
    inits = (one for one in pod.each("initContainers") if isinstance(one.value, dict))
    return [asked(container, given) for container in (*inits, *containers(pod))]


def total(every: Iterable[Asked], kind: str) -> dict[str, Fraction]:
    """What a pod asks for in all: its containers together, or what its init containers need before, where that is more.

    An amount that is not understood counts as none.
    """
    together: dict[str, Fraction] = {}
    beside: dict[str, Fraction] = {}
    before: dict[str, Fraction] = {}
    for one in every:
        amounts = {name: amount.value for name, amount in getattr(one, kind).items()}
        if "initContainers" not in one.container.path:
            _add(together, amounts)
            continue
        if is_sidecar(one.container):
            _add(together, amounts)
            _add(beside, amounts)
            amounts = dict(beside)
        else:
            _add(amounts, beside)
        before.update({name: max(value, before.get(name, value)) for name, value in amounts.items()})
    return {
        name: max(together.get(name, Fraction(0)), before.get(name, Fraction(0))) for name in {**together, **before}
    }


def _add(sums: dict[str, Fraction], amounts: dict[str, Fraction]) -> None:
    for name, value in amounts.items():
        sums[name] = sums.get(name, Fraction(0)) + value


def _filled(own: dict[str, Amount], given: dict[str, Amount], unsure: frozenset[str]) -> dict[str, Amount]:
    return {**{name: amount._replace(default=True) for name, amount in given.items() if name not in unsure}, **own}


def _amounts(view: View, *keys: str) -> dict[str, Amount]:
    """The amounts under a key that can be read."""
    found = {}
    for name, value in view.entries(*keys):
        amount = quantity.parse(value.value)
        if amount is not None:
            found[name] = Amount(amount, str(value.value), value)
    return found


def shown(amount: Fraction) -> str:
    """A sum as people write it: in powers of 1024 where it is one, in thousandths where it is no whole number."""
    for power, unit in ((3, "Gi"), (2, "Mi"), (1, "Ki")):
        if amount and amount % 1024**power == 0:
            return f"{amount / 1024**power}{unit}"
    thousandths = amount.denominator != 1 and (amount * 1000).denominator == 1
    return f"{amount * 1000}m" if thousandths else quantity.brief(amount, 12)
