"""Mounts and volumes that work, but not as one may think."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, label, quoted, rule
from podlint_rules.volumes._paths import absolute
from podlint_rules.volumes._walk import holding

_EMPTY_DIR = frozenset({"emptyDir"})
_READ_ONLY = frozenset({"configMap", "secret"})
_PARTS = frozenset({"subPath", "subPathExpr"})
_WRITTEN = frozenset({"/", "/tmp", "/etc", "/var", "/run", "/var/run", "/var/tmp"})


def _kinds(container: View) -> dict[str, str]:
    """The volumes of a container's pod that show a ConfigMap or Secret, by name."""
    pod = container.object.pod()
    found: dict[str, str] = {}
    for volume in holding(pod, "volumes", _READ_ONLY) if pod is not None else ():
        name = volume.text("name")
        for key, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
            if name and volume.get(key) is not None:
                found[name] = kind
    return found


@rule("nested-mount", severity=Severity.INFO, scope=Scope.CONTAINER, default=False)
def nested_mount(container: View) -> Iterator[Hit]:
    """Mount below another mount of the same container.

    ## Why is this bad?
    The kubelet makes the inner folder in the outer volume. That fails where the outer one is read-only, and leaves an
    empty folder behind in what others share.

    ## Example
    ```yaml bad
    volumeMounts:
      - {name: data, mountPath: /data}
      - {name: cache, mountPath: /data/cache}
    ```

    ## Use instead
    ```yaml good
    volumeMounts:
      - {name: data, mountPath: /data}
      - {name: cache, mountPath: /cache}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    mounts = [(mount, path) for mount in container.each("volumeMounts") if (path := mount.text("mountPath"))]
    if len(mounts) < 2:
        return
    first: dict[str, View] = {}
    for mount, path in mounts:
        first.setdefault(_folder(path), mount)
    for mount, path in mounts:
        above = posixpath.dirname(_folder(path))
        while above not in first and above not in ("/", ""):
            above = posixpath.dirname(above)
        if above in first and first[above] is not mount:
            message = f"mountPath {quoted(path)} of {label(container)} lies below the mount at {quoted(above)}"
            related = (first[above].related("the outer mount", "mountPath"),)
            yield mount.hit(message, "mountPath", help="mount it beside the other one", related=related)


def _folder(path: str) -> str:
    """A path in its one spelling, one that is not absolute as it is."""
    return absolute(path) if path.startswith("/") else posixpath.normpath(path)


@rule("subpath-no-update", severity=Severity.INFO, scope=Scope.CONTAINER, default=False)
def subpath_no_update(container: View) -> Iterator[Hit]:
    """ConfigMap or Secret mounted by subPath, which never changes while the container runs.

    ## Why is this bad?
    The kubelet refreshes the files of such volumes, but not those that a subPath binds: the container keeps the old
    content until it is started anew.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: conf, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}
    volumes:
      - name: conf
        configMap: {name: nginx}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: conf, mountPath: /etc/nginx/conf.d}
    volumes:
      - name: conf
        configMap: {name: nginx}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
    """
    kinds: dict[str, str] | None = None
    for mount in holding(container, "volumeMounts", _PARTS):
        key = next((key for key in ("subPath", "subPathExpr") if mount.get(key)), None)
        if key is None:
            continue
        kinds = _kinds(container) if kinds is None else kinds
        kind = kinds.get(mount.text("name") or "")
        if kind is not None:
            message = f"{key} of {label(container)} takes a {kind}, whose changes it will not see"
            yield mount.hit(message, key, help="mount the whole volume in a folder of its own")


@rule("readonly-volume-written", severity=Severity.WARNING, scope=Scope.CONTAINER, default=False)
def readonly_volume_written(container: View) -> Iterator[Hit]:
    """ConfigMap or Secret mounted over a folder that must be writable.

    ## Why is this bad?
    Such a volume is read-only and hides what the image has there: programs cannot write to `/tmp`, and do not find
    their files in `/etc`.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: conf, mountPath: /etc}
    volumes:
      - name: conf
        configMap: {name: nginx}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: conf, mountPath: /etc/nginx/conf.d}
    volumes:
      - name: conf
        configMap: {name: nginx}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/configmap/
    """
    for mount in container.each("volumeMounts"):
        path = mount.text("mountPath")
        if not path or posixpath.normpath(path) not in _WRITTEN or mount.at("subPath") or mount.at("subPathExpr"):
            continue
        kind = _kinds(container).get(mount.text("name") or "")
        if kind is not None:
            message = f"a {kind} hides {quoted(path)} of {label(container)} and makes it read-only"
            yield mount.hit(message, "mountPath", help="mount it in a folder of its own")


@rule("emptydir-unbounded", severity=Severity.INFO, scope=Scope.POD, default=False, profiles=("production",))
def emptydir_unbounded(pod: View) -> Iterator[Hit]:
    """emptyDir in memory without a size limit.

    ## Why is this bad?
    What is written there counts as memory of the containers; without a limit it grows until they are killed, or to the
    memory of the node where they have none.

    ## Example
    ```yaml bad
    volumes:
      - name: cache
        emptyDir: {medium: Memory}
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: cache
        emptyDir: {medium: Memory, sizeLimit: 64Mi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
    """
    for volume in holding(pod, "volumes", _EMPTY_DIR):
        if volume.get("emptyDir", "medium") == "Memory" and volume.at("emptyDir", "sizeLimit") is None:
            message = f"emptyDir in memory of volume {quoted(str(volume.get('name')))} has no sizeLimit"
            yield volume.hit(message, "emptyDir", part=Part.KEY, help="add sizeLimit")
