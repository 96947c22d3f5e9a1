"""Paths in objects, as `fieldPath` writes them: `spec.containers.[name=web].image`, `spec.ports.0`, `spec.*.x`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, is_null, text_of
from podlint.kustomize.build.scalars import STR, resolve
from podlint.kustomize.build.select import expression

if TYPE_CHECKING:
    from collections.abc import Callable


def look_up(root: Node | None, path: list[str], origin: Origin | None) -> Node | None:
    """The value at a path; None where there is none. Raises Refusal where the path does not fit."""
    node = root
    for part in (step.strip() for step in path):
        if not part:
            continue
        if node is None:
            return None
        number = _number(part)
        if number is not None or part == "-":
            if is_null(node):
                return None
            if not isinstance(node, Items):
                raise Refusal(f"{part} of a path asks for a list", origin)
            index = len(node.items) - 1 if number is None else number
            node = node.items[index] if 0 <= index < len(node.items) else None
        elif part == "*":
            raise Refusal("a source can have no `*`", origin)
        elif part.startswith("[") and part.endswith("]"):
            node = _matching(node, *_pair(part, origin), origin)
        elif is_null(node):
            return None
        elif isinstance(node, Map):
            node = node.entries.get(part)
        else:
            raise Refusal(f"{part!r} of a path asks for a mapping", origin)
    return node


def _matching(node: Node, key: str, value: str, origin: Origin | None) -> Node | None:
    if is_null(node):
        return None
    if not isinstance(node, Items):
        raise Refusal(f"[{key}={value}] of a path asks for a list", origin)
    for item in node.items:
        if not key and text_of(item) == value:
            return item
        if key and isinstance(item, Map) and key in item.entries and text_of(item.entries[key]) == value:
            return item
    return None


class Finder:
    """Finds all values at a path, each with what puts another one in its place; makes them where `create` is set."""

    def __init__(self, path: list[str], origin: Origin | None, create: Callable[[], Node] | None) -> None:
        self.path = path
        self.origin = origin
        self.create = create
        self.found: list[tuple[Node, Callable[[Node], None]]] = []

    def run(self, root: Map) -> list[tuple[Node, Callable[[Node], None]]]:
        """The values in an object. Raises Refusal where the path does not fit."""
        self._go(root, 0, lambda node: None)
        return self.found

    def _go(self, node: Node, at: int, place: Callable[[Node], None]) -> None:
        if at == len(self.path):
            self.found.append((node, place))
            return
        part = self.path[at]
        number = _number(part)
        if number is not None:
            self._index(node, number, at)
        elif part.startswith("[") and part.endswith("]"):
            self._items(node, at)
        elif part == "*":
            for index, item in enumerate(self._listed(node)):
                self._go(item, at + 1, _into(node, index))
        else:
            self._field(node, part, at)

    def _listed(self, node: Node) -> list[Node]:
        if is_null(node):
            return []
        if not isinstance(node, Items):
            raise Refusal(f"{self.path} asks for a list where there is none", self.origin)
        return list(node.items)

    def _made(self, at: int) -> Node:
        """What is created before the part of the path behind `at`."""
        after = self.path[at + 1] if at + 1 < len(self.path) else ""
        if (after.startswith("[") and after.endswith("]")) or _number(after) is not None:
            return Items(self.origin)
        if not after:
            assert self.create is not None
            return self.create()
        return Map(self.origin)

    def _field(self, node: Node, part: str, at: int) -> None:
        if is_null(node):
            return
        if not isinstance(node, Map):
            raise Refusal(f"{part!r} of {'.'.join(self.path)} asks for a mapping", self.origin)
        child = node.entries.get(part)
        if child is None:
            if self.create is None:
                return
            child = node.entries[part] = self._made(at)
        self._go(child, at + 1, _into(node, part))

    def _index(self, node: Node, number: int, at: int) -> None:
        items = self._listed(node)
        if number == len(items) and self.create is not None and isinstance(node, Items):
            node.items.append(self._made(at))
            items = list(node.items)
        if number >= len(items):
            raise Refusal(f"{'.'.join(self.path)}: the list has only {len(items)} items", self.origin)
        self._go(items[number], at + 1, _into(node, number))

    def _items(self, node: Node, at: int) -> None:
        key, value = _pair(self.path[at], self.origin)
        pattern = expression(value, self.origin)
        before = len(self.found)
        for index, item in enumerate(self._listed(node)):
            if not key:
                if pattern.found(_line(item)):
                    self.found.append((item, _into(node, index)))
            elif isinstance(item, Map) and key in item.entries and pattern.found(_line(item.entries[key])):
                self._go(item, at + 1, _into(node, index))
        if len(self.found) > before or self.create is None or not isinstance(node, Items):
            return
        text = Scalar(value, "", self.origin)
        node.items.append(Map(self.origin, {key: text}) if key else text)
        index = len(node.items) - 1
        if key:
            self._go(node.items[index], at + 1, _into(node, index))
        else:
            self.found.append((node.items[index], _into(node, index)))


def _into(node: Node, key: str | int) -> Callable[[Node], None]:
    def place(new: Node) -> None:
        if isinstance(node, Map):
            node.entries[str(key)] = new
        elif isinstance(node, Items):
            node.items[int(key)] = new

    return place


def _line(node: Node) -> str:
    """How a value looks in YAML, which is what expressions are compared with."""
    if not isinstance(node, Scalar):
        return ""
    if node.quoted or (node.tag == STR and resolve(node.text)[0] != STR):
        return node.text if "\n" in node.text else f'"{node.text}"'
    return node.text


def _number(part: str) -> int | None:
    return int(part) if re.fullmatch(r"\+?[0-9]+", part, re.ASCII) else None


def _pair(part: str, origin: Origin | None) -> tuple[str, str]:
    key, sign, value = part[1:-1].partition("=")
    if not sign:
        raise Refusal(f"{part} of a path is not [key=value]", origin)
    return key, value
