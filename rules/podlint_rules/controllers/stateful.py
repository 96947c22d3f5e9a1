"""StatefulSets and the Service that gives their pods names."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, did_you_mean, quoted, rule
from podlint.api.kubernetes import labels, selector_known
from podlint.api.project import Index, Member, given
from podlint_rules._shared.absent import meant, weight


@rule("statefulset-service", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=("StatefulSet",))
def statefulset_service(workload: Member, index: Index) -> Iterator[Hit]:
    """StatefulSet whose Service is absent, not headless, or for other pods.

    ## Why is this bad?
    `serviceName` names the headless Service that gives each pod a DNS name of its own (`web-0.web`). The API server
    does not look for it: without it, or with a selector for other pods, those names do not exist, and members that are
    to find each other by them do not. With a cluster IP the name of the Service stands for one address, so that nobody
    can ask it for all members; the names of single pods exist with CoreDNS, which goes by the EndpointSlices.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      serviceName: database
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: db, image: "registry.example/db:1"}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: db}
    spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      serviceName: db
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}}
        spec: {containers: [{name: db, image: "registry.example/db:1"}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: db}
    spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
    """
    name = workload.text("spec", "serviceName")
    if workload.group != "apps" or not name:
        return
    if not index.named("", "Service", name, workload):
        if index.complete(workload, ("", "Service")) and index.whole:
            yield from _absent(workload, index, name)
        return
    found = index.meant("", "Service", name, workload)
    carried = workload.pod_labels
    if not found:
        return  # one of another folder, of which nothing says that it is meant
    if any(_headless(service) is not False for service in found):
        wrong = [service for service in found if carried is not None and _selects(service, workload, carried) is False]
        if len(wrong) == len(found):
            yield workload.hit(
                f"Service {quoted(name)} does not select the pods of {workload.name}",
                "spec",
                "serviceName",
                help="let its selector name labels of the pod template",
                related=(wrong[0].related("its selector stands here", "spec", "selector", part=Part.KEY),),
            )
        return
    yield workload.hit(
        f"Service {quoted(name)} is not headless: its name answers with one cluster IP, not with the pods",
        "spec",
        "serviceName",
        help="set clusterIP: None in it, or name a headless Service; CoreDNS answers to the names of single pods "
        f"({workload.text('metadata', 'name')}-0.{name}) all the same",
        related=(found[0].related("this Service has a cluster IP", "spec", part=Part.KEY),),
    )


def _absent(workload: Member, index: Index, name: str) -> Iterator[Hit]:
    """A warning where a Service was meant that is there, or where it is a set that lacks one; else an info."""
    services = index.near(workload, "", "Service")
    own = [s for s in services if _headless(s) and _selects(s, workload, workload.pod_labels or {})]
    near = next((s.text("metadata", "name") for s in own), None)
    near = near or meant(name, index.names("", "Service", workload))
    severity = weight(workload, index, near)
    if severity is not None:
        if any(index.of_one_set(service, workload) for service in services):
            severity = Severity.WARNING
        message = (
            f"there is no Service {quoted(name)} in the project: without it the pods get no DNS names of their own"
        )
        help = did_you_mean(near) or "add a headless Service of this name"
        yield workload.hit(message, "spec", "serviceName", help=help, severity=severity)


def _headless(service: Member) -> bool | None:
    """Whether a Service has no cluster IP; None where that is not known."""
    spec = service.at("spec")
    if spec is None or not spec.complete("clusterIP") or not spec.complete("type"):
        return None
    return bool(spec.get("clusterIP") == "None" or spec.get("type") == "ExternalName")


def _selects(service: Member, workload: Member, carried: dict[str, str]) -> bool | None:
    """Whether a Service selects the pods of a workload; None where its selector is not known, or not there."""
    selector = service.at("spec", "selector")
    if selector is None or not selector.value or not selector_known(selector) or service.labelled:
        return None
    if not workload.labels_known(selector.value, as_map=True):
        return None
    put_on = given(selector.value, workload, as_map=True)
    return labels.matches_map({key: value for key, value in selector.value.items() if key not in put_on}, carried)
