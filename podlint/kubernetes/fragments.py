"""Parts of manifests that stand alone, as notes and documentation show them: a `spec:`, a bare `env:` list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.yaml.document import Document
from podlint.yaml.nodes import Mapping, Sequence

if TYPE_CHECKING:
    from podlint.yaml.nodes import Node
    from podlint.yaml.place import Path

_CONTAINER = frozenset(
    {
        "args",
        "command",
        "env",
        "envFrom",
        "image",
        "imagePullPolicy",
        "lifecycle",
        "livenessProbe",
        "ports",
        "readinessProbe",
        "resources",
        "securityContext",
        "startupProbe",
        "volumeDevices",
        "volumeMounts",
        "workingDir",
    }
)
_POD = frozenset({"containers", "initContainers", "volumes", "ephemeralContainers"})
_POD_ONLY = _POD | {"affinity", "tolerations", "nodeSelector", "topologySpreadConstraints", "imagePullSecrets"}
_SPEC: Path = ("spec",)
_FIRST_CONTAINER: Path = ("spec", "containers", 0)
# What the entries of a bare list show themselves to be by one of their keys.
_ENTRIES: tuple[tuple[str, Path], ...] = (
    ("containerPort", (*_FIRST_CONTAINER, "ports")),
    ("mountPath", (*_FIRST_CONTAINER, "volumeMounts")),
    ("valueFrom", (*_FIRST_CONTAINER, "env")),
    ("image", (*_SPEC, "containers")),
    ("emptyDir", (*_SPEC, "volumes")),
    ("configMap", (*_SPEC, "volumes")),
    ("persistentVolumeClaim", (*_SPEC, "volumes")),
    ("hostPath", (*_SPEC, "volumes")),
    ("value", (*_FIRST_CONTAINER, "env")),
)


def completed(document: Document) -> Document | None:
    """The document as the part of an object that it shows, with apiVersion, kind and what lies above it supplied.

    None where it does not show which part of which object it is. The kind is one that holds such a part; nothing may be
    asked of the object but what the fragment says.
    """
    found = _place(document.data)
    if found is None:
        return None
    api_version, kind, path = found
    data, root = document.data, document.root
    if root is None:
        return None
    for step in reversed(path):
        data, root = ([data], _sequence(root)) if isinstance(step, int) else ({step: data}, _mapping(step, root))
    if not isinstance(data, dict) or not isinstance(root, Mapping):
        return None
    whole = {"apiVersion": api_version, "kind": kind, **data}
    complete = Document(document.source, document.index, whole, root, above=path)
    if document.doubts:
        complete.doubts = document.doubts.below(path)
    return complete


def _place(data: Any) -> tuple[str, str, Path] | None:
    if isinstance(data, list):
        items = [item for item in data if isinstance(item, dict)]
        if not items or len(items) != len(data):
            return None
        path = next((path for key, path in _ENTRIES if any(key in item for item in items)), None)
        if not all("name" in item or "containerPort" in item for item in items):
            return None
        return ("v1", "Pod", path) if path is not None else None
    if not isinstance(data, dict) or "apiVersion" in data or "kind" in data:
        return None
    keys = set(data)
    spec = data.get("spec")
    if isinstance(spec, dict) and keys <= {"spec", "metadata"}:
        return _of_spec(spec)
    if (keys & _POD or keys <= _POD_ONLY) and all(_entries(data[key]) for key in keys & _POD):
        return "v1", "Pod", _SPEC
    if len(keys & _CONTAINER) * 2 >= len(keys) and keys & _CONTAINER and _looks_right(data):
        return "v1", "Pod", _FIRST_CONTAINER
    return None


def _of_spec(spec: dict[str, Any]) -> tuple[str, str, Path] | None:
    template = spec.get("template")
    if set(spec) & _POD:
        return "v1", "Pod", ()
    if isinstance(template, dict) and isinstance(template.get("spec"), dict):
        return "apps/v1", "Deployment", ()
    if "jobTemplate" in spec and "schedule" in spec:
        return "batch/v1", "CronJob", ()
    ports = spec.get("ports")
    if isinstance(ports, list) and all(isinstance(p, dict) and "port" in p for p in ports):
        return "v1", "Service", ()
    return None


def _looks_right(data: dict[str, Any]) -> bool:
    """Whether the value of a container field has a container's shape: compose files have `image` and `ports` too."""
    lists = [data[key] for key in ("env", "ports", "volumeMounts", "envFrom") if key in data]
    if not all(_entries(value) for value in lists):
        return False
    image = data.get("image")
    return (
        bool(lists)
        or (isinstance(image, str) and len(data) > 1 and "name" in data)
        or bool({"livenessProbe", "readinessProbe", "startupProbe", "lifecycle"} & set(data))
    )


def _entries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _mapping(key: str, inner: Node) -> Mapping:
    made = Mapping(inner.start, False)
    made.end = inner.end
    made.entries[key] = (inner.start, inner.start, inner, None)
    return made


def _sequence(inner: Node) -> Sequence:
    made = Sequence(inner.start, False)
    made.end = inner.end
    made.items.append(inner)
    return made
