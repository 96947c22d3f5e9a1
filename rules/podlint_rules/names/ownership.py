"""Who stands behind an object."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import UNKNOWN, Hit, KubeObject, Scope, Severity, View, closest, quoted, rule
from podlint_rules._shared.by_hand import is_idle, is_trial

_RUN_BY_OTHERS = (
    "helm.sh/hook",
    "argocd.argoproj.io/hook",
    "kubernetes.io/config.mirror",
    "kubernetes.io/config.source",
)
"""Annotations of pods that a tool creates anew when it needs them, and of static pods, which the kubelet restarts."""


@rule("bare-pod", severity=Severity.INFO, scope=Scope.OBJECT, kinds=("Pod",))
def bare_pod(pod: KubeObject) -> Iterator[Hit]:
    """Pod that no controller owns.

    ## Why is this bad?
    The kubelet restarts the containers of a Pod, but only on the node where it was placed. When the Pod is evicted or
    deleted, or its node is drained or lost, nothing creates it anew. Nor can it be scaled or updated in steps. A
    ReplicaSet keeps a number of copies running, a Deployment adds rolling updates to that, and a Job sees work through
    to its end. Silent where something else looks after the Pod (hooks of Helm and Argo CD, static pods, and Pods in
    kube-system, most of which are static), and where somebody made it by hand to try something: its containers only
    wait (`sleep infinity`), run nothing but the shell of a base image, or its name says `test`, `demo` or the like.

    ## Why this default?
    On, as info: a Pod without a controller is right for a demonstration or a test, and in nearly all else an
    oversight.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
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
    - https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods
    - https://kubernetes.io/docs/concepts/workloads/controllers/
    """
    metadata = _metadata(pod)
    if pod.group or (metadata is not None and _looked_after(metadata)):
        return
    spec = pod.pod()
    if spec is not None and (is_idle(spec) or is_trial(spec)):
        return
    key = next((k for k in ("name", "generateName") if metadata and isinstance(metadata.get(k), str)), None)
    name = metadata.text("name") if metadata else None
    message = (
        f"{f'Pod {quoted(name)}' if name else 'this Pod'} has no controller: "
        "nothing creates it anew when it is deleted or its node fails"
    )
    advice = "run it through a Deployment (which keeps a ReplicaSet of such Pods), or a Job if it is to end"
    if pod.get("spec", "restartPolicy") in ("Never", "OnFailure"):
        advice = "run it as a Job, which starts another Pod until one has succeeded"
    if metadata is not None and key is not None:
        yield metadata.hit(message, key, help=advice)
    else:
        yield pod.hit(message, "kind", help=advice)


def _metadata(pod: KubeObject) -> View | None:
    """The metadata, also under a misspelt key; None where there is none."""
    found = pod.at("metadata")
    if found is None or found.value is not UNKNOWN:
        return found
    misspelt = (view for key, view in pod.entries() if isinstance(view.value, dict) and closest(key, ("metadata",)))
    return next(misspelt, found)


def _looked_after(metadata: View) -> bool:
    """Whether a Pod has an owner or another keeper, or may have one that is not understood."""
    for known in (metadata, metadata.at("annotations"), metadata.at("ownerReferences")):
        if known is not None and known.value is UNKNOWN:
            return True
    if metadata.get("ownerReferences") or metadata.get("namespace") == "kube-system":
        return True
    return any(metadata.at("annotations", key) is not None for key in _RUN_BY_OTHERS)
