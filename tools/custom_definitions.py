"""Random definitions of custom resources, with all keywords of structural schemas: see `measure_definitions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import custom_instances

if TYPE_CHECKING:
    from random import Random

Schema = dict[str, Any]

_NAMES = ("a", "b", "c", "name", "type", "size", "spec", "x-y", "namespace", "metadata", "kind", "items")
_FORMATS = (
    *("byte", "cidr", "date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "mac", "uri", "uuid"),
    *("hexcolor", "password", "k8s-short-name", "k8s-long-name", "quantity", "ip", "int32", "isbn", "rgbcolor", "cidr"),
)
_PATTERNS = ("^[a-z]+$", "[0-9]", "^$|^a", "^.{2,5}$", "web", "^[^/]*$", "(?i)^TRUE$")
_RULES = {
    "object": (
        "has(self.a) || !has(self.b)",
        "size(self) < 3",
        "!has(self.name) || self.name != 'web'",
        "has(self.size)",
    ),
    "array": ("size(self) > 0", "self.size() < 2", "self == oldSelf"),
    "string": ("self != 'a'", "self.startsWith('w')", "size(self) < 9", "self == oldSelf", "isURL(self)"),
    "integer": ("self > 1", "self % 2 == 0", "self < 100 || self == oldSelf"),
    "number": ("self > 0.5", "self <= 3.0"),
    "boolean": ("self", "!self"),
}
_DEEPEST = 3


def definition(number: int, random: Random) -> dict[str, Any]:
    """A definition that the server takes, mostly; `number` tells it from others."""
    schema = {"type": "object", "properties": {"spec": node(random, 0, "object")}}
    if random.random() < 0.3:
        schema["properties"]["status"] = node(random, 1, "object")
    if random.random() < 0.3:
        schema["required"] = random.sample(["spec", "status"], random.choice([1, 1, 2]))
    version: dict[str, Any] = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    if random.random() < 0.5:
        version["subresources"] = {"status": {}}
    plural, kind = f"things{number}", f"Thing{number}"
    names = {"plural": plural, "singular": kind.lower(), "kind": kind, "listKind": f"{kind}List"}
    spec = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": [version]}
    head = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}
    return {**head, "metadata": {"name": f"{plural}.example.com"}, "spec": spec}


def node(random: Random, depth: int, kind: str | None = None) -> Schema:
    """A node of a schema, of a kind or of any."""
    scalars = ["string", "string", "integer", "number", "boolean", "int-or-string", "any"]
    kind = kind or random.choice(scalars if depth >= _DEEPEST else [*scalars, "object", "object", "array", "map"])
    if kind == "any":
        return {"x-kubernetes-preserve-unknown-fields": True}
    if kind == "int-or-string":
        return _narrowed({"x-kubernetes-int-or-string": True}, "string", random, depth)
    made: Schema = {"type": "object" if kind == "map" else kind}
    if kind == "object":
        _fields(made, random, depth)
    elif kind == "map":
        made["additionalProperties"] = node(random, depth + 1) if random.random() < 0.9 else True
    elif kind == "array":
        _entries(made, random, depth)
    return _narrowed(made, made["type"], random, depth)


def _fields(made: Schema, random: Random, depth: int) -> None:
    names = random.sample(_NAMES, random.randint(1, 4))
    made["properties"] = {name: node(random, depth + 1) for name in names}
    if random.random() < 0.4:
        made["required"] = random.sample(names, 1)
    if random.random() < 0.15:
        made["x-kubernetes-preserve-unknown-fields"] = True
    if depth and random.random() < 0.1:
        made["x-kubernetes-embedded-resource"] = True
        for name in ("metadata", "kind"):
            made["properties"].pop(name, None)
        made["x-kubernetes-preserve-unknown-fields"] = True


def _entries(made: Schema, random: Random, depth: int) -> None:
    made["items"] = node(random, depth + 1)
    below = made["items"]
    if random.random() < 0.4 and below.get("type") in ("string", "integer", "number"):
        made["x-kubernetes-list-type"] = "set"
        below.pop("nullable", None)
    elif random.random() < 0.6 and below.get("type") == "object" and below.get("properties"):
        keys = [
            name for name, one in below["properties"].items() if one.get("type") in ("string", "integer", "boolean")
        ]
        if keys:
            made |= {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys[:2]}
            below["required"] = sorted({*below.get("required", ()), *keys[:2]})
            below.pop("nullable", None)
            for name in keys[:2]:
                below["properties"][name].pop("nullable", None)
    if random.random() < 0.2:
        made["maxItems"] = random.randint(1, 3)
    if random.random() < 0.2:
        made["minItems"] = 1


def _narrowed(made: Schema, kind: str, random: Random, depth: int) -> Schema:
    made |= _limits(kind, random)
    if random.random() < 0.15:
        branches = [_branch(made, kind, random) for _ in range(random.randint(1, 3))]
        made[random.choice(["oneOf", "anyOf", "allOf"])] = branches
    if random.random() < 0.07:
        made["not"] = _branch(made, kind, random)
    if random.random() < 0.2 and (rule := _rule(made, random)) is not None:
        made["x-kubernetes-validations"] = [{"rule": rule, "message": "must keep its rule"}]
    if depth and random.random() < 0.15:
        made["nullable"] = True
    if depth and random.random() < 0.2:
        made["default"] = custom_instances.value(made, random, 5)
    return made


def _rule(made: Schema, random: Random) -> str | None:
    if made.get("type") != "object":
        return random.choice(_RULES[made["type"]]) if "type" in made else None
    names = [name for name in made.get("properties") or () if name in ("a", "b", "c", "name", "size")]
    if not names:
        return "size(self) < 3" if "additionalProperties" in made else None
    one, other = random.choice(names), random.choice(names)
    return random.choice([f"has(self.{one})", f"has(self.{one}) || !has(self.{other})", f"!has(self.{one})"])


def _limits(kind: str, random: Random) -> Schema:
    made: Schema = {}
    if kind == "string":
        choice = random.random()
        if choice < 0.15:
            made["enum"] = random.sample(["a", "b", "web", "", "5"], 3)
        elif choice < 0.3:
            made["pattern"] = random.choice(_PATTERNS)
        elif choice < 0.5:
            made["format"] = random.choice(_FORMATS)
        elif choice < 0.65:
            made |= random.choice([{"minLength": 2}, {"maxLength": 5}, {"minLength": 1, "maxLength": 3}])
    elif kind in ("integer", "number"):
        choice = random.random()
        if choice < 0.3:
            made |= random.choice([{"minimum": 1}, {"maximum": 9}, {"minimum": 1, "maximum": 70000}])
        elif choice < 0.4:
            made |= {"minimum": 1, "exclusiveMinimum": True}
        elif choice < 0.5:
            made["multipleOf"] = random.choice([2, 5])
        elif choice < 0.7:
            made["format"] = random.choice(["int32", "int64", "uint8"] if kind == "integer" else ["float", "double"])
    elif kind == "object" and random.random() < 0.2:
        made |= random.choice([{"minProperties": 1}, {"maxProperties": 2}])
    return made


def _branch(made: Schema, kind: str, random: Random) -> Schema:
    """A schema for an alternative of a node."""
    names = list(made.get("properties") or ())
    if kind != "object" or not names:
        return _limits(kind if kind in ("string", "integer", "number") else "string", random)
    branch: Schema = {}
    if random.random() < 0.7:
        branch["required"] = random.sample(names, random.randint(1, min(2, len(names))))
    name = random.choice(names)
    below = made["properties"][name]
    if name != "metadata" and random.random() < 0.5 and "type" in below:
        branch["properties"] = {name: _branch(below, below["type"], random)}
    return branch
