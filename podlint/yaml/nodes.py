"""Nodes: where each value of a document stands in the text. Scalars are made by the hundred thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class Scalar(Span):
    """Node of a scalar: its span, with quotes, anchor and tag, and the header of a block scalar."""

    __slots__ = ()


class Mapping:
    """Node of a mapping: its entries by their keys."""

    __slots__ = ("end", "entries", "flow", "start")

    def __init__(self, start: int, flow: bool) -> None:
        self.start = start
        self.end = start
        self.flow = flow
        self.entries: dict[str, Entry] = {}


class Sequence:
    """Node of a list: the nodes of its items."""

    __slots__ = ("end", "flow", "items", "start")

    def __init__(self, start: int, flow: bool) -> None:
        self.start = start
        self.end = start
        self.flow = flow
        self.items: list[Node] = []


class Alias:
    """Node of `*name`: where it stands, and the anchored node that it repeats."""

    __slots__ = ("end", "start", "target")

    def __init__(self, start: int, end: int, target: Node) -> None:
        self.start = start
        self.end = end
        self.target = target


Written = Scalar | Mapping | Sequence
"""A node that is no alias."""
Node = Scalar | Mapping | Sequence | Alias
Entry = tuple[int, int, Node, Span | None]
"""An entry of a mapping: where its key begins and ends, the node of its value, and the span of the `<<` value that
brought it in, None for an entry written in place."""


def written(node: Node) -> Written:
    """The node itself, or what an alias repeats."""
    while isinstance(node, Alias):
        node = node.target
    return node


def children(node: Node) -> Iterator[Node]:
    """The nodes of the values in a mapping or list; nothing for others."""
    if isinstance(node, Mapping):
        for entry in node.entries.values():
            yield entry[2]
    elif isinstance(node, Sequence):
        yield from node.items


def child(node: Node, step: str | int) -> Node | None:
    """The node of one value in a mapping or list, or in what an alias repeats; None without one."""
    node = written(node)
    if isinstance(node, Mapping) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry[2] if entry is not None else None
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
