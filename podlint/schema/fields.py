"""The fields of built-in kinds as people read them: type, documentation, what may stand there, what lies below."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from podlint.schema import catalog
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from podlint.schema.catalog import Schema

_LIMITS = {
    "enum": "enum",
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "minLength",
    "minItems": "minItems",
    "x-podlint-format": "format",
    "x-podlint-described": "format",
    "x-podlint-unique": "unique",
    "x-podlint-one-of": "oneOf",
}
_FORMATS = {"int-or-string": "IntOrString", "quantity": "Quantity"}


class Field(NamedTuple):
    """A field of a kind, or the kind itself.

    `type` is written as kubectl writes it: `[]EnvVar`, `map[string]string`. `description` is about the field, `about`
    about its type. `allowed` are the limits of its value: `enum`, `minimum`, `maximum`, `minLength`, `minItems`,
    `format` (the name of one), `unique` (the keys that name an entry of the list), `oneOf`, and under `items` those of
    the entries of a list or the values of a mapping. `fields` are the fields below it (of a list: those of its
    entries), without theirs.
    """

    name: str
    type: str
    required: bool
    description: str
    about: str
    allowed: dict[str, Any]
    fields: tuple[Field, ...] = ()

    @property
    def text(self) -> str:
        """The documentation: of the field, else of its type."""
        return self.description or self.about


def field(version: str, api_version: str, kind: str, path: Iterable[str | int] = ()) -> Field | None:
    """The field of a kind at a path of keys and indices; None where that Kubernetes version has none.

    An index may be left out: `("spec", "containers", "env")` is the field of every container.
    """
    fields = _fields(version, api_version, kind)
    return fields.field(path) if fields is not None else None


def tree(version: str, api_version: str, kind: str, path: Iterable[str | int] = ()) -> Iterator[tuple[int, Field]]:
    """Everything below a field, each with its depth. A type that contains itself is not opened again within itself."""
    fields = _fields(version, api_version, kind)
    if fields is not None:
        yield from fields.tree(path)


def without_texts() -> str:
    """How to get the descriptions where this installation was built without them; empty where it has them."""
    here: Path = import_module("podlint_schemas").docs_path("core.v1")
    if here.is_file():
        return ""
    if (here.parents[3] / "hatch_build.py").is_file():
        return "this checkout has no texts of the API documentation; `./dev texts` in it gets them"
    return (
        "podlint was built without the texts of the API documentation; to get them, install it again without "
        "PODLINT_NO_TEXTS and --no-build-isolation"
    )


class _Fields:
    """The fields of one kind in one version."""

    def __init__(self, version: str, kind: str, schema: Schema) -> None:
        self._version = version
        self._kind = kind
        self._root: Schema = {"$ref": schema["$ref"]}
        self._definitions: dict[str, Schema] = schema["$defs"]

    def field(self, path: Iterable[str | int]) -> Field | None:
        found = self._find(path)
        if found is None:
            return None
        name, schema, required, description = found
        below = tuple(self._described(*own) for own in self._below(schema))
        return self._described(name, schema, required, description)._replace(fields=below)

    def tree(self, path: Iterable[str | int]) -> Iterator[tuple[int, Field]]:
        found = self._find(path)
        if found is not None:
            yield from self._walk(found[1], (), 0)

    def _walk(self, schema: Schema, within: tuple[str, ...], depth: int) -> Iterator[tuple[int, Field]]:
        own = self._element(schema)[1]
        if own in within:
            return
        for name, below, required, description in self._below(schema):
            yield depth, self._described(name, below, required, description)
            yield from self._walk(below, (*within, own), depth + 1)

    def _find(self, path: Iterable[str | int]) -> tuple[str, Schema, bool, str] | None:
        found: tuple[str, Schema, bool, str] = (self._kind, self._root, True, "")
        for part in path:
            step = self._step(found, part)
            if step is None:
                return None
            found = step
        return found

    def _step(self, found: tuple[str, Schema, bool, str], part: str | int) -> tuple[str, Schema, bool, str] | None:
        if isinstance(part, int):
            schema, _ = self._resolved(found[1])
            return (found[0], schema["items"], True, found[3]) if "items" in schema else None
        schema, own = self._resolved(found[1])
        while "items" in schema:
            schema, own = self._resolved(schema["items"])
        if part in schema.get("properties", {}):
            return part, schema["properties"][part], part in schema.get("required", ()), self._text(own, part)
        values = schema.get("additionalProperties")
        return (part, values, False, "") if isinstance(values, dict) else None

    def _below(self, schema: Schema) -> Iterator[tuple[str, Schema, bool, str]]:
        element, own = self._element(schema)
        needed = element.get("required", ())
        for name, below in sorted(element.get("properties", {}).items()):
            yield name, below, name in needed, self._text(own, name)

    def _described(self, name: str, schema: Schema, required: bool, description: str) -> Field:
        _, own = self._element(schema)
        return Field(name, self._type(schema), required, description, self._text(own, ""), self._allowed(schema))

    def _resolved(self, schema: Schema) -> tuple[Schema, str]:
        """A schema without reference, and the name of the definition it is; empty where it is none."""
        reference = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        return (self._definitions[reference], reference) if reference else (schema, "")

    def _element(self, schema: Schema) -> tuple[Schema, str]:
        """What a list or mapping holds in the end, or the schema itself."""
        schema, own = self._resolved(schema)
        inner = schema.get("items", schema.get("additionalProperties"))
        return self._element(inner) if isinstance(inner, dict) else (schema, own)

    def _type(self, schema: Schema) -> str:
        plain, own = self._resolved(schema)
        if "items" in plain:
            return f"[]{self._type(plain['items'])}"
        if isinstance(plain.get("additionalProperties"), dict):
            return f"map[string]{self._type(plain['additionalProperties'])}"
        if plain.get("format") in _FORMATS:
            return _FORMATS[plain["format"]]
        kind = plain.get("type", "any")
        if own and kind not in ("string", "integer", "number", "boolean"):
            return own.rpartition(".")[2]
        return "Object" if kind == "object" else str(kind)

    def _allowed(self, schema: Schema) -> dict[str, Any]:
        plain, _ = self._resolved(schema)
        found = {ours: plain[key] for key, ours in _LIMITS.items() if key in plain}
        inner = plain.get("items", plain.get("additionalProperties"))
        items = self._allowed(inner) if isinstance(inner, dict) else {}
        return {**found, "items": items} if items else found

    def _text(self, definition: str, name: str) -> str:
        group, _, own = definition.rpartition(".")
        found = _texts(group).get(own, {}).get(name, "") if definition else ""
        if isinstance(found, str):
            return found
        number = _minor(self._version)
        held = [text for since, text in found.items() if _minor(since) <= number]
        return held[-1] if held else ""


@lru_cache(maxsize=16)
def _fields(version: str, api_version: str, kind: str) -> _Fields | None:
    blob = catalog.find(version, api_version, kind)
    return _Fields(version, kind, catalog.load(blob)) if blob is not None else None


@lru_cache(maxsize=64)
def _texts(group: str) -> dict[str, dict[str, str | dict[str, str]]]:
    """The texts of a group's definitions, by definition and field; one that changed by version."""
    path: Path = import_module("podlint_schemas").docs_path(group)
    result: dict[str, dict[str, str | dict[str, str]]] = json.loads(path.read_bytes()) if path.is_file() else {}
    return result


def _minor(version: str) -> int:
    return int(version.partition(".")[2])
