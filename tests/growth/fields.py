"""Objects of every kind with a text in each of their fields, by the schemas."""

from __future__ import annotations

from typing import Any

from podlint.schema import catalog

VERSION = catalog.versions()[-1]
_DEEPEST = 14
_PLAIN = "a"


def kinds() -> list[tuple[str, str]]:
    """The apiVersion and the kind of everything that has a schema."""
    return sorted((key.rpartition("/")[0], key.rpartition("/")[2]) for key in catalog.index(VERSION))


class Filling:
    """Fills fields: those whose number lies in `wanted` get the text, the others a plain one."""

    def __init__(self, text: str, wanted: range) -> None:
        self.text = text
        self.wanted = wanted
        self.count = 0

    def object(self, api_version: str, kind: str) -> dict[str, Any]:
        """An object of a kind."""
        blob = catalog.find(VERSION, api_version, kind)
        assert blob is not None
        filled: dict[str, Any] = self.value(catalog.linked(blob), ())
        return {**filled, "apiVersion": api_version, "kind": kind}

    def value(self, schema: dict[str, Any], above: tuple[int, ...]) -> Any:
        """A value that fits a schema in its form; None where that would never end."""
        if id(schema) in above or len(above) > _DEEPEST:
            return None
        above = (*above, id(schema))
        kind = schema.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        if schema.get("enum"):
            return schema["enum"][0]
        if kind == "integer" or kind == "number":
            return 1
        if kind == "boolean":
            return True
        if kind == "array":
            item = self.value(schema.get("items") or {}, above)
            return None if item is None else [item]
        if kind == "string" or (kind is None and "properties" not in schema):
            self.count += 1
            return self.text if self.count - 1 in self.wanted else _PLAIN
        found = {name: self.value(inner, above) for name, inner in (schema.get("properties") or {}).items()}
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            found[_PLAIN] = self.value(extra, above)
            self.count += 1
            if self.count - 1 in self.wanted:
                found[self.text] = _PLAIN
        return {name: value for name, value in found.items() if value is not None}


def count(api_version: str, kind: str) -> int:
    """How many fields of a kind take a text."""
    filling = Filling(_PLAIN, range(0))
    filling.object(api_version, kind)
    return filling.count
