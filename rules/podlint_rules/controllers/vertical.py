"""Autoscalers that change the number of pods and their size at once."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, rule
from podlint.api.project import Index, Member

_HPA = ("autoscaling", "HorizontalPodAutoscaler")


@rule(
    "hpa-with-vpa",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    kinds=("VerticalPodAutoscaler",),
    needs=("targetRef",),
)
def hpa_with_vpa(vertical: Member, index: Index) -> Iterator[Hit]:
    """VerticalPodAutoscaler for what a HorizontalPodAutoscaler measures already.

    ## Why is this bad?
    Under load one adds pods and the other makes them larger. Utilisation is usage in percent of the request: a greater
    request lowers it, so that the first takes pods away again, and both never come to rest. The documentation of the
    vertical autoscaler rules out the two on processors or memory together; on other metrics they get on.

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
    apiVersion: autoscaling.k8s.io/v1
    kind: VerticalPodAutoscaler
    metadata: {name: web}
    spec:
      targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
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
    apiVersion: autoscaling.k8s.io/v1
    kind: VerticalPodAutoscaler
    metadata: {name: web}
    spec:
      targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      resourcePolicy: {containerPolicies: [{containerName: "*", controlledResources: [memory]}]}
    ```

    ## References
    - https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md
    """
    target = vertical.at("spec", "targetRef")
    mode = vertical.get("spec", "updatePolicy", "updateMode", default="Auto")
    if vertical.group != "autoscaling.k8s.io" or target is None or mode in ("Off", "Initial"):
        return
    changed = _changed(vertical)
    if not changed:
        return
    for other in index.near(vertical, *_HPA):
        reference = other.at("spec", "scaleTargetRef")
        if reference is None or not index.applied_together(other, vertical):
            continue
        if any(reference.get(key) != target.get(key) for key in ("kind", "name")):
            continue
        for name, metric in _measured(other):
            if name in changed:
                yield target.hit(
                    f"{other.name} changes the number of these pods by their {name}, and this one changes their "
                    f"{name} request: the two work against each other",
                    "name",
                    help="set updateMode: Off, or leave the resource out of controlledResources",
                    related=(metric.related("it is measured here"),),
                )
                return


def _measured(horizontal: Member) -> Iterator[tuple[str, View]]:
    """The resources by whose use an autoscaler counts, and where that stands; the processors if nothing is said."""
    reference = horizontal.at("spec", "scaleTargetRef")
    if not horizontal.get("spec", "metrics") and reference is not None and horizontal.complete("spec"):
        yield "cpu", horizontal.at("spec", "targetCPUUtilizationPercentage") or reference
    for metric in horizontal.each("spec", "metrics"):
        for block in ("resource", "containerResource"):
            name, used = metric.text(block, "name"), metric.at(block, "target", "averageUtilization")
            if name is not None and used is not None:
                yield name, used


def _changed(vertical: Member) -> set[str] | None:
    """The resources whose requests are changed; None where that is not known, or not the same for all containers."""
    policies = list(vertical.each("spec", "resourcePolicy", "containerPolicies"))
    if not vertical.complete("spec", "resourcePolicy"):
        return None
    if any(policy.get("mode") == "Off" for policy in policies):
        return None
    if any(policy.get("controlledResources") is None for policy in policies) or not policies:
        return {"cpu", "memory"}
    return {str(name.value) for policy in policies for name in policy.each("controlledResources")}
