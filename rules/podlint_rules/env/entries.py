"""Env entries by themselves: what the API server refuses, and what hides what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import (
    Hit,
    Part,
    Scope,
    Severity,
    View,
    closest,
    did_you_mean,
    is_placeholder,
    label,
    listed,
    quoted,
    rule,
)
from podlint.api.kubernetes import names
from podlint_rules.volumes._downward import RESOURCE, divisor_faults, field_version, is_subscript

_FIELDS = frozenset(
    {
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.host",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    }
)
_KNOWN = tuple(sorted(_FIELDS - {"spec.host"}))
_LONGEST = 400
_BY_KEY = r"metadata\.(labels|annotations)[.[/]\W?(.+?)\W*"
"""A label or an annotation that is not named as the server wants it."""


@rule("env-invalid", severity=Severity.ERROR, scope=Scope.CONTAINER, versioned=True, needs=("valueFrom",))
def env_invalid(container: View) -> Iterator[Hit]:
    """Env entry that the API server refuses.

    ## Why is this bad?
    An entry has a value or a valueFrom, not both. A fieldRef may name only some fields of the pod, and labels and
    annotations by key in single quotes: `metadata.labels['app']`. A resourceFieldRef names a request or limit.

    ## Example
    ```yaml bad
    env:
      - name: POD_IP
        valueFrom:
          fieldRef:
            fieldPath: status.podIp
    ```

    ## Use instead
    ```yaml good
    env:
      - name: POD_IP
        valueFrom:
          fieldRef:
            fieldPath: status.podIP
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
    """
    for entry in container.each("env"):
        source = entry.at("valueFrom")
        if source is None:
            continue
        if entry.get("value"):
            message = f"env entry of {label(container)} has both value and valueFrom"
            related = (entry.related("value stands here", "value", part=Part.KEY),)
            yield entry.hit(message, "valueFrom", part=Part.KEY, help="keep one of them", related=related)
        path = source.text("fieldRef", "fieldPath")
        if path and path not in _FIELDS and not is_subscript(path):
            message = f"fieldPath {quoted(path)} in env of {label(container)} is no field that env can have"
            near = next((field for field in _FIELDS if field.lower() == path.lower()), None)
            help = did_you_mean(near or _subscript(path)) or f"write {listed(_KNOWN, 12, 'or')}"
            yield source.hit(message, "fieldRef", "fieldPath", help=help)
        resource = source.text("resourceFieldRef", "resource")
        if resource and not re.fullmatch(RESOURCE, resource):
            message = f"resource {quoted(resource)} in env of {label(container)} is no request or limit of a container"
            yield source.hit(
                message, "resourceFieldRef", "resource", help="write limits.cpu, requests.memory or the like"
            )
        for key, ref in source.entries():
            if not isinstance(ref.value, dict):
                continue
            if key == "fieldRef":
                yield from field_version(ref)
            elif key == "resourceFieldRef":
                yield from divisor_faults(ref)
            elif key == "fileKeyRef" and container.object.minor >= 35:
                yield from _file_key(container, ref)


@rule("env-duplicate", severity=Severity.WARNING, scope=Scope.CONTAINER, needs=("env",))
def env_duplicate(container: View) -> Iterator[Hit]:
    """Env name that comes twice, so that the later entry hides the earlier.

    ## Why is this bad?
    The API server takes both and warns: the last one counts, and `kubectl apply` may drop one of them. An entry that
    extends the earlier one by `$(NAME)` is no duplicate.

    ## Example
    ```yaml bad
    env:
      - {name: MODE, value: fast}
      - {name: MODE, value: safe}
    ```

    ## Use instead
    ```yaml good
    env:
      - {name: MODE, value: fast}
      - {name: MODE, value: $(MODE)-and-safe}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
    """
    entries = [*container.each("env")]
    if len({name for entry in entries if isinstance(name := entry.get("name"), str)}) == len(entries):
        return
    first: dict[str, View] = {}
    for entry in entries:
        name = entry.text("name")
        if name is None:
            continue
        before = first.setdefault(name, entry)
        if before is entry:
            continue
        value = entry.get("value")
        extends = isinstance(value, str) and f"$({name})" in value and value != f"$({name})"
        # What something else fills in may have `$(NAME)` in it.
        filled_in = is_placeholder(value) if isinstance(value, str) else value is None and entry.at("value") is not None
        if not extends and not filled_in and entry.complete("valueFrom"):
            message = f"env name {quoted(name)} of {label(container)} comes twice: this entry hides the earlier one"
            yield entry.hit(message, "name", help="remove one of them", related=(before.related("first here", "name"),))


def _file_key(container: View, ref: View) -> Iterator[Hit]:
    """A key of a file: its volume is an emptyDir of the pod, its path stays inside."""
    key, path, name = ref.text("key"), ref.text("path"), ref.text("volumeName")
    if key and (words := names.env_name(key, container.object.minor)) is not None:
        yield ref.hit(f"key {quoted(key)} of fileKeyRef {words}", "key")
    if path and ".." in path.split("/"):
        yield ref.hit(f"path {quoted(path)} of fileKeyRef must not contain `..`", "path")
    pod = container.object.pod()
    if not name or pod is None or not pod.complete("volumes"):
        return
    volume = next((volume for volume in pod.each("volumes") if volume.get("name") == name), None)
    if volume is None:
        message = f"fileKeyRef of {label(container)} takes volume {quoted(name)}, which the pod does not have"
        known = [volume.text("name") or "" for volume in pod.each("volumes")]
        yield ref.hit(
            message, "volumeName", help=did_you_mean(closest(name, known)) or "add it to volumes: an emptyDir"
        )
    elif volume.at("emptyDir") is None and any(value is not None for key, value in volume.entries() if key != "name"):
        message = f"fileKeyRef of {label(container)} must take an emptyDir, and volume {quoted(name)} is none"
        yield ref.hit(message, "volumeName", related=(volume.related("the volume", "name"),))


def _subscript(path: str) -> str | None:
    """The field path of a label or an annotation that is named in another way: `metadata.labels.app`."""
    match = re.fullmatch(_BY_KEY, path) if len(path) < _LONGEST else None
    return f"metadata.{match[1]}['{match[2]}']" if match else None
