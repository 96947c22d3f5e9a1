"""Claims, PersistentVolumes and StorageClasses by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import (
    Hit,
    KubeObject,
    Part,
    Scope,
    Severity,
    View,
    closest,
    did_you_mean,
    names,
    quantity,
    quoted,
    rule,
)
from podlint_rules.volumes.claims import access_modes, claim_faults, claims, class_name

_SECRETS = (
    "controllerPublishSecretRef",
    "nodeStageSecretRef",
    "nodePublishSecretRef",
    "controllerExpandSecretRef",
    "nodeExpandSecretRef",
)


@rule("storage-invalid", severity=Severity.ERROR, scope=Scope.OBJECT)
def storage_invalid(target: KubeObject) -> Iterator[Hit]:
    """Claim, volume or storage class that the API server refuses.

    ## Why is this bad?
    A claim must say how it is mounted (`accessModes`) and how much it wants (`resources.requests.storage`), in a
    StatefulSet's `volumeClaimTemplates` as well. A PersistentVolume has a capacity of storage and nothing else; a
    `local` one needs a node affinity, so that its pods go where the disk is. ReadWriteOncePod excludes other modes.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: data
    spec:
      resources:
        requests:
          storage: 10Gi
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 10Gi
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/
    - https://kubernetes.io/docs/concepts/storage/storage-classes/
    """
    if target.kind == "StorageClass" and target.group == "storage.k8s.io":
        yield from _class(target)
        return
    if target.kind == "PersistentVolume" and target.api_version == "v1":
        spec = target.at("spec")
        if spec is not None and isinstance(spec.value, dict):
            yield from _volume(target, spec)
        return
    for spec in claims(target):
        yield from claim_faults(spec)


def _volume(target: KubeObject, spec: View) -> Iterator[Hit]:
    yield from _capacity(spec)
    yield from access_modes(spec, "a PersistentVolume")
    yield from class_name(spec)
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle" and spec.get("hostPath", "path") == "/":
        message = "reclaim policy Recycle would delete everything below hostPath /"
        yield spec.hit(message, "persistentVolumeReclaimPolicy", help="use Retain")
    local = spec.at("local")
    if local is not None:
        affinity = spec.at("nodeAffinity")
        if affinity is None or affinity.at("required") is None:
            message = "a local volume must have nodeAffinity.required"
            key = ("nodeAffinity",) if affinity is not None else ("local",)
            yield spec.hit(message, *key, part=Part.KEY, help="name the node: its label kubernetes.io/hostname")
    for source in ("local", "hostPath"):
        path = spec.text(source, "path")
        if path and ".." in path.split("/"):
            yield spec.hit(f"path {quoted(path)} of {source} must not contain `..`", source, "path")
    path = spec.text("nfs", "path")
    if path and not path.startswith("/"):
        yield spec.hit(f"path {quoted(path)} of nfs must be absolute", "nfs", "path", help=f'did you mean "/{path}"?')
    for name in _SECRETS:
        ref = spec.at("csi", name)
        if ref is not None and isinstance(ref.value, dict):
            for part in ("name", "namespace"):
                if ref.at(part) is None or ref.get(part) == "":
                    yield ref.hit(f"{name} of a PersistentVolume must have a {part}", part=Part.KEY, help=f"add {part}")


def _capacity(spec: View) -> Iterator[Hit]:
    capacity = spec.at("capacity")
    if capacity is None:
        yield spec.hit("a PersistentVolume must have a capacity", part=Part.KEY, help="add capacity: {storage: 10Gi}")
        return
    if not isinstance(capacity.value, dict):
        return
    others = [(name, value) for name, value in capacity.entries() if name != "storage"]
    for name, value in others:
        help = did_you_mean(closest(name, ["storage"])) or "remove it"
        message = f"capacity of a PersistentVolume may have storage only, not {quoted(name)}"
        yield value.hit(message, part=Part.KEY, help=help)
    size = capacity.at("storage")
    amount = quantity.parse(capacity.get("storage"))
    if size is None and not others:
        yield capacity.hit("capacity must have storage", part=Part.KEY, help="add storage, such as storage: 10Gi")
    elif size is not None and amount is not None and amount <= 0:
        yield size.hit(f"capacity must be more than {size.value}")


def _class(target: KubeObject) -> Iterator[Hit]:
    provisioner = target.text("provisioner")
    if provisioner and (words := names.annotation_key(provisioner)) is not None:
        yield target.hit(f"provisioner {quoted(provisioner)} {words}", "provisioner")
    parameters = target.get("parameters")
    if isinstance(parameters, dict):
        if len(parameters) > 512:
            message = f"a StorageClass may have 512 parameters, not {len(parameters)}"
            yield target.hit(message, "parameters", part=Part.KEY)
        if "" in parameters:
            yield target.hit("a parameter must have a name", "parameters", "", part=Part.KEY)
    seen: dict[str, View] = {}
    for term in target.each("allowedTopologies"):
        if not isinstance(term.value, dict) or not term.complete():
            continue
        before = seen.setdefault(repr(term.value), term)
        if before is not term and term.value:
            related = (before.related("the first one stands here"),)
            yield term.hit("the same topology stands twice", help="remove one of the two", related=related)
        keys: set[str] = set()
        for label in term.each("matchLabelExpressions"):
            key = label.text("key")
            if key and key in keys:
                yield label.hit(f"label {quoted(key)} stands twice in one topology", "key", help="join the values")
            keys.add(key or "")
            values = label.at("values")
            if values is None or values.value == []:
                yield label.hit("a topology label must have values", *(("values",) if values is not None else ()))
