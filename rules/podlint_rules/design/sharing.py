"""What the containers of a pod share, and may harm each other by: files, and processes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, containers, label, lists_complete, quoted, rule, running_together

_MEANT = r"^/dev/shm/?\Z|(^|[/._-])(sockets?|run|ipc)([/._-]|\Z)"


@rule("shared-volume-race", severity=Severity.INFO, scope=Scope.POD, default=False)
def shared_volume_race(pod: View) -> Iterator[Hit]:
    """Two containers that may both write one emptyDir at the same path.

    ## Why is this bad?
    Containers run at the same time, and nothing keeps them from writing the same file: what one has written the other
    may overwrite, or read half of. Mostly one writes and the other reads, and `readOnly: true` on the reader's mount
    says so, and keeps it so. Folders of sockets and `/dev/shm` are left alone: both sides need to write there.

    ## Example
    ```yaml bad
    containers:
      - name: writer
        image: registry.example/writer:1
        volumeMounts: [{name: pages, mountPath: /pages}]
      - name: web
        image: nginx:1.27
        volumeMounts: [{name: pages, mountPath: /pages}]
    volumes:
      - {name: pages, emptyDir: {}}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: writer
        image: registry.example/writer:1
        volumeMounts: [{name: pages, mountPath: /pages}]
      - name: web
        image: nginx:1.27
        volumeMounts: [{name: pages, mountPath: /pages, readOnly: true}]
    volumes:
      - {name: pages, emptyDir: {}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
    """
    if not pod.value.get("volumes"):
        return
    empty = {volume.text("name") for volume in pod.each("volumes") if volume.at("emptyDir") is not None}
    first: dict[tuple[object, ...], tuple[View, View]] = {}
    for container in containers(pod) if empty else ():
        for mount in container.each("volumeMounts"):
            name, path = mount.text("name"), mount.text("mountPath")
            if name not in empty or path is None or mount.get("readOnly", default=False) is not False:
                continue
            if re.search(_MEANT, path) or not mount.complete() or mount.get("subPathExpr"):
                continue
            key = name, path.rstrip("/"), mount.text("subPath")
            other, known = first.setdefault(key, (container, mount))
            if other.path != container.path:
                yield mount.hit(
                    f"{label(container)} and {label(other)} may both write emptyDir {quoted(str(name))} at {path}",
                    "mountPath",
                    help="give readOnly: true to the mount of the container that only reads",
                    related=(known.related("the other mount", "mountPath"),),
                )


@rule("share-process-namespace", severity=Severity.INFO, scope=Scope.POD, default=False)
def share_process_namespace(pod: View) -> Iterator[Hit]:
    """Shared process namespace with a container that is privileged or runs as root.

    ## Why is this bad?
    With `shareProcessNamespace: true` the containers see each other's processes, their arguments, and through
    `/proc/PID/root` their files. A container that is privileged, may trace processes, or runs as root can read and
    change all of the others: their secrets, and what they do. A helper that only sends signals can run as the same
    user as the application.

    ## Example
    ```yaml bad
    shareProcessNamespace: true
    containers:
      - name: app
        image: registry.example/app:1
      - name: debug
        image: busybox:1.36
        securityContext:
          privileged: true
    ```

    ## Use instead
    ```yaml good
    shareProcessNamespace: true
    containers:
      - name: app
        image: registry.example/app:1
        securityContext: {runAsUser: 10001}
      - name: reloader
        image: registry.example/reloader:1
        securityContext: {runAsUser: 10001}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
    """
    if not pod.flag("shareProcessNamespace") or not lists_complete(pod):
        return
    together = list(running_together(pod))
    strong = [(one, power) for one in together if (power := _power(pod, one)) is not None]
    if len(together) < 2 or not strong:
        return
    container, why = strong[0]
    yield pod.hit(
        f"the containers share their processes, and {label(container)} {why[0]}: it can read and change the others",
        "shareProcessNamespace",
        help="take the power from that container, or let it run in a pod of its own",
        related=tuple(view.related(f"{label(one)} {what}") for one, (what, view) in strong),
    )


def _power(pod: View, container: View) -> tuple[str, View] | None:
    """What lets a container reach into the processes of others, and where it is said."""
    context = container.at("securityContext")
    if context is not None and context.flag("privileged"):
        return "is privileged", context.at("privileged") or context
    for capability in context.each("capabilities", "add") if context is not None else ():
        name = str(capability.value).upper().removeprefix("CAP_")
        if name in ("ALL", "SYS_ADMIN", "SYS_PTRACE"):
            return f"has the capability {name}", capability
    user = container.at("securityContext", "runAsUser") or pod.at("securityContext", "runAsUser")
    if user is not None and user.value == 0 and not isinstance(user.value, bool):
        return "runs as root", user
    return None
