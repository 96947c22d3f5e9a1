"""What the schema check finds: these rules are declared here and found by the engine."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.UNKNOWN_FIELD, severity=Severity.ERROR, scope=Scope.ENGINE)
def unknown_field() -> None:
    """Key that the schema of its kind does not know.

    ## Why is this bad?
    `kubectl apply` refuses unknown fields (strict validation is its default since 1.27); without strict validation the
    field is dropped, and the object runs without it. Names are case-sensitive. The finding stands at the key and names
    the field that was most likely meant, or the level at which the key belongs.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    meatdata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
    ```

    ## Fix safety
    Safe where one known field is near and not set already: the key is renamed.

    ## References
    - https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
    """


@rule(EngineRule.WRONG_TYPE, severity=Severity.ERROR, scope=Scope.ENGINE)
def wrong_type() -> None:
    """Value of a type that its field does not take.

    ## Why is this bad?
    The API server cannot decode the object and refuses it. The usual causes are missing or needless quotes
    (`nodeSelector: {gpu: true}` wants strings, `replicas: "3"` a number), a mapping where a list is wanted
    (`env: {A: b}`) and a single value where a list is wanted (`command: ls`). Null counts as absent everywhere.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: train
    spec:
      nodeSelector:
        gpu: true
      containers:
        - name: train
          image: registry.example/train:1
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: train
    spec:
      nodeSelector:
        gpu: "true"
      containers:
        - name: train
          image: registry.example/train:1
    ```

    ## Fix safety
    Safe: quotes are added to a value that must be a string, or removed from a number or boolean.

    ## References
    - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector
    """


@rule(EngineRule.MISSING_FIELD, severity=Severity.ERROR, scope=Scope.ENGINE)
def missing_field() -> None:
    """Required field that is absent or null.

    ## Why is this bad?
    The API server refuses the object. The finding stands at the key of the mapping that lacks the field. Where the
    field is there under a misspelt name, only that is reported.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
            - name: web
              image: nginx:1.27
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
            - name: web
              image: nginx:1.27
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/
    """


@rule(EngineRule.UNKNOWN_KIND, severity=Severity.ERROR, scope=Scope.ENGINE)
def unknown_kind() -> None:
    """Kind that a built-in API group does not have in the chosen Kubernetes version.

    ## Why is this bad?
    The API server answers "no matches for kind". A slip in a built-in kind or group (`Deploymnet`, `app/v1`) is never
    taken for a custom resource; groups of others are (see `unknown-crd`). A version of a custom kind that its
    CustomResourceDefinition does not have is reported with those that it serves.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deploymnet
    metadata:
      name: web
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```

    ## Fix safety
    Safe where one kind or apiVersion is near and its fields are the same.

    ## References
    - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    """


@rule(EngineRule.UNKNOWN_CRD, severity=Severity.INFO, scope=Scope.ENGINE, default=False)
def unknown_crd() -> None:
    """Custom resource without a schema at hand.

    ## Why is this bad?
    Its fields are not checked: a typo in it goes unseen. podlint counts such objects in the summary; this rule shows
    which they are.

    ## Example
    ```yaml bad
    apiVersion: example.com/v1
    kind: Widget
    metadata:
      name: w
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: w
    ```
    """


@rule(EngineRule.CRD_SCHEMA, severity=Severity.ERROR, scope=Scope.ENGINE)
def crd_schema() -> None:
    """Custom resource that its CustomResourceDefinition does not allow.

    ## Why is this bad?
    The API server checks custom resources against the schema of their definition and refuses what does not fit. podlint
    uses every CustomResourceDefinition among the files it lints, and those that `schemas` in the configuration names.
    Unknown fields, wrong types, missing fields, enumerations and ranges are reported under the names they have for
    built-in kinds; this rule has the rest: patterns, lengths, formats, alternatives, rules in CEL, objects inside
    objects.

    ## Example
    ```yaml bad
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: widgets.example.com
    spec:
      group: example.com
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    colour: {type: string, pattern: "^#[0-9a-f]{6}$"}
    ---
    apiVersion: example.com/v1
    kind: Widget
    metadata:
      name: w
    spec:
      colour: "#12"
    ```

    ## Use instead
    ```yaml good
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: widgets.example.com
    spec:
      group: example.com
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    colour: {type: string, pattern: "^#[0-9a-f]{6}$"}
    ---
    apiVersion: example.com/v1
    kind: Widget
    metadata:
      name: w
    spec:
      colour: "#123456"
    ```

    ## References
    - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    """
