"""CustomResourceDefinitions to schemas that podlint checks custom resources against.

Structural-schema semantics after the API reference (apiextensions.k8s.io/v1): objects with `properties` are closed
unless `x-kubernetes-preserve-unknown-fields` opens them, int-or-string fields take both, embedded resources have
apiVersion, kind and metadata, lists of type `map` and `set` hold each entry once, what has a default is not required,
and null counts as absent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.schema import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]

_META = "apimachinery.meta.v1.ObjectMeta"
_JUNCTORS = ("allOf", "anyOf", "oneOf")
_KEPT = (
    "type",
    "enum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "minItems",
    "minLength",
    "minProperties",
    "multipleOf",
)


def is_crd(data: Any) -> bool:
    """Whether a document is a CustomResourceDefinition."""
    return isinstance(data, dict) and data.get("kind") == "CustomResourceDefinition"


def schemas(crd: Schema, origin: str) -> Iterator[tuple[str, str, catalog.CustomSchema]]:
    """(apiVersion, kind, schema) of every version of a definition that has a schema; nothing where it is broken."""
    spec = crd.get("spec")
    if not isinstance(spec, dict):
        return
    names = spec.get("names")
    kind = names.get("kind") if isinstance(names, dict) else None
    versions = spec.get("versions")
    for version in versions if isinstance(versions, list) else ():
        if not isinstance(version, dict) or not isinstance(kind, str):
            continue
        holder = version.get("schema") or spec.get("validation")
        openapi = holder.get("openAPIV3Schema") if isinstance(holder, dict) else None
        if isinstance(openapi, dict):
            yield f"{spec.get('group')}/{version.get('name')}", kind, catalog.CustomSchema(_root(openapi), origin)


def _root(openapi: Schema) -> Schema:
    """A whole schema, with the metadata of built-in objects."""
    shaped = structural(openapi)
    shaped.pop("required", None)
    required = [name for name in openapi.get("required") or () if name not in ("apiVersion", "kind", "metadata")]
    if required:
        shaped["required"] = required
    shaped.setdefault("properties", {}).update(_typed())
    shaped["type"] = "object"
    if not _open(openapi):
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


def structural(schema: Schema) -> Schema:
    """One node of a structural schema as JSON Schema with podlint's own keywords."""
    result = _validations(schema)
    if schema.get("x-kubernetes-int-or-string") is True:
        result["type"] = ["integer", "string"]
        result.pop("anyOf", None)
    properties = schema.get("properties")
    if isinstance(properties, dict):
        result["properties"] = {name: _node(value) for name, value in properties.items()}
    if schema.get("x-kubernetes-embedded-resource") is True:
        result.setdefault("properties", {}).update(_typed())
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        result["additionalProperties"] = _node(extra)
    elif "properties" in result and extra is not True and not _open(schema):
        result["additionalProperties"] = False
    if isinstance(schema.get("items"), dict):
        result["items"] = _node(schema["items"])
    required = schema.get("required")
    if isinstance(required, list):
        given = properties if isinstance(properties, dict) else {}
        result["required"] = [name for name in required if "default" not in _dict(given.get(name))]
    _unique(schema, result)
    rules = [rule for rule in schema.get("x-kubernetes-validations") or () if _applies_on_create(rule)]
    if rules:
        result["x-podlint-cel"] = rules
    return result


def json_schema(schema: Schema, origin: str) -> Iterator[tuple[str, str, catalog.CustomSchema]]:
    """(apiVersion, kind, schema) of a JSON Schema file that says which kind it is for.

    It says so in `x-kubernetes-group-version-kind`, or by the only values of its `apiVersion` and `kind`.
    """
    properties = _dict(schema.get("properties"))
    pairs = [
        ("/".join(part for part in (gvk.get("group"), gvk.get("version")) if part), gvk.get("kind"))
        for gvk in schema.get("x-kubernetes-group-version-kind") or ()
        if isinstance(gvk, dict)
    ]
    if not pairs:
        pairs = [(_only(properties.get("apiVersion")), _only(properties.get("kind")))]
    for api_version, kind in pairs:
        if isinstance(api_version, str) and isinstance(kind, str):
            yield api_version, kind, catalog.CustomSchema(_root(schema), origin)


def _only(schema: Any) -> Any:
    """The one value that a schema allows."""
    values = _dict(schema).get("enum") or [_dict(schema).get("const")]
    return values[0] if len(values) == 1 else None


def _applies_on_create(rule: Any) -> bool:
    """Whether a CEL rule speaks of the object alone, not of what it was before."""
    text = rule.get("rule") if isinstance(rule, dict) else None
    return isinstance(text, str) and "oldSelf" not in text


def _open(schema: Schema) -> bool:
    """Whether a node keeps fields that it does not know."""
    return schema.get("x-kubernetes-preserve-unknown-fields") is True


def _node(schema: Any) -> Schema:
    return structural(schema) if isinstance(schema, dict) else {}


def _dict(value: Any) -> Schema:
    return value if isinstance(value, dict) else {}


def _unique(schema: Schema, result: Schema) -> None:
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys")
    if kind == "map" and isinstance(keys, list) and keys:
        result["x-podlint-unique"] = keys
    elif kind == "set":
        result["x-podlint-unique"] = []


def _validations(schema: Schema) -> Schema:
    """The keywords that narrow a value, in the words of JSON Schema: OpenAPI has booleans for exclusive limits."""
    result = {key: schema[key] for key in _KEPT if key in schema}
    for key, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if key in schema:
            result[exclusive if schema.get(exclusive) is True else key] = schema[key]
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and _compiles(pattern):
        result["pattern"] = pattern
    for key in _JUNCTORS:
        if isinstance(schema.get(key), list):
            result[key] = [_branch(value) for value in schema[key]]
    if isinstance(schema.get("not"), dict):
        result["not"] = _branch(schema["not"])
    return result


def _branch(schema: Any) -> Schema:
    """A schema inside a junctor: it constrains values and neither opens nor closes objects."""
    if not isinstance(schema, dict):
        return {}
    result = _validations(schema)
    if isinstance(schema.get("properties"), dict):
        result["properties"] = {name: _branch(value) for name, value in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            result[key] = _branch(schema[key])
    if isinstance(schema.get("required"), list):
        result["required"] = schema["required"]
    return result


def _compiles(pattern: str) -> bool:
    """Whether Python reads a pattern that is written for Go; what only Go understands is not checked."""
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
