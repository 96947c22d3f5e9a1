"""Ports of one node that several pods ask for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from podlint.api import Hit, Scope, Severity, counted, listed, rule
from podlint.api.kubernetes import LONG_RUNNING, SCALABLE, with_groups
from podlint.api.project import Index, Member, Vicinity, least_replicas
from podlint_rules._shared.pinned import Pin, pinned
from podlint_rules.ports._host import Claim, claims, meet, variants

_SCALED = with_groups(SCALABLE)
_KINDS = (*with_groups(LONG_RUNNING), ("batch", "Job"))
_MOST = 16
"""How many workloads are compared for one port of a node: few, so that the time does not grow with their number."""


@rule(
    "host-port-one-node",
    severity=Severity.ERROR,
    scope=Scope.PROJECT,
    kinds=(*LONG_RUNNING, "Job"),
    needs=("hostPort", "hostNetwork"),
)
def host_port_one_node(workload: Member, index: Index) -> Iterator[Hit]:
    """Several pods that want one port of the same node.

    ## Why is this bad?
    A port of a node can be given to one pod. Where `nodeName`, a `nodeSelector` for `kubernetes.io/hostname` or a
    required node affinity leaves fewer nodes than there are replicas, the first pods get the port and the others stay
    Pending (with `nodeName` they fail, and others take their place, again and again). The same holds for two workloads
    of one file or kustomization that are pinned to one node. Under `hostNetwork` each containerPort is a port of the
    node.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: gateway}
    spec:
      replicas: 3
      selector: {matchLabels: {app: gateway}}
      template:
        metadata: {labels: {app: gateway}}
        spec:
          nodeSelector: {kubernetes.io/hostname: edge-1}
          containers:
            - {name: main, image: "registry.example/gateway:1", ports: [{containerPort: 8080, hostPort: 8080}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: gateway}
    spec:
      selector: {matchLabels: {app: gateway}}
      template:
        metadata: {labels: {app: gateway}}
        spec:
          nodeSelector: {node-role.example/edge: "true"}
          containers:
            - {name: main, image: "registry.example/gateway:1", ports: [{containerPort: 8080, hostPort: 8080}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/overview/#services
    - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
    """
    own = list(claims(workload))
    pod = workload.pod()
    pin = pinned(pod) if own and pod is not None else None
    if pin is None or index.may_be_patched(workload):
        return
    count = _pods(workload, index)
    if count is not None and count > len(pin.nodes):
        yield from _replicas(own, pin, count)
    elif count != 0 and len(pin.nodes) == 1:
        yield from _others(workload, index, own, pin)


def _replicas(own: list[tuple[tuple[int, str], Claim]], pin: Pin, count: int) -> Iterator[Hit]:
    """More pods of one workload than nodes for them."""
    nodes = sorted(pin.nodes)
    where = f"the one node {nodes[0]}" if len(nodes) == 1 else f"the {len(nodes)} nodes {listed(nodes)}"
    runs = "one of them runs" if len(nodes) == 1 else f"{len(nodes)} of them run"
    for (number, protocol), claim in own:
        yield claim.port.hit(
            f"{counted(count, 'replica')} on {where} want host port {number}/{protocol}: {runs}",
            claim.field,
            help="put a Service before the pods instead of the host port, or use a DaemonSet for a pod on each node",
            related=(pin.at.related("the node is named here"),),
        )


def _others(workload: Member, index: Index, own: list[tuple[tuple[int, str], Claim]], pin: Pin) -> Iterator[Hit]:
    """An earlier workload on the same node with the same port."""
    near = index.vicinity(workload)
    table = near.remember("host ports of named nodes", lambda: _by_node(near))
    (node,) = pin.nodes
    for key, claim in own:
        earlier = takewhile(lambda one: one.member is not workload, table.get((node, *key), ()))
        other = next((one for one in earlier if _clash(claim, one, index)), None)
        if other is not None:
            yield claim.port.hit(
                f"host port {key[0]}/{key[1]} of node {node} is taken by {other.member.name}",
                claim.field,
                help="choose another host port, or another node",
                related=(other.port.related("asked for here", other.field),),
            )


def _clash(claim: Claim, other: Claim, index: Index) -> bool:
    one, two = claim.member, other.member
    if not index.of_one_set(one, two) or variants(one, two) or not meet(claim, other):
        return False
    return not index.may_be_patched(two) and _pods(two, index) not in (None, 0)


def _by_node(near: Vicinity) -> dict[tuple[str, int, str], list[Claim]]:
    table: dict[tuple[str, int, str], list[Claim]] = {}
    members = [member for kind in _KINDS for member in near.of_kind(*kind)]
    for member in sorted(members, key=lambda one: one.order):
        pod = member.pod()
        found = list(claims(member))
        pin = pinned(pod) if found and pod is not None else None
        for key, claim in found if pin is not None and len(pin.nodes) == 1 else ():
            known = table.setdefault((next(iter(pin.nodes)) if pin else "", *key), [])
            if len(known) < _MOST:
                known.append(claim)
    return table


def _pods(workload: Member, index: Index) -> int | None:
    """How many pods of a workload run at the same time at least; None where that is not known."""
    if (workload.group, workload.kind) == ("batch", "Job"):
        found = [
            1 if workload.at("spec", key) is None else workload.integer("spec", key)
            for key in ("parallelism", "completions")
        ]
        if workload.at("spec", "completions") is None:
            found = found[:1]
        return None if None in found else min(number for number in found if number is not None)
    if (workload.group, workload.kind) in _SCALED:
        return least_replicas(workload, index)
    return 1
