"""Pods that two PodDisruptionBudgets cover."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, quoted, rule
from podlint.api.kubernetes import selector_known
from podlint.api.project import Index, Member, selecting

_BUDGETS = ("policy", "PodDisruptionBudget")
_MOST = 50
"""Workloads of a budget, and budgets of a workload, that are looked at."""


@rule("pdb-same-pods", severity=Severity.ERROR, scope=Scope.PROJECT, kinds=("PodDisruptionBudget",))
def pdb_same_pods(budget: Member, index: Index) -> Iterator[Hit]:
    """Two PodDisruptionBudgets for the same pods.

    ## Why is this bad?
    The eviction of a pod that two budgets cover is refused with an internal error, always: it does not help that both
    would allow it. A drain of its node waits for ever, and so do upgrades of nodes.

    ## Example
    ```yaml bad file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 4
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web, tier: front}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: front}
    spec: {maxUnavailable: 1, selector: {matchLabels: {tier: front}}}
    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 4
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web, tier: front}}
        spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
    """
    selector = budget.at("spec", "selector")
    if budget.group != "policy" or selector is None or not selector_known(selector):
        return
    for workload in index.together(index.selected(selector.value, budget), budget)[:_MOST]:
        if not workload.labels_known(selector.value) or not index.applied_together(workload, budget):
            continue
        for other in selecting(workload, index, *_BUDGETS, "spec", "selector")[:_MOST]:
            named = other.at("spec", "selector")
            if named is None or not workload.labels_known(named.value) or not index.applied_together(other, budget):
                continue
            if other is not budget and other.position < budget.position and _name(other) != _name(budget):
                yield selector.hit(
                    f"PodDisruptionBudget {quoted(_name(other))} covers the pods of {workload.name} too: pods with two "
                    "budgets are never evicted",
                    help="leave one of the two, or let their selectors differ",
                    related=(named.related("the other one selects them here"),),
                )
                return


def _name(budget: Member) -> str:
    return budget.text("metadata", "name") or ""
