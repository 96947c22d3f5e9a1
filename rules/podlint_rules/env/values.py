"""What the schema check finds about the values of env entries."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.ENV_NOT_STRING, severity=Severity.ERROR, scope=Scope.ENGINE)
def env_not_string() -> None:
    """Number or boolean as the value of an env entry.

    ## Why is this bad?
    The value of a variable is a string, and the API server refuses the object when it gets anything else. YAML reads
    an unquoted `8080`, `1.5`, `true` or `yes` as a number or a boolean: they need quotes. Null is taken for the empty
    string.

    ## Example
    ```yaml bad
    env:
      - name: PORT
        value: 8080
      - name: DEBUG
        value: true
    ```

    ## Use instead
    ```yaml good
    env:
      - name: PORT
        value: "8080"
      - name: DEBUG
        value: "true"
    ```

    ## Fix safety
    Safe: quotes are put around the value as it is written.

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
    """
