"""Workloads that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, NamedTuple, Scope, Severity, init_containers, label, quoted, rule
from podlint.api.kubernetes import LONG_RUNNING
from podlint.api.project import Index, Member
from podlint_rules._shared.waits import Wait
from podlint_rules.controllers._awaited import awaited, waits_everywhere

_LONGEST = 12
"""Workloads in a circle that are followed."""


class _Step(NamedTuple):
    """A wait, the container that waits, and the only workload that could end it."""

    container: str
    wait: Wait
    other: Member


@rule(
    "dependency-cycle",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    default=False,
    kinds=LONG_RUNNING,
    needs=("initContainers",),
)
def dependency_cycle(workload: Member, index: Index) -> Iterator[Hit]:
    """Init containers that wait for each other's Services.

    ## Why is this bad?
    The pods of a Service take connections only when their init containers have ended. Where those of one workload wait
    for the Service of another, and those of the other, perhaps by way of further ones, for the Service of the first, no
    pod of them ever starts: not in a new cluster, and not after all of them were stopped at once.

    ## Why this default?
    Off: that the wait ends at some time, or that the first start is done by hand, is not always written in the script.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api}
    spec:
      selector: {matchLabels: {app: api}}
      template:
        metadata: {labels: {app: api}}
        spec:
          initContainers:
            - {name: wait, image: "busybox:1.36", command: [sh, -c, "until nc -z auth 80; do sleep 2; done"]}
          containers: [{name: api, image: "registry.example/api:1"}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: api}
    spec: {selector: {app: api}, ports: [{port: 80}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: auth}
    spec:
      selector: {matchLabels: {app: auth}}
      template:
        metadata: {labels: {app: auth}}
        spec:
          initContainers:
            - {name: wait, image: "busybox:1.36", command: [sh, -c, "until nc -z api 80; do sleep 2; done"]}
          containers: [{name: auth, image: "registry.example/auth:1"}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: auth}
    spec: {selector: {app: auth}, ports: [{port: 80}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api}
    spec:
      selector: {matchLabels: {app: api}}
      template:
        metadata: {labels: {app: api}}
        spec:
          initContainers:
            - {name: wait, image: "busybox:1.36", command: [sh, -c, "until nc -z auth 80; do sleep 2; done"]}
          containers: [{name: api, image: "registry.example/api:1"}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: auth}
    spec:
      selector: {matchLabels: {app: auth}}
      template:
        metadata: {labels: {app: auth}}
        spec:
          containers: [{name: auth, image: "registry.example/auth:1", args: [--retry=api]}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: auth}
    spec: {selector: {app: auth}, ports: [{port: 80}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
    """
    for step in _steps(workload, index):
        back = _way(step.other, workload, index)
        if back is None:
            continue
        names = [workload, step.other, *(one.other for one in back)]
        circle = " -> ".join(str(member.text("metadata", "name")) for member in names)
        related = tuple(one.wait.view.related(f"{one.container} waits here") for one in back)
        yield step.wait.view.hit(
            f"{step.container} waits for {quoted(step.wait.host)}, which waits for {workload.name} in turn: {circle}",
            within=step.wait.within,
            help="take one of the waits out, and let that application wait for its peers once it runs",
            related=related,
        )
        return


def _way(start: Member, end: Member, index: Index) -> list[_Step] | None:
    """The waits that lead from one workload to another; None where there is no such way."""
    ways: list[tuple[Member, list[_Step]]] = [(start, [])]
    seen = {id(start)}
    for member, way in ways:
        for step in _steps(member, index):
            if step.other is end:
                return [*way, step]
            if id(step.other) not in seen and len(way) < _LONGEST:
                seen.add(id(step.other))
                ways.append((step.other, [*way, step]))
    return None


def _steps(workload: Member, index: Index) -> list[_Step]:
    """The workloads that the init containers of one wait for."""
    known: dict[object, list[_Step]] = index.remember("waits of workloads", dict)
    place = workload.known.file, workload.known.document, workload.path
    if place not in known:
        known[place] = list(_found(workload, index))
    return known[place]


def _found(workload: Member, index: Index) -> Iterator[_Step]:
    pod = workload.pod()
    if pod is None or not workload.labels_known() or index.may_be_patched(workload):
        return
    for container in init_containers(pod):
        for wait in waits_everywhere(container):
            behind = awaited(wait, workload, index)
            if behind is not None and len(behind.pods) == 1 and behind.pods[0] is not workload:
                yield _Step(label(container), wait, behind.pods[0])
