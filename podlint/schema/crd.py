"""CustomResourceDefinitions to schemas that podlint checks custom resources against.

Structural-schema semantics after the API reference (apiextensions.k8s.io/v1): objects with `properties` are closed
unless `x-kubernetes-preserve-unknown-fields` opens them, int-or-string fields take both, embedded resources have
apiVersion, kind and metadata, lists of type `map` and `set` hold each entry once, what has a default is not required,
and null counts as absent.
"""

from __future__ import annotations

import marshal
import zlib
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from podlint.schema import catalog
from podlint.schema.understood import understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Schema = dict[str, Any]

_META = "apimachinery.meta.v1.ObjectMeta"
_WITHOUT_REFERENCES = 2
"""The version of `marshal` whose bytes depend on nothing but the values."""
_JUNCTORS = ("allOf", "anyOf", "oneOf")
_KEPT = (
    "type",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "minItems",
    "minLength",
    "minProperties",
    "multipleOf",
    "pattern",
    "required",
)


def is_crd(data: Any) -> bool:
    """Whether a document is a CustomResourceDefinition."""
    return isinstance(data, dict) and data.get("kind") == "CustomResourceDefinition"


def schemas(crd: Schema, origin: str) -> Iterator[tuple[str, str, catalog.CustomSchema]]:
    """(apiVersion, kind, schema) of every version of a definition that has a schema.

    Parts of the schema that are broken are left out of it, and a version that does not say what it is: `crd-invalid`
    and the schema of the definition itself report them.
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
            yield f"{group}/{name}", kind, catalog.CustomSchema(_later(openapi), origin, plural)


def _later(openapi: Schema) -> Callable[[], Schema]:
    """What makes the whole schema when somebody asks: most definitions have no object."""
    try:
        return _Packed(openapi)
    except ValueError:  # nested without end, or with values that only a build knows
        return partial(_root, openapi)


def as_written(schema: catalog.CustomSchema) -> Schema | None:
    """What a definition said, if that is known."""
    return schema.make.written() if isinstance(schema.make, _Packed) else None


def remembered(written: Callable[[], Schema | None], origin: str, plural: str) -> catalog.CustomSchema:
    """The schema of a definition of which somebody remembers what it said."""
    return catalog.CustomSchema(lambda: _root(written() or {}), origin, plural)


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
    return _root(packed.written())


def _root(openapi: Schema) -> Schema:
    """A whole schema, with the metadata of built-in objects."""
    schema = understood(openapi)
    shaped = _structural(schema)
    required = [name for name in shaped.pop("required", ()) if name not in ("apiVersion", "kind", "metadata")]
    if required:
        shaped["required"] = required
    shaped.setdefault("properties", {}).update(_typed())
    shaped["type"] = "object"
    if not _open(schema):
        shaped["additionalProperties"] = False
    meta = catalog.load(catalog.index(catalog.versions()[-1])["v1/ConfigMap"])["$defs"]
    return {"$ref": "#/$defs/root", "$defs": {**meta, "root": shaped}}


def _typed() -> Schema:
    """The fields that every object has."""
    return {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": f"#/$defs/{_META}"},
    }


def _structural(schema: Schema) -> Schema:
    """One node of a structural schema, understood, as JSON Schema with podlint's own keywords."""
    result = _validations(schema)
    if schema.get("x-kubernetes-int-or-string") is True:
        result["type"] = ["integer", "string"]
        result.pop("anyOf", None)
    properties: dict[str, Schema] = schema.get("properties", {})
    if "properties" in schema:
        result["properties"] = {name: _structural(value) for name, value in properties.items()}
    if schema.get("x-kubernetes-embedded-resource") is True:
        result.setdefault("properties", {}).update(_typed())
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        result["additionalProperties"] = _structural(extra)
    elif "properties" in result and extra is not True and not _open(schema):
        result["additionalProperties"] = False
    if "items" in schema:
        result["items"] = _structural(schema["items"])
    if "required" in schema:
        result["required"] = [name for name in schema["required"] if "default" not in properties.get(name, ())]
    if "enum" in schema:  # of another type the type speaks, where it says one
        result["enum" if isinstance(result.get("type"), str) else "x-podlint-values"] = schema["enum"]
    _unique(schema, result)
    rules = [rule for rule in schema.get("x-kubernetes-validations", ()) if _applies_on_create(rule)]
    if rules:
        result["x-podlint-cel"] = rules
    if "default" in schema:
        result["x-podlint-default"] = schema["default"]
    if schema.get("nullable") is True:
        result["x-podlint-nullable"] = True
    return result


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
            made = catalog.CustomSchema(partial(_root, schema), origin)
            made.written = schema
            yield api_version, kind, made


def _only(schema: Any) -> Any:
    """The one value that a schema allows."""
    values = _dict(schema).get("enum") or [_dict(schema).get("const")]
    return values[0] if isinstance(values, list) and len(values) == 1 else None


def _applies_on_create(rule: dict[str, Any]) -> bool:
    """Whether a CEL rule is asked of an object that is made: it does without what the object was before."""
    expression = rule.get("rule")
    if not expression or "oldSelf" not in expression or rule.get("optionalOldSelf") is True:
        return bool(expression)
    from podlint.schema.cel.tokens import names

    return "oldSelf" not in names(expression)


def _open(schema: Schema) -> bool:
    """Whether a node keeps fields that it does not know."""
    return schema.get("x-kubernetes-preserve-unknown-fields") is True


def _dict(value: Any) -> Schema:
    return value if isinstance(value, dict) else {}


def _unique(schema: Schema, result: Schema) -> None:
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys")
    if kind == "map" and keys:
        result["x-podlint-unique"] = keys
    elif kind == "set":
        result["x-podlint-unique"] = []


def _validations(schema: Schema) -> Schema:
    """The keywords that narrow a value, in the words of JSON Schema: OpenAPI has booleans for exclusive limits."""
    result = {key: schema[key] for key in _KEPT if key in schema}
    for key, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if key in schema:
            result[exclusive if schema.get(exclusive) is True else key] = schema[key]
        if exclusive in schema and not isinstance(schema[exclusive], bool):
            result[exclusive] = schema[exclusive]
    for key in _JUNCTORS:
        if key in schema:
            result[key] = [_branch(value) for value in schema[key]]
    if "not" in schema:
        result["not"] = _branch(schema["not"])
    return result


def _branch(schema: Schema) -> Schema:
    """A schema inside a junctor: it constrains values and neither opens nor closes objects."""
    result = _validations(schema)
    if "enum" in schema:
        result["x-podlint-values"] = schema["enum"]
    if "properties" in schema:
        result["properties"] = {name: _branch(value) for name, value in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            result[key] = _branch(schema[key])
    return result
