"""Pods that the Pod Security admission of their own namespace refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, dotted, listed, quoted, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member
from podlint_rules.security._standards import BASELINE, MENDS, RESTRICTED, breaches

_LABEL = "pod-security.kubernetes.io/enforce"
_SHOWN = 5


@rule("psa-would-reject", severity=Severity.ERROR, scope=Scope.PROJECT, kinds=WORKLOADS)
def psa_would_reject(target: Member, index: Index) -> Iterator[Hit]:
    """Pod that the enforce label of its own Namespace rejects.

    ## Why is this bad?
    A Namespace with `pod-security.kubernetes.io/enforce` refuses pods below that level of the Pod Security Standards. A
    Pod is refused at once; a Deployment or Job is accepted with a warning, and its pods are never made: the ReplicaSet
    says so in its events. The rule knows the Namespaces of the project, and the version that their labels pin.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: shop}
    spec:
      hostNetwork: true
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: shop}
    spec:
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/pod-security-admission/
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """
    pod = target.pod()
    own = target.text("metadata", "namespace")
    if pod is None or not own or not isinstance(pod.value, dict):
        return
    near = index.meant("", "Namespace", own, target)
    levels = {
        (space.text("metadata", "labels", _LABEL), space.text("metadata", "labels", f"{_LABEL}-version"))
        for space in near
    }
    if len(levels) != 1 or any(space.added for space in near):
        return
    level, version = levels.pop()
    if level not in (BASELINE, RESTRICTED):
        return
    match = re.fullmatch(r"v1\.(\d+)", version or "")
    found = list(breaches(pod, level, int(match[1]) if match else target.minor))
    if not found:
        return
    first, *others = found
    what = "is rejected" if target.kind == "Pod" else "gets no pods"
    names = list(dict.fromkeys(breach.check for breach in found))
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    label = near[0].related(f"Namespace {own} enforces {level} here", "metadata", "labels", _LABEL)
    related = [b.view.related(f"{b.check}: {dotted(b.keys) if b.keys else 'here'}", *b.keys) for b in others[:_SHOWN]]
    yield first.view.hit(
        f"{target.name} {what}: Namespace {quoted(own)} enforces the {level} standard ({shown})",
        *first.keys,
        help=f"{listed(dict.fromkeys(MENDS[name] for name in names), _SHOWN)}, or use a Namespace with another level",
        related=(label, *related),
    )
