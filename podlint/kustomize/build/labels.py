"""Labels and annotations that a kustomization gives to its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Map, Node, Origin, Scalar, Unknown
from podlint.kustomize.build.scalars import STR
from podlint.kustomize.build.specs import Spec, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources


_LOOKS = 5
"""How many times an object is looked at for one text: in the metadata, in templates, in selectors.

Where there are dozens of texts, each takes longer: what is changed is a copy of all that it has by then.
"""


def set_texts(resources: Resources, pairs: dict[str, tuple[str, Origin | None]], fields: list[Spec]) -> None:
    """Set labels or annotations, each with its origin, in every field of every object. Raises Refusal, Unseen."""
    resources.texts += len(pairs)
    resources.look(len(pairs) * (_LOOKS + resources.texts // 10))
    for resource in resources.items:
        for key in sorted(pairs):
            text, origin = pairs[key]
            setter = _Setter(key, text, origin)
            if not resource.owned:
                resource.fresh[id(setter.new)] = setter.new
            visit = Visit(setter.set, lambda origin=origin: Map(origin), origin)  # type: ignore[misc]
            for spec in fields:
                visit.run(resource, spec)


class _Setter:
    """Sets one key of mappings of one object: where it is new they share the value, as they do in kustomize."""

    def __init__(self, key: str, text: str, origin: Origin | None) -> None:
        self.key = key
        self.new = Scalar(text, STR, origin)

    def set(self, node: Node, place: Callable[[Node], None]) -> None:
        if isinstance(node, Unknown) or (isinstance(node, Scalar) and node.is_null):
            return
        if not isinstance(node, Map):
            raise Refusal(f"{self.key} cannot be set: there is no mapping", node.origin)
        before = node.entries.get(self.key)
        if before is None:
            self.new.shared = True
            node.add(self.key, self.new)
        elif before is self.new:
            return
        elif isinstance(before, Scalar):
            self.new.quoted = before.quoted
            before.set(self.new.text, STR, self.new.origin)
        else:
            node.entries[self.key] = Scalar(self.new.text, STR, self.new.origin)


def set_replicas(resources: Resources, name: str, count: int, origin: Origin | None, fields: list[Spec]) -> bool:
    """Set the number of replicas of the objects of a name; False where there are none. Raises Refusal."""

    def put(node: Node, place: Callable[[Node], None]) -> None:
        if isinstance(node, Scalar):
            node.set(str(count), "!!int", origin)
        elif not isinstance(node, Unknown):
            raise Refusal("replicas cannot be set: there is no number", node.origin)

    found = False
    visit = Visit(put, lambda: Scalar("", "", None), origin)
    for spec in fields:
        for resource in _named(resources, name, spec):
            found = True
            visit.run(resource, spec)
    return found


def _named(resources: Resources, name: str, spec: Spec) -> list[Resource]:
    return resources.by_any_id(lambda each: each.name == name and each.gvk.selected_by(spec.gvk))
