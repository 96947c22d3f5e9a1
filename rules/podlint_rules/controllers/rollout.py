"""Updates that wait for themselves: the new pod needs what the old one holds until the new one is ready."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, listed, quoted, rule, running_together
from podlint.api.kubernetes import labels
from podlint.api.project import Index, Member, least_replicas
from podlint_rules._shared.pinned import HOSTNAME, Pin, pinned
from podlint_rules.controllers._amounts import amount
from podlint_rules.ports._host import claims

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_HELP = "set strategy.type: Recreate, or maxSurge: 0 with maxUnavailable: 1, so that the old pod goes first"


@rule(
    "rollout-deadlock",
    severity=Severity.ERROR,
    scope=Scope.PROJECT,
    kinds=("Deployment", "DaemonSet"),
    needs=("persistentVolumeClaim", "hostPort", "hostNetwork", "podAntiAffinity", "kubernetes.io/hostname", "nodeName"),
)
def rollout_deadlock(workload: Member, index: Index) -> Iterator[Hit]:
    """Rolling update whose new pod waits for what the old pod holds.

    ## Why is this bad?
    A rolling update that may not lose a pod starts a new one first, and stops an old one when the new one is ready.
    With one replica the default allows no lost pod (a quarter of it is rounded down), and so it is with
    `maxUnavailable: 0`. Where only one pod can hold something, the new pod waits for the old one and the old one for
    the new one, until the update fails: a claim with ReadWriteOncePod, a port of the node or a required anti-affinity
    to itself where as many nodes are named as there are replicas, and in a DaemonSet with `maxSurge` each port of the
    node.

    A claim with ReadWriteOnce is an info: the update works where the new pod comes to the node of the old one, and
    hangs where it comes to another. Pods that are bound to one node are left alone, and where a required anti-
    affinity keeps the two apart it is a warning. Devices (`nvidia.com/gpu`) of nodes that are named are an info as
    well: there may be one more.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: books}
    spec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 1Gi}}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: books}
    spec:
      replicas: 1
      selector: {matchLabels: {app: books}}
      template:
        metadata: {labels: {app: books}}
        spec:
          containers: [{name: books, image: "registry.example/books:1", volumeMounts: [{name: data, mountPath: /data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: books}}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: books}
    spec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 1Gi}}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: books}
    spec:
      replicas: 1
      strategy: {type: Recreate}
      selector: {matchLabels: {app: books}}
      template:
        metadata: {labels: {app: books}}
        spec:
          containers: [{name: books, image: "registry.example/books:1", volumeMounts: [{name: data, mountPath: /data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: books}}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
    """
    pod = workload.pod()
    if pod is None or workload.group != "apps" or index.may_be_patched(workload):
        return
    if workload.kind == "DaemonSet":
        yield from _surging(workload)
        return
    count = least_replicas(workload, index)
    if not count or not _keeps_all(workload, count):
        return
    if count == 1:
        yield from _claims(workload, pod, index)
    pin = pinned(pod)
    if pin is None or len(pin.nodes) != count:
        return  # more replicas than nodes is a finding of its own
    nodes = f"node {listed(sorted(pin.nodes))}" if count == 1 else f"nodes {listed(sorted(pin.nodes))}"
    for (number, protocol), claim in claims(workload):
        yield claim.port.hit(
            f"in a rolling update the new pod waits for host port {number}/{protocol} of {nodes}, which an old pod "
            "holds until the new one is ready",
            claim.field,
            help=_HELP,
            related=(pin.at.related("the node is named here"),),
        )
    yield from _devices(pod, nodes, pin)
    term = _apart(workload, pod)
    if term is not None:
        message = (
            f"in a rolling update the new pod may not stand beside an old one, and only {nodes} can take it: the old "
            "pod stays until the new one is ready"
        )
        related = (pin.at.related("the node is named here"),)
        yield term.hit(message, "topologyKey", help=_HELP, related=related)


def _devices(pod: View, nodes: str, pin: Pin) -> Iterator[Hit]:
    """Devices of a node, of which there may be no second one for the new pod."""
    seen: set[str] = set()
    for container in running_together(pod):
        for name, value in container.entries("resources", "limits"):
            domain = name.rpartition("/")[0]
            if domain and not domain.endswith("kubernetes.io") and name not in seen and value.value not in (0, "0"):
                seen.add(name)
                message = (
                    f"in a rolling update the new pod waits for {name} of {nodes}, unless there is more of it than the "
                    "old pod holds"
                )
                related = (pin.at.related("the node is named here"),)
                yield value.hit(message, help=_HELP, related=related, severity=Severity.INFO)


def _keeps_all(workload: Member, count: int) -> bool:
    """Whether a rolling update of a Deployment starts a new pod before it stops an old one."""
    strategy = workload.at("spec", "strategy")
    if strategy is None:
        return count * 25 < 100
    kind = strategy.get("type")
    if not strategy.complete() or kind not in (None, "", "RollingUpdate"):
        return False
    missing = _number(strategy, "maxUnavailable", count, up=False)
    extra = _number(strategy, "maxSurge", count, up=True)
    return missing == 0 and bool(extra)


def _number(strategy: View, key: str, count: int, *, up: bool) -> int | None:
    """How many pods a setting stands for: a percentage of extra pods is rounded up, one of missing pods down."""
    rolling = strategy.at("rollingUpdate") or strategy
    found = amount(rolling, key, 25)
    if found is None or isinstance(rolling.get(key), int):
        return found
    return -(-found * count // 100) if up else found * count // 100


def _surging(workload: Member) -> Iterator[Hit]:
    """A DaemonSet that starts the new pod of a node before it stops the old one."""
    strategy = workload.at("spec", "updateStrategy")
    if strategy is None or not strategy.complete() or strategy.get("type", default="RollingUpdate") != "RollingUpdate":
        return
    rolling = strategy.at("rollingUpdate")
    if rolling is None or not amount(rolling, "maxSurge", 0) or amount(rolling, "maxUnavailable", 1):
        return
    for (number, protocol), claim in claims(workload):
        yield claim.port.hit(
            f"with maxSurge the new pod waits for host port {number}/{protocol} of its node, which the old pod holds "
            "until the new one is ready",
            claim.field,
            help="leave maxSurge out and set maxUnavailable: 1, so that the old pod goes first",
            related=(rolling.related("maxSurge stands here", "maxSurge"),),
        )


def _claims(workload: Member, pod: View, index: Index) -> Iterator[Hit]:
    """The claims that a second pod cannot have, or not on another node."""
    for volume in pod.each("volumes"):
        name = volume.text("persistentVolumeClaim", "claimName")
        found = index.meant("", "PersistentVolumeClaim", name, workload) if name else []
        modes = [claim.get("spec", "accessModes") for claim in found]
        if not found or not all(
            mode == modes[0] and mode in (["ReadWriteOnce"], ["ReadWriteOncePod"]) for mode in modes
        ):
            continue
        severity, message = None, ""
        if modes[0] == ["ReadWriteOncePod"]:
            message = (
                f"claim {quoted(str(name))} is ReadWriteOncePod: in a rolling update the new pod waits for the old "
                "one, which stays until the new one is ready"
            )
        elif not _one_node(pod):
            apart = _apart(workload, pod) is not None
            severity = Severity.WARNING if apart else Severity.INFO
            where = "on another node, which anti-affinity asks for," if apart else "on another node"
            message = (
                f"claim {quoted(str(name))} is ReadWriteOnce: in a rolling update a new pod {where} waits for the old "
                "one, which stays until the new one is ready"
            )
        if message:
            related = (found[0].related("the claim stands here", "spec", "accessModes"),)
            keys = ("persistentVolumeClaim", "claimName")
            yield volume.hit(message, *keys, help=_HELP, related=related, severity=severity)


def _one_node(pod: View) -> bool:
    """Whether old and new pod come to one node, or that is not known."""
    if not pod.complete("nodeSelector") or not pod.complete("affinity") or not pod.complete("nodeName"):
        return True
    pin = pinned(pod)
    if pin is not None and len(pin.nodes) == 1:
        return True
    together = (term.get("topologyKey") for term in pod.each("affinity", "podAffinity", _REQUIRED))
    return HOSTNAME in together


def _apart(workload: Member, pod: View) -> View | None:
    """The term that lets no two pods of a workload come to one node, those of an older template included."""
    own = workload.pod_labels
    if own is None or not workload.labels_known() or not pod.complete("affinity"):
        return None
    for term in pod.each("affinity", "podAntiAffinity", _REQUIRED):
        if term.get("topologyKey") != HOSTNAME or not isinstance(term.get("labelSelector"), dict):
            continue
        others = ("namespaces", "namespaceSelector", "matchLabelKeys", "mismatchLabelKeys")
        if not any(term.at(key) is not None for key in others) and labels.matches(term.get("labelSelector"), own):
            return term
    return None
