"""Ports that are asked for where nothing listens any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, rule, running_together
from podlint.api.project import Index, Member

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_TELLS = r"(?i)port|listen|bind|addr|urls|http\.server|serve|'-S'|127\.0\.0\.1|localhost|uvicorn|fastapi"
"""What one of the words and variables that say where a program listens has in it."""


def _moved_targets(service: Member, index: Index) -> Iterator[Hit]:
    from podlint_rules.ports._pointers import served_by

    selected = [] if service.group else served_by(service, index)
    pods = [pod for member in selected if (pod := member.pod()) is not None]
    if any(_is_told(container) for pod in pods for container in running_together(pod)):
        from podlint_rules.ports._moved import by_service

        yield from by_service(service, pods)


@rule(
    "probe-port-moved",
    severity=Severity.WARNING,
    scope=Scope.POD,
    needs=("Probe",),
    across=_moved_targets,
    across_kinds=("Service",),
)
def probe_port_moved(pod: View) -> Iterator[Hit]:
    """Probe or Service that asks for a declared port, while an argument moves the server to another one.

    ## Why is this bad?
    `ports` declares, it does not decide: a program listens where it is told to. Where an argument or a variable
    (`--port=9090`, `--health-probe-bind-address=:9440`, `PORT`) says another port than the one that a probe asks for,
    the probe fails: the container is started again and again, or never gets ready. A Service for such a port reaches
    nobody. So it is with a server that listens at 127.0.0.1 only (`--host 127.0.0.1`, or by itself, as `uvicorn` and
    `manage.py runserver` do): the kubelet and Services ask at the address of the pod.

    The rule is silent where the number stands anywhere in the container's arguments or variables, where another
    container of the pod may listen on it, and where the port's name says that it is for something else.

    ## Why this default?
    On: a program has no second port of the same purpose. It is a warning, as the image is not looked into.

    ## Example
    ```yaml bad
    name: keeper
    image: registry.example/keeper:1
    args: ["--health-probe-bind-address=:9440"]
    ports: [{name: health, containerPort: 8081}]
    livenessProbe:
      httpGet: {path: /healthz, port: health}
    ```

    ## Use instead
    ```yaml good
    name: keeper
    image: registry.example/keeper:1
    args: ["--health-probe-bind-address=:9440"]
    ports: [{name: health, containerPort: 9440}]
    livenessProbe:
      httpGet: {path: /healthz, port: health}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    if any(_is_probed(container) and _is_told(container) for container in running_together(pod)):
        from podlint_rules.ports._moved import by_probes

        yield from by_probes(pod)


def _is_probed(container: View) -> bool:
    return any(container.value.get(key) for key in _PROBES)


def _is_told(container: View) -> bool:
    """Whether a container has words or variables that may tell it a port."""
    told = [container.value.get(key) for key in ("command", "args", "env")]
    return any(told) and re.search(_TELLS, repr(told)) is not None
