"""Autoscalers and the workloads that they scale."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, Scope, Severity, View, did_you_mean, label, quoted, rule, running_together
from podlint.api.kubernetes import SCALABLE, with_groups
from podlint.api.project import Index, Member
from podlint_rules._shared.absent import meant, weight

_AUTOSCALER = ("HorizontalPodAutoscaler",)
_SCALED = {kind: group for group, kind in with_groups(SCALABLE)}


@rule("hpa-target-missing", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_AUTOSCALER)
def hpa_target_missing(autoscaler: Member, index: Index) -> Iterator[Hit]:
    """HorizontalPodAutoscaler whose target is not in the project.

    ## Why is this bad?
    An autoscaler that does not find its target scales nothing; only its conditions say so. It is a warning where a
    workload is there that must have been meant, by its name; else an info, for a chart or another repository may bring
    the target. The rule is silent where no workload of that kind belongs together with the autoscaler, or an operator
    may make one.

    ## Example
    ```yaml bad file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: wbe}
      maxReplicas: 5
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1", resources: {requests: {cpu: 1}}}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1", resources: {requests: {cpu: 1}}}]}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
    """
    reference = autoscaler.at("spec", "scaleTargetRef")
    kind = reference.text("kind") if reference is not None else None
    name = reference.text("name") if reference is not None else None
    if reference is None or not name or kind not in _SCALED:
        return
    group = _SCALED[kind]
    if index.named(group, kind, name, autoscaler):
        return
    if not index.complete(autoscaler, (group, kind)):
        return
    known = index.names(group, kind, autoscaler)
    other = next((k for k, g in _SCALED.items() if k != kind and index.named(g, k, name, autoscaler)), None)
    near = meant(name, known) or meant(autoscaler.text("metadata", "name") or "", known)
    severity = weight(autoscaler, index, other or near)
    if severity is not None:
        help = f"{name} is a {other}" if other else did_you_mean(near)
        message = f"{kind} {quoted(name)}, which this autoscaler scales, is not in the project"
        yield reference.hit(message, "name", help=help, severity=severity)


@rule("hpa-fixed-replicas", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_AUTOSCALER)
def hpa_fixed_replicas(autoscaler: Member, index: Index) -> Iterator[Hit]:
    """Workload that is scaled by an autoscaler and sets `replicas` too.

    ## Why is this bad?
    Each time the manifest is applied, the workload jumps to the number written in it, and the autoscaler has to scale
    it anew: under load that costs pods that were needed.

    ## Example
    ```yaml bad file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1", resources: {requests: {cpu: 1}}}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1", resources: {requests: {cpu: 1}}}]}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
    """
    for target in targets(autoscaler, index)[:1]:
        replicas = target.at("spec", "replicas")
        if replicas is not None and target.integer("spec", "replicas"):
            related = target.related(f"{target.name} sets it here", "spec", "replicas")
            message = f"replicas: {replicas.value} of {target.name} undoes this autoscaler's work at each apply"
            reference = autoscaler.at("spec", "scaleTargetRef") or autoscaler
            yield reference.hit(message, "name", help="remove replicas from the workload", related=(related,))


@rule("hpa-no-requests", severity=Severity.ERROR, scope=Scope.PROJECT, kinds=_AUTOSCALER)
def hpa_no_requests(autoscaler: Member, index: Index) -> Iterator[Hit]:
    """Autoscaler on utilisation of a resource that its target does not request.

    ## Why is this bad?
    Utilisation is usage in percent of the request. Where one container of the target, or a sidecar among its init
    containers, has no request for the resource (nor a limit, which stands in for it), the autoscaler cannot compute it
    and does nothing.

    ## Example
    ```yaml bad file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
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
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1", resources: {requests: {cpu: 1}}}]}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-resource-metrics
    """
    found = targets(autoscaler, index)
    if not found or index.near(autoscaler, "", "LimitRange"):
        return
    for resource, only, place in _utilisations(autoscaler):
        lacking = [_lacking(target, resource, only) for target in found]
        if all(lacking):
            container = lacking[0]
            if container is not None:
                related = container.related("this container has no request", "name")
                message = (
                    f"utilisation of {resource} cannot be computed: {label(container)} of {found[0].name} requests none"
                )
                yield place.hit(message, help=f"add resources.requests.{resource} to it", related=(related,))


def targets(autoscaler: Member, index: Index) -> list[Member]:
    """The workloads that an autoscaler scales, of those that belong together with it."""
    reference = autoscaler.at("spec", "scaleTargetRef")
    kind = reference.text("kind") if reference is not None else None
    name = reference.text("name") if reference is not None else None
    if kind not in _SCALED or not name:
        return []
    return index.meant(_SCALED[kind], kind, name, autoscaler)


def _utilisations(autoscaler: Member) -> Iterator[tuple[str, str | None, View]]:
    """Resource, container if only one counts, and place of each target in percent; without metrics it is the CPU."""
    spec = autoscaler.at("spec")
    if spec is None:
        return
    if autoscaler.api_version == "autoscaling/v1":
        found = spec.at("targetCPUUtilizationPercentage") or spec.at("scaleTargetRef")
        if found is not None:
            yield "cpu", None, found
        return
    if not spec.get("metrics"):
        reference = spec.at("scaleTargetRef")
        if reference is not None and spec.at("metrics") is None:
            yield "cpu", None, reference
        return
    for metric in spec.each("metrics"):
        for block in ("resource", "containerResource"):
            name, percent = metric.text(block, "name"), metric.at(block, "target", "averageUtilization")
            if name in ("cpu", "memory") and percent is not None:
                yield name, metric.text(block, "container"), percent


def _known(pod: View, resource: str, only: str | None) -> bool:
    """Whether it is understood what the containers of a pod ask for of a resource, or the one of a name."""
    asked = all(
        pod.understood(held, EACH, "resources", kind, resource)
        for held in ("containers", "initContainers")
        for kind in ("requests", "limits")
    )
    return asked and (only is None or pod.understood("containers", EACH, "name"))


def _lacking(target: Member, resource: str, only: str | None) -> View | None:
    """The first container of the target without a request for the resource; None where all have one, or who knows."""
    pod = target.pod()
    if pod is None or not _known(pod, resource, only) or pod.get("resources"):
        return None
    for container in running_together(pod):
        if only is not None and container.get("name") != only:
            continue
        asked = [container.at("resources", kind, resource) for kind in ("requests", "limits")]
        if not any(asked):
            return container
    return None
