"""CustomResourceDefinitions to schemas that podlint checks custom resources against; see `structural`."""

from __future__ import annotations

import marshal
import zlib
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from podlint.schema import catalog, structural
from podlint.schema.quick import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Schema = dict[str, Any]

_MOST_VERSIONS = 100
"""Of a definition with more versions none is told which others there are: each would keep all of them."""
_WITHOUT_REFERENCES = 2
"""The version of `marshal` whose bytes depend on nothing but the values."""


def is_crd(data: Any) -> bool:
    """Whether a document is a CustomResourceDefinition."""
    return isinstance(data, dict) and data.get("kind") == "CustomResourceDefinition"


def schemas(
    crd: Schema, origin: str, *, every: bool = True, lossy: bool = False
) -> Iterator[tuple[str, str, catalog.CustomSchema]]:
    """(apiVersion, kind, schema) of every version of a definition that has a schema.

    `every` says that the definition has all versions of the kind, `lossy` that it was made of a JSON Schema, which says
    less. Parts of the schema that are broken are left out of it, and a version that does not say what it is:
    `crd-invalid` and the schema of the definition itself report them.
    """
    spec = _dict(crd.get("spec"))
    group, kind = spec.get("group"), _dict(spec.get("names")).get("kind")
    versions = spec.get("versions")
    for version in versions if isinstance(versions, list) else ():
        name = _dict(version).get("name")
        if not (isinstance(group, str) and isinstance(kind, str) and isinstance(name, str)):
            continue
        openapi = _dict(version.get("schema") or spec.get("validation")).get("openAPIV3Schema")
        if isinstance(openapi, dict):
            plural = str(_dict(spec.get("names")).get("plural", ""))
            beside = {} if lossy else {VERSION: _beside(crd, version, every)}
            schema = catalog.CustomSchema(_later({**openapi, **beside}), origin, plural)
            schema.names = _names(_dict(spec.get("names")))
            yield f"{group}/{name}", kind, schema


def _beside(crd: Schema, version: Schema, every: bool) -> Schema:
    """What a version says beside its schema, and which other versions there are, as plain data."""
    spec = _dict(crd.get("spec"))
    subresources = _dict(version.get("subresources") or spec.get("subresources"))
    scale = _dict(subresources.get("scale"))
    paths = [scale.get(key) for key in ("specReplicasPath", "statusReplicasPath")]
    warning = version.get("deprecationWarning")
    listed = spec.get("versions")
    told = listed if every and isinstance(listed, list) and len(listed) <= _MOST_VERSIONS else ()
    return {
        "pruned": crd.get("apiVersion") == "apiextensions.k8s.io/v1" and spec.get("preserveUnknownFields") is not True,
        "status": "status" in subresources and subresources["status"] is not None,
        "replicas": [path for path in paths if isinstance(path, str)],
        "served": version.get("served") is not False,
        "deprecated": version.get("deprecated") is True,
        "warning": warning if isinstance(warning, str) else "",
        "versions": [
            [one["name"], one.get("served") is not False, one.get("deprecated") is True]
            for one in told
            if isinstance(one, dict) and isinstance(one.get("name"), str)
        ],
    }


def _names(names: Schema) -> tuple[str, ...]:
    """What a kind is called besides: its singular and its short names."""
    short = names.get("shortNames")
    listed = [names.get("singular"), *(short if isinstance(short, list) else ())]
    return tuple(name.lower() for name in listed if isinstance(name, str))


def _later(openapi: Schema) -> Callable[[], Schema]:
    """What makes the whole schema when somebody asks: most definitions have no object."""
    try:
        return _Packed(openapi)
    except ValueError:  # nested without end, or with values that only a build knows
        return partial(structural.root, openapi)


def as_written(schema: catalog.CustomSchema) -> Schema | None:
    """What a definition said, if that is known."""
    written: Callable[[], Schema | None] | None = getattr(schema.make, "written", None)
    return written() if written is not None else None


def remembered(written: Callable[[], Schema | None], origin: str, plural: str) -> catalog.CustomSchema:
    """The schema of a definition of which somebody remembers what it said."""
    return catalog.CustomSchema(lambda: structural.root(written() or {}), origin, plural)


class _Packed:
    """A schema as it was written, packed: a tenth of its text, where the values in it would take ten times as much.

    Two are equal where they say the same in the same order.
    """

    __slots__ = ("_data",)

    def __init__(self, openapi: Schema) -> None:
        self._data = zlib.compress(marshal.dumps(openapi, _WITHOUT_REFERENCES), 1)

    def __call__(self) -> Schema:
        """The whole schema."""
        return _unpacked(self)

    def written(self) -> Schema:
        """What was packed."""
        found: Schema = marshal.loads(zlib.decompress(self._data))
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Packed) and self._data == other._data

    def __hash__(self) -> int:
        return hash(self._data)


@lru_cache(maxsize=256)
def _unpacked(packed: _Packed) -> Schema:
    """A packed schema: the same for all definitions that say the same."""
    return structural.root(packed.written())


def json_schema(
    schema: Schema, origin: str, default: tuple[str, str] | None = None
) -> Iterator[tuple[str, str, catalog.CustomSchema]]:
    """(apiVersion, kind, schema) of a JSON Schema file that says which kind it is for, else for a `default`.

    It says so in `x-kubernetes-group-version-kind`, or by the only values of its `apiVersion` and `kind`.
    """
    properties, named = _dict(schema.get("properties")), schema.get("x-kubernetes-group-version-kind")
    pairs = [
        (f"{gvk['group']}/{gvk.get('version')}" if gvk.get("group") else gvk.get("version"), gvk.get("kind"))
        for gvk in (named if isinstance(named, list) else ())
        if isinstance(gvk, dict)
    ]
    if not pairs:
        pairs = [(_only(properties.get("apiVersion")), _only(properties.get("kind")))]
    if default is not None and properties and not any(pair[0] and pair[1] for pair in pairs):
        pairs = [default]
    for api_version, kind in pairs:
        if isinstance(api_version, str) and isinstance(kind, str):
            said = {key: value for key, value in schema.items() if key != VERSION}
            made = catalog.CustomSchema(_later(said), origin)
            made.written = schema
            yield api_version, kind, made


def _only(schema: Any) -> Any:
    """The one value that a schema allows."""
    values = _dict(schema).get("enum") or [_dict(schema).get("const")]
    return values[0] if isinstance(values, list) and len(values) == 1 else None


def _dict(value: Any) -> Schema:
    return value if isinstance(value, dict) else {}
