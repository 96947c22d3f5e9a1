"""ServiceMonitors and PodMonitors of the Prometheus operator, and the ports that they scrape."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import (
    EACH,
    Hit,
    Scope,
    Severity,
    closest,
    did_you_mean,
    listed,
    quoted,
    rule,
    running_together,
)
from podlint.api.kubernetes import carried, labels, port_names_known, selector_known
from podlint.api.project import Index, Member

_GROUP = "monitoring.coreos.com"


@rule(
    "monitor-port",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    kinds=("ServiceMonitor", "PodMonitor"),
)
def monitor_port(monitor: Member, index: Index) -> Iterator[Hit]:
    """ServiceMonitor or PodMonitor with a port name that nothing offers.

    ## Why is this bad?
    The port of an endpoint is the name of a port of the selected Services, or of the selected pods. Where none has it,
    nothing is scraped, and no error is shown. The rule is silent where none of them belongs together with the monitor,
    and where an operator may make further ones.

    ## Example
    ```yaml bad file
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      endpoints: [{port: metrics}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, labels: {app: web}}
    spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      endpoints: [{port: http}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, labels: {app: web}}
    spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    ```

    ## References
    - https://prometheus-operator.dev/docs/api-reference/api/
    """
    selector = monitor.at("spec", "selector")
    if monitor.group != _GROUP or selector is None or not selector_known(selector) or not selector.value:
        return
    if index.may_be_made(monitor) or not monitor.complete("spec", "namespaceSelector"):
        return
    names = _of_services(monitor, index) if monitor.kind == "ServiceMonitor" else _of_pods(monitor, index)
    field = "endpoints" if monitor.kind == "ServiceMonitor" else "podMetricsEndpoints"
    for endpoint in monitor.each("spec", field) if names else ():
        port = endpoint.text("port")
        if port and port not in names:
            message = (
                f"nothing that {monitor.name} selects has a port named {quoted(port)}: there is {listed(sorted(names))}"
            )
            yield endpoint.hit(message, "port", help=did_you_mean(closest(port, names)))


def _of_services(monitor: Member, index: Index) -> set[str]:
    """The port names of the Services beside a monitor that it selects; empty where there are none, or not all known."""
    names: set[str] = set()
    selector = monitor.get("spec", "selector")
    for service in index.near(monitor, "", "Service"):
        if not _is_looked_at(monitor, service):
            continue
        if index.may_be_patched(service):
            return set()
        found = carried(service.value, "metadata", "labels")
        if found is None or found.open & labels.asked(selector) or service.labelled:
            return set()
        if not service.understood("spec", "ports", EACH, "name"):
            return set()
        if labels.matches(selector, found.known):
            names |= {str(port.get("name")) for port in service.each("spec", "ports") if port.get("name")}
    return names


def _is_looked_at(monitor: Member, one: Member) -> bool:
    """Whether a monitor may look into the namespace of an object: its own, if it says nothing else."""
    wanted = monitor.get("spec", "namespaceSelector", default={})
    if not isinstance(wanted, dict) or wanted.get("any") is True or one.namespace is None:
        return True
    names = wanted.get("matchNames") or [monitor.namespace]
    return not isinstance(names, list) or None in names or one.namespace in names


def _of_pods(monitor: Member, index: Index) -> set[str]:
    names: set[str] = set()
    selector = monitor.get("spec", "selector")
    for member in index.together(index.selected(selector, monitor), monitor):
        if not _is_looked_at(monitor, member):
            continue
        pod = member.pod()
        if pod is None or not member.labels_known(selector) or not port_names_known(pod):
            return set()
        names |= {str(port.get("name")) for c in running_together(pod) for port in c.each("ports") if port.get("name")}
    return names
