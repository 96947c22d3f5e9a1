"""API versions that came and went: what is deprecated or no longer served, since when, and what to use instead.

The table is data, `podlint_schemas/lifecycle.json`, after the deprecated API migration guide of the Kubernetes
documentation. "Removed" means that the version does not serve it any more.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit
from podlint.findings.fix import Change, Fix, Safety
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema.quick import surely_valid
from podlint.yaml.place import Place

if TYPE_CHECKING:
    from podlint.kubernetes.view import KubeObject

Entry = dict[str, Any]


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], Entry]:
    text = import_module("podlint_schemas").lifecycle_path().read_bytes()
    return {(entry["apiVersion"], kind): entry for entry in json.loads(text) for kind in entry["kinds"]}


def minor(version: str) -> int:
    """The minor number of a version such as `1.31`."""
    return int(version.partition(".")[2])


def removed_api(target: KubeObject, version: str) -> EngineHit | None:
    """The hit of a kind that `version` does not serve any more; None where it is not known to have gone."""
    entry = _entry(target)
    if entry is None or "removed" not in entry or minor(version) < minor(entry["removed"]):
        return None
    message = f"{target.api_version} {target.kind} is not served since Kubernetes {entry['removed']}"
    return EngineHit(EngineRule.REMOVED_API, _hit(target, message, entry, version))


def deprecated_api(target: KubeObject, version: str) -> EngineHit | None:
    """The hit of a kind that `version` still serves, but warns of."""
    if target.api_version == "v1" and target.kind not in ("Endpoints", "ComponentStatus"):
        return None
    entry = _entry(target)
    if entry is None or minor(version) < minor(entry["deprecated"]):
        return None
    end = f", and not served from {entry['removed']} on" if "removed" in entry else ""
    message = f"{target.api_version} {target.kind} is deprecated since Kubernetes {entry['deprecated']}{end}"
    return EngineHit(EngineRule.DEPRECATED_API, _hit(target, message, entry, version))


def _entry(target: KubeObject) -> Entry | None:
    return _table().get((target.api_version, target.kind))


def _hit(target: KubeObject, message: str, entry: Entry, version: str) -> Hit:
    place = Place((*target.path, "apiVersion"))
    use, note = entry.get("use"), entry.get("note")
    if use is None:
        return Hit(place, message, note or "there is nothing in its place")
    advice = f"use {use}, served since {entry['since']}" + (f": {note}" if note else "")
    fix = None
    # Only where nothing else changes: no note, and the replacement is served. It is certain where all fields fit.
    if note is None and (blob := catalog.find(version, use, target.kind)):
        fits = not target.partial and surely_valid({**target.value, "apiVersion": use}, catalog.linked(blob))
        fix = Fix(f"change to {use}", (Change(place, use),), Safety.SAFE if fits else Safety.UNSAFE)
    return Hit(place, message, advice, fix=fix)
