"""Where a manifest bears metadata and label selectors, and which kinds are Kubernetes' own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import KubeObject, Path, View, once
from podlint.api.kubernetes import kinds

_OPAQUE = frozenset(
    {
        "metadata",
        "data",
        "stringData",
        "binaryData",
        "status",
        "nodeAffinity",
        "nodeSelectorTerms",
        "containers",
        "initContainers",
    }
)
# What the server hands on as it is: metrics to the metrics API, priority classes of a quota's scope.
_NOT_JUDGED = {"HorizontalPodAutoscaler": frozenset({"metrics"}), "ResourceQuota": frozenset({"scopeSelector"})}
# What the server leaves out before it judges an object, unless a feature gate is on that is off as a rule.
_DROPPED = frozenset({"clusterTrustBundle"})


def is_built_in(target: KubeObject) -> bool:
    """Whether the server itself knows this kind, so that its fields mean what the API reference says."""
    if target.group == "":
        return target.api_version == "v1" and kinds.find("", target.kind) is not None
    return target.group in kinds.GROUPS and "/" in target.api_version


def template_metadata(target: KubeObject) -> View | None:
    """The metadata of the pods that an object makes, None where it makes none or says nothing of them."""
    path = target.pod_path
    return target.at(*path[:-1], "metadata") if path is not None and len(path) > 1 else None


def all_metadata(target: KubeObject) -> Iterator[View]:
    """Each metadata that the server checks: the object's own, and those of all that it makes."""
    found = [target.at("metadata"), template_metadata(target)]
    pod = target.pod()
    if target.kind == "ResourceClaimTemplate":
        found.append(target.at("spec", "metadata"))
    if pod is not None:
        ephemeral = [volume for volume in pod.each("volumes") if volume.get("ephemeral")]
        found += [volume.at("ephemeral", "volumeClaimTemplate", "metadata") for volume in ephemeral]
    yield from (view for view in found if view is not None and isinstance(view.value, dict))


@once
def label_selectors(target: KubeObject) -> list[View]:
    """Each label selector (matchLabels, matchExpressions) of a built-in kind; those for nodes are not of this form."""
    if not is_built_in(target) or target.kind == "CustomResourceDefinition" or not isinstance(target.value, dict):
        return []
    opaque = _OPAQUE | _NOT_JUDGED.get(target.kind, frozenset())
    if target.minor < 37:
        opaque |= _DROPPED
    found: list[tuple[Any, Path]] = []
    _selectors(target.value, target.path, opaque, found)
    return [View(value, path, target) for value, path in found]


def _selectors(value: dict[str, Any], path: Path, opaque: frozenset[str], found: list[tuple[Any, Path]]) -> None:
    """Add the selectors below a mapping. Plain data, walked once for all rules: most objects hold few."""
    if "matchLabels" in value or "matchExpressions" in value:
        found.append((value, path))
        return
    for key, inner in value.items():
        if type(inner) is str or key in opaque:  # most values
            continue
        if isinstance(inner, dict):
            _selectors(inner, (*path, key), opaque, found)
        elif isinstance(inner, list):
            for index, item in enumerate(inner):
                if isinstance(item, dict):
                    _selectors(item, (*path, key, index), opaque, found)
