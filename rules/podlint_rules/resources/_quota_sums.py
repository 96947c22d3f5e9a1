"""What all objects of a namespace count for together, against its ResourceQuotas."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from podlint.api import Hit, NamedTuple, Severity, counted
from podlint.api.kubernetes import kinds
from podlint.api.project import Index, Member, least_replicas
from podlint_rules.resources._asked import ruling, shown
from podlint_rules.resources._quota_scopes import counts
from podlint_rules.resources._quotas import claim_usage, hard, pod_asks, service_usage, usage

_RUNNING = (
    ("", "Pod"),
    ("", "ReplicationController"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
)
"""What keeps pods running at once; Jobs end, and of a DaemonSet nobody knows on how many nodes."""
_SHOWN = 4
_GIVEN = {"configmaps": 1, "count/configmaps": 1, "count/serviceaccounts": 1}
"""What each namespace has from the start: the root certificate, and the account `default`."""


class _Share(NamedTuple):
    """What an object counts for in all; `told` says that it is reported there where it is too much by itself."""

    owner: Member
    amount: Fraction
    told: bool = True


class _Pods(NamedTuple):
    """What runs pods, how many at least, and what each of them counts for under the names of quotas."""

    owner: Member
    replicas: int
    used: dict[str, Fraction]


def over(quota: Member, index: Index) -> Iterator[Hit]:
    """What the objects of the project that lie in a quota's namespace need more than it allows."""
    own = ruling(quota, index, "ResourceQuota")
    if own is None or index.may_be_patched(quota):
        return
    scoped = bool(quota.get("spec", "scopes") or quota.get("spec", "scopeSelector"))
    rows = list(hard(quota))
    running = list(_pods(quota, index)) if any(not _is_of_claims(name) for name, _, _ in rows) else []
    for name, most, at in rows:
        shares = list(_shares(name, quota, index, running, scoped=scoped))
        amount = sum((share.amount for share in shares), Fraction(_GIVEN.get(name, 0)))
        if amount <= most or not shares or any(share.told and share.amount > most for share in shares):
            continue
        yield at.hit(
            f"{counted(len(shares), 'object')} of the project in this namespace: {shown(amount)} of {name}, and the "
            f"quota allows {at.value}: what comes last is refused",
            help="raise the quota, or ask for less",
            related=tuple(
                share.owner.related(f"{share.owner.name}: {shown(share.amount)}", "metadata", "name")
                for share in shares[:_SHOWN]
            ),
            severity=Severity.WARNING,
        )


def _is_of_claims(name: str) -> bool:
    """Whether a quota limits claims, or their storage, by a name."""
    return name in ("persistentvolumeclaims", "count/persistentvolumeclaims") or name.endswith("requests.storage")


def _shares(name: str, quota: Member, index: Index, running: list[_Pods], *, scoped: bool) -> Iterator[_Share]:
    """The objects that count for what a quota limits."""
    if not scoped:
        yield from _objects(name, quota, index)
    if _is_of_claims(name):
        if not scoped:
            yield from _claims(name, quota, index)
        return
    for one in running:
        if one.used.get(name):
            yield _Share(one.owner, one.used[name] * one.replicas)


def _pods(quota: Member, index: Index) -> Iterator[_Pods]:
    """What runs pods that a quota counts."""
    for target in (found for kind in _RUNNING for found in _beside(quota, index, *kind)):
        count = 1 if target.kind == "Pod" else least_replicas(target, index)
        found = pod_asks(target, index) if count else None
        if not count or found is None or counts(quota, *found) is not True:
            continue
        pod, every = found
        used = {} if pod.at("resources") else usage(every)
        yield _Pods(target, count, {**used, "pods": Fraction(1), "count/pods": Fraction(1)})


def _objects(name: str, quota: Member, index: Index) -> Iterator[_Share]:
    """The objects that are counted one by one, and what Services need."""
    if name.startswith("services"):
        for service in _beside(quota, index, "", "Service"):
            amount = service_usage(service).get(name)
            if amount:
                yield _Share(service, amount)
        return
    plural, _, group = name.removeprefix("count/").partition(".")
    if plural in ("pods", "persistentvolumeclaims") or (not name.startswith("count/") and (group or "/" in name)):
        return
    for row in kinds.KINDS:
        if row.plural == plural and row.group == group and row.stored:
            yield from (_Share(one, Fraction(1), told=False) for one in _beside(quota, index, row.group, row.kind))


def _claims(name: str, quota: Member, index: Index) -> Iterator[_Share]:
    for claim in _beside(quota, index, "", "PersistentVolumeClaim"):
        amount = claim_usage(claim).get(name)
        if amount:
            yield _Share(claim, amount)
    for owner in _beside(quota, index, "apps", "StatefulSet"):
        count = least_replicas(owner, index) or 0
        each = sum(claim_usage(one).get(name, Fraction(0)) for one in owner.each("spec", "volumeClaimTemplates"))
        if each and count:
            yield _Share(owner, Fraction(each) * count, told=False)


def _beside(quota: Member, index: Index, group: str, kind: str) -> Iterator[Member]:
    """The objects of a kind that are sure to lie in a quota's namespace, each once."""
    seen: set[str | None] = set()
    for found in index.near(quota, group, kind):
        name = found.text("metadata", "name")
        if index.applied_together(found, quota) and name is not None and name not in seen:
            seen.add(name)
            yield found
