"""What the schema check finds beyond types: these rules are declared here and found by the engine."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.INVALID_ENUM, severity=Severity.ERROR, scope=Scope.ENGINE)
def invalid_enum() -> None:
    """Value outside the set that its field takes.

    ## Why is this bad?
    The API server refuses it. The values are case-sensitive: `always` is not `Always`, `tcp` is not `TCP`. An empty
    string counts as absent where the field has a default.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    imagePullPolicy: Allways
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    imagePullPolicy: Always
    ```

    ## Fix safety
    Safe where only the case differs.

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
    """


@rule(EngineRule.OUT_OF_RANGE, severity=Severity.ERROR, scope=Scope.ENGINE)
def out_of_range() -> None:
    """Number outside the limits of its field.

    ## Why is this bad?
    The API server refuses it: ports go from 1 to 65535, file modes from 0 to 0777, weights from 1 to 100, and so on;
    numbers of 32-bit fields must fit into 32 bits.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    ports:
      - containerPort: 80800
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    ports:
      - containerPort: 8080
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
    """


@rule(EngineRule.ONE_OF_VIOLATION, severity=Severity.ERROR, scope=Scope.ENGINE)
def one_of_violation() -> None:
    """None or several of fields of which exactly one must be set.

    ## Why is this bad?
    A volume has one source, a probe one handler, an Ingress backend either a Service or a resource. The API server
    refuses an object that sets two, and mostly also one that sets none.

    ## Example
    ```yaml bad
    name: web
    image: nginx:1.27
    livenessProbe:
      httpGet: {path: /, port: 80}
      tcpSocket: {port: 80}
    ```

    ## Use instead
    ```yaml good
    name: web
    image: nginx:1.27
    livenessProbe:
      httpGet: {path: /, port: 80}
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
    """


@rule(EngineRule.DUPLICATE_LIST_ENTRY, severity=Severity.ERROR, scope=Scope.ENGINE)
def duplicate_list_entry() -> None:
    """Two entries of a list with the same name, where there may be only one.

    ## Why is this bad?
    Containers, volumes and Service ports are told apart by their names: the API server refuses a second entry of the
    same name. Lists in which it takes the repetition (env, tolerations) are not meant.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
      - name: web
        image: registry.example/app:1
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
      - name: app
        image: registry.example/app:1
    ```

    ## References
    - https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
    """
