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
    file, one kustomization, or with the same namespace written down in one folder. It is a warning where a single one
    stands in another file of the folder, and neither file names a namespace.

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
    from podlint_rules.resources._asked import is_sure
    from podlint_rules.resources._limit_ranges import refused_claims, refused_pod

    sure = is_sure(target, index, "LimitRange")
    yield from (_weighed(hit, sure) for hit in refused_pod(target, index))
    if target.kind in ("StatefulSet", "PersistentVolumeClaim"):
        yield from (_weighed(hit, sure) for hit in refused_claims(target, index))


def _weighed(hit: Hit, sure: bool) -> Hit:
    """A hit that is a warning where the namespace is not sure."""
    return hit if sure else hit._replace(severity=Severity.WARNING)


@rule(
    "quota-conflict",
    severity=Severity.ERROR,
    scope=Scope.PROJECT,
    kinds=(*WORKLOADS, "PersistentVolumeClaim", "Service", "ResourceQuota"),
)
def quota_conflict(target: Member, index: Index) -> Iterator[Hit]:
    """What a ResourceQuota of its own namespace refuses.

    ## Why is this bad?
    A quota of processors or memory makes every container of the namespace say its request, or its limit: a pod with one
    that does not is refused, unless a LimitRange gives it one. A pod that asks for more than the whole quota never
    runs, nor does a claim or a Service that counts for more than is allowed. A Deployment is accepted all the same,
    and gets no pods.

    A warning says that the objects of the project together, with all their replicas, are over the quota: then
    the one that comes last is refused. Jobs are left out, for they end, and DaemonSets, whose number of pods is not
    known. A single quota in another file of the folder, where neither file names a namespace, gives warnings too.
    Quotas with scopes count the pods that these select; what a priority class by default selects is not known.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: team, namespace: team}
    spec: {hard: {limits.memory: 4Gi}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: team}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: team, namespace: team}
    spec: {hard: {limits.memory: 4Gi}}
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
    - https://kubernetes.io/docs/concepts/policy/resource-quotas/
    """
    if not index.near(target, "", "ResourceQuota"):
        return
    if target.kind == "ResourceQuota":
        from podlint_rules.resources._quota_sums import over

        yield from over(target, index)
        return
    from podlint_rules.resources._asked import is_sure
    from podlint_rules.resources._quotas import refused_alone, refused_pod

    sure = is_sure(target, index, "ResourceQuota") and is_sure(target, index, "LimitRange")
    found = refused_pod(target, index) if target.pod_path is not None else refused_alone(target, index)
    yield from (_weighed(hit, sure) for hit in found)
