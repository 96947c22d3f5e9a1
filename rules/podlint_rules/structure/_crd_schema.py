"""The schemas in a CustomResourceDefinition must be structural: ValidateStructural of the server, and its other checks.

One walk over plain data: published definitions have up to a hundred thousand nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import UNKNOWN, Hit, NamedTuple, Part, described, quoted
from podlint.api.kubernetes import regexp
from podlint_rules.structure._crd_defaults import misfit
from podlint_rules.structure._crd_forms import form_hits, open_hits
from podlint_rules.structure._crd_lists import LIST_KEYS, list_hits
from podlint_rules.structure._crd_regex import refused
from podlint_rules.structure._crd_validations import validation_hits
from podlint_rules.structure._crd_values import Keys, hit, items, mapping, text

_FORBIDDEN = ("$ref", "$schema", "id", "definitions", "dependencies", "patternProperties", "additionalItems")
_SPOKEN_OF = frozenset((*_FORBIDDEN, "uniqueItems", "items", "additionalProperties", "pattern"))
_OF_LEAVES = frozenset(("description", "format", "type"))
_LEAVES = frozenset(("boolean", "integer", "number", "object", "string"))
_NOT_NESTED = (
    "type",
    "additionalProperties",
    "default",
    "title",
    "description",
    "nullable",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
)
_NOT_WITH_STATUS = (
    "allOf",
    "anyOf",
    "default",
    "enum",
    "maxProperties",
    "minProperties",
    "not",
    "oneOf",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
)
_META = ("apiVersion", "kind", "metadata")
_INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
_PRESERVE, _EMBEDDED = "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"
_STRUCTURAL = "a structural schema gives every field one type, outside of allOf, anyOf, oneOf and not"


class _Context(NamedTuple):
    """Where a node stands: what it is called in messages, whether inside metadata, why it may have no default.

    `untyped` says that the published schema leaves the types of the node's own fields open, as below `items`.
    """

    name: str
    meta: bool = False
    no_default: str | None = None
    loose: bool = False
    defaults: bool = True
    untyped: bool = False


def schema_hits(schema: dict[str, Any], keys: Keys, status: bool) -> Iterator[Hit]:
    """The hits of the schema of one version; `status` says that its status subresource is on."""
    if text(schema.get("type")) not in (None, "", "object"):
        yield hit((*keys, "type"), f"the schema of a whole object has type object, not {quoted(schema['type'])}")
    if schema.get("nullable") is True:
        yield hit((*keys, "nullable"), "the schema of a whole object cannot be nullable", None, Part.KEY)
    if schema.get("additionalProperties") is not None:
        yield hit(
            (*keys, "additionalProperties"),
            "additionalProperties cannot stand at the root of a schema",
            "list the fields under properties",
            Part.KEY,
        )
    for key in _NOT_WITH_STATUS if status else ():
        if schema.get(key) not in (None, False) and schema[key] is not UNKNOWN:
            yield hit(
                (*keys, key),
                f"{key} cannot stand at the root of a schema whose status subresource is enabled",
                "move it to the field that it constrains",
                Part.KEY,
            )
    yield from _root_metadata(mapping(schema.get("properties")).get("metadata"), (*keys, "properties", "metadata"))
    yield from _completeness(schema, schema, keys)
    yield from _node(schema, keys, _Context("the root"), root=True)


def _root_metadata(metadata: Any, keys: Keys) -> Iterator[Hit]:
    """What the schema says of metadata beyond the form of the names; the server adds the rest."""
    if not isinstance(metadata, dict):
        return
    for key, value in metadata.items():
        if value in (None, False, "", 0) or value == [] or key in ("type", "default") or value is UNKNOWN:
            continue
        if key != "properties" or not isinstance(value, dict):
            yield from _only_names((*keys, key), key)
            continue
        for name in value:
            if name not in ("name", "generateName"):
                yield from _only_names((*keys, key, name), name)


def _only_names(keys: Keys, key: str) -> Iterator[Hit]:
    yield hit(
        keys,
        f"the schema of metadata can restrict only name and generateName, {key} is not allowed there",
        "write only `metadata: {type: object}`: the server knows the rest",
        Part.KEY,
    )


def _completeness(nested: dict[str, Any], schema: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    """Fields that only an alternative at the root speaks of; the server does not look at those further inside."""
    for branch, below in _branches(nested, keys):
        yield from _defined(branch, schema, below)


def _defined(branch: dict[str, Any], schema: Any, keys: Keys) -> Iterator[Hit]:
    given = mapping(schema).get("properties")
    if schema is UNKNOWN or given is UNKNOWN:
        return
    for name, child in mapping(branch.get("properties")).items():
        place = (*keys, "properties", name)
        if name not in mapping(given):
            if name != "metadata":
                words = f"{name} is constrained here but not defined under properties of the schema"
                yield hit(place, words, _STRUCTURAL, Part.KEY)
        elif isinstance(child, dict):
            yield from _defined(child, mapping(given)[name], place)
    yield from _completeness(branch, mapping(schema), keys)


def _branches(node: dict[str, Any], keys: Keys) -> Iterator[tuple[dict[str, Any], Keys]]:
    """The schemas under the junctors of a node."""
    for junctor in ("allOf", "anyOf", "oneOf"):
        for index, branch in enumerate(items(node.get(junctor))):
            if isinstance(branch, dict):
                yield branch, (*keys, junctor, index)
    negated = node.get("not")
    if isinstance(negated, dict):
        yield negated, (*keys, "not")


def _node(node: dict[str, Any], keys: Keys, context: _Context, root: bool = False) -> Iterator[Hit]:
    """The hits of a node that defines a value, and of those below."""
    embedded = node.get(_EMBEDDED) is True
    yield from form_hits(node, keys) if context.untyped else open_hits(node, keys)
    yield from _forms(node, keys, context, root)
    if not _SPOKEN_OF.isdisjoint(node):
        yield from _common(node, keys)
    if not LIST_KEYS.isdisjoint(node):
        yield from list_hits(node, keys)
    if node.get("x-kubernetes-validations") is not None:
        yield from validation_hits(node, keys, context.loose)
    if node.get("default") is not None:
        yield from _default(node, keys, context)
    if "allOf" in node or "anyOf" in node or "oneOf" in node or "not" in node:
        yield from _junctors(node, keys, context.untyped)
    properties = node.get("properties")
    if isinstance(properties, dict):
        for name, child in properties.items():
            if child is None:
                yield hit((*keys, "properties", name), f"{name} has no type in the schema", "add `type:`", Part.KEY)
            if isinstance(child, dict) and not (_is_leaf(child) and name not in _META):
                inside = context._replace(name=name)
                if (root or embedded) and name in _META:
                    why = f"in {name} of a whole object" if root else context.no_default
                    inside = inside._replace(meta=True, no_default=why)
                    kind = text(child.get("type"))
                    wanted = "object" if name == "metadata" else "string"
                    if kind and kind != wanted:
                        yield hit((*keys, "properties", name, "type"), f"{name} has type {wanted}, not {quoted(kind)}")
                yield from _node(child, (*keys, "properties", name), inside)
    extra = node.get("additionalProperties")
    if isinstance(extra, dict) and not _is_leaf(extra):
        why = "for a map of metadata" if context.meta else context.no_default
        inside = context._replace(name=f"each value of {context.name}", no_default=why, defaults=False, untyped=True)
        yield from _node(extra, (*keys, "additionalProperties"), inside)
    below = node.get("items")
    if isinstance(below, dict) and not _is_leaf(below):
        loose = context.loose or text(node.get("x-kubernetes-list-type")) in (None, "atomic", "set")
        inside = context._replace(name=f"each item of {context.name}", loose=loose, untyped=True)
        yield from _node(below, (*keys, "items"), inside)


def _is_leaf(node: dict[str, Any]) -> bool:
    """Whether a node says its type, in words, and nothing else: most do, and nothing can be wrong with them."""
    return (
        _OF_LEAVES.issuperset(node)
        and all(value.__class__ is str for value in node.values())
        and node.get("type") in _LEAVES
    )


def _forms(node: dict[str, Any], keys: Keys, context: _Context, root: bool) -> Iterator[Hit]:
    """The type of a node and what must go with it."""
    kind, embedded = node.get("type"), node.get(_EMBEDDED) is True
    mixed, preserves = node.get("x-kubernetes-int-or-string"), node.get(_PRESERVE)
    if not kind and (embedded or (mixed in (None, False) and preserves in (None, False))):
        wanted = "object" if embedded or root else "its type"
        yield hit((*keys, "type"), f"{context.name} has no type in the schema", f"add `type:` with {wanted}")
    elif embedded and text(kind) not in (None, "object"):
        yield hit((*keys, "type"), f"an embedded resource has type object, not {quoted(str(kind))}")
    if kind == "array" and node.get("items") is None:
        yield hit(
            (*keys, "items"), f"{context.name} is an array whose items have no schema", "add `items:` with their type"
        )
    if (
        kind == "array"
        and not context.untyped
        and isinstance(node.get("items"), str)
        and text(node["items"]) is not None
    ):
        yield hit((*keys, "items"), f"items must be a mapping, not {described(node['items'])}")
    extra = node.get("additionalProperties")
    if not context.untyped and (isinstance(extra, list | float) or type(extra) is int or text(extra) is not None):
        yield hit(
            (*keys, "additionalProperties"),
            f"additionalProperties must be a mapping, true or false, not {described(extra)}",
        )
    if preserves is False:
        yield hit(
            (*keys, _PRESERVE), f"{_PRESERVE} can only be true", "remove it: unknown fields are dropped without it"
        )
    for key, value in ((_PRESERVE, preserves), (_EMBEDDED, embedded)):
        if mixed is True and value is True:
            yield hit((*keys, key), f"{key} cannot stand beside x-kubernetes-int-or-string", None, Part.KEY)
    if embedded:
        if node.get("additionalProperties") is not None and not root:
            yield hit(
                (*keys, "additionalProperties"),
                "additionalProperties cannot describe an embedded resource",
                None,
                Part.KEY,
            )
        if not preserves and node.get("properties") in (None, {}):
            yield hit(
                (*keys, "properties"),
                f"the embedded resource {context.name} has no properties and does not keep unknown fields",
                f"add properties or `{_PRESERVE}: true`",
            )
        if context.meta:
            yield hit((*keys, _EMBEDDED), "an embedded resource cannot stand inside metadata", None, Part.KEY)


def _common(node: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    """What no node may have, whether it defines a value or only constrains it."""
    for key in _FORBIDDEN:
        value = node.get(key)
        if value is None or value is UNKNOWN or value == "" or (value == {} and key != "dependencies"):
            continue
        yield hit((*keys, key), f"{key} is not supported in the schema of a custom resource", None, Part.KEY)
    if node.get("uniqueItems") is True:
        yield hit(
            (*keys, "uniqueItems"),
            "uniqueItems cannot be true",
            "use `x-kubernetes-list-type: set` for a list without duplicates",
        )
    if isinstance(node.get("items"), list):
        yield hit((*keys, "items"), "items must be one schema, not a list of schemas", None, Part.KEY)
    extra = node.get("additionalProperties")
    if (isinstance(extra, dict) or extra is False) and isinstance(node.get("properties"), dict) and node["properties"]:
        yield hit(
            (*keys, "additionalProperties"),
            "additionalProperties and properties exclude each other",
            "a map has additionalProperties, a structure has properties",
            Part.KEY,
        )
    pattern = text(node.get("pattern"))
    if pattern:
        words = refused(pattern) or regexp.flaw(pattern)
        if words is not None:
            yield hit(
                (*keys, "pattern"),
                f"the pattern {quoted(pattern)} does not compile: it has {words}",
                "patterns are in the syntax of Go's regexp package (RE2)",
            )


def _default(node: dict[str, Any], keys: Keys, context: _Context) -> Iterator[Hit]:
    if context.no_default is not None:
        yield hit((*keys, "default"), f"no default can be set {context.no_default}", None, Part.KEY)
    elif context.defaults and not context.meta:
        found = misfit(node, node["default"])
        if found is not None:
            words = f"the default of {context.name} does not fit its schema: it {found.words}"
            yield hit((*keys, "default", *found.keys), words)


def _junctors(node: dict[str, Any], keys: Keys, untyped: bool) -> Iterator[Hit]:
    mixed = node.get("anyOf") == _INT_OR_STRING
    first = items(node.get("allOf"))[:1]
    shared = bool(first) and isinstance(first[0], dict) and first[0].get("anyOf") == _INT_OR_STRING
    for branch, below in _branches(node, keys):
        if not (mixed and below[len(keys)] == "anyOf"):
            skip = shared and below[len(keys) :] == ("allOf", 0)
            yield from _nested({**branch, "anyOf": None} if skip else branch, below, untyped)


def _nested(node: dict[str, Any], keys: Keys, untyped: bool) -> Iterator[Hit]:
    """A schema under a junctor: it constrains a value, and says nothing of its form."""
    if untyped:
        yield from form_hits(node, keys)
    for key in _NOT_NESTED:
        value = node.get(key)
        if value in (None, False, "", []) or value is UNKNOWN:
            continue
        yield hit(
            (*keys, key),
            f"{key} cannot stand in a schema under allOf, anyOf, oneOf or not",
            _STRUCTURAL,
            Part.KEY,
        )
    yield from _common(node, keys)
    for branch, below in _branches(node, keys):
        yield from _nested(branch, below, untyped)
    for name, child in mapping(node.get("properties")).items():
        if name == "metadata":
            yield hit(
                (*keys, "properties", name),
                "metadata cannot be constrained under allOf, anyOf, oneOf or not",
                None,
                Part.KEY,
            )
        elif isinstance(child, dict):
            yield from _nested(child, (*keys, "properties", name), untyped)
    if isinstance(node.get("items"), dict):
        yield from _nested(node["items"], (*keys, "items"), True)
