"""Structural schemas to schemas that podlint checks with, and what a version of a definition says beside its schema.

After the API reference (apiextensions.k8s.io/v1): a mapping has no fields but those of `properties` and
`additionalProperties`, unless `x-kubernetes-preserve-unknown-fields` opens it; int-or-string fields take both; embedded
resources have apiVersion, kind and metadata; lists of type `map` and `set` hold each entry once; only formats that the
server knows are asked. A JSON Schema says less: its mappings are open where it names no field.
"""

from __future__ import annotations

from typing import Any

from podlint.schema import catalog
from podlint.schema.complete import DEFAULTS
from podlint.schema.quick import VERSION
from podlint.schema.understood import understood

Schema = dict[str, Any]

DROPPED = "x-podlint-dropped"
"""The keyword of what the server drops when an object is made: its fields are known, and nothing is asked of it."""

_META = "apimachinery.meta.v1.ObjectMeta"
_OWN_META = "metadata"
_OPEN = "x-kubernetes-preserve-unknown-fields"
_JUNCTORS = ("allOf", "anyOf", "oneOf")
_KEPT = (
    *("type", "maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties", "multipleOf"),
    *("pattern", "required"),
)
_OF_NAMES = ("pattern", "minLength", "maxLength", "enum", "x-kubernetes-validations", "format", "not", *_JUNCTORS)


def closed(depth: int = 3) -> Schema:
    """A schema of what has no fields: of scalars, and lists of them."""
    return {"additionalProperties": False, **({"items": closed(depth - 1)} if depth else {})}


def root(openapi: Schema) -> Schema:
    """A whole schema, with the metadata of built-in objects."""
    version: Any = openapi.get(VERSION)
    schema = understood({key: value for key, value in openapi.items() if key != VERSION})
    whole = isinstance(version, dict)
    shaped = structural(schema, pruned=whole and version["pruned"])
    required = [name for name in shaped.pop("required", ()) if name not in ("apiVersion", "kind", "metadata")]
    if required:
        shaped["required"] = required
    properties = shaped.setdefault("properties", {})
    meta = catalog.load(catalog.index(catalog.versions()[-1])["v1/ConfigMap"])["$defs"]
    definitions = {**meta, "root": shaped}
    properties.update(_typed())
    own = _own_metadata(schema.get("properties", {}).get("metadata"), meta[_META])
    if own is not None:
        definitions[_OWN_META] = own
        properties["metadata"] = {"$ref": f"#/$defs/{_OWN_META}"}
    shaped["type"] = "object"
    if not _open(schema):
        shaped["additionalProperties"] = False
    shaped[VERSION] = version if isinstance(version, dict) else {}
    if not whole or version["status"]:
        _drop_status(shaped)
        if whole and "status" in schema.get("required", ()):
            shaped["x-podlint-refused"] = ["status"]
    for path in version["replicas"] if whole else ():
        _count(shaped, path)
    return {"$ref": "#/$defs/root", "$defs": definitions}


def _typed() -> Schema:
    """The fields that every object has."""
    return {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": f"#/$defs/{_META}"},
    }


def _own_metadata(schema: Schema | None, meta: Schema) -> Schema | None:
    """The metadata of a kind whose definition narrows the names of its objects; None where it does not."""
    narrowed = (schema or {}).get("properties", {})
    properties = dict(meta["properties"])
    for name in ("name", "generateName"):
        limits = {key: value for key, value in narrowed.get(name, {}).items() if key in _OF_NAMES}
        if limits:
            properties[name] = {**properties[name], **structural({"type": "string", **limits}, pruned=True)}
    return {**meta, "properties": properties} if properties != meta["properties"] else None


def _drop_status(shaped: Schema) -> None:
    """The status is a subresource: what stands there is dropped, once its fields are known."""
    properties = shaped["properties"]
    if "status" in properties:
        properties["status"] = {**_fields_of(properties["status"]), DROPPED: True}
        shaped[DEFAULTS] = [name for name in shaped.get(DEFAULTS, ()) if name != "status"]
    if "status" in shaped.get("required", ()):
        shaped["required"] = [name for name in shaped["required"] if name != "status"]


def _fields_of(node: Any) -> Any:
    """A node that knows its fields, and asks nothing of them."""
    if not isinstance(node, dict):
        return node
    found = {key: _fields_of(node[key]) for key in ("additionalProperties", "items") if key in node}
    if "properties" in node:
        found["properties"] = {name: _fields_of(child) for name, child in node["properties"].items()}
    return found


def _count(shaped: Schema, path: str) -> None:
    """The number of replicas stands at a path such as `.spec.replicas`."""
    node, *steps = shaped, *path.removeprefix(".").split(".")
    for step in steps:
        child = node.get("properties", {}).get(step)
        if not isinstance(child, dict) or DROPPED in child:
            return
        node = child
    if node.get("type") == "integer":
        node["x-podlint-replicas"] = True


def structural(schema: Schema, *, pruned: bool) -> Schema:
    """One node of a schema, understood, as JSON Schema with podlint's own keywords.

    `pruned` says that the server drops the fields that are not in it.
    """
    result = _validations(schema)
    if schema.get("x-kubernetes-int-or-string") is True:
        result["type"] = ["integer", "string"]
        result["format"] = "int64"
        result.pop("anyOf", None)
    properties: dict[str, Schema] = schema.get("properties", {})
    if "properties" in schema:
        result["properties"] = {name: structural(value, pruned=pruned) for name, value in properties.items()}
    if schema.get("x-kubernetes-embedded-resource") is True:
        result.setdefault("properties", {}).update(_typed())
        result["x-podlint-embedded"] = True
    _close(schema, result, pruned)
    if "items" in schema:
        # An open list keeps what its items do not know; the server's pruning goes on below what they know.
        opened = {_OPEN: True} if _open(schema) else {}
        result["items"] = structural({**schema["items"], **opened}, pruned=pruned)
    if "required" in schema:
        result["required"] = [name for name in schema["required"] if "default" not in properties.get(name, ())]
    defaults = [name for name, child in properties.items() if child.get("default") is not None]
    if defaults:
        result[DEFAULTS] = defaults
    if "enum" in schema:  # of another type the type speaks, where it says one
        result["enum" if isinstance(result.get("type"), str) else "x-podlint-values"] = schema["enum"]
    _unique(schema, result)
    rules = [rule for rule in schema.get("x-kubernetes-validations", ()) if applies_on_create(rule)]
    if rules:
        result["x-podlint-cel"] = rules
    if "default" in schema:
        result["x-podlint-default"] = schema["default"]
    if schema.get("nullable") is True:
        result["x-podlint-nullable"] = True
    return result


def _close(schema: Schema, result: Schema, pruned: bool) -> None:
    """Which fields a mapping has beside its properties."""
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        result["additionalProperties"] = structural(extra, pruned=pruned)
    elif _open(schema):
        return
    elif extra is True:
        if pruned:
            result["additionalProperties"] = closed()
    elif "properties" in result or (pruned and schema.get("type") == "object"):
        result["additionalProperties"] = False


def applies_on_create(rule: dict[str, Any]) -> bool:
    """Whether a CEL rule is asked of an object that is made: it does without what the object was before."""
    expression = rule.get("rule")
    if not expression or "oldSelf" not in expression or rule.get("optionalOldSelf") is True:
        return bool(expression)
    from podlint.schema.cel.tokens import names

    return "oldSelf" not in names(expression)


def _open(schema: Schema) -> bool:
    """Whether a node keeps fields that it does not know."""
    return schema.get(_OPEN) is True


def _unique(schema: Schema, result: Schema) -> None:
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys")
    if kind == "map" and keys:
        result["x-podlint-distinct"] = keys
    elif kind == "set":
        result["x-podlint-distinct"] = []


def _validations(schema: Schema) -> Schema:
    """The keywords that narrow a value, in the words of JSON Schema: OpenAPI has booleans for exclusive limits."""
    result = {key: schema[key] for key in _KEPT if key in schema}
    for key, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if key in schema:
            result[exclusive if schema.get(exclusive) is True else key] = schema[key]
        if exclusive in schema and not isinstance(schema[exclusive], bool):
            result[exclusive] = schema[exclusive]
    _format(schema, result)
    for key in _JUNCTORS:
        if key in schema:
            result[key] = [_branch(value) for value in schema[key]]
    if "not" in schema:
        result["not"] = _branch(schema["not"])
    return result


def _format(schema: Schema, result: Schema) -> None:
    """The format of a value, where the server knows it for this type."""
    from podlint.schema.custom_formats import FORMATS

    name, kind = schema.get("format", ""), schema.get("type")
    if kind == "integer":
        result["format"] = name if name == "int32" else "int64"
    elif kind == "number" and name == "float":
        result["format"] = name
    elif kind in (None, "string") and (plain := name.replace("-", "")) in FORMATS:
        result["x-podlint-custom-format"] = plain
        if kind is None and schema.get("x-kubernetes-int-or-string") is not True:
            result["type"] = ["string", "array"]  # without a type a format asks for one


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
