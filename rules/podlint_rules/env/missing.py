"""ConfigMaps and Secrets that env refers to and the project does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, all_containers, closest, did_you_mean, label, quoted, rule
from podlint.api.kubernetes import container_references
from podlint.api.project import Index, Member, mentions

_GIVEN = frozenset({"kube-root-ca.crt"})


@rule("env-source-missing", severity=Severity.WARNING, scope=Scope.PROJECT, default=False)
def env_source_missing(target: Member, index: Index) -> Iterator[Hit]:
    """Variable from a ConfigMap or Secret that is not in the project.

    ## Why is this bad?
    The container does not start: it waits with CreateContainerConfigError until the ConfigMap or Secret is there. The
    rule is for projects that hold all that they use. It is silent where no object of the kind belongs together with the
    pod, where something that cannot be read does, and where another object speaks of the name: an operator, a job or
    a controller may make it.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web-settings}
    data: {LOG_LEVEL: info}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          envFrom: [{configMapRef: {name: web-setings}}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web-settings}
    data: {LOG_LEVEL: info}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          envFrom: [{configMapRef: {name: web-settings}}]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/
    """
    pod = target.pod()
    seen: set[tuple[str, str]] = set()
    for container in all_containers(pod) if pod is not None else ():
        for reference in container_references(container):
            name, kind = reference.name, reference.kind
            if not name or reference.optional or (kind, name) in seen:
                continue
            # Many variables come from one Secret: one finding says it.
            seen.add((kind, name))
            if name not in _GIVEN and mentions.absent(index, target, "", kind, name):
                message = f"{kind} {quoted(name)} that {label(container)} reads is not in the project"
                near = closest(name, index.names("", kind, target))
                yield reference.view.hit(message, "name", help=did_you_mean(near) or "add it, or set optional: true")
