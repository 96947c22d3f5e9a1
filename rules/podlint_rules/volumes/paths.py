"""Paths at which volumes appear in a container."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, label, quoted, rule


@rule(
    "duplicate-mount-path",
    severity=Severity.ERROR,
    scope=Scope.CONTAINER,
    partial=True,
    needs=("volumeMounts", "volumeDevices"),
)
def duplicate_mount_path(container: View) -> Iterator[Hit]:
    """Same mount path twice in one container.

    ## Why is this bad?
    Each `mountPath` of a container must be its own, and so must each `devicePath`, also against the mount paths: the
    API server refuses the second one, whatever its subPath is. `kubectl apply` merges mounts by their path, so that one
    entry of the two may be lost before that. To put several ConfigMaps or Secrets into one folder, list them as the
    sources of one `projected` volume; to put single files there, give each its full path with a `subPath`.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: settings, mountPath: /etc/app}
          - {name: keys, mountPath: /etc/app}
    volumes:
      - name: settings
        configMap: {name: app}
      - name: keys
        secret: {secretName: app}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
          - {name: settings, mountPath: /etc/app}
    volumes:
      - name: settings
        projected:
          sources:
            - configMap: {name: app}
            - secret: {name: app}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/projected-volumes/
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#volumes-1
    """
    lists = (("volumeMounts", "mountPath"), ("volumeDevices", "devicePath"))
    mounts = [(mount, key) for items, key in lists if container.value.get(items) for mount in container.each(items)]
    first: dict[str, tuple[View, str]] = {}
    for mount, key in mounts if len(mounts) > 1 else ():
        path = mount.text(key)
        if not path or mount.get("$patch") is not None:
            continue
        before, before_key = first.setdefault(path, (mount, key))
        if before is mount:
            continue
        name, other = mount.text("name"), before.text("name")
        volume = f"volume {quoted(name)}" if name else "this volume"
        holder = f"volume {quoted(other)}" if other and other != name else "an entry above"
        advice = "give each a path of its own; ConfigMaps and Secrets can share one through a projected volume"
        yield mount.hit(
            f"{key} {quoted(path)} of {volume} in {label(container)} is taken by {holder}",
            key,
            help=advice if name != other else "remove one of the two entries, or give it another path",
            related=(before.related("first mounted here", before_key),),
        )
