"""What the LimitRanges and ResourceQuotas of a namespace refuse.

The work is done in modules that are imported where there are such objects.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member


@rule(
    "limit-range-conflict",
    severity=Severity.ERROR,
    scope=Scope.PROJECT,
    kinds=(*WORKLOADS, "PersistentVolumeClaim"),
)
def limit_range_conflict(target: Member, index: Index) -> Iterator[Hit]:
    """Pod or claim that a LimitRange of its own namespace refuses.

    ## Why is this bad?
    A LimitRange first gives containers the requests and limits that they leave out, then refuses pods outside its
    bounds: `min`, `max` and `maxLimitRequestRatio` for each container (init containers too) or for the pod as a whole,
    `min` and `max` for claims. A Pod is refused at once; a Deployment or Job is accepted and gets no pods, which only
    its events say. A request above the limit that a LimitRange gives is refused as well.

    The rule computes as the admission does, with the LimitRanges that are sure to be of the same namespace: in one
    file, one kustomization, or with the same namespace written down in one folder.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: LimitRange
    metadata: {name: small, namespace: team}
    spec:
      limits: [{type: Container, max: {memory: 1Gi}}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: team}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: "registry.example/web:1", resources: {limits: {memory: 2Gi}}}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: LimitRange
    metadata: {name: small, namespace: team}
    spec:
      limits: [{type: Container, max: {memory: 1Gi}}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: team}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: "registry.example/web:1", resources: {limits: {memory: 1Gi}}}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/policy/limit-range/
    """
    if not index.near(target, "", "LimitRange"):
        return
    from podlint_rules.resources._limit_ranges import refused_claims, refused_pod

    yield from refused_pod(target, index)
    if target.kind in ("StatefulSet", "PersistentVolumeClaim"):
        yield from refused_claims(target, index)
