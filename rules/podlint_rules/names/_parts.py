"""Where a manifest bears metadata and label selectors, and which kinds are Kubernetes' own."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import KubeObject, View

BUILT_IN_GROUPS = frozenset(
    {
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "apps",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "extensions",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    }
)
CORE_KINDS = frozenset(
    {
        "ConfigMap",
        "Endpoints",
        "Event",
        "LimitRange",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "Pod",
        "PodTemplate",
        "ReplicationController",
        "ResourceQuota",
        "Secret",
        "Service",
        "ServiceAccount",
    }
)
_OPAQUE = frozenset({"metadata", "data", "stringData", "binaryData", "status", "nodeAffinity"})


def is_built_in(target: KubeObject) -> bool:
    """Whether the server itself knows this kind, so that its fields mean what the API reference says."""
    if target.group == "":
        return target.kind in CORE_KINDS and target.api_version == "v1"
    return target.group in BUILT_IN_GROUPS and "/" in target.api_version


def template_metadata(target: KubeObject) -> View | None:
    """The metadata of the pods that an object makes, None where it makes none or says nothing of them."""
    path = target.pod_path
    return target.at(*path[:-1], "metadata") if path is not None and len(path) > 1 else None


def all_metadata(target: KubeObject) -> Iterator[View]:
    """Each metadata that the server checks: the object's own, and those of all that it makes."""
    found = [target.at("metadata"), template_metadata(target)]
    if (target.group, target.kind) == ("batch", "CronJob"):
        found.append(target.at("spec", "jobTemplate", "metadata"))
    if (target.group, target.kind) == ("apps", "StatefulSet"):
        found += [claim.at("metadata") for claim in target.each("spec", "volumeClaimTemplates")]
    pod = target.pod()
    if pod is not None:
        found += [v.at("ephemeral", "volumeClaimTemplate", "metadata") for v in pod.each("volumes")]
    yield from (view for view in found if view is not None and isinstance(view.value, dict))


def label_selectors(target: KubeObject) -> Iterator[View]:
    """Each label selector (matchLabels, matchExpressions) of a built-in kind; those for nodes are not of this form."""
    if not is_built_in(target) or target.kind == "CustomResourceDefinition":
        return
    open_views = [view for key, view in target.entries() if key not in _OPAQUE]
    while open_views:
        view = open_views.pop()
        if isinstance(view.value, list):
            open_views.extend(view.each())
        elif isinstance(view.value, dict):
            if "matchLabels" in view.value or "matchExpressions" in view.value:
                if "nodeSelectorTerms" not in view.path:
                    yield view
            else:
                open_views.extend(inner for key, inner in view.entries() if key not in _OPAQUE)
