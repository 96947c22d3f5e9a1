"""PodDisruptionBudgets and the pods that they protect."""

from __future__ import annotations

import math
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import WORKLOADS, selector_known, with_groups
from podlint.api.project import Index, Member, least_replicas, scaler, selected_by
from podlint_rules._shared.selecting import matches_nothing

_BUDGET = ("PodDisruptionBudget",)
_PODS = with_groups(WORKLOADS)


@rule("pdb-selects-nothing", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_BUDGET)
def pdb_selects_nothing(budget: Member, index: Index) -> Iterator[Hit]:
    """PodDisruptionBudget whose selector matches no pod of the project.

    ## Why is this bad?
    A budget protects the pods that its selector matches. Where it matches none, a drain of nodes may take all pods that
    it was written for at once. It is a warning where something says which pods were meant: labels that differ in one
    value or key, or a workload of the same name. Else it is an info where one file or kustomization holds the budget
    and workloads. The rule is silent where no workload belongs together with the budget, and about labels that
    controllers, servers or operators put on pods.

    ## Example
    ```yaml bad file
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec:
      minAvailable: 1
      selector: {matchLabels: {app: wbe}}
    ---
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

    ## Use instead
    ```yaml good file
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec:
      minAvailable: 1
      selector: {matchLabels: {app: web}}
    ---
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
    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    selector = budget.at("spec", "selector")
    if budget.group != "policy" or selector is None or not selector.value or not selector_known(selector):
        return
    if index.selects_nothing(selector.value, budget, *_PODS):
        others = selected_by(index, "policy", "PodDisruptionBudget", "spec", "selector")
        yield from matches_nothing(
            selector, index.nearest(selector.value, budget, others), "no pod has the labels that this budget selects"
        )


@rule("pdb-blocks-eviction", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=_BUDGET)
def pdb_blocks_eviction(budget: Member, index: Index) -> Iterator[Hit]:
    """PodDisruptionBudget that never allows an eviction.

    ## Why is this bad?
    With maxUnavailable 0, minAvailable 100 %, or minAvailable not below the number of replicas, no pod may ever be
    evicted: a drain of its node waits until somebody removes the budget. Node upgrades stop there.

    ## Example
    ```yaml bad file
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec:
      minAvailable: 2
      selector: {matchLabels: {app: web}}
    ---
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

    ## Use instead
    ```yaml good file
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec:
      maxUnavailable: 1
      selector: {matchLabels: {app: web}}
    ---
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
    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions
    """
    spec = budget.at("spec")
    if budget.group != "policy" or spec is None or not isinstance(spec.value, dict):
        return
    most, least = spec.get("maxUnavailable"), spec.get("minAvailable")
    if most in (0, "0%"):
        yield spec.hit(f"maxUnavailable {most} allows no eviction, ever", "maxUnavailable", help="allow 1 or more")
        return
    if least == "100%":
        yield spec.hit("minAvailable 100% allows no eviction, ever", "minAvailable", help="use maxUnavailable: 1")
        return
    selector = spec.at("selector")
    found = _of_set(budget, selector, index)
    if not found or not isinstance(least, int | str) or isinstance(least, bool):
        return
    counts = [least_replicas(member, index) for member in found]
    if None in counts:
        return
    total = sum(count for count in counts if count is not None)
    needed = least if isinstance(least, int) else _percent(least, total)
    if total and needed is not None and needed >= total:
        related = tuple(m.related(f"{m.name} has {least_replicas(m, index)}", "spec", "replicas") for m in found[:3])
        shown = least if isinstance(least, int) else quoted(least)
        words = _why(least, total, scaler(found[0], index) if len(found) == 1 else None)
        message = f"minAvailable {shown} allows no eviction{words}"
        yield spec.hit(message, "minAvailable", help="lower it, or use maxUnavailable: 1", related=related)


def _why(least: int | str, total: int, autoscaler: Member | None) -> str:
    """When a budget allows no eviction: of what an autoscaler makes more, only as long as there are too few."""
    pods = "1 pod" if total == 1 else f"{total} pods"
    if autoscaler is None or (isinstance(least, str) and int(least.removesuffix("%")) >= 100):
        return f": there {'is' if total == 1 else 'are'} {pods}"
    enough = least + 1 if isinstance(least, int) else 100 // (100 - int(least.removesuffix("%")))
    while isinstance(least, str) and (_percent(least, enough) or 0) >= enough:
        enough += 1
    return f" while fewer than {enough} pods run: {autoscaler.name} goes down to {pods}"


def _of_set(budget: Member, selector: View | None, index: Index) -> list[Member]:
    """The workloads of a budget's own set whose pods it covers; none if any is unknown."""
    if selector is None or not selector.value or not selector_known(selector):
        return []
    near = index.together(index.selected(selector.value, budget), budget)
    return near if all(member.labels_known(selector.value) for member in near) else []


def _percent(text: str, total: int) -> int | None:
    number = text.removesuffix("%")
    return math.ceil(int(number) * total / 100) if text.endswith("%") and number.isdecimal() else None
