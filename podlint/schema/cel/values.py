"""Values as rules see them: with defaults, numbers of the type their schema says, times and bytes, fields renamed."""

from __future__ import annotations

import re
from typing import Any

from podlint.kubernetes.view import is_placeholder

_Node = dict[str, Any]

DEFAULT = "x-podlint-default"
"""The keyword for what the server fills in."""
NULLABLE = "x-podlint-nullable"
"""The keyword of a node whose null the server keeps."""
FORMAT = "x-podlint-custom-format"
"""The keyword of a text's format."""
UNIQUE = "x-podlint-distinct"
"""The keyword of lists whose order says nothing: what names an entry, nothing for a set."""

_RESERVED = frozenset(
    (
        *("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if"),
        *("import", "let", "loop", "package", "namespace", "return"),
    )
)
_ESCAPES = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}
_LARGEST = 2**63
_HALVES = re.compile("[\ud800-\udfff]")


class Unclear(Exception):
    """A value of which nothing can be concluded: a placeholder, a wrong type, a number out of range."""


def seen(value: Any, node: _Node, *, ordered: bool = True) -> Any:
    """A value as the server hands it to the rules of a node.

    Not `ordered`, the lists whose order says nothing are sorted. Raises `Unclear`.
    """
    if value is None:
        if node.get(NULLABLE) is True:
            return None
        raise Unclear("null")
    if isinstance(value, dict):
        return _mapping(value, node, ordered)
    if isinstance(value, list):
        items = node.get("items", {})
        found = [seen(item, items, ordered=ordered) for item in value]
        return sorted(found, key=repr) if UNIQUE in node and not ordered else found
    return _scalar(value, node)


def unordered(node: _Node, depth: int = 0) -> bool:
    """Whether a list whose order says nothing stands in a node or below."""
    if UNIQUE in node or depth > 100:
        return True
    below = [node.get("items"), node.get("additionalProperties"), *node.get("properties", {}).values()]
    return any(isinstance(child, dict) and "$ref" not in child and unordered(child, depth + 1) for child in below)


def field(name: str) -> str | None:
    """A field's name as rules write it; None for one that they cannot."""
    if name in _RESERVED:
        return f"__{name}__"
    if name.isidentifier() and name.isascii() and "__" not in name:
        return name
    if not re.fullmatch(r"[A-Za-z_./-][A-Za-z0-9_./-]*", name):
        return None
    return re.sub(r"__|[./-]", lambda match: _ESCAPES[match[0]], name)


def _mapping(value: _Node, node: _Node, ordered: bool) -> _Node:
    properties, rest = node.get("properties"), node.get("additionalProperties")
    if not properties:
        items = rest if isinstance(rest, dict) else {}
        if any(item is None for item in value.values()) and not items.get(NULLABLE):
            value = {key: item for key, item in value.items() if item is not None}
        return {_text(key): seen(item, items, ordered=ordered) for key, item in value.items()}
    found: _Node = {}
    for name, child in properties.items():
        if "x-podlint-dropped" in child:
            continue
        written, known = field(name), value.get(name)
        if known is None:  # to rules a field that is null is absent, even where the server keeps it
            if DEFAULT not in child or (name in value and child.get(NULLABLE) is True):
                continue
            known = child[DEFAULT]
        if written is None:
            continue
        if name == "metadata" and "kind" in properties and "apiVersion" in properties:
            found[name] = _metadata(known)
        else:
            found[written] = seen(known, child, ordered=ordered)
    return found


def _metadata(value: Any) -> _Node:
    """What rules see of an object's metadata: its names."""
    if not isinstance(value, dict):
        raise Unclear("metadata")
    names = {key: value[key] for key in ("name", "generateName") if value.get(key) is not None}
    return {key: _text(text) for key, text in names.items()}


def _scalar(value: Any, node: _Node) -> Any:
    if isinstance(value, bool):
        return value
    kind = node.get("type")
    if isinstance(value, str):
        return _formatted(_text(value), str(node.get(FORMAT, ""))) if kind == "string" else _text(value)
    if isinstance(value, float) and kind == "integer" and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        if not -_LARGEST <= value < _LARGEST:
            raise Unclear("number out of range")
        return float(value) if kind == "number" else value
    if isinstance(value, float):
        return value
    raise Unclear(type(value).__name__)


def _text(value: Any) -> str:
    """A text of which something can be concluded, and which the library takes as it is."""
    if not isinstance(value, str) or is_placeholder(value) or "\0" in value or _HALVES.search(value):
        raise Unclear("text")
    return value


def _formatted(text: str, form: str) -> Any:
    if form == "byte":
        import base64

        try:
            return bytearray(base64.b64decode(text, validate=True))
        except ValueError:
            raise Unclear("base64") from None
    if form in ("duration", "date", "datetime"):
        from podlint.schema.cel import times

        found = times.duration(text) if form == "duration" else times.moment(text)
        if found is None:
            raise Unclear(form)
        return found
    return text
