"""What workloads lack to stay up while nodes are drained and versions change."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, NamedTuple, Scope, Severity, rule
from podlint.api.kubernetes import SCALABLE
from podlint.api.project import Index, Member, least_replicas, perhaps_selected_by, scaler, selected_by, selecting


class Replicas(NamedTuple):
    """Options of single-replica."""

    minimum: int = 2
    """The fewest replicas that are not reported."""


@rule(
    "single-replica",
    severity=Severity.INFO,
    scope=Scope.PROJECT,
    default=False,
    kinds=SCALABLE,
    options=Replicas,
    profiles=("production",),
)
def single_replica(workload: Member, index: Index, options: Replicas) -> Iterator[Hit]:
    """Workload with fewer replicas than wanted, and no autoscaler.

    ## Why is this bad?
    With one pod, every drain of its node, every crash and every eviction is an outage until the next pod is ready. The
    rule is silent where a kustomization has patches: they may set the number.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 1
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
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
    """
    count = least_replicas(workload, index)
    if count is None or not 0 < count < options.minimum:
        return
    if not _scaled(workload, index) and not index.may_be_patched(workload):
        given = workload.at("spec", "replicas") is not None
        wanted = f"{options.minimum} or more are wanted"
        message = f"{count} replica{'s' if count > 1 else ''}{'' if given else ', by default'}: {wanted}"
        yield workload.hit(message, "spec", "replicas", help=f"set replicas to {options.minimum}, or add an autoscaler")


@rule("no-pdb", severity=Severity.INFO, scope=Scope.PROJECT, default=False, kinds=SCALABLE, profiles=("production",))
def no_pdb(workload: Member, index: Index) -> Iterator[Hit]:
    """Workload with several replicas that no PodDisruptionBudget covers.

    ## Why is this bad?
    A drain of several nodes may evict all replicas at once. A budget keeps as many as it says.

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
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    count = least_replicas(workload, index)
    if count is None or count < 2 or not _closed(workload, index):
        return
    if perhaps_selected_by(index, "policy", "PodDisruptionBudget", "spec", "selector").include(workload):
        return
    found = selected_by(index, "policy", "PodDisruptionBudget", "spec", "selector").get(id(workload), [])
    # A budget for all pods of its namespace, which it does not name, is for those beside it.
    if not any(_by_label(budget) or index.together([budget], workload) for budget in found):
        message = f"no PodDisruptionBudget covers the {count} replicas of {workload.name}"
        yield workload.hit(message, "spec", "replicas", help="add one with maxUnavailable: 1")


@rule(
    "update-strategy",
    severity=Severity.INFO,
    scope=Scope.PROJECT,
    default=False,
    kinds=("Deployment", "DaemonSet", "StatefulSet"),
    profiles=("production",),
)
def update_strategy(workload: Member, index: Index) -> Iterator[Hit]:
    """Workload behind a Service that is not updated pod by pod.

    ## Why is this bad?
    Recreate stops all pods before the new ones start: the Service has no endpoints meanwhile. With OnDelete the old
    version stays until somebody deletes its pods by hand.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      strategy: {type: Recreate}
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      strategy: {type: RollingUpdate}
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
    """
    field = "strategy" if workload.kind == "Deployment" else "updateStrategy"
    kind = workload.text("spec", field, "type")
    services = selecting(workload, index, "", "Service", "spec", "selector", as_map=True)
    if workload.group == "apps" and kind in ("Recreate", "OnDelete") and services:
        yield workload.hit(
            f"{field} {kind}, though {services[0].name} sends traffic to the pods",
            "spec",
            field,
            "type",
            help="use RollingUpdate",
            related=(services[0].related("this Service selects them", "spec", "selector"),),
        )


def _scaled(workload: Member, index: Index) -> bool:
    """Whether an autoscaler is for a workload: one of its set, or of the namespace that both name."""
    named = index.remember("scaled by namespace", lambda: _by_namespace(index))
    key = (workload.namespace, workload.kind, workload.text("metadata", "name"))
    return scaler(workload, index) is not None or key in named


def _by_namespace(index: Index) -> frozenset[tuple[str | None, str, str | None]]:
    scalers = (*index.of_kind("autoscaling", "HorizontalPodAutoscaler"), *index.of_kind("keda.sh", "ScaledObject"))
    return frozenset(
        (found.namespace, found.text("spec", "scaleTargetRef", "kind") or "Deployment", name)
        for found in scalers
        if found.namespace is not None and (name := found.text("spec", "scaleTargetRef", "name"))
    )


def _by_label(budget: Member) -> bool:
    """Whether a budget asks for any label at all."""
    return bool(budget.get("spec", "selector", "matchLabels") or budget.get("spec", "selector", "matchExpressions"))


def _closed(workload: Member, index: Index) -> bool:
    """Whether all that belongs to a workload was read, so that what is missing is missing."""
    return index.whole and not workload.scopes & index.open_scopes and not workload.labelled
