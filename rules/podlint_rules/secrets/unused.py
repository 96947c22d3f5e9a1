"""Configuration that nothing in the project refers to."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, quoted, rule
from podlint.api.kubernetes import WORKLOADS, kinds, with_groups
from podlint.api.project import Index, Member, mentions, of_claim_template

_KINDS = ("ConfigMap", "Secret", "PersistentVolumeClaim", "ServiceAccount", "Role")
_WORKLOADS = with_groups(WORKLOADS)
_GROUPS = {"Role": mentions.RBAC}
# Labels and annotations by which controllers find objects that nothing names.
_PICKED_UP = (
    "dashboard",
    "datasource",
    "rule",
    "hook",
    "inject",
    "sync",
    "reflector",
    "replicat",
    "discover",
    "part-of-",
)
_OWN_TYPES = ("kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token", "helm.sh/release.v1")


@rule("unused-config", severity=Severity.INFO, scope=Scope.PROJECT, default=False, kinds=_KINDS)
def unused_config(target: Member, index: Index) -> Iterator[Hit]:
    """ConfigMap, Secret, claim, ServiceAccount or Role that nothing in the project refers to.

    ## Why is this bad?
    It is left over, or the reference to it is misspelt. Left-over Secrets keep credentials alive, left-over claims keep
    volumes, left-over roles keep rights. Any mention of the name counts as a reference, in whatever field of whatever
    object; the rule is silent about objects that controllers find by their labels, and where something that cannot be
    read belongs to the project.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web-settings-old}
    data: {LOG_LEVEL: info}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
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
    """
    name = target.text("metadata", "name")
    if not name or target.group != _GROUPS.get(target.kind, "") or _made_for_others(target, name):
        return
    if (
        not index.whole
        or index.may_be_patched(target)
        or not index.complete(target, *_WORKLOADS)
        or not mentions.unspoken(index, target)
    ):
        return
    if mentions.handled(index, name) or (
        target.kind == "PersistentVolumeClaim" and of_claim_template(target, index, name)
    ):
        return
    # An operator reads its ConfigMaps and Secrets by names that stand in its program.
    resource = kinds.plural(target.group, target.kind)
    if target.kind in ("ConfigMap", "Secret") and any(
        mentions.granted(index, target, verb, resource) for verb in ("get", "list", "watch")
    ):
        return
    message = f"nothing in the project refers to {target.kind} {quoted(name)}"
    yield target.hit(message, "metadata", "name", help="remove it, or look for a misspelt reference")


def _made_for_others(target: Member, name: str) -> bool:
    """Whether a cluster or a controller uses an object without naming it."""
    if target.known.generated or target.namespace in ("kube-system", "kube-public", "kube-node-lease"):
        return True
    if name in ("default", "kube-root-ca.crt") or target.get("type") in _OWN_TYPES:
        return True
    marks = [key for part in ("labels", "annotations") for key, _ in target.entries("metadata", part)]
    return any(word in mark.lower() for mark in marks for word in _PICKED_UP)
