"""PodDisruptionBudgets by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, rule
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
