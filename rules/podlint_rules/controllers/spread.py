"""How the replicas of a workload are spread over nodes."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, NamedTuple, Part, Scope, Severity, View, rule, running_together
from podlint.api.kubernetes import SCALABLE
from podlint.api.project import Index, Member, least_replicas


class Spread(NamedTuple):
    """Options of no-spread."""

    minimum: int = 2
    """The fewest replicas that are to be spread."""


@rule(
    "no-spread",
    severity=Severity.INFO,
    scope=Scope.PROJECT,
    default=False,
    kinds=SCALABLE,
    options=Spread,
    profiles=("production",),
)
def no_spread(workload: Member, index: Index, options: Spread) -> Iterator[Hit]:
    """Several replicas with neither pod anti-affinity nor a spread constraint.

    ## Why is this bad?
    All replicas may run on one node, and go with it: by itself the scheduler only prefers to spread the pods of a
    workload. Their number is that of the autoscaler where there is one, else that of the manifest; the option `minimum`
    (2 unless set) says from which number on. The rule is silent where a kustomization has patches, and for pods that
    take a port of their node, of which each node can have one only.

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
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
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
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: kubernetes.io/hostname
              whenUnsatisfiable: ScheduleAnyway
              labelSelector: {matchLabels: {app: web}}
          containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
    - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
    """
    pod = workload.pod()
    count = least_replicas(workload, index)
    if pod is None or count is None or count < max(options.minimum, 2):
        return
    if not _spread(pod) and not _takes_node_port(pod):
        message = f"nothing keeps the {count} replicas of {workload.name} from running all on one node"
        help = "add topologySpreadConstraints over kubernetes.io/hostname, or podAntiAffinity"
        yield pod.hit(message, part=Part.KEY, help=help)


def _spread(pod: View) -> bool:
    """Whether a pod has something that spreads it, or may have."""
    for keys in (("topologySpreadConstraints",), ("affinity", "podAntiAffinity")):
        found = pod.at(*keys)
        if found is not None and found.value not in ([], {}):
            return True
    return not pod.complete("affinity")


def _takes_node_port(pod: View) -> bool:
    """Whether a container takes a port of its node: `hostPort`, or any port in the node's network."""
    host = pod.flag("hostNetwork")
    return any(port.get("hostPort") or host for c in running_together(pod) for port in c.each("ports"))
