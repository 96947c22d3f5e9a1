"""Claims, PersistentVolumes and StorageClasses by themselves."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, closest, did_you_mean, quoted, rule
from podlint.api.kubernetes import names, quantity
from podlint_rules._shared.node_selectors import node_selector
from podlint_rules.volumes._csi import csi_faults
from podlint_rules.volumes._sources import source_faults
from podlint_rules.volumes.claims import access_modes, attributes_class, claim_faults, claims, class_name

_MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options"
_WITHOUT_OPTIONS = ("csi", "fc", "flexVolume", "hostPath", "local", "portworxVolume", "storageos")


@rule(
    "storage-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    versioned=True,
    needs=("storage.k8s.io", "PersistentVolume", "volumeClaimTemplate"),
)
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
    if target.group == "storage.k8s.io":
        yield from _class(target) if target.kind == "StorageClass" else csi_faults(target)
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
    path = spec.text("hostPath", "path")
    if path and spec.get("persistentVolumeReclaimPolicy") == "Recycle" and posixpath.normpath(path) in ("/", "//"):
        message = "reclaim policy Recycle would delete everything below hostPath /"
        yield spec.hit(message, "persistentVolumeReclaimPolicy", help="use Retain")
    yield from _affinity(spec)
    yield from source_faults(spec, persistent=True)
    attributes = spec.get("volumeAttributesClassName")
    if attributes is not None and spec.at("csi") is None and spec.complete():
        message = "only a volume of type csi can have a volumeAttributesClassName"
        yield spec.hit(message, "volumeAttributesClassName", part=Part.KEY, help="remove it")
    elif attributes == "":
        yield spec.hit("volumeAttributesClassName must not be empty", "volumeAttributesClassName", help="remove it")
    else:
        yield from attributes_class(spec)
    kind = next((key for key in _WITHOUT_OPTIONS if spec.at(key) is not None), None)
    if kind is not None and target.at("metadata", "annotations", _MOUNT_OPTIONS) is not None:
        message = f"a volume of type {kind} may not have mount options as an annotation"
        keys = ("metadata", "annotations", _MOUNT_OPTIONS)
        yield target.hit(message, *keys, part=Part.KEY, help="remove it, or use spec.mountOptions")


def _affinity(spec: View) -> Iterator[Hit]:
    affinity = spec.at("nodeAffinity")
    required = affinity.at("required") if affinity is not None else None
    if required is not None:
        yield from node_selector(required)
    elif spec.at("local") is not None and affinity is None:
        message = "a local volume must have nodeAffinity.required"
        yield spec.hit(message, "nodeAffinity", part=Part.KEY, help="name the node: its label kubernetes.io/hostname")


def _capacity(spec: View) -> Iterator[Hit]:
    capacity = spec.at("capacity")
    if capacity is None:
        message = "a PersistentVolume must have a capacity"
        yield spec.hit(message, "capacity", part=Part.KEY, help="add capacity: {storage: 10Gi}")
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
        yield capacity.hit(
            "capacity must have storage", "storage", part=Part.KEY, help="add storage, such as storage: 10Gi"
        )
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
        if isinstance(term.value, dict) and term.complete():
            yield from _topology(term)
            before = seen.setdefault(_normal(term), term)
            if before is not term:
                related = (before.related("the first one stands here"),)
                yield term.hit("the same topology stands twice", help="remove one of the two", related=related)


def _normal(term: View) -> str:
    """A topology as the server compares it: the order of values does not count."""
    labels = [(str(label.get("key")), sorted(map(str, label.get("values") or ()))) for label in _labels(term)]
    return repr(sorted(labels))


def _labels(term: View) -> list[View]:
    found = (label for label in term.each("matchLabelExpressions") if isinstance(label.value, dict))
    return [label for label in found if isinstance(label.get("values", default=[]), list)]


def _topology(term: View) -> Iterator[Hit]:
    if not term.get("matchLabelExpressions"):
        message = "a topology must have matchLabelExpressions"
        yield term.hit(message, "matchLabelExpressions", part=Part.KEY, help="name a label")
    keys: set[str] = set()
    for label in _labels(term):
        key = label.text("key")
        if key and key in keys:
            yield label.hit(f"label {quoted(key)} stands twice in one topology", "key", help="join the values")
        elif key and (words := names.qualified_name(key)) is not None:
            yield label.hit(f"label key {quoted(key)} {words}", "key")
        keys.add(key or "")
        if label.at("values") is not None and not label.get("values"):
            yield label.hit("a topology label must have values", "values")
        values = set()
        for value in label.each("values"):
            if isinstance(value.value, str) and value.value in values:
                yield value.hit(f"value {quoted(value.value)} stands twice", help="remove one of the two")
            values.add(str(value.value))


@rule("fractional-storage", severity=Severity.WARNING, scope=Scope.OBJECT, needs=("storage",))
def fractional_storage(target: KubeObject) -> Iterator[Hit]:
    """Storage of a claim that is not a whole number of bytes.

    ## Why is this bad?
    `m` stands for a thousandth: `storage: 500m` asks for half a byte. The API server only warns. What was meant is
    mostly `M` or `Mi`.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 500m}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 500Mi}}
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    """
    for spec in claims(target):
        for kind in ("requests", "limits"):
            value = spec.get("resources", kind, "storage")
            amount = quantity.parse(value) if value is not None else None
            if amount is not None and amount.denominator != 1 and spec.complete("resources", kind, "storage"):
                text = str(value)
                help = f'did you mean "{text[:-1]}Mi"?' if text.endswith("m") else "write a whole number of bytes"
                message = f"storage {quoted(text)} in {kind} of a claim is not a whole number of bytes"
                yield spec.hit(message, "resources", kind, "storage", help=help)
