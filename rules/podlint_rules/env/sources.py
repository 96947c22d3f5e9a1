"""ConfigMaps and Secrets that env refers to, looked up in the project."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, closest, did_you_mean, label, listed, quoted, rule
from podlint.api.kubernetes import Use, container_references
from podlint.api.project import Index, Member, key_sources


@rule("env-key-missing", severity=Severity.ERROR, scope=Scope.PROJECT, needs=("env",))
def env_key_missing(target: Member, index: Index) -> Iterator[Hit]:
    """Variable from a key that its ConfigMap or Secret does not have.

    ## Why is this bad?
    The container does not start: it waits with CreateContainerConfigError until somebody adds the key. Only `optional:
    true` makes the variable absent instead. The rule speaks where the ConfigMap or Secret is in the project, and its
    keys are known. Those of Secrets that an ExternalSecret, SealedSecret, SopsSecret or Certificate makes are, and
    those of what a Bundle of trust-manager makes.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web}
    data: {log-level: info}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          env: [{name: LOG_LEVEL, valueFrom: {configMapKeyRef: {name: web, key: loglevel}}}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web}
    data: {log-level: info}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          env: [{name: LOG_LEVEL, valueFrom: {configMapKeyRef: {name: web, key: log-level}}}]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/
    """
    pod = target.pod()
    if pod is None:
        return
    for container in all_containers(pod):
        for reference in container_references(container):
            if reference.use is Use.ENV:
                yield from _missing(target, index, reference.view, reference.kind, label(container))


def _missing(target: Member, index: Index, reference: View, kind: str, who: str) -> Iterator[Hit]:
    name, key = reference.text("name"), reference.text("key")
    if not name or not key or reference.get("optional") is not None:
        return
    found = key_sources(target, index, kind, name)
    if not found or any(
        source.keys is None or key in source.keys or index.may_be_patched(source.member) for source in found
    ):
        return
    keys = sorted(found[0].keys or ())
    has = f"it has {listed(keys)}" if keys else "it has no keys"
    help = did_you_mean(closest(key, keys)) or "add the key, or set optional: true"
    yield reference.hit(
        f"{kind} {quoted(name)} of {who} has no key {quoted(key)}: {has}",
        "key",
        help=help,
        related=found[0].related(kind),
    )
