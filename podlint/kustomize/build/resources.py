"""The objects of a build, together."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from podlint.kustomize.build.errors import Refusal, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.kustomize.build.identity import Id
    from podlint.kustomize.build.resource import Resource


def _written_once(one: Resource, other: Resource) -> bool:
    """Whether two objects were made of the same lines."""
    if one.where is None or other.where is None:
        return False
    places = [(at.document.source.path, at.document.index, at.path) for at in (one.where, other.where)]
    return places[0] == places[1]


_MOST_LOOKS = 500_000
"""How many objects are looked at for patches, references and the like; a build that needs more is not made."""


class Resources:
    """Objects in the order that they came in; no two have the same identity."""

    def __init__(self, items: Iterable[Resource] = ()) -> None:
        self.items: list[Resource] = []
        self._steady: dict[object, list[Resource]] | None = None
        self._looks = 0
        self.texts = 0  # labels and annotations that were set
        self.extend(items)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """A time in which objects come in, and none of those that are there gets another identity."""
        self._steady = {}
        for resource in self.items:
            self._note(resource)
        try:
            yield
        finally:
            self._steady = None

    def _note(self, resource: Resource) -> None:
        if self._steady is not None and resource.root is not None:
            for key in resource.identities():
                self._steady.setdefault(key, []).append(resource)

    def extend(self, items: Iterable[Resource]) -> None:
        """Add objects. Raises Refusal where one is there already.

        Where that one was written in the same place, it was taken twice: the refusal is left to whoever took it.
        """
        known = {resource.id.key: resource for resource in self.items} if self._steady is None else {}
        for resource in items:
            now = resource.id
            noted = (each for each in self._noted(now.key) if each.id.key == now.key)
            there = (known.get(now.key) or next(noted, None)) if now.name else None
            if there is not None:
                raise Refusal(f"{now} is there already", None if _written_once(there, resource) else resource.where)
            known[now.key] = resource
            self.items.append(resource)
            self._note(resource)

    def replace(self, old: Resource, new: Resource) -> None:
        """Put an object in the place of another one."""
        self.items[self.items.index(old)] = new
        if self._steady is not None:
            for key in old.identities():
                self._steady[key] = [each for each in self._noted(key) if each is not old]
        self._note(new)

    def _noted(self, key: object) -> list[Resource]:
        return self._steady.get(key, []) if self._steady is not None else []

    def keyed(self, key: object) -> list[Resource]:
        """The objects of which an identity, present or former, has a key."""
        return self._noted(key) if self._steady is not None else self.by_any_id(lambda each: each.key == key)

    def look(self, times: int = 1) -> None:
        """Count that all objects are looked through. Raises Unseen where that was done too often for so many."""
        self._looks += len(self.items) * times
        if self._looks > _MOST_LOOKS:
            raise Unseen("it has too many changes for so many objects")

    def drop_empty(self) -> None:
        """Leave out the objects that patches have deleted."""
        self.items = [resource for resource in self.items if resource.root is not None and resource.root.entries]

    def by_any_id(self, matches: Callable[[Id], bool]) -> list[Resource]:
        """The objects of which an identity, present or former, fits. Raises Unseen."""
        self.look()
        return [
            resource
            for resource in self.items
            if resource.root is not None and (any(map(matches, resource.former())) or matches(resource.id))
        ]

    def fork(self) -> Resources:
        """The same objects for another build."""
        new = Resources()
        new.items = [resource.fork() for resource in self.items]
        return new
