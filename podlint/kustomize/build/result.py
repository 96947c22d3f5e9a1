"""What a build gives: objects that know where each of their values was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Unknown
from podlint.tuples import NamedTuple
from podlint.yaml.place import Part, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kustomize.build.identity import Id
    from podlint.kustomize.build.resource import Resource
    from podlint.yaml.document import Document
    from podlint.yaml.place import Location, Path


class Spot(NamedTuple):
    """Where a value or a key of a built object was written; not `exact` where the nearest value around it was."""

    document: Document
    path: Path
    part: Part
    exact: bool

    def locate(self) -> Location:
        """The file, line and column."""
        return self.document.locate(Place(self.path, self.part))[0]


class Problem(NamedTuple):
    """What kustomize refuses: why, and where the cause stands; `missing` where that is a file which is not there.

    Where it is `ours`, Kustomize may take it, and podlint does not.
    """

    reason: str
    location: Location | None
    missing: bool = False
    ours: bool = False


class Gap(NamedTuple):
    """Something that the build needs and that is not known: why, and where it is named."""

    reason: str
    location: Location | None


class UnknownValue(NamedTuple):
    """A value of a built object that is not known; the empty path stands for all of it."""

    object: Built
    path: Path
    reason: str


class Built:
    """A built object.

    `data` is its plain data, UNKNOWN for what is not known; `id` its identity, `before` the ones that it had, the
    oldest first.
    """

    def __init__(self, resource: Resource, data: Any) -> None:
        self._resource = resource
        self.data = data
        self.id: Id = resource.id
        self.before: tuple[Id, ...] = tuple(resource.former())

    def place(self, path: Path, part: Part = Part.VALUE) -> Spot | None:
        """Where what stands at a path was written; of what stands nowhere, the nearest value around the path."""
        node: Node | None = self._resource.root
        if node is None:
            return None
        passed: list[Node] = [node]
        exact = True
        for step in path:
            node = _step(node, step)
            if node is None:
                exact = False
                break
            passed.append(node)
        for index, each in enumerate(reversed(passed)):
            origin = each.key if part is Part.KEY and each.key is not None else each.origin
            if origin is not None:
                if origin is each.key and part is Part.KEY and _is_in_step(origin):
                    return Spot(origin.document, origin.path, Part.VALUE, exact and not index)
                return Spot(origin.document, origin.path, part, exact and not index)
        return None

    @property
    def is_open(self) -> bool:
        """Whether anything of the object may be other than it is here."""
        return bool(self._resource.open)

    def values(self) -> Iterator[tuple[Path, Origin | None]]:
        """Every value, mappings and lists before what they hold, with where it was written."""
        if self._resource.root is not None:
            yield from _values(self._resource.root, ())

    def unknown(self) -> Iterator[UnknownValue]:
        """What of the object is not known."""
        for reason in dict.fromkeys(self._resource.open):
            yield UnknownValue(self, (), reason)
        if self._resource.root is not None:
            for path, node in _unknown(self._resource.root, ()):
                yield UnknownValue(self, path, node.reason)


class Build:
    """A kustomization as kustomize builds it.

    `objects` are in the order that kustomize writes them in; none where it refuses to. `problems` say why it does,
    `gaps` what is missing: `open` says that objects may be too. `ineffective` are the patches that
    change nothing.
    """

    def __init__(
        self,
        objects: list[Built],
        problems: list[Problem],
        gaps: list[Gap],
        *,
        lacks: bool,
        ineffective: list[Gap] | None = None,
    ) -> None:
        self.objects = objects
        self.problems = problems
        self.gaps = gaps
        self.open = lacks
        self.ineffective = ineffective or []

    @property
    def unknown(self) -> list[UnknownValue]:
        """What of the objects is not known."""
        return [each for built in self.objects for each in built.unknown()]


def _is_in_step(origin: Origin) -> bool:
    """Whether a key stands in the path of a step of a JSON patch."""
    return origin.path[-1:] == ("path",) and isinstance(origin.document.data, list)


def _step(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Map) and isinstance(step, str):
        return node.entries.get(step)
    if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def _children(node: Node) -> list[tuple[str | int, Node]]:
    if isinstance(node, Map):
        return list(node.entries.items())
    return list(enumerate(node.items)) if isinstance(node, Items) else []


def _values(node: Node, path: Path) -> Iterator[tuple[Path, Origin | None]]:
    if path:
        yield path, node.origin
    for step, child in _children(node):
        yield from _values(child, (*path, step))


def _unknown(node: Node, path: Path) -> Iterator[tuple[Path, Unknown]]:
    if isinstance(node, Unknown):
        yield path, node
    for step, child in _children(node):
        yield from _unknown(child, (*path, step))
