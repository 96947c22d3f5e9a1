"""x-kubernetes-list-type, -list-map-keys and -map-type in a CustomResourceDefinition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import UNKNOWN, Hit, Part, closest, did_you_mean, quoted
from podlint_rules.structure._crd_values import Keys, hit, items, mapping, text

_TYPE, _KEYS, _MAP = "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"
LIST_KEYS = frozenset((_TYPE, _KEYS, _MAP))
"""What a node without has no hits here."""


def list_hits(node: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    """The hits of a node as a list or a map of a special kind."""
    for key, wanted in ((_MAP, "object"), (_TYPE, "array")):
        kind = node.get("type")
        if key in node and text(node[key]) and kind is not UNKNOWN and kind != wanted:
            yield hit((*keys, key), f"{key} needs `type: {wanted}` beside it", None, Part.KEY)
    merged = node.get(_TYPE)
    if _KEYS not in node and merged is None:
        return
    names = node.get(_KEYS)
    if merged != "map":
        if items(names) and merged is not UNKNOWN:
            yield hit((*keys, _KEYS), f"{_KEYS} needs `{_TYPE}: map` beside it", None, Part.KEY)
    elif not names:
        yield hit(
            (*keys, _TYPE),
            f"a list of type map needs {_KEYS}",
            f"add `{_KEYS}:` with the fields that tell its items apart",
        )
    below = node.get("items")
    if node.get("type") == "array" and isinstance(below, dict):
        if merged in ("set", "map") and below.get("nullable") is True:
            yield hit((*keys, "items", "nullable"), f"the items of a list of type {merged} cannot be nullable")
        if merged == "set":
            yield from _set(below, (*keys, "items"))
        elif merged == "map":
            yield from _map(below, items(names), keys)


def _set(below: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    """The items of a set are compared as a whole."""
    if below.get("type") == "array" and text(below.get(_TYPE)) not in (None, "atomic"):
        yield hit((*keys, _TYPE), "a list in a list of type set must be atomic")
    elif below.get("type") == "object" and below.get(_MAP) not in ("atomic", UNKNOWN):
        yield hit(
            (*keys, _MAP),
            "the mappings in a list of type set must be atomic",
            f"add `{_MAP}: atomic`, or use `{_TYPE}: map` with {_KEYS}",
        )


def _map(below: dict[str, Any], names: list[Any], keys: Keys) -> Iterator[Hit]:
    kind = text(below.get("type"))
    if kind and kind != "object":
        yield hit((*keys, "items", "type"), f"the items of a list of type map are objects, not {quoted(kind)}")
    properties = below.get("properties", {})
    if kind != "object" or properties is UNKNOWN:
        return
    known, required = mapping(properties), items(below.get("required"))
    for index, name in enumerate(names):
        place: Keys = (*keys, "items", "properties", name)
        if name is None:
            yield hit((*keys, _KEYS, index), f"an entry of {_KEYS} is null, which is read as a field without a name")
        if text(name) is None:
            continue
        if name in names[:index]:
            yield hit((*keys, _KEYS, index), f"{_KEYS} names {name} twice")
        elif name not in known:
            words = f"{_KEYS} names {name}, which is no property of the items"
            yield hit((*keys, _KEYS, index), words, did_you_mean(closest(name, known)))
        elif isinstance(known[name], dict):
            if known[name].get("type") in ("array", "object"):
                words = (
                    f"{name} tells the items of a list apart: it must be a plain value, not an {known[name]['type']}"
                )
                yield hit((*place, "type"), words)
            if known[name].get("nullable") is True:
                words = f"{name} tells the items of a list apart: it cannot be nullable"
                yield hit((*place, "nullable"), words)
            if name not in required and UNKNOWN not in required and known[name].get("default") is None:
                yield hit(
                    place,
                    f"{name} tells the items of a list apart: it must be required or have a default",
                    f"add {name} to `required` of the items",
                    Part.KEY,
                )
