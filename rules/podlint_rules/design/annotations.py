"""Annotations that speak of containers."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, Scope, Severity, View, closest, containers, did_you_mean, listed, quoted, rule

_DEFAULT = "kubectl.kubernetes.io/default-container"


@rule(
    "default-container-unknown",
    severity=Severity.WARNING,
    scope=Scope.POD,
    needs=("kubectl.kubernetes.io/default-container",),
)
def default_container_unknown(pod: View) -> Iterator[Hit]:
    """Annotation that makes a container the default one, though there is none of that name.

    ## Why is this bad?
    `kubectl logs` and `kubectl exec` without `-c` take the container that `kubectl.kubernetes.io/default-container`
    names. Where the pod has none of that name, they say so and take the first one.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      annotations: {kubectl.kubernetes.io/default-container: wbe}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      annotations: {kubectl.kubernetes.io/default-container: web}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
    ```

    ## References
    - https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-default-container
    """
    own = pod.holder().at("metadata", "annotations")
    name = own.text(_DEFAULT) if own is not None else None
    if own is None or not name or not pod.understood("containers", EACH, "name"):
        return
    known = [found for container in containers(pod) if (found := container.text("name"))]
    if name not in known and len(known) == len(list(containers(pod))):
        message = f"the default container {quoted(name)} is none of the pod's: {listed(known)}"
        yield own.hit(message, _DEFAULT, help=did_you_mean(closest(name, known)) or "name one of them")
