"""Services and the pods they select."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import (
    Hit,
    Part,
    Scope,
    Severity,
    View,
    closest,
    did_you_mean,
    label,
    listed,
    quoted,
    rule,
    running_together,
)
from podlint.api.kubernetes import WORKLOADS, port_names_known, selector_known, with_groups
from podlint.api.project import Index, Member, selected_by
from podlint_rules._shared.selecting import how_sure, in_another_namespace, the_nearest

_PODS = with_groups(WORKLOADS)
_POD_NAME = "statefulset.kubernetes.io/pod-name"


@rule("service-selects-nothing", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=("Service",))
def service_selects_nothing(service: Member, index: Index) -> Iterator[Hit]:
    """Service whose selector matches no pod of the project.

    ## Why is this bad?
    A Service sends its traffic to the pods that carry all the labels of its selector. Where none does, it has no
    endpoints, and every connection to it fails.

    That no pod is there proves little: a chart, a cloud or a script may make it. It is a warning where something says
    which pods were meant: labels that differ in one value or key, a workload of the same name, or the only one that no
    other Service sends to and that declares the port. Else it is an info where one file or kustomization holds it and
    workloads, and nothing is said where they only lie in one folder, where no workload belongs together with the
    Service, or where something that cannot be read does. Nor is it of labels that controllers add, that servers such as
    Vault and Patroni put on themselves, or that an operator may put on the pods of a custom resource.

    ## Why this default?
    On: of the selectors on real manifests that matched nothing, those without such a sign were all right.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: wbe}
      ports: [{port: 80}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service
    """
    selector = service.at("spec", "selector")
    if service.group or selector is None or not selector.value or not selector_known(selector):
        return
    if service.get("spec", "type") == "ExternalName":
        return
    if not index.selects_nothing(selector.value, service, *_PODS, as_map=True):
        return
    shown = ", ".join(f"{key}: {value}" for key, value in selector.value.items())
    message = f"no pod has the labels that this Service selects ({shown})"
    taken = selected_by(index, "", "Service", "spec", "selector", as_map=True)
    found = index.nearest(selector.value, service, taken, as_map=True)
    suggestion = _pod_name(selector, index.pods(service))
    severity = how_sure(found._replace(sure=found.sure or suggestion is not None))
    if severity is None:
        return
    if found.member is None or found.key is None:
        help = suggestion or in_another_namespace(found) or "give the pods these labels, or correct the selector"
        yield selector.hit(message, part=Part.KEY, help=help, severity=severity)
        return
    part = Part.VALUE if found.key in (found.member.pod_labels or {}) else Part.KEY
    help, related = the_nearest(found.member, found.key)
    yield selector.hit(message, found.key, part=part, help=help, related=(related,), severity=severity)


def _pod_name(selector: View, members: Iterator[Member]) -> str | None:
    """The help for the name of a pod that no StatefulSet here gives."""
    head, _, ordinal = str(selector.get(_POD_NAME, default="")).rpartition("-")
    names = [name for m in members if m.kind == "StatefulSet" and (name := m.text("metadata", "name"))]
    near = closest(head, names) if ordinal.isdecimal() else None
    return did_you_mean(f"{near}-{ordinal}") if near else None


@rule("service-target-port", severity=Severity.ERROR, scope=Scope.PROJECT, kinds=("Service",))
def service_target_port(service: Member, index: Index) -> Iterator[Hit]:
    """Service with a named targetPort that no container of its pods declares.

    ## Why is this bad?
    A targetPort that is a name is looked up among the named ports of the selected pods, by name and protocol. A pod
    without it gets no endpoint for that port: connections fail. A number needs no declaration.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80, targetPort: http}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1", ports: [{name: web, containerPort: 8080}]}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80, targetPort: http}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1", ports: [{name: http, containerPort: 8080}]}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
    """
    selector = service.at("spec", "selector")
    if service.group or selector is None or not selector.value or not selector_known(selector):
        return
    selected = index.together(index.selected(selector.value, service, as_map=True), service)
    if not selected or not all(member.labels_known(selector.value, as_map=True) for member in selected):
        return
    declared: dict[tuple[str, str], str] = {}
    for member in selected:
        pod = member.pod()
        if pod is None or not port_names_known(pod):
            return
        for container in running_together(pod):
            for port in container.each("ports"):
                name = port.text("name")
                if name:
                    declared[name, port.get("protocol", default="TCP")] = f"{label(container)} of {member.name}"
    for port in service.each("spec", "ports"):
        wanted, protocol = port.text("targetPort"), port.get("protocol", default="TCP")
        if not wanted or wanted.isdigit() or (wanted, protocol) in declared:
            continue
        who = selected[0].name if len(selected) == 1 else f"the {len(selected)} workloads it selects"
        other = next((p for name, p in declared if name == wanted), None)
        if other is not None:
            message = f"targetPort {quoted(wanted)} of {who} is declared for {other}, not for {protocol}"
            yield port.hit(message, "targetPort", help=f"set protocol: {other}, or declare the port for {protocol} too")
            continue
        named = sorted({name for name, p in declared if p == protocol})
        one = len(selected) == 1
        shown = f"{'has' if one else 'have'} {listed(named)}" if named else f"{'names' if one else 'name'} no port"
        related = tuple(
            m.related("the pod template stands here", *(m.pod_path or ()), part=Part.KEY) for m in selected[:3]
        )
        message = f"targetPort {quoted(wanted)} is declared by no container: {who} {shown}"
        help = did_you_mean(closest(wanted, named)) or "name the containerPort so, or use its number"
        yield port.hit(message, "targetPort", help=help, related=related)
