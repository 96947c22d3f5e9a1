"""Objects of a kind without a schema: keys that every object has, mistyped beyond doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.findings.finding import EngineHit, Hit
from podlint.findings.fix import Change, Fix
from podlint.rule import EngineRule
from podlint.words import did_you_mean, is_slip, quoted
from podlint.yaml.place import Part, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kubernetes.view import KubeObject

_METADATA = frozenset({"name", "namespace", "labels", "annotations", "generateName", "finalizers", "ownerReferences"})
_SHORTEST = 5
"""Shorter words are like others too easily: only swapped letters count."""


def slips(target: KubeObject) -> Iterator[EngineHit]:
    """A hit for each key at the top, and in the metadata, that is one of those known everywhere, mistyped.

    One whose right spelling stands beside it may be a field of the kind's own.
    """
    yield from _among(target, (), frozenset({"metadata", "spec"}))
    yield from _among(target, ("metadata",), _METADATA)


def _among(target: KubeObject, path: tuple[str, ...], known: frozenset[str]) -> Iterator[EngineHit]:
    data = target.get(*path) if path else target.value
    if not isinstance(data, dict):
        return
    for key in data:
        if key in known or not isinstance(key, str):
            continue
        meant = [name for name in known if name not in data and _is_slip(key, name)]
        if len(meant) != 1:
            continue
        place = Place((*target.path, *path, key), Part.KEY)
        where = f"{path[0]} of {target.name}" if path else str(target.name)
        fix = Fix(f"rename to {meant[0]}", (Change(place, meant[0]),))
        hit = Hit(place, f"unknown field {quoted(key)} in {where}", did_you_mean(meant[0]), fix=fix)
        yield EngineHit(EngineRule.UNKNOWN_FIELD, hit, (*path, meant[0]))


def _is_slip(key: str, name: str) -> bool:
    if len(name) < _SHORTEST:
        return key != name and sorted(key) == sorted(name)
    return is_slip(key, name) and not name.startswith(key) and not key.startswith(name)
