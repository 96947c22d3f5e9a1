"""The ValueAddTransformer: puts one text into fields of many objects, or into the paths of files that they hold."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.names import Namespaces
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, is_null, text_of
from podlint.kustomize.build.select import Selector, select, selector
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.kustomize.build.files import Root
    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources
    from podlint.kustomize.build.schema import Schema

_ITEM = re.compile(r"\[([^=\]]+)=([^\]]*)\]")


class Target(NamedTuple):
    """Where the value goes: objects, None for all; a field; the position in the path that it holds, 0 for all of it."""

    objects: Selector | None
    field: str
    position: int


class ValueAdd:
    """Adds a value, which was written at `origin`."""

    def __init__(self, fields: dict[str, Any], root: Root, origin: Origin) -> None:
        """Read the transformer. Raises Refusal, and Unseen where its targets are in a file."""
        if fields.get("targetFilePath"):
            raise Unseen("the targets of the ValueAddTransformer are in a file")
        self.value = (fields.get("value") or "").strip() or os.path.basename(root.folder)
        self.origin = Origin(origin.document, (*origin.path, "value")) if fields.get("value") else origin
        self.targets = [
            Target(
                selector(entry["selector"], origin) if entry.get("selector") is not None else None,
                entry.get("fieldPath") or "",
                entry.get("filePathPosition") or 0,
            )
            for entry in fields.get("targets") or ()
        ]
        if not self.targets:
            raise Refusal("the ValueAddTransformer has no targets", origin)
        if any(not target.field or target.position < 0 for target in self.targets):
            raise Refusal("a target of the ValueAddTransformer needs a fieldPath, and no negative position", origin)

    def run(self, resources: Resources, schema: Schema) -> None:
        """Change the objects. Raises Refusal, Unseen."""
        for target in self.targets:
            found = resources.items if target.objects is None else select(resources, target.objects)
            for resource in found:
                if resource.root is None or not resource.root.entries:
                    continue
                if target.field == "metadata/namespace":
                    Namespaces(self.value, self.origin, []).change(resource)
                else:
                    self._set(resource, target)
                resource.retyped(schema)

    def _set(self, resource: Resource, target: Target) -> None:
        steps = target.field.split("/")
        if not all(steps) or any("\\" in step or step.isdigit() or step in ("-", "*") for step in steps):
            raise Unseen(f"fieldPath {target.field!r} is not followed")
        node: Node = resource.own()
        for number, step in enumerate(steps, 1):
            node = self._inner(node, step, target, last=number == len(steps))
        if not isinstance(node, Scalar):
            raise Refusal(f"what stands at {target.field!r} is no text", node.origin)
        text = _inserted(node.text, target.position - 1, self.value) if target.position else self.value
        node.set(text, "", self.origin)

    def _inner(self, node: Node, step: str, target: Target, *, last: bool) -> Node:
        """The value at a step, made where there is none."""
        match = _ITEM.fullmatch(step)
        if match is not None:
            items = node.items if isinstance(node, Items) else ()
            found = (
                each for each in items if isinstance(each, Map) and text_of(each.entries.get(match[1])) == match[2]
            )
            item = next(found, None)
            if item is None:
                raise Unseen(f"fieldPath {target.field!r} finds no item of a list")
            return item
        if not isinstance(node, Map):
            raise Unseen(f"fieldPath {target.field!r} does not fit an object")
        child = node.entries.get(step)
        if child is None or (not last and is_null(child)):
            child = Scalar("", "", self.origin) if last else Map(self.origin)
            node.add(step, child)
        return child


def _inserted(path: str, position: int, part: str) -> str:
    """A path of a file with a part more; an absolute one stays absolute."""
    if not path:
        return part
    parts = [""] if path == "/" else path.split("/")
    if "" in parts[1:]:
        raise Unseen(f"the path {path!r} has empty parts")
    position = min(position, len(parts))
    if parts[0] == "" and position < len(parts):
        position += 1
    joined = [*parts[:position], part, *parts[position:]]
    if any(each in (".", "..") for each in joined):
        raise Unseen(f"the path {path!r} has dots for parts")
    return "/".join(joined)
