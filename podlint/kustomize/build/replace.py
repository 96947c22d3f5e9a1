"""`replacements` of a kustomization: a value of one object copied to fields of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, Unknown, copied, is_empty
from podlint.kustomize.build.paths import Finder, look_up
from podlint.kustomize.build.select import Selector, identified, marked, selector
from podlint.kustomize.build.specs import split_smart
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources


class Replacement(NamedTuple):
    """An entry of `replacements`, and where it stands."""

    entry: dict[str, Any]
    origin: Origin

    def at(self, *path: str | int) -> Origin:
        """The place of a field of the entry."""
        return Origin(self.origin.document, (*self.origin.path, *path))


def replace(resources: Resources, replacement: Replacement, unsure: str | None) -> None:
    """Copy the value. Raises Refusal where an end is missing, unless `unsure` says why that is not known."""
    entry = replacement.entry
    source, targets = entry.get("source"), entry.get("targets")
    constant = entry.get("sourceValue")
    if (constant is None and source is None) or targets is None:
        raise Refusal("a replacement needs a source and a target", replacement.origin)
    value = _value(resources, replacement, unsure)
    for number, target in enumerate(targets):
        if target.get("select") is None:
            raise Refusal("a target needs a select", replacement.at("targets", number))
        _Target(replacement, number, target, value).run(resources)


def _value(resources: Resources, replacement: Replacement, unsure: str | None) -> Node:
    entry = replacement.entry
    source, constant = entry.get("source") or {}, entry.get("sourceValue")
    if constant is not None:
        if entry.get("source") is not None:
            raise Refusal("source and sourceValue exclude each other", replacement.origin)
        return Scalar(constant, "", replacement.at("sourceValue"))
    at = replacement.at("source")
    wanted = selector(source, at)
    found = [resource for resource in resources.items if resource.root is not None and identified(resource, wanted)]
    if len(found) != 1:
        if unsure is not None and not found:
            return Unknown(unsure, at)
        how = "several objects" if found else "no object"
        raise Refusal(f"the source of the replacement selects {how}", at)
    if found[0].open:
        return Unknown(found[0].open[0], at)
    path = source.get("fieldPath") or "metadata.name"
    node = look_up(found[0].root, split_smart(path), replacement.at("source", "fieldPath"))
    if is_empty(node):
        raise Refusal(f"{found[0].id} has no field {path}", replacement.at("source"))
    assert node is not None
    return _refined(node, source.get("options") or {}, replacement.at("source", "options"))


def _refined(node: Node, options: dict[str, Any], at: Origin) -> Node:
    mark = options.get("delimiter")
    if not mark or isinstance(node, Unknown):
        return node
    if not isinstance(node, Scalar):
        raise Refusal("only a text can be split at a delimiter", at)
    parts, index = node.text.split(mark), options.get("index") or 0
    if not 0 <= index < len(parts):
        raise Refusal(f"{node.text!r} has no part {index}", at)
    new = copied(node)
    assert isinstance(new, Scalar)
    new.text = parts[index]
    return new


class _Target:
    def __init__(self, replacement: Replacement, number: int, target: dict[str, Any], value: Node) -> None:
        self.at = replacement.at("targets", number)
        self.select = selector(target["select"], self.at)
        self.reject = [selector(each, self.at) for each in target.get("reject") or ()]
        self.paths: list[str] = target.get("fieldPaths") or ["metadata.name"]
        self.options: dict[str, Any] = target.get("options") or {}
        self.value = value

    def run(self, resources: Resources) -> None:
        for resource in resources.items:
            if resource.root is None or not self._wants(resource):
                continue
            for number, path in enumerate(self.paths):
                self._fill(resource, path, Origin(self.at.document, (*self.at.path, "fieldPaths", number)))

    def _wants(self, resource: Resource) -> bool:
        if not marked(resource, self.select) or not identified(resource, self.select):
            return False
        return not any(self._rejects(resource, each) for each in self.reject)

    def _rejects(self, resource: Resource, each: Selector) -> bool:
        if (each.labels or each.annotations) and marked(resource, each):
            return True
        return not each.names_nothing and identified(resource, each)

    def _fill(self, resource: Resource, path: str, at: Origin) -> None:
        create = self._created if self.options.get("create") else None
        found = Finder(split_smart(path), at, create).run(resource.own())
        if not found:
            raise Refusal(f"{resource.id} has no field {path}", at)
        for node, place in found:
            self._set(node, place)

    def _created(self) -> Node:
        origin = self.value.origin
        if isinstance(self.value, Map):
            return Map(origin)
        return Items(origin) if isinstance(self.value, Items) else Scalar("", "", origin)

    def _set(self, node: Node, place: Callable[[Node], None]) -> None:
        value = self.value
        if isinstance(value, Unknown) or isinstance(node, Unknown):
            reason = value.reason if isinstance(value, Unknown) else node.reason  # type: ignore[union-attr]
            unknown = Unknown(reason, node.origin)
            unknown.key = node.key
            place(unknown)
            return
        text = value.text if isinstance(value, Scalar) else ""
        mark = self.options.get("delimiter")
        if mark:
            if not isinstance(node, Scalar):
                raise Refusal("only a text can be split at a delimiter", self.at)
            text = self._joined(node.text, text, mark)
        if isinstance(node, Scalar):
            node.set(text, node.tag, value.origin)
        else:
            new = copied(value)
            if isinstance(new, Scalar) and mark:
                new.text = text
            new.key = node.key or node.origin
            place(new)

    def _joined(self, before: str, text: str, mark: str) -> str:
        parts, index = before.split(mark), self.options.get("index") or 0
        if index < 0:
            parts.insert(0, text)
        elif index >= len(parts):
            parts.append(text)
        else:
            parts[index] = text
        return mark.join(parts)
