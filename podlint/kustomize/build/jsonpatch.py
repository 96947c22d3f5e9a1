"""JSON patches (RFC 6902), as kustomize applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.data import data_of, node_of, rewritten
from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, copied, is_null
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Operation(NamedTuple):
    """One step of a patch, and where it stands."""

    op: str
    path: str
    source: str | None
    has_value: bool
    value: Any
    origin: Origin


def operations(data: Any, origin: Origin) -> list[Operation] | None:
    """The steps of a patch; None where the data is no JSON patch."""
    if data is None:
        return []
    if not isinstance(data, list) or not all(isinstance(step, dict) or step is None for step in data):
        return None
    found = []
    for index, step in enumerate(data):
        step = step or {}
        at = Origin(origin.document, (*origin.path, index))
        op, path, source = step.get("op"), step.get("path"), step.get("from")
        found.append(
            Operation(
                op if isinstance(op, str) else "unknown",
                path if isinstance(path, str) else "\0",
                source if isinstance(source, str) else None,
                "value" in step,
                step.get("value"),
                at,
            )
        )
    return found


class Setting(NamedTuple):
    """A step that sets a value: its number, where it sets it, and the value."""

    number: int
    path: str
    value: Any


def steps_of(data: Any) -> Iterator[Setting]:
    """The steps of a patch that set a value, passing over what cannot be read."""
    for index, step in enumerate(data if isinstance(data, list) else ()):
        if isinstance(step, dict) and step.get("op") in ("add", "replace") and isinstance(step.get("path"), str):
            yield Setting(index, step["path"], step.get("value"))


def apply(root: Map, steps: list[Operation]) -> Map:
    """The object after all steps; changes it. Raises Refusal where one cannot be done."""
    result: Node = rewritten(root)
    for step in steps:
        result = _Step(result, step).done()
    result = rewritten(result)
    if not isinstance(result, Map):
        raise Refusal("the patch leaves no object", steps[-1].origin if steps else None)
    return result


def fault_of(step: Operation) -> str | None:
    """Why a step cannot be done whatever the object is; None where nothing is wrong with it by itself."""
    if step.op not in ("add", "remove", "replace", "move", "copy", "test"):
        return f"`op: {step.op}` is none of add, remove, replace, move, copy and test"
    return "`path` is missing" if step.path == "\0" else None


class _Step:
    def __init__(self, root: Node, step: Operation) -> None:
        self.root = root
        self.step = step

    def done(self) -> Node:
        op = self.step.op
        why = fault_of(self.step)
        if why is not None:
            raise self._refused(why)
        if op in ("replace", "test") and not self.step.path:
            return self._whole()
        getattr(self, f"_{op}")()
        return self.root

    def _refused(self, why: str) -> Refusal:
        return Refusal(why, self.step.origin)

    def _value(self) -> Node:
        document, path = self.step.origin
        return node_of(self.step.value, Origin(document, (*path, "value")))

    def _whole(self) -> Node:
        if self.step.op == "test":
            if _same(data_of(self.root), self.step.value):
                return self.root
            raise self._refused("the test of the whole object fails")
        if not isinstance(self.step.value, dict | list):
            raise self._refused("an object can be replaced by a mapping only")
        return self._value()

    def _container(self, path: str) -> tuple[Map | Items, str]:
        parts = path.split("/")
        if len(parts) < 2:
            raise self._refused(f"path {path!r} does not begin with /")
        node: Node | None = self.root
        for part in parts[1:-1]:
            if isinstance(node, Map):
                node = node.entries.get(_key(part))
            elif isinstance(node, Items):
                index = self._index(part, len(node.items))
                node = node.items[index] if index is not None else None
            else:
                node = None
            if is_null(node):
                break
        if not isinstance(node, Map | Items):
            raise self._refused(f"path {path!r} does not exist in the object")
        return node, _key(parts[-1])

    def _index(self, key: str, size: int) -> int | None:
        """The index that a key means, None where the list has none."""
        try:
            index = int(key) if key == key.strip() and "_" not in key else None
        except ValueError:
            index = None
        if index is None:
            return None
        index = index + size if index < 0 else index
        return index if 0 <= index < size else None

    def _get(self, path: str) -> tuple[Map | Items, str | int, Node | None]:
        container, key = self._container(path)
        if isinstance(container, Map):
            return container, key, container.entries.get(key)
        index = self._index(key, len(container.items))
        if index is None:
            raise self._refused(f"path {path!r}: the list has no item {key}")
        return container, index, container.items[index]

    def _put(self, path: str, value: Node) -> None:
        container, key = self._container(path)
        if isinstance(container, Map):
            document, at = self.step.origin
            value.key = Origin(document, (*at, "path"))
            container.entries[key] = value
            return
        items = container.items
        index = len(items) if key == "-" else self._index(key, len(items) + 1)
        if index is None:
            raise self._refused(f"path {path!r}: the list has no place {key}")
        items.insert(index, value)

    def _take(self, path: str) -> Node | None:
        container, key, node = self._get(path)
        if isinstance(container, Map):
            if key not in container.entries:
                raise self._refused(f"path {path!r} does not exist in the object")
            del container.entries[str(key)]
        else:
            del container.items[int(key)]
        return node

    def _add(self) -> None:
        self._put(self.step.path, self._value())

    def _remove(self) -> None:
        self._take(self.step.path)

    def _replace(self) -> None:
        container, key, before = self._get(self.step.path)
        value = self._value()
        if before is not None:
            value.key = None
        if isinstance(container, Map):
            container.entries[str(key)] = value
        else:
            container.items[int(key)] = value

    def _from(self) -> str:
        if self.step.source is None:
            raise self._refused("`from` is missing")
        return self.step.source

    def _move(self) -> None:
        node = self._take(self._from())
        self._put(self.step.path, node if node is not None else Scalar("null", "!!null", self.step.origin))

    def _copy(self) -> None:
        node = self._get(self._from())[2]
        self._put(self.step.path, copied(node) if node is not None else Scalar("null", "!!null", self.step.origin))

    def _test(self) -> None:
        node = self._get(self.step.path)[2]
        if not _same(data_of(node), self.step.value) or (node is not None and not self.step.has_value):
            raise self._refused(f"the test of {self.step.path!r} fails")


def _key(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _same(one: Any, other: Any) -> bool:
    """Equality as JSON has it: true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(*pair) for pair in zip(one, other, strict=True))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
