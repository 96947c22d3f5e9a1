"""Pods that are too big: for a node, or for one pod."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from podlint.api import (
    Hit,
    NamedTuple,
    Part,
    Scope,
    Severity,
    View,
    all_containers,
    containers,
    init_containers,
    label,
    listed,
    rule,
    running_together,
)
from podlint.api.kubernetes import quantity
from podlint_rules.design._helpers import LIFE, NODE, SCALE
from podlint_rules.resources._amounts import aggregate, amount


class Node(NamedTuple):
    """What a node has, as quantities; empty for no bound."""

    cpu: str = "16"
    memory: str = "64Gi"


class Most(NamedTuple):
    """How many containers a pod may have, sidecars and other init containers not counted."""

    maximum: int = 4


_HUGE = Fraction(10**30)
"""More than any node has, and little enough for a float."""
_UNITS = (("Gi", 1024**3), ("Mi", 1024**2), ("Ki", 1024))


@rule("oversized-pod", severity=Severity.INFO, scope=Scope.POD, options=Node, needs=("resources",))
def oversized_pod(pod: View, options: Node) -> Iterator[Hit]:
    """Pod that requests more than a node has.

    ## Why is this bad?
    All containers of a pod run on one node, and the scheduler looks for one with room for their requests together: all
    app containers and sidecars, or the largest init container with the sidecars before it where that is more. The
    larger the pod, the fewer nodes have that room, and the more stays unused on those that do; above the size of the
    largest node it stays Pending for ever. Several containers that could run apart, or more replicas of a smaller pod,
    are easier to place.

    The size of a node is set by the options `cpu` and `memory`, which are 16 CPUs and 64Gi unless set; an empty text is
    no bound. A limit without a request counts as the request, as it does for the server.

    ## Example
    ```yaml bad
    containers:
      - name: main
        image: registry.example/main:1
        resources:
          requests: {cpu: 12, memory: 32Gi}
      - name: indexer
        image: registry.example/indexer:1
        resources:
          requests: {cpu: 8, memory: 16Gi}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: main
        image: registry.example/main:1
        resources:
          requests: {cpu: 12, memory: 32Gi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled
    - https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
    """
    for name, bound in (("cpu", options.cpu), ("memory", options.memory)):
        most = _bound(bound)
        if most is None or _surely_within(pod, name, _rough(bound)):
            continue
        total = _total(pod, name)
        if total is None or total <= most:
            continue
        places = _places(pod, name)
        unit = "CPUs" if name == "cpu" else "of memory"
        together = " together" if len(places) > 1 else ""
        yield (places[0] if places else pod).hit(
            f"{_whose(pod)} requests {_written(total, name)} {unit}{together}, "
            f"more than the {bound} that a node is taken to have: {NODE}",
            help=_smaller(places, name),
            related=tuple(place.related("counts too") for place in places[1:]),
        )


@lru_cache(maxsize=16)
def _bound(text: str) -> Fraction | None:
    return quantity.parse(text) if text else None


def _surely_within(pod: View, name: str, most: float) -> bool:
    """Whether all amounts together, limits included, are well below a bound: so it is with nearly all pods."""
    total = 0.0
    for holder in (pod, *all_containers(pod)):
        resources = holder.value.get("resources")
        for amounts in resources.values() if type(resources) is dict else ():
            value = amounts.get(name) if type(amounts) is dict else None
            if value is not None:
                total += _rough(value) if isinstance(value, str) else most
    return total < 0.9 * most and pod.value.get("overhead") is None


@lru_cache(maxsize=256)
def _rough(text: str) -> float:
    found = quantity.parse(text)
    return float(_HUGE) if found is None else float(min(abs(found), _HUGE))


def _total(pod: View, name: str) -> Fraction | None:
    """What the scheduler looks for: requests of the pod as a whole, else those of its containers; None if not known."""
    own = pod.at("resources", "requests", name)
    total = amount(own) if own is not None else aggregate(pod, name, True)
    if total == 0 and own is None:
        limit = pod.at("resources", "limits", name)
        total = amount(limit) if limit is not None else total
    overhead = pod.at("overhead", name)
    extra = amount(overhead) if overhead is not None else Fraction(0)
    return total + extra if total is not None and extra is not None else None


def _places(pod: View, name: str) -> list[View]:
    """Where the amounts stand that add up, the largest first."""
    own = pod.at("resources", "requests", name)
    if own is not None:
        return [own]
    running = _asked(running_together(pod), name)
    first = _asked(init_containers(pod), name)
    together = sum((amount(view) or Fraction(0) for view in running), Fraction(0))
    return first[:1] if first and (amount(first[0]) or Fraction(0)) > together else running


def _asked(group: Iterable[View], name: str) -> list[View]:
    """The requests of containers, or the limits that stand in for them, the largest first."""
    views = [c.at("resources", "requests", name) or c.at("resources", "limits", name) for c in group]
    return sorted((view for view in views if view is not None and amount(view)), key=amount, reverse=True)  # type: ignore[arg-type]


def _written(total: Fraction, name: str) -> str:
    if name == "memory":
        for unit, size in _UNITS:
            if total >= size:
                return quantity.brief(total / size, 4) + unit
    return quantity.brief(total, 4)


def _smaller(places: list[View], name: str) -> str:
    """What to do about a pod that is too large."""
    ways = "ask for less, or run more replicas of a smaller pod"
    if len(places) > 1:
        ways = "give a container that can run apart a workload of its own, or ask for less"
    return f"{ways}; where nodes are larger, say so by the option {name} of this rule"


@rule("too-many-containers", severity=Severity.INFO, scope=Scope.POD, default=False, options=Most)
def too_many_containers(pod: View, options: Most) -> Iterator[Hit]:
    """Pod with more containers than the configured number (4 unless set).

    ## Why is this bad?
    The containers of a pod are started, stopped, scaled and moved together, and one that is not ready takes the whole
    pod out of its Services. With each further container this fits less, and it may be several applications in one
    pod. Init containers, and sidecars among them, are not counted. The option `maximum` sets the number.

    ## Example
    ```yaml bad
    containers:
      - {name: web, image: "registry.example/web:1"}
      - {name: api, image: "registry.example/api:1"}
      - {name: worker, image: "registry.example/worker:1"}
      - {name: cache, image: "registry.example/cache:1"}
      - {name: mailer, image: "registry.example/mailer:1"}
    ```

    ## Use instead
    ```yaml good
    containers:
      - {name: web, image: "registry.example/web:1"}
      - {name: exporter, image: "registry.example/exporter:1"}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/#how-pods-manage-multiple-containers
    """
    found = list(containers(pod))
    if len(found) > options.maximum:
        names = listed([label(container) for container in found])
        yield pod.hit(
            f"{len(found)} containers in one pod, more than {options.maximum}: {names}: {LIFE[:-1]}, and {SCALE}",
            "containers",
            part=Part.KEY,
            help="give those with a life cycle or a scale of their own their own workload, reached through a Service",
        )


def _whose(pod: View) -> str:
    """Who makes the request: a Pod itself, or the pods of a workload."""
    return str(pod.object.name) if pod.object.kind == "Pod" else f"a pod of {pod.object.name}"
