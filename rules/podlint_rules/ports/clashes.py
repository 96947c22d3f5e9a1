"""Ports of the node that two workloads ask for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from podlint.api import Hit, Scope, Severity, rule
from podlint.api.kubernetes import LONG_RUNNING
from podlint.api.project import Index, Member, Vicinity
from podlint_rules.ports._host import Claim, claims, meet, variants

_MOST = 16
"""How many DaemonSets are compared for one port: few, so that the time does not grow with their number."""


@rule(
    "host-port-clash",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    kinds=LONG_RUNNING,
    needs=("hostPort", "hostNetwork"),
)
def host_port_clash(workload: Member, index: Index) -> Iterator[Hit]:
    """Host port that a DaemonSet has already on every node.

    ## Why is this bad?
    A port of a node can be given to one pod. A DaemonSet takes it on every node that it runs on, so that a pod of
    another workload with the same hostPort, or with hostNetwork and the same containerPort, stays Pending. The rule is
    silent where nodeSelectors keep the two apart, and for workloads with node affinity.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: agent}
    spec:
      selector: {matchLabels: {app: agent}}
      template:
        metadata: {labels: {app: agent}}
        spec:
          containers:
            - {name: main, image: "registry.example/agent:1", ports: [{containerPort: 9100, hostPort: 9100}]}
    ---
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: exporter}
    spec:
      selector: {matchLabels: {app: exporter}}
      template:
        metadata: {labels: {app: exporter}}
        spec:
          containers:
            - {name: main, image: "registry.example/exporter:1", ports: [{containerPort: 80, hostPort: 9100}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: agent}
    spec:
      selector: {matchLabels: {app: agent}}
      template:
        metadata: {labels: {app: agent}}
        spec:
          containers:
            - {name: main, image: "registry.example/agent:1", ports: [{containerPort: 9100, hostPort: 9100}]}
    ---
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: exporter}
    spec:
      selector: {matchLabels: {app: exporter}}
      template:
        metadata: {labels: {app: exporter}}
        spec:
          containers:
            - {name: main, image: "registry.example/exporter:1", ports: [{containerPort: 80, hostPort: 9101}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/overview/#services
    """
    own = list(claims(workload))
    if not own:
        return
    near = index.vicinity(workload)
    table = near.remember("host ports of DaemonSets", lambda: _of_daemons(near))
    seen: set[object] = set()
    for key, claim in own:
        if key in seen:
            continue
        # In the order of the files: of two DaemonSets the later one is reported.
        earlier = takewhile(lambda other: other.member is not workload, table.get((*key, workload.scopes), ()))
        other = next((other for other in earlier if _may_meet(claim, other)), None)
        if other is not None:
            seen.add(key)
            yield claim.port.hit(
                f"port {key[0]}/{key[1]} of the node is taken by {other.member.name} on every node it runs on",
                claim.field,
                help="choose another host port, or keep the two on different nodes with nodeSelectors",
                related=(other.port.related("asked for here", other.field),),
            )


def _of_daemons(near: Vicinity) -> dict[tuple[int, str, frozenset[str]], list[Claim]]:
    table: dict[tuple[int, str, frozenset[str]], list[Claim]] = {}
    for member in near.of_kind("apps", "DaemonSet"):
        for key, claim in claims(member):
            known = table.setdefault((*key, member.scopes), [])
            if len(known) < _MOST:
                known.append(claim)
    return table


def _may_meet(one: Claim, other: Claim) -> bool:
    """Whether two claims can fall on one node and one address."""
    if variants(one.member, other.member):
        return False
    if not meet(one, other):
        return False
    pods = one.member.pod(), other.member.pod()
    for pod in pods:
        if pod is None or pod.get("affinity", "nodeAffinity") is not None or not pod.complete("nodeSelector"):
            return False
    mine, theirs = (pod.get("nodeSelector") or {} if pod is not None else {} for pod in pods)
    return all(theirs.get(key, value) == value for key, value in mine.items()) and not _differs(mine, theirs)


def _differs(mine: dict[str, object], theirs: dict[str, object]) -> bool:
    """Whether the two ask for nodes of different kinds: neither selector is a part of the other."""
    return bool(mine) and bool(theirs) and not (mine.items() <= theirs.items() or theirs.items() <= mine.items())
