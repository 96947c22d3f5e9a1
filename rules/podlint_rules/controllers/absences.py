"""Init containers that wait for what the project lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import EACH, Hit, Scope, Severity, View, did_you_mean, init_containers, label, listed, quoted, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member, mentions
from podlint_rules._shared.absent import meant, weight
from podlint_rules._shared.waits import Wait, script_of, waits

_SERVICE = ("", "Service")
_JOB = ("batch", "Job")
_KUBECTL = re.compile(
    r"(?<![\w-])kubectl\s(?:[^;|&\n]{0,60}\s)?wait\s(?:[^;|&\n]{0,99}\s)?(?:jobs?(?:\.batch)?)[/\s]([a-z0-9][a-z0-9.-]*)"
)
_LONGEST = 4_000
_GIVEN = ("kubernetes", "localhost")


@rule(
    "init-waits-for-nothing",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    kinds=WORKLOADS,
    needs=("initContainers",),
)
def init_waits_for_nothing(workload: Member, index: Index) -> Iterator[Hit]:
    """Init container that waits for a Service or Job that is not there, or for a port that the Service has not.

    ## Why is this bad?
    The pod stays in `Init:0/1` until what is waited for comes, without an error. A Service answers at the ports that it
    lists, not at those of its pods: a wait for another port never ends.

    The rule reads loops of shells (`until`, `while !`) over nslookup, nc, curl and the like, tools made for
    waiting, and `kubectl wait` for a Job. That something is missing is said where the project has Services (or
    Jobs) beside the workload and nothing else speaks of the name: a warning where another one must have been meant
    or one file or kustomization holds them all, else an info. Names of other domains are left alone.

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
            - name: wait
              image: busybox:1.36
              command: [sh, -c, "until nc -z database 3306; do sleep 2; done"]
          containers: [{name: api, image: "registry.example/api:1"}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: database}
    spec: {selector: {app: database}, ports: [{port: 5432}]}
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
            - name: wait
              image: busybox:1.36
              command: [sh, -c, "until nc -z database 5432; do sleep 2; done"]
          containers: [{name: api, image: "registry.example/api:1"}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: database}
    spec: {selector: {app: database}, ports: [{port: 5432}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#examples
    """
    pod = workload.pod()
    if pod is None or index.may_be_patched(workload) or not pod.complete("hostAliases"):
        return
    aliases = {name.value for entry in pod.each("hostAliases") for name in entry.each("hostnames")}
    for container in init_containers(pod):
        seen: set[object] = set()
        for wait in waits(container):
            if wait.host not in aliases and (wait.host, wait.port) not in seen:
                seen.add((wait.host, wait.port))
                yield from _service(container, wait, workload, index)
        yield from _job(container, workload, index)


def _service(container: View, wait: Wait, workload: Member, index: Index) -> Iterator[Hit]:
    found = _named(wait.host, workload)
    if found is None or found[0] in _GIVEN:
        return
    name, namespace = found
    services = index.meant(*_SERVICE, name, workload, namespace)
    if services:
        if wait.connects and wait.port is not None:
            yield from _port(container, wait, wait.port, services, index)
        return
    elsewhere = namespace is not None and namespace != workload.namespace
    if elsewhere or index.named(*_SERVICE, name, workload) or not mentions.absent(index, workload, *_SERVICE, name):
        return
    message = f"{label(container)} waits for host {quoted(wait.host)}, and Service {quoted(name)} is not"
    yield from _absent(wait.view, wait.within, message, _SERVICE, name, workload, index)


def _absent(
    view: View,
    within: tuple[int, int] | None,
    message: str,
    kind: tuple[str, str],
    name: str,
    workload: Member,
    index: Index,
) -> Iterator[Hit]:
    near = meant(name, index.names(*kind, workload))
    severity = weight(workload, index, near)
    if severity is None:
        return
    if any(index.of_one_set(other, workload) for other in index.near(workload, *kind)):
        severity = Severity.WARNING
    help = did_you_mean(near) or f"add the {kind[1]}, or correct the name"
    yield view.hit(f"{message} in the project", within=within, help=help, severity=severity)


def _named(host: str, workload: Member) -> tuple[str, str | None] | None:
    """The Service and namespace that a host names; None for one that may be of another domain."""
    labels = host.split(".")
    if len(labels) == 1:
        return labels[0], None
    if len(labels) > 2 and labels[2] == "svc":
        return labels[0], labels[1]
    return (labels[0], labels[1]) if len(labels) == 2 and labels[1] == workload.namespace else None


def _port(container: View, wait: Wait, port: int, services: list[Member], index: Index) -> Iterator[Hit]:
    """A port that a Service has not. A headless one leads to the pods themselves, which listen where they like."""
    known: list[int] = []
    for service in services:
        spec = service.at("spec")
        if spec is None or not spec.complete("type") or index.may_be_patched(service):
            return
        if not all(spec.understood(*keys) for keys in (("ports", EACH, "port"), ("clusterIP",))):
            return
        ports = [entry.integer("port") for entry in spec.each("ports") if isinstance(entry.value, dict)]
        special = spec.get("clusterIP") == "None" or spec.get("type") == "ExternalName" or spec.at("selector") is None
        if special or not ports or None in ports:
            return
        known += [number for number in ports if number is not None]
    if port in known:
        return
    has = f"port {known[0]} only" if len(known) == 1 else f"the ports {listed(map(str, known))}"
    name = services[0].text("metadata", "name") or ""
    message = f"{label(container)} waits for port {port} of Service {quoted(name)}, which has {has}"
    help = "wait for a port that the Service lists, or add this one to it"
    related = (services[0].related("its ports stand here", "spec", "ports"),)
    yield wait.view.hit(message, within=wait.within, help=help, related=related)


def _job(container: View, workload: Member, index: Index) -> Iterator[Hit]:
    """A Job that `kubectl wait` waits for."""
    script = script_of(container).replace("\n", " ")
    found = _KUBECTL.search(script[:_LONGEST]) if "delete" not in script else None
    name = found[1] if found is not None else None
    if not name or not mentions.absent(index, workload, *_JOB, name):
        return
    for key in ("args", "command"):
        for word in container.each(key):
            at = word.value.find(name) if isinstance(word.value, str) else -1
            if at >= 0:
                message = f"{label(container)} waits for Job {quoted(name)}, which is not"
                yield from _absent(word, (at, at + len(name)), message, _JOB, name, workload, index)
                return
