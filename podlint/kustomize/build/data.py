"""The values of a build as plain data, as kustomize writes them out, and plain data as such values."""

from __future__ import annotations

import math
from typing import Any

from podlint.kubernetes.view import UNKNOWN
from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar
from podlint.kustomize.build.scalars import BOOL, FLOAT, INT, NULL, STR, number, resolve
from podlint.yaml.scalars import plain


def same(one: Node | None, other: Node | None) -> bool:
    """Whether two values say the same, wherever they were written; what is not known is never the same."""
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return (one.text, one.tag) == (other.text, other.tag) or value_of(one) == value_of(other)
    if isinstance(one, Map) and isinstance(other, Map):
        keys = one.entries.keys()
        return keys == other.entries.keys() and all(same(one.entries[key], other.entries[key]) for key in keys)
    if isinstance(one, Items) and isinstance(other, Items):
        return len(one.items) == len(other.items) and all(map(same, one.items, other.items))
    return False


def value_of(scalar: Scalar) -> Any:
    """What a scalar is once kustomize has written it out. Raises Refusal."""
    text, tag = scalar.text, scalar.tag
    if tag == STR:
        return text
    if not tag:
        if scalar.quoted or "\n" in text:
            return text
        return _json(resolve(text)[1], scalar)
    read, value = resolve(text)
    if read == tag:
        return text if scalar.quoted else _json(value, scalar)
    if tag == FLOAT and read == INT:
        return value
    raise Refusal(f"cannot read {text!r} as {tag.removeprefix('!!')}", scalar.origin)


def _json(value: Any, scalar: Scalar) -> Any:
    if value.__class__ is float:
        if not math.isfinite(value):
            raise Refusal(f"{scalar.text} is a number that JSON cannot hold", scalar.origin)
        return number(value)
    return value


def data_of(node: Node | None) -> Any:
    """The plain data of an object or value, UNKNOWN for what is not known. Raises Refusal."""
    return _data(node, flow=False, top=True)


KnownData = dict[tuple[int, bool], tuple[Node, Any]]
"""The data of nodes, by their ids and whether they stand between brackets."""


def shared_data_of(node: Node | None, known: KnownData, fresh: dict[int, Node]) -> Any:
    """The same of an object that shares nodes with others, all but those that are `fresh`. Raises Refusal.

    The data of what is shared is made once and shared too.
    """
    return _shared_data(node, known, fresh, flow=False, top=True)


def _shared_data(node: Node | None, known: KnownData, fresh: dict[int, Node], *, flow: bool, top: bool = False) -> Any:
    if not isinstance(node, Map | Items):
        return _data(node, flow=flow)
    within = flow
    if id(node) not in fresh:
        found = known.get((id(node), flow))
        if found is not None and found[0] is node:
            return found[1]
    if isinstance(node, Map):
        if node.bare and not top:
            _refuse_bare(node)
        flow = flow or node.flow
        data: Any = {key: _shared_data(value, known, fresh, flow=flow) for key, value in node.entries.items()}
    else:
        flow = flow or node.flow
        data = [_shared_data(item, known, fresh, flow=flow) for item in node.items]
    if id(node) not in fresh:
        known[id(node), within] = node, data
    return data


def _data(node: Node | None, *, flow: bool, top: bool = False) -> Any:
    if node.__class__ is Scalar:
        # Between brackets kustomize writes a value that is missing as an empty text.
        return "" if flow and _is_missing(node) else value_of(node)
    if node.__class__ is Map:
        if node.bare and not top:
            _refuse_bare(node)
        flow = flow or node.flow
        return {key: _data(value, flow=flow) for key, value in node.entries.items()}
    if node.__class__ is Items:
        flow = flow or node.flow
        return [_data(item, flow=flow) for item in node.items]
    return None if node is None else UNKNOWN


def _is_missing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.tag == NULL and not node.text


def _refuse_bare(node: Map) -> None:
    for key in node.bare:
        if key in node.entries:
            raise Refusal(f"the key {key} is no text: kustomize writes it without quotes", node.entries[key].origin)


def node_of(data: Any, origin: Origin) -> Node:
    """A node for plain data that stands at `origin`, as it comes out of JSON."""
    document, path = origin
    if isinstance(data, dict):
        return Map(origin, {key: node_of(value, Origin(document, (*path, key))) for key, value in data.items()})
    if isinstance(data, list):
        return Items(origin, [node_of(item, Origin(document, (*path, index))) for index, item in enumerate(data)])
    return scalar_of(data, origin)


def scalar_of(value: Any, origin: Origin | None) -> Scalar:
    """A scalar for a plain value."""
    if isinstance(value, str):
        return Scalar(value, STR, origin, quoted="\n" in value or not _plain(value))
    if value is None:
        return Scalar("null", NULL, origin)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", BOOL, origin)
    if isinstance(value, int):
        return Scalar(str(value), INT, origin)
    return Scalar(repr(value), FLOAT, origin)


def worded(text: str, origin: Origin | None) -> Scalar:
    """A scalar whose text decides what it is, in quotes where YAML 1.1 would not read a text."""
    return Scalar(text, "", origin, quoted=bool(text) and not isinstance(plain(text), str))


def _plain(text: str) -> bool:
    """Whether a text is written without quotes."""
    return resolve(text)[0] == STR and text.lower() not in ("y", "n", "yes", "no", "on", "off")


def rewritten(node: Node) -> Node:
    """The object as it comes out of JSON, which is how kustomize applies JSON patches. Raises Refusal."""
    return _rewritten(node, flow=False, top=True)


def _rewritten(node: Node, *, flow: bool, top: bool = False) -> Node:
    if node.__class__ is Map:
        if node.bare and not top:
            _refuse_bare(node)
        flow = flow or node.flow
        entries = node.entries
        for key, value in entries.items():
            entries[key] = _rewritten(value, flow=flow)
        node.flow, node.bare = False, frozenset()
    elif node.__class__ is Items:
        flow = flow or node.flow
        node.items[:] = [_rewritten(item, flow=flow) for item in node.items]
        node.flow = False
    elif node.__class__ is Scalar:
        new = scalar_of("" if flow and _is_missing(node) else value_of(node), node.origin)
        new.key = node.key
        return new
    return node
