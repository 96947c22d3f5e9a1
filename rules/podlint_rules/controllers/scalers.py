"""Autoscalers that stand in each other's way, in their own, or ask for a container that is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule, running_together
from podlint.api.kubernetes import names_known, quantity
from podlint.api.project import Index, Member, Vicinity
from podlint_rules.controllers.scaling import targets

_HPA = ("autoscaling", "HorizontalPodAutoscaler")
_KEDA = ("keda.sh", "ScaledObject")
_SCALERS = (_HPA, _KEDA)
_MOST = 200
"""Autoscalers of one target in a scope that are looked at."""
_TRANSFER = "scaledobject.keda.sh/transfer-hpa-ownership"
_INJECTED = ("istio-proxy", "linkerd-proxy", "cloud-sql-proxy", "daprd", "otc-container", "queue-proxy", "fluentbit")
_INJECTED_BY = ("consul-", "vault-agent", "kuma-", "datadog-", "newrelic-", "xray-", "fluent-bit-", "aws-guardduty-")
"""Containers that others put into pods."""


@rule(
    "hpa-same-target",
    severity=Severity.ERROR,
    scope=Scope.PROJECT,
    kinds=("HorizontalPodAutoscaler", "ScaledObject"),
    needs=("scaleTargetRef",),
)
def hpa_same_target(autoscaler: Member, index: Index) -> Iterator[Hit]:
    """Two autoscalers of one workload.

    ## Why is this bad?
    An autoscaler whose pods are also those of another one stops, since Kubernetes 1.26: its condition `ScalingActive`
    becomes false with the reason `AmbiguousSelector`, and so does that of the other. Before, each undid what the other
    did. A ScaledObject of KEDA counts, which makes a HorizontalPodAutoscaler of its own. Several metrics belong into
    one autoscaler, which takes the greatest number of pods that any of them asks for.

    ## Example
    ```yaml bad file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web-cpu}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web-memory}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      metrics: [{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      metrics:
        - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}
        - {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
    - https://keda.sh/docs/latest/concepts/scaling-deployments/
    """
    target = _target(autoscaler)
    if target is None or (autoscaler.group, autoscaler.kind) not in _SCALERS:
        return
    near = index.vicinity(autoscaler)
    table = near.remember("all scalers by target", lambda: _by_target(near))
    for other in (one for own in sorted(autoscaler.scopes) for one in table.get((own, target[0], target[1]), ())):
        if other is autoscaler or not index.applied_together(other, autoscaler):
            continue
        if other.position > autoscaler.position or _one(autoscaler, other):
            continue
        reference = autoscaler.at("spec", "scaleTargetRef")
        if reference is not None:
            yield reference.hit(
                f"{other.kind} {quoted(other.text('metadata', 'name') or '')} scales {target[0]} {quoted(target[1])} "
                "too: both stop scaling it",
                "name",
                help="put their metrics into one autoscaler",
                related=(other.related("the other one names it here", "spec", "scaleTargetRef", "name"),),
            )
        return


def _by_target(near: Vicinity) -> dict[tuple[str, str, str], list[Member]]:
    """The autoscalers of each scope by what they scale."""
    table: dict[tuple[str, str, str], list[Member]] = defaultdict(list)
    for found in (one for kind in _SCALERS for one in near.of_kind(*kind)):
        target = _target(found)
        if target is None:
            continue
        for own in found.scopes:
            beside = table[own, target[0], target[1]]
            if len(beside) < _MOST:
                beside.append(found)
    return table


def _target(autoscaler: Member) -> tuple[str, str] | None:
    """The kind and the name of what an autoscaler scales."""
    reference = autoscaler.at("spec", "scaleTargetRef")
    name = reference.text("name") if reference is not None else None
    return (reference.text("kind") or "Deployment", name) if reference is not None and name else None


def _one(autoscaler: Member, other: Member) -> bool:
    """Whether two are one: of one name, or one that a ScaledObject takes over."""
    if autoscaler.kind == other.kind:
        return autoscaler.text("metadata", "name") == other.text("metadata", "name")
    return any(one.at("metadata", "annotations", _TRANSFER) is not None for one in (autoscaler, other))


@rule(
    "hpa-container-missing",
    severity=Severity.ERROR,
    scope=Scope.PROJECT,
    kinds=("HorizontalPodAutoscaler",),
    needs=("containerResource",),
)
def hpa_container_missing(autoscaler: Member, index: Index) -> Iterator[Hit]:
    """Autoscaler on the usage of a container that its target does not have.

    ## Why is this bad?
    A metric of type `ContainerResource` is about one container by its name. Where the pods have none of that name, the
    autoscaler cannot compute the metric, and does nothing where it has no other.

    Names of containers that meshes and agents put into pods are left alone.

    ## Example
    ```yaml bad file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      metrics:
        - type: ContainerResource
          containerResource: {name: cpu, container: app, target: {type: AverageValue, averageValue: 500m}}
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
      metrics:
        - type: ContainerResource
          containerResource: {name: cpu, container: web, target: {type: AverageValue, averageValue: 500m}}
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
    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#container-resource-metrics
    """
    wanted = [metric.at("containerResource") for metric in autoscaler.each("spec", "metrics")]
    asked = [one for one in wanted if one is not None and isinstance(one.value, dict) and one.text("container")]
    found = targets(autoscaler, index) if asked else []
    pods = [pod for pod in (target.pod() for target in found) if pod is not None]
    if not pods or len(pods) < len(found) or not all(map(names_known, pods)):
        return
    if any(index.may_be_patched(target) for target in found):
        return
    known = [str(container.get("name")) for pod in pods for container in running_together(pod)]
    for one in asked:
        name = one.text("container") or ""
        if name not in known and not _is_injected(name):
            yield one.hit(
                f"{found[0].name} has no container {quoted(name)}: it has {listed(dict.fromkeys(known))}",
                "container",
                help=did_you_mean(closest(name, known)),
                related=(found[0].related("the workload stands here", "metadata", "name"),),
            )


def _is_injected(name: str) -> bool:
    """Whether a container may be one that others put into pods."""
    return name in _INJECTED or name.startswith(_INJECTED_BY) or name.endswith("-sidecar") or "envoy" in name


@rule(
    "hpa-scale-down-at-once",
    severity=Severity.INFO,
    scope=Scope.PROJECT,
    kinds=("HorizontalPodAutoscaler", "ScaledObject"),
    needs=("stabilizationWindowSeconds",),
)
def hpa_scale_down_at_once(autoscaler: Member, index: Index) -> Iterator[Hit]:
    """Autoscaler that takes pods away as soon as one measurement is low.

    ## Why is this bad?
    `stabilizationWindowSeconds` of `scaleDown` is 300 by default: the number of pods follows the greatest need of the
    last five minutes. With 0 it follows each measurement, every fifteen seconds, and without a policy that allows only
    a part of the pods to go, all that are above `minReplicas` are stopped in one gap of the load, and started again
    behind it.

    ## Example
    ```yaml bad file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      behavior:
        scaleDown: {stabilizationWindowSeconds: 0}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      maxReplicas: 5
      behavior:
        scaleDown: {stabilizationWindowSeconds: 60}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#stabilization-window
    """
    keys: tuple[str, ...] = ("spec", "behavior", "scaleDown")
    if autoscaler.kind == "ScaledObject":
        keys = ("spec", "advanced", "horizontalPodAutoscalerConfig", "behavior", "scaleDown")
    down = autoscaler.at(*keys)
    if down is None or down.integer("stabilizationWindowSeconds") != 0 or down.get("selectPolicy") == "Disabled":
        return
    if not down.complete() or (autoscaler.group, autoscaler.kind) not in _SCALERS or _slow(down):
        return
    yield down.hit(
        "with a window of 0 one low measurement stops all pods above the minimum at once, and the next one starts them "
        "again",
        "stabilizationWindowSeconds",
        help="leave it at 300, or add a policy that lets only a part of the pods go",
    )


def _slow(down: View) -> bool:
    """Whether the policies of scaling down let only some pods go in a while."""
    policies = list(down.each("policies"))
    fast = [policy for policy in policies if _is_fast(policy)]
    every = len(fast) == len(policies) if down.get("selectPolicy") == "Min" else bool(fast)
    return bool(policies) and not every


def _is_fast(policy: View) -> bool:
    """Whether a policy lets all pods go at once."""
    amount = quantity.parse(policy.get("value"))
    return policy.get("type") == "Percent" and amount is not None and amount >= 100
