"""Whether the default values in a CustomResourceDefinition fit the schemas they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import UNKNOWN, NamedTuple, counted, described, is_placeholder, listed, quoted
from podlint.api.kubernetes import regexp

Keys = tuple[str | int, ...]
_META = ("apiVersion", "kind", "metadata")
_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_INT32, _INT64 = 2**31, 2**63

_SIZES = (
    (("character", "characters"), "Length", str),
    (("entry", "entries"), "Items", list),
    (("field", "fields"), "Properties", dict),
)


class Misfit(NamedTuple):
    """Why a value does not fit, and where in it."""

    keys: Keys
    words: str


def misfit(schema: dict[str, Any], value: Any) -> Misfit | None:
    """The first reason against a default value; None where it fits, or where that is not certain."""
    return next(_misfits(schema, value, (), True), None)


def _misfits(schema: Any, value: Any, keys: Keys, prune: bool) -> Iterator[Misfit]:
    if not isinstance(schema, dict) or value is UNKNOWN or (isinstance(value, str) and is_placeholder(value)):
        return
    if schema.get("x-kubernetes-int-or-string") is True:
        return
    kind = schema.get("type")
    if value is None:
        if schema.get("nullable") is not True and kind in _TYPES:
            yield Misfit(keys, f"must be of type {kind}, not null")
        return
    if isinstance(kind, str) and kind in _TYPES and not _is(value, kind):
        # Beside a format the server's validator does not hold lists, and some strings, against the type.
        if "format" not in schema or not isinstance(value, list | str) or (value and kind in ("integer", "number")):
            yield Misfit(keys, f"must be of type {kind}, not {described(value)}")
        return
    yield from _limits(schema, value, keys)
    if isinstance(value, dict):
        yield from _mapping(schema, value, keys, prune)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _misfits(schema.get("items"), item, (*keys, index), prune)
    for branch in _schemas(schema.get("allOf")):
        yield from _misfits(branch, value, keys, False)
    for junctor in ("anyOf", "oneOf"):
        branches = _schemas(schema.get(junctor))
        if branches and all(next(_misfits(branch, value, keys, False), None) for branch in branches):
            yield Misfit(keys, f"fits none of the alternatives in {junctor}")


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, float) and kind == "integer":
        return value.is_integer()
    return isinstance(value, _TYPES[kind])


def _schemas(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _limits(schema: dict[str, Any], value: Any, keys: Keys) -> Iterator[Misfit]:
    """The hits of a value by itself."""
    choices = schema.get("enum")
    if isinstance(choices, list) and choices and UNKNOWN not in choices and value not in choices:
        yield Misfit(keys, f"must be {listed(map(str, choices), last='or')}")
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield from _numeric(schema, value, keys)
        return
    for nouns, key, kind in _SIZES:
        if isinstance(value, kind):
            least, most = _number(schema.get(f"min{key}")), _number(schema.get(f"max{key}"))
            if least is not None and len(value) < least:
                yield Misfit(keys, f"must have at least {counted(least, *nouns)}")
            if most is not None and len(value) > most:
                yield Misfit(keys, f"must have at most {counted(most, *nouns)}")
    pattern = schema.get("pattern")
    if isinstance(value, str) and isinstance(pattern, str) and regexp.found(pattern, value) is False:
        yield Misfit(keys, f"must match the pattern {quoted(pattern)}")


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _numeric(schema: dict[str, Any], value: float, keys: Keys) -> Iterator[Misfit]:
    least, most, step = _number(schema.get("minimum")), _number(schema.get("maximum")), schema.get("multipleOf")
    if least is not None and (value < least or (value == least and schema.get("exclusiveMinimum") is True)):
        yield Misfit(keys, f"must not be below the minimum {least}")
    if most is not None and (value > most or (value == most and schema.get("exclusiveMaximum") is True)):
        yield Misfit(keys, f"must not be above the maximum {most}")
    if isinstance(value, int) and isinstance(step, int) and step > 0 and value % step:
        yield Misfit(keys, f"must be a multiple of {step}")
    if isinstance(value, int) and schema.get("format") == "int32" and not -_INT32 <= value < _INT32:
        yield Misfit(keys, "must fit into 32 bits")
    elif isinstance(value, int) and schema.get("type") == "integer" and not -_INT64 <= value < _INT64:
        yield Misfit(keys, "must fit into 64 bits")


def _mapping(schema: dict[str, Any], value: dict[str, Any], keys: Keys, prune: bool) -> Iterator[Misfit]:
    properties, extra = schema.get("properties"), schema.get("additionalProperties")
    if properties is UNKNOWN or extra is UNKNOWN:
        return
    known = properties if isinstance(properties, dict) else {}
    embedded = schema.get("x-kubernetes-embedded-resource") is True
    required = schema.get("required")
    wanted = [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
    for name in [*wanted, *(("apiVersion", "kind") if embedded else ())]:
        if name not in value:
            yield Misfit(keys, f"lacks {name}, which is required")
    keeps = not prune or extra not in (None, False) or schema.get("x-kubernetes-preserve-unknown-fields") is not None
    for name, item in value.items():
        if isinstance(known.get(name), dict):
            yield from _misfits(known[name], item, (*keys, name), prune)
        elif isinstance(extra, dict):
            yield from _misfits(extra, item, (*keys, name), prune)
        elif not keeps and name not in known and not (embedded and name in _META):
            yield Misfit((*keys, name), f"has the field {name}, which the schema does not know")
