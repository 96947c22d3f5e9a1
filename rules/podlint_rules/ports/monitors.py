"""ServiceMonitors and PodMonitors of the Prometheus operator: what they select, and the ports that they scrape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podlint.api import (
    EACH,
    Hit,
    Part,
    Scope,
    Severity,
    closest,
    did_you_mean,
    is_other,
    is_slip,
    listed,
    quoted,
    rule,
    running_together,
)
from podlint.api.kubernetes import WORKLOADS, carried, labels, port_names_known, selector_known, with_groups
from podlint.api.project import Index, Member

_GROUP = "monitoring.coreos.com"
_PODS = with_groups(WORKLOADS)


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


@rule("monitor-selects-nothing", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=("ServiceMonitor", "PodMonitor"))
def monitor_selects_nothing(monitor: Member, index: Index) -> Iterator[Hit]:
    """ServiceMonitor or PodMonitor whose selector matches nothing, by a label that is mistyped.

    ## Why is this bad?
    A ServiceMonitor selects Services by the labels in their own metadata, a PodMonitor pods. Where none has them
    nothing is scraped, and no error is shown. That nothing matches proves little, for what is watched may come from a
    chart or an operator: the rule speaks only where a Service or pod beside the monitor has all labels but one, and
    that one nearly.

    ## Example
    ```yaml bad file
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: storefornt}}
      endpoints: [{port: http}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, labels: {app: storefront}}
    spec: {selector: {app: storefront}, ports: [{name: http, port: 80}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: storefront}}
      endpoints: [{port: http}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, labels: {app: storefront}}
    spec: {selector: {app: storefront}, ports: [{name: http, port: 80}]}
    ```

    ## References
    - https://prometheus-operator.dev/docs/api-reference/api/
    """
    selector = monitor.at("spec", "selector")
    if monitor.group != _GROUP or selector is None or not selector_known(selector) or not index.whole:
        return
    asked = selector.get("matchLabels")
    if not isinstance(asked, dict) or not asked or selector.get("matchExpressions"):
        return
    if not all(isinstance(value, str) for value in asked.values()):
        return
    if index.may_be_made(monitor) or not monitor.complete("spec", "namespaceSelector"):
        return
    of_services = monitor.kind == "ServiceMonitor"
    near = _labels_of_services(monitor, index) if of_services else _labels_of_pods(monitor, index, selector.value)
    for one, carried_labels in near:
        slip = _slip(asked, carried_labels)
        if slip is not None and _is_looked_at(monitor, one):
            key, part, meant = slip
            what = "Service" if of_services else "pod"
            shown = ", ".join(f"{name}: {value}" for name, value in asked.items())
            message = f"no {what} has the labels that this {monitor.kind} selects ({shown})"
            labels_at = ("metadata", "labels") if of_services else (*(one.pod_path or ())[:-1], "metadata", "labels")
            related = (one.related(f"these are the labels of {one.name}", *labels_at, part=Part.KEY),)
            yield selector.hit(message, "matchLabels", key, part=part, help=did_you_mean(meant), related=related)
            return


def _labels_of_services(monitor: Member, index: Index) -> list[tuple[Member, Mapping[str, str]]]:
    """The labels of the Services beside a monitor; nothing where some are not known, or any Service has those asked."""
    selector = monitor.get("spec", "selector")
    key, value = next(iter(selector["matchLabels"].items()))
    for service in index.remember("Services by label", lambda: _by_label(index)).get((key, value), ()):
        own = carried(service.value, "metadata", "labels")
        if own is not None and labels.matches(selector, own.known):
            return []
    found: list[tuple[Member, Mapping[str, str]]] = []
    for service in index.near(monitor, "", "Service"):
        own = carried(service.value, "metadata", "labels")
        if own is None or own.open & labels.asked(selector) or service.labelled or index.may_be_patched(service):
            return []
        found.append((service, own.known))
    return found


def _by_label(index: Index) -> dict[tuple[str, object], list[Member]]:
    table: dict[tuple[str, object], list[Member]] = {}
    for service in index.of_kind("", "Service"):
        own = carried(service.value, "metadata", "labels")
        for pair in own.known.items() if own is not None else ():
            table.setdefault(pair, []).append(service)
    return table


def _labels_of_pods(
    monitor: Member, index: Index, selector: Mapping[str, object]
) -> list[tuple[Member, Mapping[str, str]]]:
    """The labels of the pods beside a monitor; nothing where it may select some."""
    if not index.selects_nothing(selector, monitor, *_PODS):
        return []
    return [(one, one.pod_labels) for one in index.pods(monitor, anywhere=True) if one.pod_labels]


def _slip(asked: Mapping[str, object], has: Mapping[str, str]) -> tuple[str, Part, str] | None:
    """The one label of a selector that is not there, which part of it is mistyped, and what was meant."""
    wrong = [(key, value) for key, value in asked.items() if has.get(key) != value]
    if len(wrong) != 1:
        return None
    key, value = wrong[0]
    if not isinstance(value, str):
        return None
    if key in has:
        near = is_slip(value, has[key]) and not is_other(value, has[key])
        return (key, Part.VALUE, has[key]) if near else None
    meant = next((name for name, own in has.items() if own == value and is_slip(key, name)), None)
    return (key, Part.KEY, meant) if meant is not None else None
