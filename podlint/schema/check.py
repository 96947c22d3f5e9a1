"""The schema check of one object, in every Kubernetes version asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.view import UNKNOWN, Incomplete, KubeObject
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema.lifecycle import deprecated_api
from podlint.schema.quick import VERSION, surely_valid
from podlint.schema.unknown import unknown_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.findings.finding import EngineHit
    from podlint.yaml.doubts import Doubts
    from podlint.yaml.place import Path

_USUAL = frozenset({"apiVersion", "kind", "metadata", "spec", "status"})
_USUAL_METADATA = frozenset({"name", "namespace", "labels", "annotations"})
_WHOLE = -1
"""Stands for the path of an object itself."""
Judged = dict["EngineHit", list[str]]


def check(target: KubeObject, versions: tuple[str, ...], custom: catalog.Custom) -> tuple[Judged, bool]:
    """What is wrong with an object, with the versions they hold for, and whether there is a schema for the kind.

    `custom` are the schemas of kinds that are not built in.
    """
    judged: dict[str, tuple[EngineHit, list[str]]] = {}
    by_blob: dict[catalog.Blob, list[EngineHit]] = {}
    found_schema = False
    for version in versions:
        own = custom.get((target.api_version, target.kind))
        blob = catalog.find(version, target.api_version, target.kind) or own
        if blob is None:
            unknown = unknown_kind(target, version) or _unknown_version(target, custom)
            hits = [unknown] if unknown else _slips(target)
        else:
            found_schema = True
            if blob not in by_blob:
                by_blob[blob] = _explained(target, blob, version)
            old = deprecated_api(target, version) if isinstance(blob, str) else _of_version(target, blob)
            hits = [*by_blob[blob], old] if old else by_blob[blob]
        for found in hits:
            key = f"{found.rule.value} {found.hit.place} {found.hit.message}"
            judged.setdefault(key, (found, []))[1].append(version)
    return dict(judged.values()), found_schema


def against(target: KubeObject, schema: catalog.CustomSchema) -> list[EngineHit]:
    """What is wrong with an object by one schema, whatever the version."""
    target, nulls = _as_held(target, schema)
    if not nulls and surely_valid(target.value, catalog.linked(schema)):
        return []
    from podlint.schema.explain import explain

    return explain(target, schema, [], nulls)


def _as_held(target: KubeObject, blob: catalog.Blob) -> tuple[KubeObject, tuple[Path, ...]]:
    """An object as it is held against a schema, and the nulls in it that the server refuses.

    A custom resource has its defaults then. Of a patch nothing is known.
    """
    root = catalog.linked(blob)
    if VERSION not in root or target.partial:
        return target, ()
    from podlint.schema.complete import completed

    value, nulls = completed(target.value, root)
    return (target if value is target.value else copied(target, value)), nulls


def _of_version(target: KubeObject, blob: catalog.CustomSchema) -> EngineHit | None:
    """The hit of a custom resource's version that is not served, or deprecated."""
    said = catalog.linked(blob).get(VERSION)
    if not said or (said["served"] and not said["deprecated"]) or blob.others:
        return None
    from podlint.schema.served import of_version

    return of_version(target, blob)


def _unknown_version(target: KubeObject, custom: catalog.Custom) -> EngineHit | None:
    """The hit of a version that the definitions of its kind do not have."""
    if not any(kind == target.kind for _, kind in custom):
        return None
    from podlint.schema.served import unknown_version

    return unknown_version(target, custom)


def _slips(target: KubeObject) -> list[EngineHit]:
    """Mistyped keys of an object whose kind has no schema."""
    metadata = target.value.get("metadata")
    if _USUAL.issuperset(target.value) and isinstance(metadata, dict) and _USUAL_METADATA.issuperset(metadata):
        return []
    from podlint.schema.slips import slips

    return list(slips(target))


def _explained(target: KubeObject, blob: catalog.Blob, version: str) -> list[EngineHit]:
    seen, nulls = _as_held(target, blob)
    if not target.partial and not nulls and surely_valid(seen.value, catalog.linked(blob)):
        return []
    from podlint.schema.explain import explain

    hits = explain(seen, blob, catalog.later(version, target.api_version, target.kind), nulls)
    for other in blob.others if isinstance(blob, catalog.CustomSchema) else ():
        refused = {_mistake(found) for found in against(target, other)}
        hits = [found for found in hits if _mistake(found) in refused]
    return hits


def _mistake(found: EngineHit) -> tuple[object, ...]:
    """What makes a hit the same one by another definition: the words for an enumeration, say, are others there."""
    absent = found.rule is EngineRule.MISSING_FIELD
    return found.rule, found.hit.place, found.hit.message if absent else None


_OF_ABSENCE = frozenset({EngineRule.MISSING_FIELD, EngineRule.ONE_OF_VIOLATION})
"""Rules that conclude from what is not there."""


def without_doubts(judged: Judged, target: KubeObject, doubts: Doubts) -> Judged:
    """What is wrong with an object for certain, where its document is not certain in all."""
    return {own: versions for own, versions in judged.items() if not in_doubt(own, target, doubts)}


def in_doubt(own: EngineHit, target: KubeObject, doubts: Doubts) -> bool:
    """Whether a hit of the schema check is about what is not certain in a document, or follows from it."""
    path = own.hit.place.path
    if doubts.about(path) or (own.withheld is not None and doubts.about((*target.path, *own.withheld))):
        return True
    if own.rule is EngineRule.MISSING_FIELD and own.withheld is not None:
        return doubts.lacks((*target.path, *own.withheld))
    if own.about is not None:
        about = (*target.path, *own.about)
        return any(at[: len(about)] == about for at in (*doubts.unknown, *doubts.partial))
    return own.rule in _OF_ABSENCE and path in doubts.partial


def withhold(target: KubeObject, paths: Iterable[Path]) -> KubeObject:
    """The object as rules may see it: what stands at `paths` is not understood, present or not."""
    tree: dict[str | int, Any] = {}
    for path in paths:
        _plant(tree, path)
    if not tree:
        return target
    return copied(target, _withheld(target.value, tree.get(_WHOLE, tree)))


def doubted(target: KubeObject, doubts: Doubts) -> KubeObject:
    """The object as rules may see it whose document is not certain in all."""
    depth = len(target.path)
    inner = [path for path in doubts.partial if path[:depth] == target.path]
    data = target.value
    for path in sorted(inner, key=len):
        data = _opened(data, path[depth:])
    seen = target if data is target.value else copied(target, data)
    return withhold(seen, [path[depth:] for path in doubts.unknown if path[:depth] == target.path])


def _opened(data: Any, path: Path) -> Any:
    """The data with a mapping or list at a path that may hold more."""
    if not path:
        if isinstance(data, dict):
            return Incomplete(data)
        return [*data, UNKNOWN] if isinstance(data, list) else data
    step = path[0]
    if isinstance(data, dict) and step in data:
        seen = data.copy()
        seen[str(step)] = _opened(data[str(step)], path[1:])
        return seen
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return [*data[:step], _opened(data[step], path[1:]), *data[step + 1 :]]
    return data


def copied(target: KubeObject, data: Any) -> KubeObject:
    """The object with other data."""
    copy = KubeObject(data, target.path, target.document, target.pod_path, partial=target.partial)
    copy.api_version, copy.group, copy.kind = target.api_version, target.group, target.kind
    copy.fragment, copy.variables, copy.images = target.fragment, target.variables, target.images
    copy.defined = target.defined
    return copy


def _plant(tree: dict[str | int, Any], path: Path) -> None:
    """Add a path to those in a tree; None stands where one ends."""
    for step in path[:-1]:
        below = tree.setdefault(step, {})
        if below is None:
            return
        tree = below
    tree[path[-1] if path else _WHOLE] = None


def _withheld(data: Any, tree: dict[str | int, Any] | None) -> Any:
    if tree is None:
        return UNKNOWN
    if isinstance(data, dict):
        seen = data.copy()
        for step, below in tree.items():
            inner = seen.get(str(step))
            seen[str(step)] = UNKNOWN if inner is None else _withheld(inner, below)
        return seen
    if isinstance(data, list):
        items = list(data)
        for step, below in tree.items():
            if isinstance(step, int) and step < len(items):
                items[step] = _withheld(items[step], below)
        if len(data) in tree:
            items.append(UNKNOWN)  # there may be more items than are known
        return items
    return data
