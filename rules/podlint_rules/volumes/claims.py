"""What a claim to storage must say, wherever it stands: in its own object, a StatefulSet, an ephemeral volume."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, View, quoted
from podlint.api.kubernetes import names, quantity
from podlint_rules.volumes._walk import holding

_EPHEMERAL = frozenset({"ephemeral"})

_KEPT = (("", "PersistentVolumeClaim"), ("snapshot.storage.k8s.io", "VolumeSnapshot"))
"""The kinds of a dataSource that the server does not drop."""


def claims(target: KubeObject) -> Iterator[View]:
    """The claim specs of an object."""
    if target.kind == "PersistentVolumeClaim" and target.api_version == "v1":
        found = [target.at("spec")]
    else:
        found = []
        if target.kind == "StatefulSet" and target.group == "apps":
            found += [claim.at("spec") for claim in target.each("spec", "volumeClaimTemplates")]
        pod = target.pod()
        if pod is not None:
            volumes = holding(pod, "volumes", _EPHEMERAL)
            found += [volume.at("ephemeral", "volumeClaimTemplate", "spec") for volume in volumes]
    yield from (spec for spec in found if spec is not None and isinstance(spec.value, dict))


def claim_faults(spec: View) -> Iterator[Hit]:
    """What is wrong with the spec of a claim."""
    yield from access_modes(spec, "a claim")
    size = spec.at("resources", "requests", "storage")
    amount = quantity.parse(spec.get("resources", "requests", "storage"))
    if size is None and not spec.understood("resources", "requests", "storage"):
        pass  # it is written somewhere else, and said there
    elif size is None:
        message = "a claim must request storage (resources.requests.storage)"
        keys = ("resources", "requests", "storage")
        yield spec.hit(message, *keys, part=Part.KEY, help="add storage, such as storage: 10Gi")
    elif amount is not None and amount <= 0:
        yield size.hit(f"a claim must request more than {size.value} of storage")
    yield from class_name(spec)
    yield from attributes_class(spec)
    yield from _sources(spec)


def access_modes(spec: View, what: str) -> Iterator[Hit]:
    """No access modes, or ReadWriteOncePod with others."""
    found = spec.at("accessModes")
    if found is None or found.value == []:
        yield spec.hit(
            f"{what} must have accessModes", "accessModes", part=Part.KEY, help="add accessModes: [ReadWriteOnce]"
        )
    elif isinstance(found.value, list) and "ReadWriteOncePod" in found.value:
        others = [str(mode) for mode in found.value if isinstance(mode, str) and mode != "ReadWriteOncePod"]
        if others:
            at = found.value.index("ReadWriteOncePod")
            message = f"ReadWriteOncePod may not stand beside other access modes ({', '.join(others)})"
            yield found.hit(message, at, help="keep ReadWriteOncePod alone, or remove it")


def class_name(spec: View) -> Iterator[Hit]:
    """A storage class that cannot exist."""
    name = spec.text("storageClassName")
    if name and (words := names.dns_subdomain(name)) is not None:
        yield spec.hit(f"storageClassName {quoted(name)} {words}", "storageClassName")


def attributes_class(spec: View) -> Iterator[Hit]:
    """A VolumeAttributesClass that cannot exist."""
    name = spec.text("volumeAttributesClassName")
    if name and (words := names.dns_subdomain(name)) is not None:
        yield spec.hit(f"volumeAttributesClassName {quoted(name)} {words}", "volumeAttributesClassName")


def _template_source(source: View) -> Iterator[Hit]:
    """The dataSource of a claim template, of which nothing is dropped."""
    group, kind = source.text("apiGroup"), source.text("kind")
    if not kind:
        yield source.hit("a dataSource must have a kind", part=Part.KEY, help="add kind")
    elif group and (words := names.dns_subdomain(group)) is not None:
        yield source.hit(f"apiGroup {quoted(group)} {words}", "apiGroup")
    elif not group and kind != "PersistentVolumeClaim":
        message = f"without apiGroup, a data source must be a PersistentVolumeClaim, not a {kind}"
        yield source.hit(message, "kind", help="add the apiGroup of that kind")


def _sources(spec: View) -> Iterator[Hit]:
    """Two data sources that differ. A core object other than a claim under `dataSource` is dropped, not refused.

    So is a dataSourceRef with a namespace, unless a feature gate is on.
    """
    one, other = spec.at("dataSource"), spec.at("dataSourceRef")
    kept = one is not None and (one.get("apiGroup", default=""), one.get("kind")) in _KEPT
    if one is not None and kept and one.get("name", default="") == "" and one.complete("name"):
        yield one.hit("a dataSource must have a name", part=Part.KEY, help="add name")
    if one is not None and other is None and spec.object.kind == "StatefulSet" and one.complete():
        yield from _template_source(one)
    if other is None or not other.complete() or not isinstance(other.value, dict) or other.get("namespace"):
        return
    group, kind = other.get("apiGroup"), other.text("kind")
    if isinstance(group, str) and group and (words := names.dns_subdomain(group)) is not None:
        yield other.hit(f"apiGroup {quoted(group)} {words}", "apiGroup")
    elif not group and kind and kind != "PersistentVolumeClaim":
        message = f"without apiGroup, a data source must be a PersistentVolumeClaim, not a {kind}"
        yield other.hit(message, "kind", help="add the apiGroup of that kind")
    elif one is None or not one.complete():
        return
    elif any(one.get(key) != other.get(key) for key in ("apiGroup", "kind", "name")):
        related = (one.related("dataSource stands here", part=Part.KEY),)
        message = "dataSource and dataSourceRef must agree"
        yield other.hit(message, part=Part.KEY, help="remove dataSource", related=related)
