"""ResourceQuotas, LimitRanges and PriorityClasses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import (
    UNKNOWN,
    Hit,
    KubeObject,
    Part,
    Scope,
    Severity,
    View,
    closest,
    did_you_mean,
    listed,
    quoted,
    rule,
)
from podlint.api.kubernetes import kinds, names, quantity
from podlint_rules.resources._amounts import is_extended

_COMPUTE = ("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
_COUNTS = (
    "pods",
    "services",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
)
_OTHERS = (
    "ephemeral-storage",
    "requests.ephemeral-storage",
    "limits.ephemeral-storage",
    "requests.storage",
)
_STANDARD = (*_COMPUTE, *_COUNTS, *_OTHERS)
_POD_SCOPES = ("Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity")
_SCOPES = (*_POD_SCOPES, "BestEffort", "VolumeAttributesClass")
_OPPOSITES = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
_CONTAINER = ("cpu", "memory", "ephemeral-storage")
_OLD = ("extensions", "events.k8s.io")
_BILLION = 1_000_000_000
_BUILT_IN = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}


@rule(
    "quota-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("ResourceQuota", "LimitRange", "PriorityClass"),
)
def quota_invalid(target: KubeObject) -> Iterator[Hit]:
    """Quota, limit range or priority class that the API server refuses.

    ## Why is this bad?
    A ResourceQuota counts the resources that the server knows: the standard names, and names with a `/` such as
    `count/deployments.apps` or `requests.nvidia.com/gpu`. Scopes may not exclude each other and must suit the
    resources. A LimitRange must be in order (min, defaultRequest, default, max), a PriorityClass at most 1000000000.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ResourceQuota
    metadata:
      name: team
    spec:
      hard:
        deployments: "10"
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ResourceQuota
    metadata:
      name: team
    spec:
      hard:
        count/deployments.apps: "10"
    ```

    ## References
    - https://kubernetes.io/docs/concepts/policy/resource-quotas/
    - https://kubernetes.io/docs/concepts/policy/limit-range/
    - https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass
    """
    if target.kind == "PriorityClass":
        if target.group == "scheduling.k8s.io":
            yield from _priority(target)
        return
    spec = target.at("spec")
    if spec is None or target.api_version != "v1":
        return
    if target.kind == "ResourceQuota":
        yield from _hard(spec)
        yield from _scopes(spec)
        yield from _selector(spec)
    else:
        yield from _limits(spec)


def _hard(spec: View) -> Iterator[Hit]:
    hard = spec.get("hard")
    for name in hard if isinstance(hard, dict) else ():
        if hard[name] is UNKNOWN:
            continue
        # What is null is read as 0, and its name counts.
        value = spec.at("hard", name) or View(0, (*spec.path, "hard", name), spec.object)
        huge = name.startswith(("hugepages-", "requests.hugepages-"))
        if "/" not in name and name not in _STANDARD and not huge:
            near = closest(name, _STANDARD, 0.8)
            help = did_you_mean(near) or _counted(name)
            yield value.hit(f"{quoted(name)} is not a resource that a quota can limit", part=Part.KEY, help=help)
            continue
        if "/" in name and (wrong := names.qualified_name(name)) is not None:
            near = name.lower() if names.qualified_name(name.lower()) is None else None
            yield value.hit(f"resource {quoted(name)} {wrong}", part=Part.KEY, help=did_you_mean(near))
            continue
        number = quantity.parse(value.value)
        if number is None:
            continue
        if number < 0:
            yield value.hit(f"quota {quoted(name)} must not be negative, as {value.value} is")
        elif number.denominator != 1 and (name in _COUNTS or name.startswith("count/") or _in_pieces(name)):
            yield value.hit(f"quota {quoted(name)} must be a whole number, not {value.value}")


def _in_pieces(name: str) -> bool:
    """Whether the server takes a name for an extended resource, of which there are whole pieces: not `requests.…`."""
    return is_extended(name) and not name.startswith("requests.")


def _counted(name: str) -> str:
    """How objects are counted: those of the group that a name gives, or that serves such objects."""
    plural, dot, _ = name.partition(".")
    groups = list(dict.fromkeys(row.group for row in kinds.KINDS if row.plural == plural and row.group not in _OLD))
    if dot or not groups:
        return f"write count/{name}" if dot else "objects are counted as count/RESOURCE.GROUP"
    return f"write {listed([f'count/{plural}.{group}'.removesuffix('.') for group in groups], last='or')}"


def _scopes(spec: View) -> Iterator[Hit]:
    scopes = [(view, view.text()) for view in spec.each("scopes")]
    known = [scope for _, scope in scopes if scope in _SCOPES]
    for view, scope in scopes:
        if scope is None:
            continue
        if scope not in _SCOPES:
            near = closest(scope, _SCOPES)
            yield view.hit(
                f"scope {quoted(scope)} is not known", help=did_you_mean(near) or f"there are {listed(_SCOPES)}"
            )
            continue
        for name, value in spec.entries("hard"):
            usable = ("pods",) if scope == "BestEffort" else ("pods", *_COMPUTE)
            if name in _STANDARD and name not in usable and scope != "VolumeAttributesClass":
                message = f"scope {scope} does not apply to {quoted(name)}"
                yield view.hit(message, related=(value.related("limited here", part=Part.KEY),), help="use two quotas")
                break
    for one, other in _OPPOSITES:
        if one in known and other in known:
            second = [view for view, scope in scopes if scope in (one, other)][1]
            yield second.hit(f"scopes {one} and {other} exclude each other", help="use two quotas")


def _selector(spec: View) -> Iterator[Hit]:
    for term in spec.each("scopeSelector", "matchExpressions"):
        scope, operator = term.text("scopeName"), term.text("operator")
        if scope is None or operator is None:
            continue
        if scope not in _SCOPES:
            yield term.hit(
                f"scope {quoted(scope)} is not known", "scopeName", help=did_you_mean(closest(scope, _SCOPES))
            )
        elif scope not in ("PriorityClass", "VolumeAttributesClass") and operator != "Exists":
            yield term.hit(f"operator of scope {scope} must be Exists, not {operator}", "operator")
        elif operator in ("In", "NotIn") and not term.get("values") and term.complete("values"):
            yield term.hit(f"operator {operator} needs values", "operator", help="add values")
        elif operator in ("Exists", "DoesNotExist") and term.get("values"):
            yield term.hit(f"operator {operator} takes no values", "values", part=Part.KEY, help="remove them")


def _limits(spec: View) -> Iterator[Hit]:
    for item in spec.each("limits"):
        kind = item.text("type")
        if not isinstance(item.value, dict) or not kind:
            continue
        if kind == "Pod":
            for key in ("default", "defaultRequest"):
                if item.get(key):
                    yield item.hit(
                        f"{key} may not be set for type Pod", key, part=Part.KEY, help="set it for Container"
                    )
        unbounded = item.get("min", "storage") is None and item.get("max", "storage") is None
        if kind == "PersistentVolumeClaim" and unbounded and item.complete():
            yield item.hit("a limit of type PersistentVolumeClaim must have storage under min or max")
        blocks = ["min", "max", "maxLimitRequestRatio"]
        blocks[1:1] = ["defaultRequest", "default"] if kind != "Pod" else []
        amounts = {key: item.get(key) for key in blocks if isinstance(item.get(key), dict)}
        # What is null is read as 0, and its name counts.
        resources = dict.fromkeys(
            name for given in amounts.values() for name, amount in given.items() if amount is not UNKNOWN
        )
        for name in resources:
            yield from _known(item, blocks, kind, name)
            yield from _order(item, [b for b in blocks if b != "maxLimitRequestRatio"], name)
            yield from _ratio(item, name)


def _known(item: View, blocks: list[str], kind: str, name: str) -> Iterator[Hit]:
    if (
        kind in ("Container", "Pod")
        and "/" not in name
        and name not in _CONTAINER
        and not name.startswith("hugepages-")
    ):
        block = next(key for key in blocks if name in item.get(key, default={}))
        help = did_you_mean(closest(name, _CONTAINER, 0.5))
        yield item.hit(f"{quoted(name)} is not a resource of a {kind.lower()}", block, name, part=Part.KEY, help=help)
    elif "/" not in name and name not in (*_STANDARD, "storage") and "hugepages-" not in name:
        block = next(key for key in blocks if name in item.get(key, default={}))
        help = did_you_mean(closest(name, _STANDARD, 0.5))
        yield item.hit(f"{quoted(name)} is no resource that the server knows", block, name, part=Part.KEY, help=help)


def _order(item: View, blocks: list[str], name: str) -> Iterator[Hit]:
    """`min`, `defaultRequest`, `default` and `max` of one resource must not fall."""
    before: tuple[str, View] | None = None
    for block in blocks:
        value = item.at(block, name)
        number = quantity.parse(item.get(block, name))
        holder = item.at(block)
        if value is None and before is not None and holder is not None and _is_null(holder.value, name):
            message = f"{block} of {name} is null, which is read as 0 and below its {before[0]} ({before[1].value})"
            yield holder.hit(message, name, help="give it an amount, or remove it")
            return
        if value is None or number is None:
            continue
        if before is not None:
            least = quantity.parse(before[1].value)
            if least is not None and number < least:
                message = f"{block} of {name} ({value.value}) is below its {before[0]} ({before[1].value})"
                help = "the order is min, defaultRequest, default, max"
                yield value.hit(message, help=help, related=(before[1].related(f"{before[0]} stands here"),))
                return
        before = (block, value)


def _is_null(amounts: Any, name: str) -> bool:
    return isinstance(amounts, dict) and name in amounts and amounts[name] is None


_LARGEST = 2**63
"""From here on the server calculates with something else."""


def _ratio(item: View, name: str) -> Iterator[Hit]:
    holder = item.at("maxLimitRequestRatio")
    if holder is not None and _is_null(holder.value, name):
        message = f"maxLimitRequestRatio of {name} is null, which is read as 0 and below 1"
        yield holder.hit(message, name, help="give it a number, or remove it")
    ratio = quantity.parse(item.get("maxLimitRequestRatio", name))
    if ratio is None:
        return
    least, most = quantity.parse(item.get("min", name)), quantity.parse(item.get("max", name))
    if ratio < 1:
        yield item.hit(f"maxLimitRequestRatio of {name} must be 1 or more", "maxLimitRequestRatio", name)
    elif least and most is not None and most / least < ratio < _LARGEST:
        message = (
            f"maxLimitRequestRatio of {name} must not be above max divided by min ({quantity.brief(most / least)})"
        )
        yield item.hit(message, "maxLimitRequestRatio", name)


def _priority(target: KubeObject) -> Iterator[Hit]:
    name, value = target.text("metadata", "name"), target.integer("value")
    if name in _BUILT_IN:
        return
    if name is not None and name.startswith("system-"):
        help = "choose a name that does not begin with system-"
        yield target.hit(f"names such as {quoted(name)} are reserved for the system", "metadata", "name", help=help)
    if value is not None and value > _BILLION:
        yield target.hit(f"value of a PriorityClass must be at most {_BILLION}, not {value}", "value")
