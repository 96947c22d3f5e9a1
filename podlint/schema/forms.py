"""Fields that beginners write in a shorter form than there is, as other tools have it: the form that there is.

`ports: 80`, `envFrom: config`, `- FOO=bar`, `httpGet: /healthz`: each with the words that are there already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.schema.advice import as_text, env_source
from podlint.yaml.place import last

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.yaml.place import Path

_PORTS = r"(?:\d+\.\d+\.\d+\.\d+:)?(?:(\d{1,5}):)?(\d{1,5})(?:/(tcp|udp|sctp|TCP|UDP|SCTP))?"
"""`80`, `8080:80`, `53/udp`: as docker and compose have them."""
_TIME = r"(\d{1,6})\s*([smh])(?:ec(?:onds?)?|in(?:utes?)?|ours?)?"
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_USERS = frozenset({"runAsUser", "runAsGroup", "fsGroup"})
_LABELS = frozenset({"labels", "annotations", "matchLabels", "nodeSelector", "selector"})
_LONGEST = 200


def scalar(value: Any, path: Path, kind: str) -> str | None:
    """The help for a scalar at a path of an object of some kind where a list, a mapping or a number is wanted."""
    if not isinstance(value, str | int) or isinstance(value, bool) or len(str(value)) > _LONGEST:
        return None
    field = _field(path)
    form = _FORMS.get(field)
    if field.endswith("Seconds") and (found := re.fullmatch(_TIME, str(value))) is not None:
        return f"write the number of seconds: {int(found[1]) * _SECONDS[found[2]]}"
    text = str(value).strip()
    if field in _USERS:
        number = "0 is root" if text == "root" else "the name of a user is known inside the image only"
        return f"write the number of the {'group' if field == 'fsGroup' or 'Group' in field else 'user'}: {number}"
    if not text or "\n" in text:
        return None
    if field == "ports":
        return _port(text, path, kind)
    if field in ("port", "containerPort") and "ports" in path:
        return _two_ports(text, field, kind)
    if (field == "service" and "backend" not in str(path).lower()) or (field == "secret" and "volumes" not in path):
        return None
    if field in _LABELS and (pairs := _pairs(text)):
        return f"write `{field}: {{{pairs}}}`"
    if path == ("spec", "selector") and re.fullmatch(r"[\w.-]+", text):
        inner = f"{{app: {as_text(text)}}}"
        plain = kind in ("Service", "ReplicationController")
        return f"write `selector: {inner if plain else f'{{matchLabels: {inner}}}'}`"
    return form(text) if form is not None else None


def mapping(value: dict[str, Any], path: Path, kind: str) -> str | None:
    """The help for a mapping at a path where a text is wanted."""
    if kind == "Service" and path == ("spec", "selector", "matchLabels"):
        pairs = ", ".join(f"{as_text(str(key))}: {as_text(str(label))}" for key, label in list(value.items())[:3])
        return f"write the labels directly below selector: `selector: {{{pairs}}}`" if pairs else None
    return _as_text(path, kind)


def entries(value: list[Any], path: Path, kind: str) -> str | None:
    """The help for a list at a path where a mapping or a text is wanted."""
    field = _field(path)
    if field in _LABELS and value and all(isinstance(item, str) and _pairs(item) for item in value):
        return f"write `{field}: {{{', '.join(_pairs(item) for item in value[:3])}}}`"
    return _as_text(path, kind)


def moved(key: str, value: Any, path: Path, kind: str) -> tuple[Path, str] | None:
    """The path that a key which the mapping at a path does not know is meant for, and the help that says so."""
    field = _field(path)
    shown = as_text(value) if isinstance(value, str) else str(value) if isinstance(value, int | float) else None
    shown = shown if shown is None or len(shown) <= _LONGEST else None
    if field == "resources" and key in ("cpu", "memory", "ephemeral-storage") and shown is not None:
        return (
            *path,
            "requests",
            key,
        ), f"write `requests: {{{key}: {shown}}}` below resources, or the same below limits"
    if kind == "PersistentVolumeClaim" and path == ("spec",) and key == "storage" and shown is not None:
        return (
            "spec",
            "resources",
            "requests",
            key,
        ), f"write `resources: {{requests: {{storage: {shown}}}}}` below spec"
    if kind == "Pod" and path == ("spec",) and key == "replicas":
        return (*path, key), "a Pod is one; a Deployment keeps as many as its replicas say: make it one, or remove this"
    if path[:1] == ("spec",) and key == "namespace" and isinstance(value, str):
        return ("metadata", key), '"namespace" belongs in metadata'
    if field == "env" and isinstance(path[-1], int) and isinstance(value, str | int | float):
        entry = f"{{name: {as_text(key)}, value: {as_text(str(value))}}}"
        return (*path, "name"), f"write `- {entry}`"
    if field.endswith("Probe") and key in ("path", "port", "scheme", "httpHeaders"):
        return (
            *path,
            "httpGet",
            key,
        ), f'"{key}" belongs in httpGet: write `httpGet: {{path: /, port: 80}}` with your values'
    if key == "targetCPUUtilizationPercentage" and kind == "HorizontalPodAutoscaler" and path == ("spec",):
        target = f"{{type: Utilization, averageUtilization: {shown}}}"
        metric = f"{{type: Resource, resource: {{name: cpu, target: {target}}}}}"
        return ("spec", "metrics"), f"it is a field of autoscaling/v1; write `metrics: [{metric}]`"
    return None


MISSING = {"pathType": "add pathType: Prefix"}
"""The help for a field that is missing, where a value is right nearly always."""


def _field(path: Path) -> str:
    """The name of what stands at a path, or of the list that it is an entry of."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _as_text(path: Path, kind: str) -> str | None:
    if kind == "ConfigMap" and len(path) == 2 and path[0] == "data":
        return f"values are texts: write `{last(path)}: |`, and the lines below it indented"
    return None


def _pairs(text: str) -> str:
    """`a=b,c=d` as the entries of a mapping; empty where it is something else."""
    found = [part.partition("=") for part in text.split(",")]
    if not all(key.strip() and equals for key, equals, _ in found):
        return ""
    return ", ".join(f"{as_text(key.strip())}: {as_text(label.strip())}" for key, _, label in found)


def _port(text: str, path: Path, kind: str) -> str | None:
    found = re.fullmatch(_PORTS, text)
    if found is None:
        return None
    outside, inside, protocol = found.groups()
    tail = f", protocol: {protocol.upper()}" if protocol and protocol.upper() != "TCP" else ""
    after = ""
    if path[:2] == ("spec", "ports") and kind == "Service":
        inner = f"port: {outside or inside}" + (f", targetPort: {inside}" if outside else "") + tail
    elif kind == "NetworkPolicy" and not outside:
        inner = f"port: {inside}{tail}"
    elif "containers" in path or "initContainers" in path:
        inner = f"containerPort: {inside}{tail}"
        after = f"; the port {outside} outside is set in a Service" if outside else ""
    else:
        return None
    return f"write `- {f'{{{inner}}}' if ',' in inner else inner}`{after}"


def _two_ports(text: str, field: str, kind: str) -> str | None:
    """`8080:80` where one number is wanted."""
    found = re.fullmatch(r"(\d{1,5}):(\d{1,5})", text)
    if found is None:
        return None
    if field == "containerPort":
        return f"write `containerPort: {found[2]}`; the port {found[1]} outside is set in a Service"
    return f"write `port: {found[1]}` and `targetPort: {found[2]}`" if kind == "Service" else None


def _environment(text: str) -> str | None:
    name, equals, value = text.partition("=")
    if not re.fullmatch(r"[A-Za-z_][\w.-]*", name):
        return None
    return f"write `- {{name: {as_text(name)}, value: {as_text(value) if equals else 'VALUE'}}}`"


def _http(text: str) -> str | None:
    if text.isdecimal():
        return f"write `httpGet: {{path: /, port: {text}}}`"
    found = re.fullmatch(r"(?:https?://)?(?:localhost|127\.0\.0\.1)?(?::(\d{1,5}))?(/\S*)", text)
    if found is None:
        return None
    port = f"port: {found[1]}}}`" if found[1] else "port: 80}`, with the port that the container listens on"
    return f"write `httpGet: {{path: {as_text(found[2])}, {port}"


def _mount(text: str) -> str | None:
    name, colon, folder = text.rpartition(":")
    if not folder.startswith("/") or (colon and not re.fullmatch(r"[a-z0-9-]+", name)):
        return None
    name = name or re.sub(r"[^a-z0-9]+", "-", folder.lower().rstrip("/").rpartition("/")[2]).strip("-") or "data"
    return f"write `- {{name: {name}, mountPath: {as_text(folder)}}}`, and declare {name} under volumes"


def _metadata(text: str) -> str | None:
    """`name = web` and `name: web` spell out the name; `web` alone is one."""
    found = re.fullmatch(r"(?:name\s*[=:]\s*)?([\w.-]+)", text)
    return f"write `metadata: {{name: {as_text(found[1])}}}`" if found is not None else None


def _container(text: str) -> str | None:
    if not re.fullmatch(r"[\w./:-]+", text):
        return None
    name = re.sub(r"[^a-z0-9]+", "-", text.rpartition("/")[2].partition(":")[0].lower()).strip("-")
    return f"write `- {{name: {name}, image: {as_text(text)}}}`" if name else None


_FORMS: dict[str, Callable[[str], str | None]] = {
    "env": _environment,
    "metadata": _metadata,
    "envFrom": env_source,
    "httpGet": _http,
    "exec": lambda text: f"write `exec: {{command: [{', '.join(map(as_text, text.split()))}]}}`",
    "imagePullSecrets": lambda text: f"write `- name: {as_text(text)}`",
    "volumeMounts": _mount,
    "containers": _container,
    "initContainers": _container,
    "scaleTargetRef": lambda text: (
        f"write `scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {as_text(text)}}}`"
    ),
    "service": lambda text: f"write `service: {{name: {as_text(text)}, port: {{number: 80}}}}`, with its port",
    "secretKeyRef": lambda text: f"write `secretKeyRef: {{name: {as_text(text)}, key: KEY}}`",
    "configMapKeyRef": lambda text: f"write `configMapKeyRef: {{name: {as_text(text)}, key: KEY}}`",
    "secret": lambda text: f"write `secret: {{secretName: {as_text(text)}}}`",
    "configMap": lambda text: f"write `configMap: {{name: {as_text(text)}}}`",
}
