"""The variables that expressions have where an API server compiles them, with their types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any

from podlint.schema.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIME,
    Type,
    listed_type,
    map_type,
    optional_type,
)

_RESERVED = frozenset(
    ("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import"),
).union(("let", "loop", "package", "namespace", "return", "var", "void", "while"))
_ESCAPES = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}
_MOST = 3 * 1024 * 1024
"""The most bytes of a request: what a value without a limit may have."""
_SCALARS = {"boolean": BOOL._replace(least=4), "number": DOUBLE._replace(least=1), "integer": INT._replace(least=1)}
_FORMATS = {
    "byte": (BYTES, _MOST - 2, 2),
    "duration": (DURATION, 32, 3),
    "date": (TIME, 12, 12),
    "date-time": (TIME, 32, 21),
}
"""Formats of texts to their types, with the most and the fewest bytes."""


def _object(name: str, /, **fields: Type) -> Type:
    return Type("object", name=name, fields=fields)


_KIND = _object("GroupVersionKind", group=STRING, version=STRING, kind=STRING)
_RESOURCE = _object("GroupVersionResource", group=STRING, version=STRING, resource=STRING)
_TEXTS = listed_type(STRING)
_USER = _object("UserInfo", username=STRING, uid=STRING, groups=_TEXTS, extra=map_type(STRING, _TEXTS))
_REQUEST = _object(
    "AdmissionRequest",
    kind=_KIND,
    resource=_RESOURCE,
    subResource=STRING,
    requestKind=_KIND,
    requestResource=_RESOURCE,
    requestSubResource=STRING,
    name=STRING,
    namespace=STRING,
    operation=STRING,
    userInfo=_USER,
    dryRun=BOOL,
    options=DYN,
)
_METADATA = _object(
    "NamespaceMetadata",
    **dict.fromkeys(("name", "generateName", "namespace", "UID", "resourceVersion"), STRING),
    **dict.fromkeys(("labels", "annotations"), map_type(STRING, STRING)),
    **dict.fromkeys(("creationTimestamp", "deletionTimestamp"), TIME),
    **dict.fromkeys(("deletionGracePeriodSeconds", "generation"), INT),
    finalizers=_TEXTS,
)
_CONDITION = _object(
    "NamespaceCondition",
    **dict.fromkeys(("status", "type", "message", "reason"), STRING),
    lastTransitionTime=TIME,
)
_NAMESPACE = _object(
    "Namespace",
    metadata=_METADATA,
    spec=_object("NamespaceSpec", finalizers=_TEXTS),
    status=_object("NamespaceStatus", conditions=listed_type(_CONDITION), phase=STRING),
)
_DEVICE = _object(
    "DRADevice",
    driver=STRING,
    attributes=map_type(STRING, map_type(STRING, DYN)),
    capacity=map_type(STRING, map_type(STRING, Type("opaque", name="Quantity"))),
    allowMultipleAllocations=BOOL,
)
ANY = DYN
"""A value of whatever type."""
ANY_OBJECT = Type("object", name="any")
"""An object with whatever fields."""
OBJECT, PATCH = Type("object", name="Object"), Type("object", name="JSONPatch")
"""What the mutations of a MutatingAdmissionPolicy make."""

REQUESTS: Mapping[str, Type] = {
    "object": DYN,
    "oldObject": DYN,
    "request": _REQUEST,
    "namespaceObject": _NAMESPACE,
    "authorizer": Type("opaque", name="Authorizer"),
    "authorizer.requestResource": Type("opaque", name="ResourceCheck"),
}
"""The variables of the matchConditions of a webhook."""
DEVICES: Mapping[str, Type] = {"device": _DEVICE, "cel.bind": DYN}
"""The variables of the selectors of devices."""


def composed(fields: Mapping[str, Type]) -> Type:
    """The type of `variables` of a policy, by the types of those that it has."""
    return Type("object", name="variables", fields=fields)


def without_authorizer(variables: Mapping[str, Type]) -> dict[str, Type]:
    """The variables of a messageExpression, which may ask nobody."""
    return {name: one for name, one in variables.items() if not name.startswith("authorizer")}


def of_rule(schema: dict[str, Any], unknown: object, *, root: bool, optional: Any) -> dict[str, Type] | None:
    """The variables of a rule that stands at a schema of a CustomResourceDefinition; None where it has no type.

    `unknown` stands in the schema for what is not understood, `optional` is the rule's optionalOldSelf.
    """
    try:
        own = _Schemas(unknown).type_of(schema, "self", root=root)
    except RecursionError:
        return None
    if own is None:
        return None
    old = own
    if optional is True:
        old = optional_type(own)
    elif optional not in (None, False):
        old = DYN
    return {"self": own, "oldSelf": old}


class _Schemas:
    """Schemas to types; what is not understood is of any type."""

    def __init__(self, unknown: object) -> None:
        self.unknown = unknown

    def type_of(self, schema: Any, name: str, *, root: bool = False) -> Type | None:
        """The type of a value; None where the server does not show it to rules."""
        # A mapping of another class may hold more than is known of it.
        if schema.__class__ is not dict or self.unknown in (schema.get("type"), schema.get("format")):
            return DYN
        if schema.get("x-kubernetes-int-or-string") is True:
            return DYN._replace(most=_limit(schema, "maxLength", 4, _MOST - 2), least=1)
        root = root or schema.get("x-kubernetes-embedded-resource") is True
        kind = "object" if root else schema.get("type")
        if kind == "array":
            inner = self.type_of(schema["items"], f"{name}[]") if schema.get("items") is not None else DYN
            if inner is None:
                return None
            most = _limit(schema, "maxItems", 1, (_MOST - 2) // (inner.least + 1))
            return listed_type(inner)._replace(most=most, least=2)
        if kind == "object":
            return self._object(schema, name, root=root)
        if kind == "string":
            return _text(schema)
        if not isinstance(kind, str | None):
            return DYN
        if kind in _SCALARS:
            return _SCALARS[kind]
        # One without a type shows nothing where it keeps unknown fields; elsewhere it is wrong, and told so.
        return None if not kind and schema.get("x-kubernetes-preserve-unknown-fields") is True else DYN

    def _object(self, schema: dict[str, Any], name: str, *, root: bool) -> Type | None:
        extra, properties = schema.get("additionalProperties"), schema.get("properties")
        if self.unknown in (extra, properties) or properties.__class__ not in (dict, NoneType):
            return ANY_OBJECT
        if isinstance(extra, dict):
            inner = self.type_of(extra, f"{name}{{}}")
            if inner is None:
                return None
            most = _limit(schema, "maxProperties", 1, (_MOST - 2) // (inner.least + 6))
            return map_type(STRING, inner)._replace(most=most, least=2)
        known = properties if isinstance(properties, dict) else {}
        least = 2
        for key in schema["required"] if isinstance(schema.get("required"), list) else ():
            field = known.get(key) if isinstance(key, str) else None
            inner = self.type_of(field, key) if isinstance(field, dict) and field.get("default") is None else None
            least += 0 if inner is None else len(key) + inner.least + 4
        return Type("object", name=name, fields=_Fields(self, known, name, root=root), least=least)


def _limit(schema: dict[str, Any], key: str, each: int, otherwise: int) -> int:
    """The most entries, or bytes where a character may take several, of a value; what fits into a request otherwise."""
    found = schema.get(key)
    if found is None:
        return otherwise
    return max(int(found), 0) * each if isinstance(found, int | float) and -1e15 < found < 1e15 else 0


def _text(schema: dict[str, Any]) -> Type:
    format = str(schema.get("format"))
    if format in _FORMATS:
        one, most, least = _FORMATS[format]
        return one._replace(most=_limit(schema, "maxLength", 1, most) if format == "byte" else most, least=least)
    values = schema.get("enum")
    longest = _MOST - 2
    if isinstance(values, list) and values:
        longest = max((len(value.encode()) for value in values if isinstance(value, str)), default=0)
    return STRING._replace(most=_limit(schema, "maxLength", 4, longest), least=2)


class _Fields(Mapping[str, Type]):
    """The fields of an object, with types that are made when somebody asks: schemas are far larger than their rules."""

    def __init__(self, schemas: _Schemas, properties: dict[str, Any], name: str, *, root: bool) -> None:
        self._schemas = schemas
        self._name = name
        self._properties = {}
        for key, schema in properties.items():
            escaped = _escaped(str(key))
            if escaped is not None:
                self._properties[escaped] = schema
                if key in _RESERVED:  # may be written as it is too
                    self._properties[key] = schema
        text = _text({})
        self._extra = {"kind": text, "apiVersion": text, "metadata": self._metadata(properties)} if root else {}

    def _metadata(self, properties: dict[str, Any]) -> Type:
        own = properties.get("metadata")
        known = own.get("properties") if isinstance(own, dict) else None
        if known:
            return ANY_OBJECT
        return _object("metadata", name=_text({}), generateName=_text({}))

    def __getitem__(self, name: str) -> Type:
        found = self._extra.get(name) or self._schemas.type_of(self._properties[name], f"{self._name}.{name}")
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter({**self._properties, **self._extra})

    def __len__(self) -> int:
        return len({**self._properties, **self._extra})


def _escaped(name: str) -> str | None:
    """A field as rules write it; None for one that they cannot name."""
    if name in _RESERVED:
        return f"__{name}__"
    if not re.fullmatch(r"[A-Za-z_./-][A-Za-z0-9_./-]*", name, re.ASCII):
        return None
    return re.sub(r"__|[-./]", lambda found: _ESCAPES[found[0]], name)
