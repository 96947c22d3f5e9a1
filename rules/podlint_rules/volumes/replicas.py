"""Claims that the replicas of one workload share."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, quoted, rule
from podlint.api.project import Index, Member, least_replicas, scaler

_ALIKE = ("Deployment", "ReplicaSet", "ReplicationController")
"""The workloads whose pods are all of one make, claims included."""
_HOSTNAME = "kubernetes.io/hostname"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_ALONE = {"ReadWriteOnce": "of one node", "ReadWriteOncePod": "one pod"}


@rule(
    "rwo-many-replicas",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    kinds=_ALIKE,
    needs=("persistentVolumeClaim", "volumeClaimTemplates"),
)
def rwo_many_replicas(workload: Member, index: Index) -> Iterator[Hit]:
    """Several replicas that share a claim which only one node may mount.

    ## Why is this bad?
    All replicas of a Deployment mount the same claim. With ReadWriteOnce the volume can be attached to one node: a
    replica on another node stays in ContainerCreating, and an update that starts the new pod elsewhere never finishes.
    With ReadWriteOncePod the second pod does not start at all. The rule is silent where all replicas are kept on one
    node, by its name or by affinity to each other.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: "registry.example/web:1", volumeMounts: [{name: data, mountPath: /data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: "registry.example/web:1", volumeMounts: [{name: data, mountPath: /data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
    """
    pod = workload.pod()
    count = least_replicas(workload, index)
    if pod is None or count is None or count < 2:
        return
    for volume in pod.each("volumes"):
        name = volume.text("persistentVolumeClaim", "claimName")
        found = index.meant("", "PersistentVolumeClaim", name, workload) if name else []
        modes = [claim.get("spec", "accessModes") for claim in found]
        if not found or not all(isinstance(mode, list) and len(mode) == 1 and mode[0] in _ALONE for mode in modes):
            continue
        mode = str(found[0].get("spec", "accessModes")[0])
        if mode == "ReadWriteOnce" and _on_one_node(pod):
            continue
        can = f"only pods {_ALONE[mode]}" if mode == "ReadWriteOnce" else "only one pod"
        yield volume.hit(
            f"{_replicas(count, scaler(workload, index))} share claim {quoted(str(name))}, which is {mode}: "
            f"{can} can mount it",
            "persistentVolumeClaim",
            "claimName",
            help="use ReadWriteMany, a StatefulSet with a claim for each pod, or one replica with strategy Recreate",
            related=(found[0].related("the claim stands here", "spec", "accessModes"),),
        )


def _replicas(count: int, autoscaler: Member | None) -> str:
    """How many replicas there are: a number, or what an autoscaler makes of it."""
    if autoscaler is None:
        return f"{count} replicas"
    most = autoscaler.integer("spec", "maxReplicas") or autoscaler.integer("spec", "maxReplicaCount")
    numbers = f"{count} to {most}" if most is not None and most > count else f"{count} or more"
    return f"the {numbers} replicas that {autoscaler.name} makes"


def _on_one_node(pod: View) -> bool:
    """Whether all pods of a template may be bound to one node, or who knows."""
    if pod.at("nodeName") is not None or not pod.complete("nodeSelector") or not pod.complete("affinity"):
        return True
    selector = pod.get("nodeSelector")
    if isinstance(selector, dict) and _HOSTNAME in selector:
        return True
    affinity = pod.at("affinity")
    if affinity is None:
        return False
    if any(term.get("topologyKey") == _HOSTNAME for term in affinity.each("podAffinity", _REQUIRED)):
        return True
    return any(
        field == "matchFields" or entry.get("key") == _HOSTNAME
        for term in affinity.each("nodeAffinity", _REQUIRED, "nodeSelectorTerms")
        for field in ("matchExpressions", "matchFields")
        for entry in term.each(field)
    )
