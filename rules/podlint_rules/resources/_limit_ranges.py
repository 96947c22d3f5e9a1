"""What LimitRanges refuse, as their admission computes it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from podlint.api import Hit, NamedTuple, Part, View, label, quoted
from podlint.api.kubernetes import quantity
from podlint.api.project import Index, Member
from podlint_rules.resources._asked import (
    LIMITS,
    REQUESTS,
    Amount,
    Asked,
    Defaults,
    all_asked,
    defaults,
    ruling,
    shown,
    total,
)


class _Bound(NamedTuple):
    """A bound of a LimitRange: its block, its resource, and where it stands."""

    block: str
    name: str
    amount: Fraction
    at: View
    owner: Member


def refused_pod(target: Member, index: Index) -> Iterator[Hit]:
    """What the LimitRanges of a workload's namespace refuse in its pods, one hit for each place."""
    pod = target.pod()
    ranges = ruling(target, index, "LimitRange") if pod is not None and not index.may_be_patched(target) else None
    if pod is None or not ranges:
        return
    given = defaults(ranges)
    every = all_asked(pod, given)
    seen: set[object] = set()
    for hit in _all(pod, every, ranges, given):
        if hit.place not in seen:
            seen.add(hit.place)
            yield hit


def refused_claims(target: Member, index: Index) -> Iterator[Hit]:
    """What the LimitRanges of a namespace refuse of a claim, or of the claim templates of a StatefulSet."""
    claims = [target] if target.kind == "PersistentVolumeClaim" else list(target.each("spec", "volumeClaimTemplates"))
    if not claims or index.may_be_patched(target):
        return
    bounds = [
        bound for one in ruling(target, index, "LimitRange") or () for bound in _bounds(one, "PersistentVolumeClaim")
    ]
    for claim in claims:
        for bound in bounds:
            wanted = claim.at("spec", "resources", "requests", bound.name)
            number = quantity.parse(wanted.value) if wanted is not None else None
            if wanted is None or number is None:
                continue
            if bound.block in ("min", "max") and _outside(number, bound):
                yield _hit(wanted, "the claim asks for", str(wanted.value), bound)


def _all(pod: View, every: list[Asked], ranges: list[Member], given: Defaults) -> Iterator[Hit]:
    bounds = [bound for member in ranges for bound in _bounds(member, "Container")]
    for one in every:
        yield from _over_default(one)
        for bound in bounds:
            yield from _container(one, bound)
    if pod.at("resources") is not None or not given.known or not all(one.known for one in every):
        return
    sums = {kind: total(every, kind) for kind in (REQUESTS, LIMITS)}
    for bound in (bound for member in ranges for bound in _bounds(member, "Pod")):
        if bound.name not in given.unsure:
            yield from _pod(pod, sums, bound)


def _bounds(owner: Member, kind: str) -> Iterator[_Bound]:
    """The bounds that a LimitRange has for a kind of things."""
    for item in owner.each("spec", "limits"):
        if item.text("type") == kind:
            for block in ("min", "max", "maxLimitRequestRatio"):
                for name, value in item.entries(block):
                    amount = quantity.parse(value.value)
                    if amount is not None:
                        yield _Bound(block, name, amount, value, owner)


def _over_default(one: Asked) -> Iterator[Hit]:
    """A request of a container above the limit that a LimitRange gives it, or a default request above its limit."""
    for name, request in one.requests.items():
        limit = one.limits.get(name)
        if limit is None or request.value <= limit.value or request.default == limit.default or not one.known:
            continue
        own, other = (request, limit) if limit.default else (limit, request)
        what, given = ("request", "limit") if limit.default else ("limit", "request")
        yield own.at.hit(
            f"{label(one.container)} sets {name} {what} {own.text}, and a LimitRange gives it the {given} {other.text}"
            ": the pod is refused, for its request is above its limit",
            help=f"set the {given} of {name} too",
            related=(other.at.related("the default stands here"),),
        )


def _container(one: Asked, bound: _Bound) -> Iterator[Hit]:
    """What a bound for containers refuses of one."""
    request, limit = one.requests.get(bound.name), one.limits.get(bound.name)
    if bound.block == "maxLimitRequestRatio":
        if request is None or limit is None or not request.value or not limit.value:
            if one.known and bound.name not in one.unsure:
                yield _absent(one, bound, "request and limit")
        elif limit.value / request.value > bound.amount:
            ratio = f"{limit.text} for a request of {request.text}"
            yield _hit(_own(one, limit, request), f"{label(one.container)} has the {bound.name} limit", ratio, bound)
        return
    first, second = (request, limit) if bound.block == "min" else (limit, request)
    kinds = ("request", "limit") if bound.block == "min" else ("limit", "request")
    if first is None:
        if one.surely_lacks(f"{kinds[0]}s", bound.name):
            yield _absent(one, bound, kinds[0])
        return
    for kind, amount in zip(kinds, (first, second), strict=True):
        if amount is not None and _outside(amount.value, bound):
            yield _hit(_own(one, amount), f"{label(one.container)} has the {bound.name} {kind}", amount.text, bound)
            return


def _pod(pod: View, sums: dict[str, dict[str, Fraction]], bound: _Bound) -> Iterator[Hit]:
    """What a bound for pods refuses of the sums of one."""
    request, limit = sums[REQUESTS].get(bound.name), sums[LIMITS].get(bound.name)
    of = f"the containers of the pod have together the {bound.name}"
    if bound.block == "maxLimitRequestRatio":
        if request and limit and limit / request > bound.amount:
            yield _hit(pod, f"{of} limit", f"{shown(limit)} for a request of {shown(request)}", bound)
        elif not request or not limit:
            yield _hit(pod, "the pod has no", f"{bound.name} request and limit", bound)
        return
    first, second = (request, limit) if bound.block == "min" else (limit, request)
    kinds = ("request", "limit") if bound.block == "min" else ("limit", "request")
    if first is None:
        yield _hit(pod, "the pod has no", f"{bound.name} {kinds[0]}", bound)
        return
    for kind, amount in zip(kinds, (first, second), strict=True):
        if amount is not None and _outside(amount, bound):
            yield _hit(pod, f"{of} {kind}", shown(amount), bound)
            return


def _outside(amount: Fraction, bound: _Bound) -> bool:
    return amount < bound.amount if bound.block == "min" else amount > bound.amount


def _own(one: Asked, *amounts: Amount) -> View:
    """The first amount that the container sets itself, else the container."""
    return next((amount.at for amount in amounts if not amount.default), one.container)


def _absent(one: Asked, bound: _Bound, what: str) -> Hit:
    return _hit(one.container, f"{label(one.container)} has no", f"{bound.name} {what}", bound)


def _hit(view: View, what: str, amount: str, bound: _Bound) -> Hit:
    words = {"min": "minimum", "max": "maximum", "maxLimitRequestRatio": "most that a limit may be of its request"}
    name = bound.owner.text("metadata", "name") or ""
    bare = isinstance(view.value, dict)
    keys = () if not bare else ("containers",) if "containers" in view.value else ("resources",)
    return view.hit(
        f"{what} {amount}: LimitRange {quoted(name)} refuses it, the {words[bound.block]} is {bound.at.value}",
        *keys,
        part=Part.KEY if bare else Part.VALUE,
        help="keep within the LimitRange of the namespace, or change that",
        related=(bound.at.related(f"the {words[bound.block]} stands here"),),
    )
