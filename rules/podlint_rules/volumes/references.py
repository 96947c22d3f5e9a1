"""ConfigMaps, Secrets and claims that volumes refer to, looked up in the project."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, closest, did_you_mean, listed, quoted, rule
from podlint.api.kubernetes import Use, expand, references, volume_references
from podlint.api.project import Index, Member, mentions, of_claim_template
from podlint_rules.volumes._shown import Shown, known_keys, shown, volumes_by_name
from podlint_rules.volumes._walk import holding

_GIVEN = frozenset({"kube-root-ca.crt"})


@rule("volume-source-missing", severity=Severity.WARNING, scope=Scope.PROJECT, default=False)
def volume_source_missing(target: Member, index: Index) -> Iterator[Hit]:
    """Volume of a ConfigMap, Secret or PersistentVolumeClaim that is not in the project.

    ## Why is this bad?
    The pod does not start: without its ConfigMap or Secret it stays in ContainerCreating, without its claim it is not
    scheduled. The rule is for projects that hold all that they use. It is silent where no object of the kind belongs
    together with the pod, where something that cannot be read does, and where another object speaks of the name: an
    operator, a job or a controller may make it.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: web-data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      volumes: [{name: data, persistentVolumeClaim: {claimName: web-date}}]
      containers:
        - name: web
          image: registry.example/web:1
          volumeMounts: [{name: data, mountPath: /data}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: web-data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      volumes: [{name: data, persistentVolumeClaim: {claimName: web-data}}]
      containers:
        - name: web
          image: registry.example/web:1
          volumeMounts: [{name: data, mountPath: /data}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    seen: set[tuple[str, str]] = set()
    for volume, source, kind, key in _sources(target):
        name = source.text(key)
        if not name or source.get("optional", default=False) is not False or (kind, name) in seen:
            continue
        seen.add((kind, name))
        if name in _GIVEN or (kind == _CLAIM and of_claim_template(target, index, name)):
            continue
        if mentions.absent(index, target, "", kind, name):
            message = f"{kind} {quoted(name)} of {_called(volume)} is not in the project"
            otherwise = "add it" if kind == _CLAIM else "add it, or set optional: true"
            near = closest(name, index.names("", kind, target))
            yield source.hit(message, key, help=did_you_mean(near) or otherwise)


@rule("volume-key-missing", severity=Severity.ERROR, scope=Scope.PROJECT, needs=("volumes",))
def volume_key_missing(target: Member, index: Index) -> Iterator[Hit]:
    """Volume, or mount of a part of one, with a key that its ConfigMap or Secret does not have.

    ## Why is this bad?
    The volume cannot be set up, and the pod stays in ContainerCreating until somebody adds the key. Only `optional:
    true` leaves the file out instead. A mount whose `subPath` is no file of the volume gets an empty folder in its
    place, or fails where the image has a file. The rule speaks where the ConfigMap or Secret is in the project, and its
    keys are known.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web}
    data: {nginx.conf: ""}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      volumes: [{name: config, configMap: {name: web, items: [{key: ngnix.conf, path: nginx.conf}]}}]
      containers:
        - name: web
          image: registry.example/web:1
          volumeMounts: [{name: config, mountPath: /etc/nginx}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web}
    data: {nginx.conf: ""}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      volumes: [{name: config, configMap: {name: web, items: [{key: nginx.conf, path: nginx.conf}]}}]
      containers:
        - name: web
          image: registry.example/web:1
          volumeMounts: [{name: config, mountPath: /etc/nginx}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/configmap/
    """
    for volume, source, kind, field in _sources(target):
        name = source.text(field)
        if not name or kind == _CLAIM or not source.get("items") or source.get("optional", default=False) is not False:
            continue
        known = known_keys(target, index, kind, name)
        for item in source.each("items") if known is not None else ():
            key = item.text("key") if isinstance(item.value, dict) else None
            if known is not None and key and key not in known.every:
                holds = f"it has {listed(known.nearest)}"
                message = f"{kind} {quoted(name)} of {_called(volume)} has no key {quoted(key)}: {holds}"
                help = did_you_mean(closest(key, known.nearest)) or "add the key, or set optional: true"
                yield item.hit(message, "key", help=help, related=known.related)
    yield from _sub_paths(target, index)


def _sub_paths(target: Member, index: Index) -> Iterator[Hit]:
    """Mounts of a file that their volume does not show."""
    pod = target.pod()
    mounts = [
        (container, mount)
        for container in (all_containers(pod) if pod is not None else ())
        for mount in holding(container, "volumeMounts", _PART)
    ]
    volumes = volumes_by_name(pod) if mounts and pod is not None else {}
    known: dict[str, Shown | None] = {}
    for container, mount in mounts:
        key, path = _sub_path(container, mount)
        name = mount.text("name") or ""
        path, volume = posixpath.normpath(path) if path else ".", volumes.get(name)
        if volume is not None and path != "." and name not in known:
            known[name] = shown(target, index, volume)
        found = known.get(name) if path != "." else None
        if found is None or volume is None or not found.files or found.has(path):
            continue
        source = f"{found.kind} {quoted(found.name)} of {_called(volume)}" if found.name else _called(volume)
        what = "file" if path in found.files.values() or not found.related or not found.name else "key"
        message = f"{source} has no {what} {quoted(path)}: the kubelet mounts an empty folder in its place"
        near = next((file for file, key in found.files.items() if key == path), None)
        near = near or closest(path, found.files)
        help = did_you_mean(near) or f"name one that it has: {listed(sorted(found.files), last='or')}"
        yield mount.hit(message, key, help=help, related=found.related)


def _sub_path(container: View, mount: View) -> tuple[str, str | None]:
    """The field that says which part of a volume is mounted, and that part; None where its variables are not known."""
    path, text = mount.text("subPath"), mount.text("subPathExpr")
    if path or not text:
        return "subPath", path
    entries = [entry for entry in container.each("env") if isinstance(entry.value, dict)]
    values = {name: value for entry in entries if (name := entry.text("name")) and (value := entry.text("value"))}
    if any("$" in values.get(reference.name, "$") for reference in references(text)):
        return "subPathExpr", None
    return "subPathExpr", expand(text, values)


_PART = frozenset({"subPath", "subPathExpr"})
_CLAIM = "PersistentVolumeClaim"


def _sources(target: Member) -> Iterator[tuple[View, View, str, str]]:
    """Each volume with a source in it that names another object: the source, the kind, the field of the name."""
    pod = target.pod()
    for volume in pod.each("volumes") if pod is not None else ():
        if not isinstance(volume.value, dict):
            continue
        for reference in volume_references(volume):
            if reference.use is not Use.DRIVER:
                yield volume, reference.view, reference.kind, reference.field
        claim = volume.at("persistentVolumeClaim")
        if claim is not None and isinstance(claim.value, dict):
            yield volume, claim, _CLAIM, "claimName"


def _called(volume: View) -> str:
    name = volume.text("name")
    return f"volume {quoted(name)}" if name else f"volume {volume.path[-1]}"
