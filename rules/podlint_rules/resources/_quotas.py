"""What ResourceQuotas refuse of one object, as their admission computes it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from podlint.api import Hit, Part, Severity, View, label, listed, quoted
from podlint.api.kubernetes import quantity
from podlint.api.project import Index, Member, least_replicas
from podlint_rules.resources._amounts import is_extended
from podlint_rules.resources._asked import LIMITS, REQUESTS, Asked, all_asked, defaults, ruling, shown, total
from podlint_rules.resources._quota_scopes import counts

REQUIRED = {
    "cpu": (REQUESTS, "cpu"),
    "requests.cpu": (REQUESTS, "cpu"),
    "limits.cpu": (LIMITS, "cpu"),
    "memory": (REQUESTS, "memory"),
    "requests.memory": (REQUESTS, "memory"),
    "limits.memory": (LIMITS, "memory"),
}
"""What a quota makes every container say: the field, and the resource."""
_COUNTED = {
    **REQUIRED,
    "ephemeral-storage": (REQUESTS, "ephemeral-storage"),
    "requests.ephemeral-storage": (REQUESTS, "ephemeral-storage"),
    "limits.ephemeral-storage": (LIMITS, "ephemeral-storage"),
}
_OF_CLASS = ".storageclass.storage.k8s.io/"


def hard(quota: Member) -> Iterator[tuple[str, Fraction, View]]:
    """What a quota limits, how much it allows, and where that stands."""
    for name, value in quota.entries("spec", "hard"):
        amount = quantity.parse(value.value)
        if amount is not None:
            yield name, amount, value


def pod_asks(target: Member, index: Index) -> tuple[View, list[Asked]] | None:
    """The pod of a workload and what its containers ask for; None where that is not certain."""
    pod = target.pod()
    ranges = ruling(target, index, "LimitRange") if pod is not None else None
    if pod is None or ranges is None or index.may_be_patched(target):
        return None
    return pod, all_asked(pod, defaults(ranges))


def usage(every: list[Asked]) -> dict[str, Fraction]:
    """What one pod counts for, under the names of quotas; what is not understood counts as nothing."""
    sums = {kind: total(every, kind) for kind in (REQUESTS, LIMITS)}
    used = {name: sums[kind][resource] for name, (kind, resource) in _COUNTED.items() if resource in sums[kind]}
    used.update((f"requests.{name}", amount) for name, amount in sums[REQUESTS].items() if _counted_by_request(name))
    return used


def _counted_by_request(name: str) -> bool:
    return name.startswith("hugepages-") or is_extended(name)


def refused_pod(target: Member, index: Index) -> Iterator[Hit]:
    """What the quotas of a workload's namespace refuse of one pod of it."""
    quotas = ruling(target, index, "ResourceQuota")
    found = pod_asks(target, index) if quotas else None
    if not quotas or found is None:
        return
    pod, every = found
    used = {**usage(every), "pods": Fraction(1), "count/pods": Fraction(1)}
    for quota in quotas:
        if counts(quota, pod, every) is not True:
            continue
        rows = list(hard(quota))
        if pod.at("resources") is None:
            yield from _unsaid(every, quota, rows)
        for name, most, at in rows:
            if pod.at("resources") is None or name not in _COUNTED:
                yield from _over(target, pod, used.get(name, Fraction(0)), quota, (name, most, at), index)


def _over(
    target: Member, pod: View, used: Fraction, quota: Member, row: tuple[str, Fraction, View], index: Index
) -> Iterator[Hit]:
    """One pod of a workload, or all its replicas, over what a quota allows."""
    name, most, at = row
    related = (at.related("the quota stands here"),)
    if used > most:
        message = f"one pod counts for {shown(used)} of {name}: ResourceQuota {_name(quota)} refuses it"
        message = f"{message}, the namespace may have {at.value}"
        help = "ask for less, or raise the quota"
        yield pod.hit(message, "containers", part=Part.KEY, help=help, related=related)
        return
    count = least_replicas(target, index) or 0
    if count > 1 and count * used > most:
        message = f"{count} pods count for {shown(count * used)} of {name}, and ResourceQuota {_name(quota)} allows"
        yield target.hit(
            f"{message} the namespace {at.value}: some of them are never made",
            "spec",
            "replicas",
            help="run fewer pods, ask for less, or raise the quota",
            related=related,
            severity=Severity.WARNING,
        )


def _unsaid(every: list[Asked], quota: Member, rows: list[tuple[str, Fraction, View]]) -> Iterator[Hit]:
    """Containers that do not say what a quota makes each of them say."""
    for one in every:
        lacking = [(name, at) for name, _, at in rows if name in REQUIRED and one.surely_lacks(*REQUIRED[name])]
        if lacking:
            words = listed(dict.fromkeys(f"{REQUIRED[name][1]} {REQUIRED[name][0][:-1]}" for name, _ in lacking))
            yield one.container.hit(
                f"{label(one.container)} has no {words}: ResourceQuota {_name(quota)} refuses the pod, "
                "for every container must say what is limited",
                "resources",
                part=Part.KEY,
                help="set it, or give it by a LimitRange of the namespace",
                related=tuple(at.related("limited here") for _, at in lacking[:3]),
            )


def claim_usage(claim: View) -> dict[str, Fraction]:
    """What a claim, or a claim template, counts for."""
    used = {"persistentvolumeclaims": Fraction(1), "count/persistentvolumeclaims": Fraction(1)}
    amount = quantity.parse(claim.get("spec", "resources", "requests", "storage"))
    kind = claim.text("spec", "storageClassName")
    if kind:
        used[f"{kind}{_OF_CLASS}persistentvolumeclaims"] = Fraction(1)
    if amount is not None:
        used["requests.storage"] = amount
        if kind:
            used[f"{kind}{_OF_CLASS}requests.storage"] = amount
    return used


def service_usage(service: View) -> dict[str, Fraction]:
    """What a Service counts for."""
    used = {"services": Fraction(1), "count/services": Fraction(1)}
    kind = service.get("spec", "type")
    given = service.get("spec", "allocateLoadBalancerNodePorts") is not False
    ports = [port for port in service.each("spec", "ports") if given or kind == "NodePort" or port.integer("nodePort")]
    if kind in ("NodePort", "LoadBalancer"):
        used["services.nodeports"] = Fraction(len(ports))
    if kind == "LoadBalancer":
        used["services.loadbalancers"] = Fraction(1)
    return used


def refused_alone(target: Member, index: Index) -> Iterator[Hit]:
    """What the quotas of a namespace refuse of a claim or a Service by itself."""
    claim = target.kind == "PersistentVolumeClaim"
    quotas = ruling(target, index, "ResourceQuota")
    if not quotas or index.may_be_patched(target) or target.group:
        return
    used = claim_usage(target) if claim else service_usage(target)
    for quota in quotas:
        if quota.get("spec", "scopes") or quota.get("spec", "scopeSelector"):
            continue
        for name, most, at in hard(quota):
            if used.get(name, 0) > most:
                service = ("spec", "ports" if "nodeports" in name else "type")
                keys = ("spec", "resources", "requests", "storage") if claim else service
                yield target.hit(
                    f"{target.name} counts for {shown(used[name])} of {name}: ResourceQuota {_name(quota)} refuses it, "
                    f"the namespace may have {at.value}",
                    *keys,
                    help="ask for less, or raise the quota",
                    related=(at.related("the quota stands here"),),
                )
                return


def _name(quota: Member) -> str:
    return quoted(quota.text("metadata", "name") or "")
