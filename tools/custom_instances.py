"""Random custom resources that fit a definition, as far as its schema tells: see `measure_definitions`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

Schema = dict[str, Any]

_TEXTS = (
    *(
        "web",
        "web-1",
        "a",
        "example.com",
        "https://example.com/a",
        "10.0.0.1",
        "10.0.0.0/8",
        "1Gi",
        "500m",
        "30s",
        "1h",
    ),
    *("5", "50%", "v1", "v1beta1", "0 0 * * *", "/var/lib", "Always", "TCP", "1.2.3", "a/b", "aGVsbG8=", "True", "A_1"),
    *("2024-01-31T12:00:00Z", "2024-01-31", "fd00::1", "1MB", "1d", "=", "", "example.com/a", "/a", "ab:cd", "x=y"),
)
_OF_FORMAT = {
    "byte": "aGVsbG8=",
    "cidr": "10.0.0.0/8",
    "date": "2024-01-31",
    "date-time": "2024-01-31T12:00:00Z",
    "duration": "30s",
    "email": "a@example.com",
    "hostname": "a.example.com",
    "ipv4": "10.0.0.1",
    "ipv6": "fd00::1",
    "uri": "https://example.com/a",
}
_DEEPEST = 9


def instance(definition: Schema, version: Schema, name: str, random: Random) -> dict[str, Any]:
    """An object of a version of a definition."""
    spec = definition["spec"]
    schema = (version.get("schema") or {}).get("openAPIV3Schema") or {}
    made = value(schema, random, 0)
    made = made if isinstance(made, dict) else {}
    made.pop("status", None)
    head = {
        "apiVersion": f"{spec['group']}/{version['name']}",
        "kind": spec["names"]["kind"],
        "metadata": {"name": name},
    }
    return {**head, **{key: item for key, item in made.items() if key not in head}}


def value(schema: Schema, random: Random, depth: int) -> Any:
    """A value that fits a node of a schema, mostly."""
    if "enum" in schema:
        return random.choice([one for one in schema["enum"] if one is not None] or [None])
    if schema.get("x-kubernetes-int-or-string"):
        return random.choice([_number(schema, random), _text(schema, random)])
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return _mapping(schema, random, depth)
    if kind == "array":
        return _list(schema, random, depth)
    if kind == "string":
        return _text(schema, random)
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "number"):
        return _number(schema, random)
    return {"a": "b"}


def _mapping(schema: Schema, random: Random, depth: int) -> dict[str, Any]:
    properties, extra = schema.get("properties") or {}, schema.get("additionalProperties")
    required = set(schema.get("required") or ())
    branches = (schema.get("oneOf") or []) + (schema.get("anyOf") or [])
    choices = [branch for branch in branches if branch.get("required")]
    if choices:
        required |= set(random.choice(choices)["required"])
    share = 0.6 / (1 + 0.5 * depth) if depth < _DEEPEST else 0.0
    if len(properties) > 20:
        share *= 0.4
    found = {
        name: value(child, random, depth + 1)
        for name, child in properties.items()
        if name in required or random.random() < share
    }
    if schema.get("x-kubernetes-embedded-resource"):
        found |= {"apiVersion": "v1", "kind": "ConfigMap"}
    if isinstance(extra, dict) and random.random() < 0.8:
        found |= {key: value(extra, random, depth + 1) for key in random.sample(["a", "b-1", "c.d/e"], 2)}
    return found


def _list(schema: Schema, random: Random, depth: int) -> list[Any]:
    least = schema.get("minItems", 0)
    count = max(least, random.choice([1, 1, 2]) if depth < _DEEPEST else 0)
    count = min(count, schema.get("maxItems", count))
    found = [value(schema.get("items") or {}, random, depth + 1) for _ in range(count)]
    if schema.get("x-kubernetes-list-type") == "set":
        return [item for index, item in enumerate(found) if item not in found[:index]]
    keys = schema.get("x-kubernetes-list-map-keys") or ()
    for index, item in enumerate(found):
        for key in keys:
            if isinstance(item, dict) and isinstance(item.get(key), str) and "enum" not in _property(schema, key):
                item[key] = f"{item[key] or 'a'}{index}"
    return found


def _property(schema: Schema, name: str) -> Schema:
    found: Schema = ((schema.get("items") or {}).get("properties") or {}).get(name) or {}
    return found


def _text(schema: Schema, random: Random) -> str:
    form = schema.get("format")
    if form in _OF_FORMAT:
        return _OF_FORMAT[form]
    least, most, pattern = schema.get("minLength", 0), schema.get("maxLength", 10**6), schema.get("pattern")
    fitting = [text for text in _TEXTS if least <= len(text) <= most]
    if pattern:
        try:
            fitting = [text for text in fitting if re.search(pattern, text)]
        except re.error:
            fitting = []
    return random.choice(fitting) if fitting else "a" * max(1, least)


def _number(schema: Schema, random: Random) -> int:
    least = schema.get("minimum", 0) + (1 if schema.get("exclusiveMinimum") is True else 0)
    most = schema.get("maximum", least + 9)
    step = schema.get("multipleOf", 1)
    number = random.randint(int(least), max(int(most), int(least)))
    return int(number // step * step) if step >= 1 else number
