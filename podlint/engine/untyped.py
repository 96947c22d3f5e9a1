"""Documents and list items without apiVersion or kind that were meant for the API server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit
from podlint.findings.fix import Change, Fix, Insert
from podlint.kubernetes.objects import is_list, looks_like_object
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.words import closest, did_you_mean, is_slip, listed, quoted
from podlint.yaml.place import Part, Place

if TYPE_CHECKING:
    from collections.abc import Iterable


def items(data: Any) -> Iterable[Hit]:
    """A hit for each item of a `kind: List` that does not say what it is, so that nobody can check it."""
    for index, item in enumerate(data["items"]):
        if data["kind"] == "List" and not looks_like_object(item) and not is_list(item):
            lacking = next((k for k in ("apiVersion", "kind") if not isinstance(item, dict) or not item.get(k)), "kind")
            message = f'required field "{lacking}" is missing in items[{index}] of List'
            yield Hit(Place(("items", index), Part.KEY), message, f"add {lacking}")


def _missing(data: dict[str, Any], name: str, message: str) -> Hit:
    """The hit for an absent apiVersion or kind; an apiVersion is added where the kind is served by one only."""
    served = catalog.groups_of(catalog.versions()[-1], str(data.get("kind"))) if name == "apiVersion" else ()
    if not served:
        return Hit(Place((), Part.KEY), message, f"add {name}")
    help = f"add apiVersion: {listed(served, last='or')}"
    fix = None
    if len(served) == 1 and name not in data:
        fix = Fix(f"add apiVersion: {served[0]}", (Insert(Place(()), name, served[0]),))
    return Hit(Place((), Part.KEY), message, help, fix=fix)


def _is_built_in(kind: Any) -> bool:
    return isinstance(kind, str) and bool(catalog.groups_of(catalog.versions()[-1], kind))


def almost_a_manifest(data: Any) -> EngineHit | None:
    """A hit where a document was clearly meant for the API server, but lacks its apiVersion or kind."""
    if not isinstance(data, dict):
        return None
    shaped = isinstance(data.get("metadata"), dict) and any(k in data for k in ("spec", "data", "rules", "kind"))
    # Programs have files of their own with kind and spec, such as the CustomResourceStateMetrics of kube-state-metrics.
    shaped = shaped or (isinstance(data.get("spec"), dict) and _is_built_in(data.get("kind")))
    for name in ("apiVersion", "kind"):
        if data.get(name):
            continue
        near = closest(name, (key for key in data if isinstance(key, str)), 0.8)
        if near is not None and near not in ("apiVersion", "kind") and (shaped or "apiVersion" in data):
            place = Place((near,), Part.KEY)
            fix = Fix(f"rename to {name}", (Change(place, name),)) if is_slip(near, name) and name not in data else None
            hit = Hit(place, f"unknown field {quoted(near)} in a document without {name}", did_you_mean(name), fix=fix)
            return EngineHit(EngineRule.UNKNOWN_FIELD, hit)
        if shaped:
            message = f'required field "{name}" is missing in a document that looks like a manifest'
            return EngineHit(EngineRule.MISSING_FIELD, _missing(data, name, message))
    return None
