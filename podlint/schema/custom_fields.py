"""The fields of custom resources as people read them, from their definitions, as `fields` has those of built-in ones.

What a definition says besides, such as patterns, defaults and rules in CEL, is among the limits of a field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.schema import catalog, fields
from podlint.schema.crd import as_written
from podlint.schema.fields import Field
from podlint.schema.understood import understood

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podlint.schema.catalog import CustomSchema, Schema

    Path = Sequence[str | int]

_LIMITS = (
    *("enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern", "nullable"),
    *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "default"),
)
_KEEPS = "x-kubernetes-preserve-unknown-fields"
_META = "metadata"
_PLAIN = frozenset(("string", "integer", "number", "boolean"))


class CustomFields:
    """The fields of one kind that a definition describes; those of its metadata are Kubernetes' own."""

    def __init__(self, kind: str, schema: CustomSchema) -> None:
        root = understood(as_written(schema) or {})
        own = {name: {"type": "string"} for name in ("apiVersion", "kind")}
        properties = {**own, _META: {"type": "object"}, **root.get("properties", {})}
        self._kind = kind
        self._root: Schema = {"type": "object", **root, "properties": properties}

    def field(self, path: Path) -> Field | None:
        """The field at a path of keys and indices; None where the definition has none. An index may be left out."""
        if path and path[0] == _META:
            return fields.field(catalog.versions()[-1], "v1", "ConfigMap", path)
        found = self._find(path)
        if found is None:
            return None
        element = _element(found[1])
        below = (self._inner(name, element) for name in sorted(element.get("properties", ())))
        return _described(*found)._replace(fields=tuple(below))

    def tree(self, path: Path) -> Iterator[tuple[int, Field]]:
        """Everything below a field, each with its depth; metadata is not opened."""
        if path and path[0] == _META:
            yield from fields.tree(catalog.versions()[-1], "v1", "ConfigMap", path)
            return
        found = self._find(path)
        if found is not None:
            yield from self._walk(found[1], 0)

    def _walk(self, schema: Schema, depth: int) -> Iterator[tuple[int, Field]]:
        element = _element(schema)
        for name in sorted(element.get("properties", ())):
            yield depth, self._inner(name, element)
            yield from self._walk(element["properties"][name], depth + 1)

    def _inner(self, name: str, schema: Schema) -> Field:
        """A field of a mapping, without those below it."""
        if schema is self._root and name == _META and (found := self.field((_META,))) is not None:
            return found._replace(fields=())
        return _described(name, schema["properties"][name], _requires(schema, name))

    def _find(self, path: Iterable[str | int]) -> tuple[str, Schema, bool] | None:
        found: tuple[str, Schema, bool] = (self._kind, self._root, True)
        for part in path:
            step = _step(found, part)
            if step is None:
                return None
            found = step
        return found


def _step(found: tuple[str, Schema, bool], part: str | int) -> tuple[str, Schema, bool] | None:
    schema = found[1]
    if isinstance(part, int):
        return (found[0], schema["items"], True) if "items" in schema else None
    while "items" in schema:
        schema = schema["items"]
    if part in schema.get("properties", {}):
        return part, schema["properties"][part], _requires(schema, part)
    values = schema.get("additionalProperties")
    return (part, values, False) if isinstance(values, dict) else None


def _requires(schema: Schema, name: str) -> bool:
    """Whether a field has to be there: what has a default is filled in."""
    return name in schema.get("required", ()) and "default" not in schema.get("properties", {}).get(name, ())


def _described(name: str, schema: Schema, required: bool) -> Field:
    text = schema.get("description", "")
    return Field(name, _type(schema), required, text if isinstance(text, str) else "", "", _allowed(schema))


def _element(schema: Schema) -> Schema:
    """What a list or mapping holds in the end, or the schema itself."""
    inner = schema.get("items", schema.get("additionalProperties"))
    return _element(inner) if isinstance(inner, dict) and "properties" not in schema else schema


def _type(schema: Schema) -> str:
    if "items" in schema:
        return f"[]{_type(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict) and "properties" not in schema:
        return f"map[string]{_type(schema['additionalProperties'])}"
    if schema.get("x-kubernetes-int-or-string") is True or schema.get("format") == "int-or-string":
        return "IntOrString"
    said = schema.get("type", "")
    kinds = [kind for kind in (said if isinstance(said, list) else [said]) if kind != "null"]
    if len(kinds) == 1 and kinds[0] in _PLAIN:
        return str(kinds[0])
    if schema.get("x-kubernetes-embedded-resource") is True:
        return "Resource"
    if "properties" in schema or kinds == ["object"]:
        return "Object"
    return "[]any" if kinds == ["array"] else " or ".join(map(str, filter(None, kinds))) or "any"


def _allowed(schema: Schema) -> dict[str, Any]:
    found = {key: schema[key] for key in _LIMITS if key in schema}
    if isinstance(schema.get("format"), str) and schema["format"] != "int-or-string":
        found["custom_format"] = schema["format"]
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys")
    if kind in ("map", "set"):
        found["unique"] = keys if kind == "map" and isinstance(keys, list) else []
    if schema.get(_KEEPS) is True:
        found["keeps"] = True
    if groups := list(_groups(schema)):
        found["oneOf"] = groups
    rules = [
        {key: rule[key] for key in ("rule", "message", "messageExpression") if key in rule}
        for rule in schema.get("x-kubernetes-validations", ())
        if rule.get("rule")
    ]
    if rules:
        found["rules"] = rules
    inner = schema.get("items", schema.get("additionalProperties"))
    items = _allowed(inner) if isinstance(inner, dict) and "properties" not in schema else {}
    return {**found, "items": items} if items else found


def _groups(schema: Schema) -> Iterator[dict[str, Any]]:
    """Fields of which one has to be there, as branches say it that require one each and say nothing else."""
    branches = schema.get("oneOf")
    if not isinstance(branches, list) or not all(isinstance(branch, dict) for branch in branches):
        return
    needed = [branch.get("required") for branch in branches if set(branch) <= {"required", "properties", "not"}]
    if len(needed) == len(branches) and all(isinstance(one, list) and len(one) == 1 for one in needed):
        yield {"required": True, "fields": [one[0] for one in needed if one]}
