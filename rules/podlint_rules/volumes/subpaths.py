"""Mounts that the API server refuses for their paths."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, label, quoted, rule
from podlint_rules.volumes._walk import holding

_SETTINGS = frozenset({"subPath", "subPathExpr", "mountPropagation", "recursiveReadOnly"})


@rule("mount-invalid", severity=Severity.ERROR, scope=Scope.CONTAINER, needs=("volumeMounts", "volumeDevices"))
def mount_invalid(container: View) -> Iterator[Hit]:
    """Mount whose settings the API server refuses.

    ## Why is this bad?
    A subPath stays inside its volume: it is relative and has no `..`. subPath and subPathExpr exclude each other;
    mountPropagation Bidirectional needs a privileged container; recursiveReadOnly needs readOnly. A device is taken
    from a claim, once, and is not mounted beside that.

    ## Example
    ```yaml bad
    volumeMounts:
      - {name: data, mountPath: /data, subPath: ../other}
    ```

    ## Use instead
    ```yaml good
    volumeMounts:
      - {name: data, mountPath: /data, subPath: other}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
    """
    for mount in holding(container, "volumeMounts", _SETTINGS):
        for key in ("subPath", "subPathExpr"):
            path = mount.text(key)
            if path and (path.startswith("/") or ".." in path.split("/")):
                message = f"{key} {quoted(path)} of {label(container)} must be a relative path without `..`"
                yield mount.hit(message, key, help="name a folder of the volume")
        if mount.get("subPath") and mount.get("subPathExpr"):
            message = f"subPath and subPathExpr exclude each other in {label(container)}"
            yield mount.hit(message, "subPathExpr", part=Part.KEY, help="keep one of them")
        known = container.understood("securityContext", "privileged")
        if (
            mount.get("mountPropagation") == "Bidirectional"
            and known
            and not container.flag("securityContext", "privileged")
        ):
            message = f"mountPropagation Bidirectional needs a privileged container, and {label(container)} is not"
            yield mount.hit(message, "mountPropagation", help="use HostToContainer")
        if mount.get("recursiveReadOnly") in ("Enabled", "IfPossible"):
            if not mount.flag("readOnly"):
                message = f"recursiveReadOnly of {label(container)} needs readOnly: true"
                yield mount.hit(message, "recursiveReadOnly", help="add readOnly: true")
            elif mount.get("mountPropagation", default="None") != "None":
                message = f"recursiveReadOnly of {label(container)} excludes mountPropagation"
                yield mount.hit(message, "recursiveReadOnly", help="remove one of them")
    if container.value.get("volumeDevices"):
        yield from _devices(container)


def _devices(container: View) -> Iterator[Hit]:
    mounted = {name: mount for mount in container.each("volumeMounts") if (name := mount.text("name"))}
    first: dict[str, View] = {}
    for device in container.each("volumeDevices"):
        path, name = device.text("devicePath"), device.text("name")
        if path and ".." in path.split("/"):
            yield device.hit(f"devicePath {quoted(path)} of {label(container)} must not contain `..`", "devicePath")
        if not name:
            continue
        before = first.setdefault(name, device)
        if before is not device:
            related = (before.related("first taken here", "name"),)
            message = f"volume {quoted(name)} is taken twice as a device of {label(container)}"
            yield device.hit(message, "name", help="remove one of the two", related=related)
        elif name in mounted:
            related = (mounted[name].related("mounted here", "name"),)
            message = f"volume {quoted(name)} is both a device of {label(container)} and mounted in it"
            yield device.hit(message, "name", help="keep one of the two", related=related)
        elif _is_no_claim(container, name):
            message = f"volume {quoted(name)} is no claim, as a device of {label(container)} must be"
            advice = "use persistentVolumeClaim or ephemeral, or mount it by volumeMounts"
            yield device.hit(message, "name", help=advice)


def _is_no_claim(container: View, name: str) -> bool:
    """Whether the pod's volume of this name is of another type; a claim template takes the place of a volume."""
    pod = container.object.pod()
    templates = container.object.each("spec", "volumeClaimTemplates")
    if pod is None or any(template.get("metadata", "name") in (name, None) for template in templates):
        return False
    volume = next((volume for volume in pod.each("volumes") if volume.text("name") == name), None)
    if volume is None or not isinstance(volume.value, dict) or not volume.complete():
        return False
    return all(volume.at(key) is None for key in ("persistentVolumeClaim", "ephemeral"))
