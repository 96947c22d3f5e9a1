"""What is wrong with templates of charts: declared here and found by the engine, which renders nothing."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.TEMPLATE_INVALID, severity=Severity.ERROR, scope=Scope.ENGINE)
def template_invalid() -> None:
    """Template that Helm refuses, or renders to lines that do not fit together.

    ## Why is this bad?
    `helm install` stops, and for all of the chart, at an action that is never closed, an `end` without its block or a
    block without `end`, and a function that Helm does not have, wherever it stands. What `nindent` (or `indent`) writes
    at a column where nothing around it begins makes the document unreadable as soon as there is something to write.

    ## Example
    ```yaml
    metadata:
      labels:
        app: web
        {{- toYamll .Values.labels | nindent 6 }}
    ```

    ## Use instead
    ```yaml
    metadata:
      labels:
        app: web
        {{- toYaml .Values.labels | nindent 4 }}
    ```

    ## References
    - https://helm.sh/docs/chart_template_guide/function_list/
    - https://helm.sh/docs/chart_template_guide/control_structures/#controlling-whitespace
    """


@rule(EngineRule.TEMPLATE_VALUE_UNSET, severity=Severity.INFO, scope=Scope.ENGINE)
def template_value_unset() -> None:
    """Value that a template of a chart writes, and that nothing sets.

    ## Why is this bad?
    Helm writes nothing in its place, and stops with "nil pointer evaluating" where a mapping above it is absent too.
    Whoever installs the chart has to know of the value, which `values.yaml` does not name. Silent where a condition
    around it asks for the value or for something above it, and where a function such as `default` bears its absence.

    ## Example
    ```yaml
    # with a values.yaml of: image: {repository: web}
    image: "{{ .Values.image.repository }}:{{ .Values.image.tagg }}"
    ```

    ## Use instead
    ```yaml
    # with a values.yaml of: image: {repository: web, tag: ""}
    image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
    ```

    ## References
    - https://helm.sh/docs/chart_best_practices/values/
    """
