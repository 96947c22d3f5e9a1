"""Fields, labels and annotations that have had their day."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Change, Fix, Hit, KubeObject, Part, Scope, Severity, View, dotted, rule
from podlint_rules._shared.node_agents import is_node_agent

_NODE_LABELS = {
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "node-role.kubernetes.io/master": "node-role.kubernetes.io/control-plane",
}

# kind -> annotation -> (first minor version that warns, what to use)
_ANNOTATIONS: dict[str, dict[str, tuple[int, str]]] = {
    "Ingress": {"kubernetes.io/ingress.class": (22, "spec.ingressClassName")},
    "Service": {
        "service.kubernetes.io/topology-aware-hints": (27, "spec.trafficDistribution, or the annotation topology-mode")
    },
    "PersistentVolumeClaim": {"volume.beta.kubernetes.io/storage-class": (0, "spec.storageClassName")},
    "PersistentVolume": {
        "volume.beta.kubernetes.io/storage-class": (0, "spec.storageClassName"),
        "volume.beta.kubernetes.io/mount-options": (31, "spec.mountOptions"),
    },
    "ServiceAccount": {"kubernetes.io/enforce-mountable-secrets": (32, "separate namespaces")},
}

_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_MARK = "kubernetes.io/"
"""What each of these annotations has in its key."""
_SYSCTLS = ("securityContext", "sysctls"), "list the sysctls in securityContext.sysctls of the pod"
_DEAD: dict[str, tuple[tuple[str, ...], str]] = {
    "scheduler.alpha.kubernetes.io/critical-pod": (
        ("priorityClassName",),
        "set priorityClassName: system-cluster-critical instead",
    ),
    "security.alpha.kubernetes.io/sysctls": _SYSCTLS,
    "security.alpha.kubernetes.io/unsafe-sysctls": _SYSCTLS,
}


@rule(
    "deprecated-field",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    partial=True,
    versioned=True,
    needs=("annotations", "Service", "PersistentVolume", "serviceAccount", "kubernetes.io"),
)
def deprecated_field(target: KubeObject) -> Iterator[Hit]:
    """Field, node label or annotation that is deprecated, with what takes its place.

    ## Why is this bad?
    The API server warns of it, and it may be ignored one day. Node labels such as `beta.kubernetes.io/os` are no longer
    set on new nodes, so that a pod which asks for one stays pending.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      serviceAccount: web
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
      serviceAccountName: web
      containers:
        - name: web
          image: nginx:1.27
    ```

    ## Fix safety
    Safe: serviceAccount is renamed to serviceAccountName, which it is an old name of.

    ## References
    - https://kubernetes.io/docs/reference/labels-annotations-taints/
    """
    yield from _annotations(target)
    if target.kind == "Service" and target.group == "":
        yield from _service(target)
    reclaim = ("spec", "persistentVolumeReclaimPolicy")
    if target.kind == "PersistentVolume" and target.minor >= 30 and target.get(*reclaim) == "Recycle":
        yield target.hit("reclaim policy Recycle is deprecated", *reclaim, help="use dynamic provisioning with Delete")
    yield from _topologies(target)
    pod = target.pod()
    if pod is None:
        return
    if pod.text("serviceAccount") and not pod.text("serviceAccountName"):
        place = pod.place("serviceAccount", part=Part.KEY)
        fix = None if "serviceAccountName" in pod.value else Fix("rename it", (Change(place, "serviceAccountName"),))
        message = "serviceAccount is deprecated"
        yield pod.hit(message, "serviceAccount", part=Part.KEY, help="use serviceAccountName", fix=fix)
    for label in _node_labels(pod):
        key = str(label.path[-1]) if label.path[-2:-1] == ("nodeSelector",) else label.value
        part = Part.KEY if label.path[-2:-1] == ("nodeSelector",) else Part.VALUE
        yield label.hit(f"node label {key} is deprecated", part=part, help=f"use {_NODE_LABELS[key]}")


@rule("dead-annotation", severity=Severity.WARNING, scope=Scope.OBJECT, versioned=True, needs=("annotations",))
def dead_annotation(target: KubeObject) -> Iterator[Hit]:
    """Annotation that has no effect any more, or is about to lose it.

    ## Why is this bad?
    Seccomp annotations are ignored since Kubernetes 1.27, critical-pod and sysctl annotations for longer: the pod runs
    without the protection, or the priority, that they seem to give. AppArmor annotations are deprecated since 1.30 in
    favour of the field.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      annotations:
        seccomp.security.alpha.kubernetes.io/pod: runtime/default
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
      securityContext:
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: web
          image: nginx:1.27
    ```

    ## References
    - https://kubernetes.io/docs/reference/labels-annotations-taints/
    """
    pod = target.pod()
    metadata = target.at(*target.pod_path[:-1], "metadata") if target.pod_path else None
    if pod is None or metadata is None:
        return
    annotations = metadata.get("annotations")
    if not isinstance(annotations, dict) or not any(_MARK in key for key in annotations):
        return
    for key, annotation in metadata.entries("annotations"):
        apparmor = key.removeprefix(_APPARMOR)
        if key in _DEAD:
            field, help = _DEAD[key]
            if pod.at(*field) is not None:
                to = pod.text(*field)
                help = f"remove it: {dotted(field)} is set already" + (f", to {to}" if to else "")
            yield annotation.hit(f"annotation {key} has no effect any more", part=Part.KEY, help=help)
        elif key == _SECCOMP_POD or key.startswith(_SECCOMP):
            if target.minor >= 27 and _lacks_seccomp(pod, None if key == _SECCOMP_POD else key.removeprefix(_SECCOMP)):
                message = f"annotation {key} is ignored since Kubernetes 1.27"
                yield annotation.hit(message, part=Part.KEY, help="set securityContext.seccompProfile")
        elif apparmor == key or target.minor < 30 or is_node_agent(pod):
            continue  # Agents are installed on clusters of every age.
        elif not _has(pod, apparmor, "appArmorProfile"):
            message = f"annotation {key} is deprecated since Kubernetes 1.30"
            yield annotation.hit(message, part=Part.KEY, help="set securityContext.appArmorProfile")


def _annotations(target: KubeObject) -> Iterator[Hit]:
    known = _ANNOTATIONS.get(target.kind, {})
    for key, annotation in target.entries("metadata", "annotations") if known else ():
        if key not in known or target.minor < known[key][0]:
            continue
        if key == "kubernetes.io/ingress.class" and target.at("spec", "ingressClassName") is not None:
            continue
        field = known[key][1]
        done = field.startswith("spec.") and target.at(*field.split(".")) is not None
        help = f"remove it: {field} is set already" if done else f"use {field}"
        yield annotation.hit(f"annotation {key} is deprecated", part=Part.KEY, help=help)


def _service(target: KubeObject) -> Iterator[Hit]:
    spec = target.at("spec")
    if spec is None:
        return
    plain = spec.get("type") != "ExternalName" and spec.get("clusterIP") != "None"
    if target.minor >= 36 and spec.get("externalIPs") and plain:
        help = "use a load balancer or a Gateway"
        yield spec.hit("externalIPs is deprecated since Kubernetes 1.36", "externalIPs", part=Part.KEY, help=help)
    if target.minor >= 35 and spec.get("trafficDistribution") == "PreferClose":
        message = "trafficDistribution PreferClose is deprecated since Kubernetes 1.35"
        yield spec.hit(message, "trafficDistribution", help="use PreferSameZone")


def _node_labels(pod: View) -> Iterator[View]:
    """Deprecated node labels in a node selector (as the pair), in node affinity and spread constraints (the key)."""
    yield from (pair for key, pair in pod.entries("nodeSelector") if key in _NODE_LABELS)
    affinity = pod.at("affinity", "nodeAffinity")
    terms = []
    if affinity is not None:
        terms = list(affinity.each("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"))
        preferred = affinity.each("preferredDuringSchedulingIgnoredDuringExecution")
        terms += [term for entry in preferred if (term := entry.at("preference")) is not None]
    keys = [expression.at("key") for term in terms for expression in term.each("matchExpressions")]
    keys += [constraint.at("topologyKey") for constraint in pod.each("topologySpreadConstraints")]
    yield from (key for key in keys if key is not None and key.text() in _NODE_LABELS)


def _topologies(target: KubeObject) -> Iterator[Hit]:
    """Deprecated node labels where storage and runtime classes say which nodes they are for."""
    kind = (target.group, target.kind)
    pairs, keys = [], []
    if kind == ("node.k8s.io", "RuntimeClass"):
        pairs = [target.at("scheduling", "nodeSelector")]
    elif kind == ("storage.k8s.io", "CSIStorageCapacity"):
        pairs = [target.at("nodeTopology", "matchLabels")]
        keys = [expression.at("key") for expression in target.each("nodeTopology", "matchExpressions")]
    elif kind == ("storage.k8s.io", "StorageClass"):
        terms = target.each("allowedTopologies")
        keys = [one.at("key") for term in terms for one in term.each("matchLabelExpressions")]
    elif kind == ("", "PersistentVolume"):
        terms = target.each("spec", "nodeAffinity", "required", "nodeSelectorTerms")
        keys = [one.at("key") for term in terms for one in term.each("matchExpressions")]
    for selector in pairs:
        for key, pair in selector.entries() if selector is not None else ():
            if key in _NODE_LABELS:
                yield pair.hit(f"node label {key} is deprecated", part=Part.KEY, help=f"use {_NODE_LABELS[key]}")
    for found in keys:
        label = found.text() if found is not None else None
        if found is not None and label in _NODE_LABELS:
            yield found.hit(f"node label {label} is deprecated", help=f"use {_NODE_LABELS[label]}")


def _lacks_seccomp(pod: View, container: str | None) -> bool:
    """Whether the pod, or its container of a name, has no field of its own for what a seccomp annotation says."""
    if container is None:
        return pod.at("securityContext", "seccompProfile") is None
    named = (c for name in ("containers", "initContainers") for c in pod.each(name) if c.get("name") == container)
    return any(c.at("securityContext", "seccompProfile") is None for c in named)


def _has(pod: View, container: str, field: str) -> bool:
    """Whether the securityContext of the pod, or of the container an annotation names, has the field."""
    if pod.at("securityContext", field) is not None:
        return True
    lists = ("containers", "initContainers")
    named = (c for name in lists for c in pod.each(name) if c.get("name") == container)
    return any(c.at("securityContext", field) is not None for c in named)
