"""What volumes are made of: what the API server refuses, and files that hide each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, listed, quoted, rule
from podlint_rules.volumes._downward import RESOURCE, divisor_faults, field_version, is_subscript
from podlint_rules.volumes._sources import SOURCES, source_faults
from podlint_rules.volumes._walk import holding

_FIELDS = ("metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations")
_LISTED = ("configMap", "secret", "downwardAPI")
_PROJECTED = frozenset({"projected"})
_LAID_OUT = _PROJECTED | set(_LISTED)
_JUDGED = _LAID_OUT | SOURCES | {"ephemeral", "image"}


@rule("volume-invalid", severity=Severity.ERROR, scope=Scope.POD, versioned=True, needs=("volumes",))
def volume_invalid(pod: View) -> Iterator[Hit]:
    """Volume whose source the API server refuses.

    ## Why is this bad?
    The files of a volume stay inside it: their paths are relative and have no `..`, and no two sources of a projected
    volume write the same one. A downwardAPI file names a field of the pod's metadata, or a resource of one container.

    ## Example
    ```yaml bad
    volumes:
      - name: config
        configMap:
          name: app
          items:
            - {key: app.yaml, path: /etc/app.yaml}
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: config
        configMap:
          name: app
          items:
            - {key: app.yaml, path: app.yaml}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    for volume in holding(pod, "volumes", _JUDGED):
        for key in _LISTED:
            if volume.value.get(key):
                yield from _files(volume, key)
        if volume.value.get("projected"):
            yield from _projected(volume)
        yield from source_faults(volume, persistent=False)
        if volume.value.get("ephemeral"):
            yield from _ephemeral(pod, volume)
        image = volume.at("image")
        needed = pod.object.kind == "Pod" or pod.object.minor >= 37
        if not needed or image is None or not isinstance(image.value, dict):
            continue
        if image.value.get("reference") in (None, ""):
            yield image.hit("an image volume must have a reference", "reference", part=Part.KEY, help="add reference")


def _local(path: str) -> bool:
    return not path.startswith(("/", "..")) and ".." not in path.split("/")


def _path(view: View) -> Iterator[Hit]:
    path = view.text("path")
    if path and not _local(path):
        message = f"path {quoted(path)} must be relative to the volume, without `..`"
        yield view.hit(message, "path", help="name a file of the volume; mountPath says where the volume goes")


def _files(holder: View, key: str) -> Iterator[Hit]:
    if not holder.get(key, "items"):
        return
    for item in holder.each(key, "items"):
        yield from _path(item)
        if key == "downwardAPI":
            yield from _downward(item)


def _downward(item: View) -> Iterator[Hit]:
    path = item.text("fieldRef", "fieldPath")
    if path and path not in _FIELDS and not is_subscript(path):
        near = next((field for field in _FIELDS if field.lower() == path.lower()), None)
        help = f'did you mean "{near}"?' if near else f"write {listed(_FIELDS, last='or')}; others only in env"
        message = f"fieldPath {quoted(path)} is no field that a downwardAPI volume can have"
        yield item.hit(message, "fieldRef", "fieldPath", help=help)
    ref = item.at("fieldRef")
    if ref is not None and isinstance(ref.value, dict):
        yield from field_version(ref)
    ref = item.at("resourceFieldRef")
    if ref is None or not isinstance(ref.value, dict):
        return
    if ref.value.get("containerName") in (None, ""):
        message = "resourceFieldRef of a volume must have a containerName"
        yield ref.hit(message, "containerName", part=Part.KEY, help="add containerName")
    resource = ref.text("resource")
    if resource and not re.fullmatch(RESOURCE, resource):
        message = f"resource {quoted(resource)} is no request or limit of a container"
        yield ref.hit(message, "resource", help="write limits.cpu, requests.memory or the like")
    yield from divisor_faults(ref)


def _projected(volume: View) -> Iterator[Hit]:
    first: dict[str, View] = {}
    for source in volume.each("projected", "sources"):
        if not isinstance(source.value, dict):
            continue
        token = source.at("serviceAccountToken")
        if token is not None and isinstance(token.value, dict):
            yield from _path(token)
        if volume.object.minor >= 37:
            yield from _certificates(source)
        for key in _LISTED:
            yield from _files(source, key)
            for item in source.each(key, "items"):
                path = item.text("path")
                before = first.setdefault(path, item) if path else item
                if before is not item:
                    message = f"path {quoted(path or '')} is written twice in this projected volume"
                    related = (before.related("first written here", "path"),)
                    yield item.hit(message, "path", help="give each file a path of its own", related=related)


def _certificates(source: View) -> Iterator[Hit]:
    """Sources that are dropped before Kubernetes 1.37, unless their feature gates are on."""
    bundle, own = source.at("clusterTrustBundle"), source.at("podCertificate")
    if bundle is not None and isinstance(bundle.value, dict) and bundle.complete():
        yield from _path(bundle)
        if not bundle.get("path"):
            yield bundle.hit("clusterTrustBundle must have a path", "path", part=Part.KEY, help="add path")
        if bool(bundle.get("name")) == bool(bundle.get("signerName")):
            message = "clusterTrustBundle must have name or signerName, and only one of them"
            yield bundle.hit(message, part=Part.KEY)
        elif bundle.get("name") and bundle.get("labelSelector") is not None:
            message = "labelSelector of clusterTrustBundle needs a signerName"
            yield bundle.hit(message, "labelSelector", part=Part.KEY, help="remove it")
    if own is not None and isinstance(own.value, dict) and own.complete():
        for key in ("signerName", "keyType"):
            if not own.get(key):
                yield own.hit(f"podCertificate must have a {key}", key, part=Part.KEY, help=f"add {key}")
        if not any(own.get(key) for key in ("credentialBundlePath", "keyPath", "certificateChainPath")):
            message = "podCertificate must have a path: credentialBundlePath, or keyPath and certificateChainPath"
            yield own.hit(message, part=Part.KEY)


def _ephemeral(pod: View, volume: View) -> Iterator[Hit]:
    for key, value in volume.entries("ephemeral", "volumeClaimTemplate", "metadata"):
        if key not in ("labels", "annotations") and value.value not in ("", 0):
            message = f"the claim template of an ephemeral volume may have labels and annotations only, not {key}"
            yield value.hit(message, part=Part.KEY, help="remove it: the claim is named after pod and volume")
    owner, name = pod.object.text("metadata", "name"), volume.text("name")
    if pod.object.kind != "Pod" or not owner or not name:
        return
    claim = f"{owner}-{name}"
    if len(claim) > 253:
        message = f"the claim for volume {quoted(name)} would have a name of {len(claim)} characters; 253 is most"
        yield volume.hit(message, "name", help="shorten the name of the pod")
    for other in pod.each("volumes"):
        if other.text("persistentVolumeClaim", "claimName") == claim:
            message = f"claim {quoted(claim)} is made for the ephemeral volume {quoted(name)}"
            related = (volume.related("the ephemeral volume", "name"),)
            yield other.hit(message, "persistentVolumeClaim", "claimName", related=related)


@rule("projected-path-conflict", severity=Severity.WARNING, scope=Scope.POD, needs=("volumes",))
def projected_path_conflict(pod: View) -> Iterator[Hit]:
    """Files of a volume of which one hides the other.

    ## Why is this bad?
    Two items with one path leave one file; a path below the path of another item is a folder and a file at once, which
    the kubelet cannot make. Equal paths of a projected volume are refused: see volume-invalid.

    ## Example
    ```yaml bad
    volumes:
      - name: config
        configMap:
          name: app
          items:
            - {key: a.yaml, path: app.yaml}
            - {key: b.yaml, path: app.yaml}
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: config
        configMap:
          name: app
          items:
            - {key: a.yaml, path: a.yaml}
            - {key: b.yaml, path: b.yaml}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/projected-volumes/
    """
    for volume in holding(pod, "volumes", _LAID_OUT):
        for key in _LISTED:
            if volume.get(key, "items"):
                yield from _conflicts([(item, False) for item in volume.each(key, "items")])
        if volume.value.get("projected"):
            items = []
            for source in volume.each("projected", "sources"):
                if isinstance(source.value, dict):
                    items += [(item, True) for key in _LISTED for item in source.each(key, "items")]
                    token = source.at("serviceAccountToken")
                    items += [(token, False)] if token is not None else []
            yield from _conflicts(items)


def _conflicts(items: list[tuple[View, bool]]) -> Iterator[Hit]:
    """Paths that are equal or lie below each other; without equal ones of two items that the server refuses."""
    if len(items) < 2:
        return
    first: dict[str, tuple[View, str, bool]] = {}
    for item, refused in items:
        text = item.text("path") or ""
        path = text.rstrip("/")
        if not path:
            continue
        before, other, both = first.setdefault(path, (item, text, refused))
        if before is not item and not (refused and both and text == other):
            related = (before.related("first written here", "path"),)
            message = f"path {quoted(path)} is written twice"
            yield item.hit(message, "path", help="give each file a path of its own", related=related)
    for path, (item, _, _) in first.items():
        parts = path.split("/")
        above = next((p for n in range(1, len(parts)) if (p := "/".join(parts[:n])) in first), None)
        if above is not None:
            related = (first[above][0].related("the file stands here", "path"),)
            message = f"path {quoted(path)} lies below {quoted(above)}, which is a file"
            yield item.hit(message, "path", help="give one of them another path", related=related)


@rule("empty-projected-source", severity=Severity.WARNING, scope=Scope.POD, needs=("projected",))
def empty_projected_source(pod: View) -> Iterator[Hit]:
    """Source of a projected volume that names nothing.

    ## Why is this bad?
    The API server takes it with a warning, and the volume lacks the files that were meant. Mostly the indentation is
    wrong, or the name of the source is missing.

    ## Example
    ```yaml bad
    volumes:
      - name: config
        projected:
          sources:
            - {}
    ```

    ## Use instead
    ```yaml good
    volumes:
      - name: config
        projected:
          sources:
            - configMap: {name: app}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/projected-volumes/
    """
    for volume in holding(pod, "volumes", _PROJECTED):
        for source in volume.each("projected", "sources"):
            if isinstance(source.value, dict) and all(value is None for value in source.value.values()):
                message = "this projected source has no configMap, secret, downwardAPI or serviceAccountToken"
                yield source.hit(message, help="name a source, or remove the entry")
