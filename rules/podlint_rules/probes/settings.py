"""Probes that are accepted, and still do harm or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, label, rule, running_together
from podlint.api.kubernetes import LONG_RUNNING
from podlint.api.project import Index, Member, selecting
from podlint_rules.probes._timing import seconds

_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")
_HOSTS_FORBIDDEN = 34
"""The minor version from which on Pod Security refuses probes of other hosts."""


@rule("probe-identical", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=LONG_RUNNING, needs=("livenessProbe",))
def probe_identical(target: Member, index: Index) -> Iterator[Hit]:
    """Liveness probe that asks the same as the readiness probe, and gives up no later.

    ## Why is this bad?
    A failed readiness probe takes the pod out of its Services for a while, so that it can recover; a failed liveness
    probe restarts the container. When both ask the same with the same patience, an overloaded or waiting container is
    restarted at the very moment at which it should only be left alone, and the load moves on to the next one. A pod
    that no Service of the project selects gets no traffic that could be kept away: nothing is said of it.

    ## Why this default?
    On: under load it does harm, and a higher threshold removes it. Silent where no Service sends traffic, and info
    for `tcpSocket`, which even an overloaded server answers.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          livenessProbe:
            httpGet: {path: /health, port: 8080}
          readinessProbe:
            httpGet: {path: /health, port: 8080}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80, targetPort: 8080}]
    ```

    ## Use instead
    ```yaml good
    livenessProbe:
      httpGet: {path: /health, port: 8080}
      failureThreshold: 10
    readinessProbe:
      httpGet: {path: /health, port: 8080}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """
    pod = target.pod()
    alike = [container for container in running_together(pod) if _is_alike(container)] if pod is not None else []
    services = selecting(target, index, "", "Service", "spec", "selector", as_map=True) if alike else []
    if all(service.flag("spec", "publishNotReadyAddresses") for service in services):
        return
    for container in alike:
        yield container.hit(
            f"livenessProbe of {label(container)} asks the same as its readinessProbe and gives up no later: "
            "what should only keep traffic away restarts the container",
            "livenessProbe",
            part=Part.KEY,
            help="give it a higher failureThreshold or a check of its own, or remove it",
            related=(container.related("the readiness probe stands here", "readinessProbe", part=Part.KEY),),
            severity=Severity.INFO if container.get("livenessProbe", "tcpSocket") is not None else None,
        )


def _is_alike(container: View) -> bool:
    """Whether the liveness probe asks what the readiness probe asks, and is no more patient."""
    liveness, readiness = container.at("livenessProbe"), container.at("readinessProbe")
    if liveness is None or readiness is None or not (liveness.complete() and readiness.complete()):
        return False
    alive, ready = _asked(liveness), _asked(readiness)
    own, other = _patience(liveness), _patience(readiness)
    return alive is not None and alive == ready and own is not None and other is not None and own <= other


@rule("probe-too-tight", severity=Severity.WARNING, scope=Scope.CONTAINER, default=False)
def probe_too_tight(container: View) -> Iterator[Hit]:
    """Probe whose timeout is not below its period, or that can kill before the container had time to start.

    ## Why is this bad?
    With a timeout as long as the period, a slow answer meets the next question: the check runs without a pause. A
    liveness probe that may fail for the last time before the readiness probe even begins ends a container that was
    given the time to start.

    ## Example
    ```yaml bad
    livenessProbe:
      httpGet: {path: /, port: 80}
      periodSeconds: 5
      timeoutSeconds: 10
    ```

    ## Use instead
    ```yaml good
    livenessProbe:
      httpGet: {path: /, port: 80}
      periodSeconds: 10
      timeoutSeconds: 5
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes
    """
    for name in _PROBES:
        probe = container.at(name)
        if probe is None or not isinstance(probe.value, dict) or not probe.complete():
            continue
        timeout, period = seconds(probe, "timeoutSeconds"), seconds(probe, "periodSeconds")
        if timeout >= period:
            message = f"timeout of the {name} of {label(container)}, {timeout} s, is not below its period, {period} s"
            key = "timeoutSeconds" if probe.at("timeoutSeconds") is not None else "periodSeconds"
            yield probe.hit(message, key, help="raise periodSeconds, or lower timeoutSeconds")
    liveness, readiness = container.at("livenessProbe"), container.at("readinessProbe")
    if liveness is None or readiness is None or container.at("startupProbe") is not None:
        return
    if not (liveness.complete() and readiness.complete()):
        return
    last = seconds(liveness, "initialDelaySeconds") + seconds(liveness, "periodSeconds") * (
        seconds(liveness, "failureThreshold") - 1
    )
    start = seconds(readiness, "initialDelaySeconds")
    if last < start:
        yield container.hit(
            f"livenessProbe of {label(container)} can end it after {last} s, "
            f"before its readinessProbe begins at {start} s",
            "livenessProbe",
            part=Part.KEY,
            help="add a startupProbe",
            related=(readiness.related("the delay stands here", "initialDelaySeconds"),),
        )


@rule(
    "probe-host",
    severity=Severity.WARNING,
    scope=Scope.CONTAINER,
    default=False,
    partial=True,
    versioned=True,
    profiles=("pss-baseline", "pss-restricted"),
)
def probe_host(container: View) -> Iterator[Hit]:
    """Probe or hook that asks another host.

    ## Why is this bad?
    The kubelet then sends requests from the node to an address of the author's choice, and the answer says nothing of
    the container. Pod Security's baseline forbids it from Kubernetes 1.34 on; nothing is said for versions before.

    ## Example
    ```yaml bad
    livenessProbe:
      tcpSocket: {host: db.example, port: 5432}
    ```

    ## Use instead
    ```yaml good
    livenessProbe:
      tcpSocket: {port: 5432}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    if container.object.minor < _HOSTS_FORBIDDEN:
        return
    for keys in (*((name,) for name in _PROBES), *(("lifecycle", hook) for hook in _HOOKS)):
        if container.value.get(keys[0]) is None:
            continue
        for kind in ("httpGet", "tcpSocket"):
            host = container.get(*keys, kind, "host")
            if isinstance(host, str) and host:
                message = f"{keys[-1]} of {label(container)} asks the host {host} instead of its own pod"
                yield container.hit(message, *keys, kind, "host", help="remove host")


@rule(
    "no-liveness-probe",
    severity=Severity.INFO,
    scope=Scope.POD,
    default=False,
    kinds=LONG_RUNNING,
    profiles=("production",),
)
def no_liveness_probe(pod: View) -> Iterator[Hit]:
    """Container without a liveness probe.

    ## Why is this bad?
    A process that hangs without ending is not noticed: Kubernetes restarts a container only when its process ends or a
    liveness probe fails. Containers that are meant to end are not asked.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    livenessProbe:
      tcpSocket: {port: 80}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """
    if pod.get("restartPolicy", default="Always") != "Always" or not pod.complete("restartPolicy"):
        return
    for container in running_together(pod):
        if container.at("livenessProbe") is None:
            yield container.hit(f"{label(container)} has no livenessProbe", "livenessProbe", help="add a livenessProbe")


@rule(
    "grace-period-negative",
    severity=Severity.WARNING,
    scope=Scope.POD,
    partial=True,
    needs=("terminationGracePeriodSeconds",),
)
def grace_period_negative(pod: View) -> Iterator[Hit]:
    """Grace period below 0.

    ## Why is this bad?
    The API server takes it and makes 1 second of it: containers are killed a second after they are told to end, with
    requests still open.

    ## Example
    ```yaml bad
    terminationGracePeriodSeconds: -1
    containers:
      - name: web
        image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    terminationGracePeriodSeconds: 30
    containers:
      - name: web
        image: nginx:1.27
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
    """
    seconds = pod.integer("terminationGracePeriodSeconds")
    if seconds is not None and seconds < 0:
        message = f"terminationGracePeriodSeconds {seconds} is below 0: the server makes 1 second of it"
        yield pod.hit(message, "terminationGracePeriodSeconds", help="write how long the containers may take to end")


def _asked(probe: View) -> dict[str, object] | None:
    """The handler of a probe with the fields that are set, None where there is not exactly one."""
    found = {kind: probe.get(kind) for kind in _HANDLERS if isinstance(probe.get(kind), dict)}
    if len(found) != 1:
        return None
    kind, handler = next(iter(found.items()))
    given = {key: value for key, value in handler.items() if value is not None}
    if kind == "httpGet":
        given = {"path": "/", "scheme": "HTTP", **{key: value for key, value in given.items() if value != ""}}
    return {kind: given}


def _patience(probe: View) -> tuple[int, int] | None:
    """How long a probe fails until it has consequences, and how long it waits for one answer."""
    if not isinstance(probe.value, dict):
        return None
    return seconds(probe, "failureThreshold") * seconds(probe, "periodSeconds"), seconds(probe, "timeoutSeconds")
