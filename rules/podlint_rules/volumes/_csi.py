"""The kinds by which CSI drivers and the control plane speak of storage."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, View, quoted
from podlint.api.kubernetes import names, quantity
from podlint_rules.volumes._sources import source_faults
from podlint_rules.volumes.claims import access_modes

_NOT_INLINE = ("capacity", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "volumeMode")


def csi_faults(target: KubeObject) -> Iterator[Hit]:
    """What is wrong with an object of the group storage.k8s.io other than a StorageClass."""
    if target.kind == "CSIDriver":
        requests = [request for request in target.each("spec", "tokenRequests") if isinstance(request.value, dict)]
        nameless = [request for request in requests if request.value.get("audience") in (None, "")]
        spec = target.at("spec")
        secret = spec is not None and spec.get("serviceAccountTokenInSecrets") is True
        if spec is not None and secret and spec.complete("tokenRequests") and not spec.get("tokenRequests"):
            message = "serviceAccountTokenInSecrets needs tokenRequests: there are no tokens without them"
            yield spec.hit(message, "serviceAccountTokenInSecrets", help="add tokenRequests, or remove it")
        for request in nameless[1:]:
            message = "a second token for the audience of the API server"
            yield request.hit(message, "audience", part=Part.KEY, help="name an audience, or remove the entry")
    elif target.kind == "CSINode":
        for driver in target.each("spec", "drivers"):
            if isinstance(driver.value, dict):
                yield from _driver(driver)
    elif target.kind == "VolumeAttachment":
        yield from _attachment(target)
    elif target.kind == "VolumeAttributesClass":
        yield from _attributes(target)
    elif target.kind == "CSIStorageCapacity":
        yield from _named(target, "storageClassName")
        amount = quantity.parse(target.get("capacity"))
        if amount is not None and amount < 0:
            yield target.hit(f"capacity must not be negative, as {target.get('capacity')} is", "capacity")


def _named(view: View, *keys: str) -> Iterator[Hit]:
    name = view.text(*keys)
    if name and (words := names.dns_subdomain(name)) is not None:
        yield view.hit(f"{keys[-1]} {quoted(name)} {words}", *keys)


def _driver(driver: View) -> Iterator[Hit]:
    name, node = driver.text("name"), driver.text("nodeID")
    if name and (words := names.driver_name(name)) is not None:
        yield driver.hit(f"name {quoted(name)} of a driver {words}", "name")
    if node and len(node) > 256:
        yield driver.hit(f"nodeID must be at most 256 characters, not {len(node)}", "nodeID")
    seen = set()
    for key in driver.each("topologyKeys"):
        if isinstance(key.value, str) and key.complete():
            words = names.qualified_name(key.value)
            if words is not None or key.value in seen:
                yield key.hit(f"topology key {quoted(key.value)} {words or 'stands twice'}")
            seen.add(key.value)


def _attachment(target: KubeObject) -> Iterator[Hit]:
    attacher = target.text("spec", "attacher")
    if attacher and (words := names.driver_name(attacher)) is not None:
        yield target.hit(f"attacher {quoted(attacher)} {words}", "spec", "attacher")
    yield from _named(target, "spec", "nodeName")
    yield from _named(target, "spec", "source", "persistentVolumeName")
    inline = target.at("spec", "source", "inlineVolumeSpec")
    if inline is None or not isinstance(inline.value, dict):
        return
    yield from access_modes(inline, "an inline volume")
    for key in _NOT_INLINE:
        if inline.at(key) is not None:
            yield inline.hit(f"an inline volume may not have {key}", key, part=Part.KEY, help="remove it")
    if inline.at("csi") is None and inline.complete():
        yield inline.hit("an inline volume must be of type csi", "csi", part=Part.KEY)
    yield from source_faults(inline, persistent=True)


def _attributes(target: KubeObject) -> Iterator[Hit]:
    driver = target.text("driverName")
    if driver and (words := names.annotation_key(driver)) is not None:
        yield target.hit(f"driverName {quoted(driver)} {words}", "driverName")
    parameters = target.get("parameters")
    if isinstance(parameters, dict):
        if not parameters:
            yield target.hit("parameters must have an entry", "parameters", part=Part.KEY, help="add one")
        elif "" in parameters:
            yield target.hit("a parameter must have a name", "parameters", "", part=Part.KEY)
        elif len(parameters) > 512:
            message = f"a VolumeAttributesClass may have 512 parameters, not {len(parameters)}"
            yield target.hit(message, "parameters", part=Part.KEY)
