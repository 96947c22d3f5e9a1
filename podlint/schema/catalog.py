"""(Kubernetes version, apiVersion, kind) to schema; and what is known of kinds that have none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.kinds import GROUPS
from podlint.schema.limits import LIMITS, parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from podlint.yaml.place import Location

Schema = dict[str, Any]
LIMITED = "podlint limits"
"""The key under which a linked schema keeps its limits: predicates with their parameters."""
_PACKAGE = "podlint_schemas"


@lru_cache(maxsize=1)
def versions() -> tuple[str, ...]:
    """The Kubernetes versions that podlint has schemas for, oldest first, such as `1.37`."""
    return tuple(import_module(_PACKAGE).versions())


@lru_cache(maxsize=32)
def index(version: str) -> dict[str, str]:
    """`group/version/Kind` (`v1/Pod` in the core group) to the name of its blob."""
    path: Path = import_module(_PACKAGE).index_path(version)
    result: dict[str, str] = json.loads(path.read_bytes())
    return result


def find(version: str, api_version: str, kind: str) -> str | None:
    """The blob of a kind in a version; None where that version does not serve it."""
    return index(version).get(f"{api_version}/{kind}")


class CustomSchema:
    """The schema of a kind that is not built in, and where it came from; `schema` is stored as a blob is.

    It may be given as a function that makes it, which is called when somebody asks: most definitions have no object.
    `rules` tells whether it holds rules in CEL; `plural` is the name of the resource, `names` are the singular and the
    short ones, `at` is where the definition stands, where that is known. `others` are further definitions of the kind
    that may be the one in force: then only what all refuse is wrong; `several` says that the project has more of
    them. `written` is what a JSON Schema file says. It stands wherever the name of a blob does. Compared by identity.
    """

    __slots__ = ("_make", "_rules", "_schema", "at", "names", "origin", "others", "plural", "several", "written")

    def __init__(
        self, schema: Schema | Callable[[], Schema], origin: str, plural: str = "", at: Location | None = None
    ) -> None:
        self._schema = None if callable(schema) else schema
        self._make = schema if callable(schema) else None
        self._rules: bool | None = None
        self.origin = origin
        self.plural = plural
        self.at = at
        self.names: tuple[str, ...] = ()
        self.others: tuple[CustomSchema, ...] = ()
        self.several = False
        self.written: Schema | None = None

    @property
    def schema(self) -> Schema:
        """The schema itself."""
        if self._schema is None:
            assert self._make is not None
            self._schema = self._make()
        return self._schema

    @property
    def make(self) -> Callable[[], Schema] | None:
        """What makes the schema when somebody asks."""
        return self._make

    @property
    def content(self) -> Hashable:
        """Equal for schemas that are known to say the same."""
        return self if self._make is None else self._make

    def says_as(self, other: CustomSchema) -> bool:
        """Whether it says the same as another one."""
        return self.content == other.content or self.schema == other.schema

    @property
    def rules(self) -> bool:
        """Whether there are rules in CEL in it."""
        if self._rules is None:
            self._rules = _holds(self.schema, "x-podlint-cel")
        return self._rules


def _holds(value: Any, key: str) -> bool:
    """Whether a key stands anywhere in a value."""
    if isinstance(value, dict):
        return key in value or any(_holds(item, key) for item in value.values())
    return isinstance(value, list) and any(_holds(item, key) for item in value)


Blob = str | CustomSchema
Custom = Mapping[tuple[str, str], CustomSchema]
"""(apiVersion, kind) to schema, of the kinds that the project or the configuration brings along."""


def load(blob: Blob) -> Schema:
    """A schema as it is stored: `{"$ref": ..., "$defs": ...}`."""
    if isinstance(blob, CustomSchema):
        return blob.schema
    path: Path = import_module(_PACKAGE).blob_path(blob)
    result: Schema = json.loads(path.read_bytes())
    return result


@lru_cache(maxsize=2)
def tool(name: str) -> CustomSchema:
    """The schema of files that no API server knows: `kustomization`, or `chart` for a Chart.yaml."""
    path: Path = import_module(_PACKAGE).tool_path(name)
    return CustomSchema(json.loads(path.read_bytes()), name)


_CUSTOM: dict[Hashable, Schema] = {}
_MOST_CUSTOM = 512


def linked(blob: Blob) -> Schema:
    """A schema whose references are replaced by the definitions themselves (it may contain itself)."""
    if not isinstance(blob, CustomSchema):
        return _linked_blob(blob)
    content = blob.content
    found = _CUSTOM.get(content)
    if found is None:
        from copy import deepcopy

        if len(_CUSTOM) >= _MOST_CUSTOM:
            del _CUSTOM[next(iter(_CUSTOM))]
        found = _CUSTOM[content] = _with_links(deepcopy(blob.schema))
    return found


@lru_cache(maxsize=512)
def _linked_blob(blob: str) -> Schema:
    return _with_links(load(blob))


def _with_links(schema: Schema) -> Schema:
    definitions: dict[str, Schema] = schema["$defs"]
    for definition in definitions.values():
        _link(definition, definitions)
    return definitions[_name(schema["$ref"])]


def _link(schema: Schema, definitions: dict[str, Schema]) -> None:
    properties = schema.get("properties")
    if properties:
        for name, value in properties.items():
            properties[name] = _linked(value, definitions)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            schema[key] = _linked(schema[key], definitions)
    narrowed = [(LIMITS[key], parameter(key, schema)) for key in schema if key in LIMITS]
    if narrowed:
        schema[LIMITED] = narrowed


def _linked(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    reference = schema.get("$ref")
    if reference is not None:
        return definitions[_name(reference)]
    _link(schema, definitions)
    return schema


def _name(reference: str) -> str:
    return reference.removeprefix("#/$defs/")


def later(version: str, api_version: str, kind: str) -> list[tuple[str, str]]:
    """The versions after `version` that serve a kind, oldest first, each with its blob; equal blobs once."""
    following = versions()[versions().index(version) + 1 :]
    found: dict[str, str] = {}
    for name in following:
        blob = find(name, api_version, kind)
        if blob is not None:
            found.setdefault(blob, name)
    return [(name, blob) for blob, name in found.items()]


@lru_cache(maxsize=1)
def groups() -> frozenset[str]:
    """Every API group that is built in, in any version; the core group is the empty string."""
    return GROUPS | {"settings.k8s.io", "admission.k8s.io"}


def groups_of(version: str, kind: str) -> list[str]:
    """The apiVersions that serve `kind` in a version, stable ones first."""
    return [*_by_kind(version).get(kind, ())]


@lru_cache(maxsize=32)
def _by_kind(version: str) -> dict[str, list[str]]:
    """The apiVersions that serve each kind of a version, stable ones first."""
    found: dict[str, list[str]] = {}
    for key in index(version):
        group, _, kind = key.rpartition("/")
        found.setdefault(kind, []).append(group)
    return {kind: sorted(groups, key=lambda a: ("alpha" in a, "beta" in a, a)) for kind, groups in found.items()}


@lru_cache(maxsize=32)
def kinds(version: str) -> frozenset[str]:
    """The names of all kinds that a version serves."""
    return frozenset(key.rpartition("/")[2] for key in index(version))


def kinds_in(version: str, api_version: str) -> list[str]:
    """The kinds of one apiVersion in a version."""
    return [*_by_group(version).get(api_version, ())]


@lru_cache(maxsize=32)
def _by_group(version: str) -> dict[str, list[str]]:
    """The kinds of each apiVersion of a version."""
    found: dict[str, list[str]] = {}
    for key in index(version):
        group, _, kind = key.rpartition("/")
        found.setdefault(group, []).append(kind)
    return found


@lru_cache(maxsize=32)
def api_versions(version: str) -> frozenset[str]:
    """All apiVersions that a version serves."""
    return frozenset(key.rpartition("/")[0] for key in index(version))


def served_in(api_version: str, kind: str) -> list[str]:
    """The Kubernetes versions that serve a kind, oldest first."""
    key = f"{api_version}/{kind}"
    return [version for version in versions() if key in index(version)]
