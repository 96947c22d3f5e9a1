"""Pods in custom resources held against the types of Kubernetes that they have, where their kind has no schema for it.

The table (`kubernetes/embedded.py`) says which are of these types: all of them, or some fields. Nothing is asked of
what an operator completes but that what is written can stand there.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from podlint.engine.embedded import paths
from podlint.kubernetes.embedded import EMBEDDED
from podlint.kubernetes.within import ANY
from podlint.rule import EngineRule
from podlint.schema import catalog, check
from podlint.schema.belongs import schema_at
from podlint.schema.quick import surely_valid

if TYPE_CHECKING:
    from podlint.findings.finding import EngineHit
    from podlint.kubernetes.embedded import Place
    from podlint.kubernetes.view import KubeObject
    from podlint.schema.catalog import CustomSchema
    from podlint.yaml.place import Path

OF_VALUES = frozenset(
    {
        *(EngineRule.UNKNOWN_FIELD, EngineRule.FUTURE_FIELD, EngineRule.WRONG_TYPE, EngineRule.INVALID_ENUM),
        *(EngineRule.ENV_NOT_STRING, EngineRule.INVALID_QUANTITY, EngineRule.YAML11_SCALAR),
    }
)
"""What is wrong with a value whatever an operator adds to it."""
_OF_NAMES = frozenset({EngineRule.UNKNOWN_FIELD, EngineRule.FUTURE_FIELD})
_POD = ("v1", "Pod")


def add(target: KubeObject, versions: tuple[str, ...], own: CustomSchema | None, judged: check.Judged) -> check.Judged:
    """What is wrong with an object, with what is wrong with the pods in it by the versions of Kubernetes.

    `own` is the schema of its kind: what that says of a pod counts, and is not said twice.
    """
    key = f"{target.group}/{target.kind}"
    row = EMBEDDED.get(key)
    core = [place for place in row.places if place.core or place.parts] if row is not None else []
    if not core:
        return judged
    seen = check.copied(target, target.value)
    seen.partial = target.partial or any(place.patch for place in core)
    said = {found.hit.place.path for found in judged}
    more: dict[str, tuple[EngineHit, list[str]]] = {}
    for version in versions:
        if all(
            surely_valid(target.get(*path), _node(version, place))
            for place in core
            for path in paths(target.value, place.path)
        ):
            continue
        for found in _explained(seen, key, version):
            at = found.hit.place.path
            if at not in said and not (found.rule in _OF_NAMES and own is not None and _describes(own, target, at)):
                name = f"{found.rule.value} {found.hit.place} {found.hit.message}"
                more.setdefault(name, (found, []))[1].append(version)
    return {**judged, **dict(more.values())} if more else judged


def _explained(seen: KubeObject, key: str, version: str) -> list[EngineHit]:
    from podlint.schema.explain import explain_by

    later = [(name, partial(_root, key, name)) for name, _ in catalog.later(version, *_POD)]
    found = explain_by(seen, _root(key, version), later)
    return [own for own in found if own.rule in OF_VALUES] if seen.partial else found


def _describes(own: CustomSchema, target: KubeObject, at: Path) -> bool:
    """Whether the definition of the kind says itself which keys can stand where one does."""
    return "properties" in schema_at(catalog.linked(own), at[len(target.path) : -1])


@lru_cache(maxsize=64)
def _root(key: str, version: str) -> dict[str, Any]:
    """The schema of a kind as far as there are pods in it, linked: all else may stand in it."""
    root: dict[str, Any] = {}
    for place in EMBEDDED[key].places:
        if place.core or place.parts:
            node = root
            for step in place.path[:-1]:
                node = _below(node, step)
            _put(node, place.path[-1], _node(version, place))
    return root


def _below(node: dict[str, Any], step: str) -> dict[str, Any]:
    inner: dict[str, Any]
    if step == ANY:
        inner = node.setdefault("items", {})
        node["additionalProperties"] = inner
    else:
        inner = node.setdefault("properties", {}).setdefault(step, {})
    return inner


def _put(node: dict[str, Any], step: str, schema: dict[str, Any]) -> None:
    if step == ANY:
        node["items"] = node["additionalProperties"] = schema
    else:
        node.setdefault("properties", {})[step] = schema


@lru_cache(maxsize=64)
def _node(version: str, place: Place) -> dict[str, Any]:
    """The schema of what stands at a place, linked."""
    blob = catalog.find(version, *_POD)
    assert blob is not None
    node: dict[str, Any] = catalog.linked(blob)["properties"]["spec"]
    fields = node["properties"]
    if place.parts:
        return {"type": "object", "properties": {name: fields[name] for name in place.parts}}
    if place.container:
        node = fields["containers"]["items"]
    own: dict[str, Any] = {name: {} for name in place.also}
    return {**node, "properties": {**node["properties"], **own}}
