"""Mounts that the API server refuses for their paths."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, label, quoted, rule


@rule("mount-invalid", severity=Severity.ERROR, scope=Scope.CONTAINER)
def mount_invalid(container: View) -> Iterator[Hit]:
    """Mount whose settings the API server refuses.

    ## Why is this bad?
    A subPath stays inside its volume: it is relative and has no `..`. subPath and subPathExpr exclude each other;
    mountPropagation Bidirectional needs a privileged container; recursiveReadOnly needs readOnly.

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
    for mount in container.each("volumeMounts"):
        for key in ("subPath", "subPathExpr"):
            path = mount.text(key)
            if path and (path.startswith("/") or ".." in path.split("/")):
                message = f"{key} {quoted(path)} of {label(container)} must be a relative path without `..`"
                yield mount.hit(message, key, help="name a folder of the volume")
        if mount.get("subPath") and mount.get("subPathExpr"):
            message = f"subPath and subPathExpr exclude each other in {label(container)}"
            yield mount.hit(message, "subPathExpr", part=Part.KEY, help="keep one of them")
        known = container.complete("securityContext")
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
