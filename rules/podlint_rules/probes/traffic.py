"""Pods behind Services: whether they say when they are ready, and let connections end."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, containers, lists_complete, rule, sidecars
from podlint.api.kubernetes import LONG_RUNNING
from podlint.api.project import Index, Member, selecting


@rule(
    "no-readiness-probe",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    default=False,
    kinds=LONG_RUNNING,
    profiles=("production",),
)
def no_readiness_probe(workload: Member, index: Index) -> Iterator[Hit]:
    """Pods behind a Service without any readiness probe.

    ## Why is this bad?
    Without a readiness probe a pod gets traffic as soon as its containers have started, before the program listens, and
    keeps it while the program cannot answer. Updates go on to the next pod at once, too.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1", readinessProbe: {tcpSocket: {port: 80}}}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe
    """
    yield from _lacking(
        workload,
        index,
        ("readinessProbe",),
        "no container has a readiness probe",
        "add a readinessProbe to the container that serves the Service",
    )


@rule(
    "no-prestop",
    severity=Severity.INFO,
    scope=Scope.PROJECT,
    default=False,
    kinds=LONG_RUNNING,
    profiles=("production",),
)
def no_prestop(workload: Member, index: Index) -> Iterator[Hit]:
    """Pods behind a Service without a preStop hook.

    ## Why is this bad?
    A pod is sent SIGTERM at the moment in which it is taken out of its Services, and for some seconds proxies still
    send to it: what stops at once refuses those connections. A preStop hook that sleeps lets them run dry.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1", lifecycle: {preStop: {sleep: {seconds: 5}}}}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
    """
    yield from _lacking(
        workload,
        index,
        ("lifecycle", "preStop"),
        "no container has a preStop hook",
        "add lifecycle.preStop with a sleep of some seconds",
    )


def _lacking(workload: Member, index: Index, keys: tuple[str, ...], what: str, help: str) -> Iterator[Hit]:
    """A hit where a Service selects pods none of whose containers has something."""
    pod = workload.pod()
    if pod is None or workload.pod_labels is None or not lists_complete(pod, keys[0]):
        return
    services = selecting(workload, index, "", "Service", "spec", "selector", as_map=True)
    services = [
        service
        for service in services
        if workload.labels_known(service.get("spec", "selector"), as_map=True) and _sends(service, keys[0])
    ]
    if not services or any(_has(container, keys) for container in (*containers(pod), *sidecars(pod))):
        return
    yield pod.hit(
        f"{what}, though {services[0].name} sends traffic to the pods",
        "containers",
        part=Part.KEY,
        help=help,
        related=(services[0].related("this Service selects them", "spec", "selector", part=Part.KEY),),
    )


def _sends(service: Member, field: str) -> bool:
    """Whether a Service sends traffic to pods that lack something: not by DNS only, nor to unready pods on purpose."""
    if field == "readinessProbe" and service.get("spec", "publishNotReadyAddresses", default=False) is not False:
        return False
    return bool(service.get("spec", "type") != "ExternalName")


def _has(container: View, keys: tuple[str, ...]) -> bool:
    return container.get(*keys) is not None
