"""Nulls that the server does not take, to hits: in lists of built-in kinds, and where custom resources keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema.explain_custom import where
from podlint.words import listed, type_name
from podlint.yaml.place import Path, Place, last

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kubernetes.view import KubeObject

Schema = dict[str, Any]

_READ_AS: dict[str, Any] = {"string": "", "integer": 0, "object": {}}
_ADVICE = "give it a value, or remove it"


def entries(value: Any, path: Path) -> Iterator[Path]:
    """Where a list holds null, which the server reads as an entry with nothing set."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from entries(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if item is None:
                yield (*path, index)
            else:
                yield from entries(item, (*path, index))


def is_refused(node: Schema) -> bool:
    """Whether an entry of a list may surely not be null: it is not taken as what null is read as."""
    if node.get("x-podlint-filled"):
        return True
    read = _READ_AS.get(str(node.get("type")))
    return read is not None and any(not passes(read, wanted) for passes, wanted in node.get(catalog.LIMITED, ()))


def entry(target: KubeObject, path: Path, node: Schema) -> EngineHit:
    """The hit of a null in a list where what the server reads it as is refused."""
    read = {"string": "an empty text", "integer": "0"}.get(str(node.get("type")), "an entry without fields")
    message = f"an entry of {last(path[:-1])} is null, which is read as {read}, in {where(target, path[:-2])}"
    return EngineHit(EngineRule.MISSING_FIELD, Hit(Place((*target.path, *path)), message, _ADVICE), path)


def kept(target: KubeObject, path: Path, node: Schema) -> EngineHit:
    """The hit of a null in a custom resource that the server keeps, and does not take."""
    field, at = last(path), Place((*target.path, *path))
    if "type" in node and node.get("x-podlint-nullable") is not True:
        message = f"{field} must be {type_name(node['type'])}, not null, in {where(target, path[:-1])}"
        return EngineHit(EngineRule.WRONG_TYPE, Hit(at, message, _ADVICE), path)
    values: list[Any] = node.get("enum") or node.get("x-podlint-values") or []
    words = listed([str(value) for value in values if value is not None], 12, "or")
    message = f"{field} must be {words}, not null, in {where(target, path[:-1])}"
    return EngineHit(EngineRule.INVALID_ENUM, Hit(at, message, _ADVICE), path)
