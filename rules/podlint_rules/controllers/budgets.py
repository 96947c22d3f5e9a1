"""PodDisruptionBudgets by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, rule
from podlint_rules.controllers._amounts import wrong


@rule("pdb-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("PodDisruptionBudget",), partial=True)
def pdb_invalid(budget: KubeObject) -> Iterator[Hit]:
    """Disruption budget that is no number and no percentage.

    ## Why is this bad?
    The API server refuses a `minAvailable` or `maxUnavailable` that is negative, more than `100%`, or a text without
    `%`: a number stands without quotes, a percentage is a text such as `"50%"`.

    ## Example
    ```yaml bad
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata:
      name: web
    spec:
      minAvailable: "1"
      selector:
        matchLabels: {app: web}
    ```

    ## Use instead
    ```yaml good
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata:
      name: web
    spec:
      minAvailable: 1
      selector:
        matchLabels: {app: web}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget
    """
    spec = budget.at("spec")
    if spec is not None and budget.group == "policy":
        yield from wrong(spec, "minAvailable")
        yield from wrong(spec, "maxUnavailable")


@rule(
    "pdb-eviction-policy",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    default=False,
    kinds=("PodDisruptionBudget",),
    versioned=True,
    profiles=("production",),
)
def pdb_eviction_policy(budget: KubeObject) -> Iterator[Hit]:
    """PodDisruptionBudget that leaves unhealthyPodEvictionPolicy unset.

    ## Why is this bad?
    Without it (`IfHealthyBudget`) a pod that runs, but is not ready, may be evicted only while enough others are ready.
    Of an application that is down, in a crash loop or misconfigured, no pod can be evicted: a drain of its node waits
    until somebody steps in. With `AlwaysAllow` such pods may go. The field is on by default since Kubernetes 1.27.

    ## Example
    ```yaml bad
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec:
      maxUnavailable: 1
      selector: {matchLabels: {app: web}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec:
      maxUnavailable: 1
      unhealthyPodEvictionPolicy: AlwaysAllow
      selector: {matchLabels: {app: web}}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
    """
    spec = budget.at("spec")
    if budget.group != "policy" or budget.minor < 27 or spec is None or not isinstance(spec.value, dict):
        return
    if spec.at("unhealthyPodEvictionPolicy") is None:
        message = (
            f"{budget.name} sets no unhealthyPodEvictionPolicy: pods that never get ready can keep a drain waiting"
        )
        yield spec.hit(message, part=Part.KEY, help="set unhealthyPodEvictionPolicy: AlwaysAllow")
