"""The schema of a chart's values (`values.schema.json`), as far as every dialect of JSON Schema says the same."""

from __future__ import annotations

from typing import Any

from podlint.kubernetes.formats.keywords import TYPES, is_number
from podlint.schema.catalog import LIMITED
from podlint.schema.limits import LIMITS, parameter
from podlint.schema.understood import DEEPEST

Schema = dict[str, Any]
_TYPES = frozenset((*TYPES, "null"))
_MOST = 20_000
"""Most nodes that are taken of a schema."""


def linked(schema: Any) -> Schema:
    """The types, keys, enumerations and limits of a schema, with what it refers to in itself; all else is left open."""
    return _Reader(schema).node(schema, 0)


class _Reader:
    def __init__(self, root: Any) -> None:
        self.root = root
        self.left = _MOST

    def node(self, node: Any, depth: int) -> Schema:
        self.left -= 1
        if not isinstance(node, dict) or depth > DEEPEST or self.left < 0:
            return {}
        if "$ref" in node:
            return self.node(self._referred(node["$ref"]), depth + 1)
        found: Schema = {}
        kinds = node.get("type")
        named = kinds if isinstance(kinds, list) else [kinds]
        if named and all(isinstance(kind, str) and kind in _TYPES for kind in named):
            found["type"] = kinds
        if isinstance(node.get("enum"), list) and node["enum"]:
            found["enum"] = node["enum"]
        found |= {key: node[key] for key in ("minimum", "maximum") if is_number(node.get(key))}
        fields = node.get("properties")
        if isinstance(fields, dict):
            found["properties"] = {str(name): self.node(child, depth + 1) for name, child in fields.items()}
        others = node.get("additionalProperties")
        if "patternProperties" not in node and (others is False or isinstance(others, dict)):
            found["additionalProperties"] = False if others is False else self.node(others, depth + 1)
        if isinstance(node.get("items"), dict):
            found["items"] = self.node(node["items"], depth + 1)
        narrowed = [(LIMITS[key], parameter(key, found)) for key in found if key in LIMITS]
        return {**found, LIMITED: narrowed} if narrowed else found

    def _referred(self, reference: Any) -> Any:
        """What a reference to the schema itself leads to; nothing for any other one."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        node = self.root
        for step in reference[2:].split("/"):
            node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
        return node
