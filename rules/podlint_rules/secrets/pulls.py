"""Secrets that images are pulled with."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member, config_keys, mentions

_TYPES = {".dockerconfigjson": "kubernetes.io/dockerconfigjson", ".dockercfg": "kubernetes.io/dockercfg"}


@rule("pull-secret-type", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=(*WORKLOADS, "ServiceAccount"))
def pull_secret_type(target: Member, index: Index) -> Iterator[Hit]:
    """Pull secret that is of a type with which no image is pulled.

    ## Why is this bad?
    The kubelet looks at the type of a Secret under `imagePullSecrets`, and uses only `kubernetes.io/dockerconfigjson`
    and `kubernetes.io/dockercfg`. It passes over any other without a word, whatever its keys are called, and pulls
    without a login: the pod stays in ImagePullBackOff. `kubectl create secret generic` makes type Opaque, and so does a
    manifest without `type`.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Secret
    metadata: {name: registry}
    type: Opaque
    stringData: {.dockerconfigjson: "{}"}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      imagePullSecrets: [{name: registry}]
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Secret
    metadata: {name: registry}
    type: kubernetes.io/dockerconfigjson
    stringData: {.dockerconfigjson: "{}"}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      imagePullSecrets: [{name: registry}]
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
    """
    holder: View | None = target if target.kind == "ServiceAccount" else target.pod()
    if holder is None or (target.kind == "ServiceAccount" and target.group):
        return
    for entry in holder.each("imagePullSecrets"):
        name = entry.text("name")
        found = index.meant("", "Secret", name, target) if name else []
        kinds = [_type(secret) for secret in found]
        if not name or not found or None in kinds or set(kinds) & set(_TYPES.values()):
            continue
        if any(map(index.may_be_patched, found)) or mentions.handled(index, name):
            continue
        secret, kind = found[0], kinds[0]
        message = f"Secret {quoted(name)} is of type {kind}, which the kubelet does not pull images with"
        where = () if secret.known.generated else (secret.related("the Secret stands here", "metadata", "name"),)
        yield entry.hit(message, "name", help=_advice(secret), related=where)


def _type(secret: Member) -> str | None:
    """The type of a Secret, Opaque where none is written; None where it is not known."""
    if secret.at("type") is None:
        return "Opaque" if secret.keys_known() else None
    return secret.text("type") or None


def _advice(secret: Member) -> str:
    keys = config_keys(secret) or set()
    for key, kind in _TYPES.items():
        if key in keys:
            return f"write type: {kind}; a Secret that is there already has to be deleted first: its type stays"
    return "make it by `kubectl create secret docker-registry`, which writes type kubernetes.io/dockerconfigjson"
