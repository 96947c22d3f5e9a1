"""API versions that go or have gone, fields that are not there yet: declared here, found by the engine."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.REMOVED_API, severity=Severity.ERROR, scope=Scope.ENGINE)
def removed_api() -> None:
    """Kind that the chosen Kubernetes version does not serve any more.

    ## Why is this bad?
    The API server answers "no matches for kind". The finding names the release that dropped it, what to use instead,
    and the fields that moved. Of a custom kind it is a version that its CustomResourceDefinition does not serve.

    ## Example
    ```yaml bad
    apiVersion: policy/v1beta1
    kind: PodDisruptionBudget
    metadata:
      name: web
    spec:
      minAvailable: 1
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

    ## Fix safety
    Safe where only the apiVersion changes; there is no fix where fields changed too.

    ## References
    - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    """


@rule(EngineRule.DEPRECATED_API, severity=Severity.WARNING, scope=Scope.ENGINE)
def deprecated_api() -> None:
    """Kind that is still served in the chosen Kubernetes version, but deprecated.

    ## Why is this bad?
    The API server warns at each use, and a later release refuses the object. The finding names the replacement. Of a
    custom kind it is a version that its CustomResourceDefinition calls deprecated, with the words that it has for it.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Endpoints
    metadata:
      name: db
    ```

    ## Use instead
    ```yaml good
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: db-1
      labels: {kubernetes.io/service-name: db}
    addressType: IPv4
    endpoints:
      - addresses: [192.0.2.1]
    ```

    ## Fix safety
    Safe where only the apiVersion changes; there is no fix where fields changed too.

    ## References
    - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    """


@rule(EngineRule.FUTURE_FIELD, severity=Severity.ERROR, scope=Scope.ENGINE)
def future_field() -> None:
    """Field or value that only a later Kubernetes version knows.

    ## Why is this bad?
    The chosen version refuses the field as unknown, or the value as not supported. The finding names the first version
    that has it. Raise the version, or leave the field out there.

    ## Example
    ```yaml bad 1.25
    initContainers:
      - name: proxy
        image: envoyproxy/envoy:v1.31.0
        restartPolicy: Always
    ```

    ## Use instead
    ```yaml good
    initContainers:
      - name: proxy
        image: envoyproxy/envoy:v1.31.0
        restartPolicy: Always
    ```

    ## References
    - https://kubernetes.io/docs/reference/using-api/deprecation-policy/
    """
