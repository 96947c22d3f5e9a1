"""Whether a PersistentVolume can be bound to a claim, as the controller of volumes decides it."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import NamedTuple, View, listed, quoted
from podlint.api.kubernetes import quantity
from podlint.api.project import Member

CLASS = "volume.beta.kubernetes.io/storage-class"
"""The annotation that goes before the field."""


class Misfit(NamedTuple):
    """What of a claim a volume does not satisfy: the field of the claim's spec, that of the volume's, and words."""

    field: tuple[str, ...]
    of_volume: tuple[str, ...]
    asks: str
    has: str
    help: str


def known(volume: Member) -> bool:
    """Whether all is known of a volume that decides on its claims."""
    fields = ("storageClassName", "accessModes", "capacity", "volumeMode", "claimRef")
    spec = volume.at("spec")
    if spec is None or not isinstance(spec.value, dict):
        return False
    return all(spec.complete(field) for field in fields) and volume.understood("metadata", "annotations", CLASS)


def class_of(holder: View, spec: View) -> str | None:
    """The class of a claim or volume; None where none is written."""
    found = holder.get("metadata", "annotations", CLASS)
    found = spec.get("storageClassName") if found is None else found
    return found if isinstance(found, str) else None


def misfits(claim: View, class_name: str | None, volume: Member) -> Iterator[Misfit]:
    """What the spec of a claim asks for that a volume does not have; a class that is left to the cluster fits all."""
    spec = volume.at("spec") or volume
    given = class_of(volume, spec) or ""
    left_open = not given and not spec.keys_known()
    if class_name is not None and not left_open and claim.complete("storageClassName") and class_name != given:
        asks = f"class {quoted(class_name)}" if class_name else "no class"
        has = f"class {quoted(given)}" if given else "none"
        written = given or '""'
        help = f"write storageClassName: {written}, or name a volume of {asks}"
        yield Misfit(("storageClassName",), ("storageClassName",), asks, has, help)
    yield from _modes(claim, spec)
    yield from _size(claim, spec)
    if claim.complete("volumeMode") and (claim.at("volumeMode") is not None or claim.keys_known()):
        mode, offered = (view.get("volumeMode", default="Filesystem") for view in (claim, spec))
        if mode != offered:
            help = f"write volumeMode: {offered}, or a volume of mode {mode}"
            yield Misfit(("volumeMode",), ("volumeMode",), f"volumeMode {mode}", str(offered), help)


def _modes(claim: View, spec: View) -> Iterator[Misfit]:
    wanted, offered = claim.get("accessModes"), spec.get("accessModes")
    if not isinstance(wanted, list) or not isinstance(offered, list) or not claim.complete("accessModes"):
        return
    lacking = [str(mode) for mode in wanted if mode not in offered]
    if lacking and offered:
        help = "ask for a mode that the volume has, or add the mode to the volume if its storage can do that"
        yield Misfit(("accessModes",), ("accessModes",), listed(lacking), f"{listed(map(str, offered))} only", help)


def _size(claim: View, spec: View) -> Iterator[Misfit]:
    keys = ("resources", "requests", "storage")
    wanted, offered = claim.get(*keys), spec.get("capacity", "storage")
    asked, there = quantity.parse(wanted), quantity.parse(offered)
    if asked is not None and there is not None and asked > there:
        help = f"ask for at most {offered}, or give the volume more"
        yield Misfit(keys, ("capacity", "storage"), f"{wanted} of storage", str(offered), help)
