"""Field specifications: which field of which kind a setting of a kustomization reaches."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Scalar, Unknown, is_null
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.kustomize.build.identity import Gvk
    from podlint.kustomize.build.nodes import Origin
    from podlint.kustomize.build.resource import Resource

Setter = "Callable[[Node, Callable[[Node], None]], None]"


class Spec(NamedTuple):
    """A field: of kinds that `gvk` selects, at a path of keys; `create` makes it where it is missing."""

    gvk: Gvk
    path: str
    create: bool = False


def merged(specs: list[Spec], more: list[Spec]) -> list[Spec]:
    """Both lists, without what the first one has. Raises Refusal where they differ in what to create."""
    result = list(specs)
    for spec in more:
        same = next((old for old in result if old.path == spec.path and old.gvk.selected_by(spec.gvk)), None)
        if same is None:
            result.append(spec)
        elif same.create != spec.create:
            raise Refusal(f"two field specifications of {spec.path} differ in `create`", None)
    return result


def in_order(specs: list[Spec]) -> list[Spec]:
    """Field specifications in the order that they apply in."""
    return sorted(specs, key=lambda spec: spec.gvk.order)


@lru_cache(maxsize=2048)
def steps(path: str) -> tuple[str, ...]:
    r"""The keys of a path `a/b\/c`."""
    return tuple(split(path, "/"))


def split(path: str, mark: str) -> list[str]:
    r"""The parts of a path; `\` before a mark keeps it."""
    parts = path.split(mark)
    if len(parts) > 1 and not parts[0]:
        parts = parts[1:]
    found = parts[:1]
    for part in parts[1:]:
        if found[-1].endswith("\\"):
            found[-1] = f"{found[-1][:-1]}{mark}{part}"
        else:
            found.append(part)
    return found


def split_smart(path: str) -> list[str]:
    """The parts of a path `a.[name=b.c].d`: brackets hold together, and go around a key."""
    found: list[str] = []
    parts = iter(split(path, "."))
    for part in parts:
        if not part.startswith("[") or part.endswith("]"):
            found.append(part)
            continue
        bracketed = [part]
        for more in parts:
            bracketed.append(more)
            if more.endswith("]"):
                break
        text = ".".join(bracketed)
        found.append(text if "=" in text else text.strip("[]"))
    return found


class Visit:
    """Goes to a field of an object, and has a value set there.

    `set_value` gets the node, and what puts another one in its place. `created` makes what is created at the end of
    the path; without it nothing is created. `origin` is where that is asked for.
    """

    def __init__(
        self,
        set_value: Callable[[Node, Callable[[Node], None]], None],
        created: Callable[[], Node] | None = None,
        origin: Origin | None = None,
    ) -> None:
        self._set = set_value
        self._created = created
        self._origin = origin

    def run(self, resource: Resource, spec: Spec) -> None:
        """Visit the field of one object, if the specification is for its kind. Raises Refusal."""
        gvk, wanted = resource.gvk, spec.gvk
        if (
            (wanted.kind and wanted.kind != gvk.kind)
            or (wanted.group and wanted.group != gvk.group)
            or (wanted.version and wanted.version != gvk.version)
            or resource.root is None
        ):
            return
        path = steps(spec.path)
        creates = spec.create and self._created is not None
        if not creates and not reachable(resource.root, path):
            return
        self._visit(resource.own_along(path), path, 0, creates, _no_place)

    def look(self, resource: Resource, spec: Spec) -> None:
        """Visit the field of one object with a setter that changes nothing. Raises Refusal."""
        if resource.root is not None:
            self._visit(resource.root, steps(spec.path), 0, False, _no_place)

    def _visit(self, node: Node, path: tuple[str, ...], at: int, creates: bool, place: Callable[[Node], None]) -> None:
        if at == len(path):
            self._set(node, place)
        elif isinstance(node, Map):
            self._map(node, path, at, creates)
        elif isinstance(node, Items):
            for index, item in enumerate(list(node.items)):
                self._visit(item, path, at, creates, _into(node.items, index))
        elif isinstance(node, Scalar) and not node.is_null:
            raise Refusal(f"field {'/'.join(path)}: there is a scalar where a mapping or list should be", node.origin)

    def _map(self, node: Map, path: tuple[str, ...], at: int, creates: bool) -> None:
        name = path[at].removesuffix("[]")
        listed = name != path[at]
        if not name:
            raise Refusal("a field specification has an empty key", None)
        child = node.entries.get(name)
        makes = creates and not listed
        if child is None and not makes:
            return
        if child is None or is_null(child):
            new: Node | None = None
            if listed:
                new = Items(self._origin)
            elif makes:
                new = self._created() if at + 1 == len(path) and self._created is not None else Map(self._origin)
            if new is not None:
                if child is not None:
                    new.key, new.origin = child.key or child.origin, child.origin
                node.entries[name] = child = new
        assert child is not None
        self._visit(child, path, at + 1, creates, _into(node.entries, name))


def reachable(node: Node, path: tuple[str, ...], at: int = 0) -> bool:
    """Whether anything stands at a path, or in its way."""
    while at < len(path):
        if isinstance(node, Map):
            child = node.entries.get(path[at].removesuffix("[]"))
            if child is None:
                return False
            node, at = child, at + 1
        elif isinstance(node, Items):
            return any(reachable(item, path, at) for item in node.items)
        else:
            return not is_null(node) and not isinstance(node, Unknown)
    return True


def _into(container: dict[str, Node] | list[Node], key: str | int) -> Callable[[Node], None]:
    def place(node: Node) -> None:
        container[key] = node  # type: ignore[index]

    return place


def _no_place(node: Node) -> None:
    raise Refusal("a field specification names the whole object", node.origin)
