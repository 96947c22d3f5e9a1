"""The objects inside of custom resources that hold whole ones, such as a ResourceSet or an OpenShift Template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.objects import is_list, looks_like_object, objects_in
from podlint.kubernetes.within import values
from podlint.kubernetes.wrappers import WRAPPERS
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.place import Path

_DEEP = 4
"""How often an object is looked for in one that lies in another one itself."""
_MOST = 1_000
"""How many objects in one document are looked at."""


class Wrapped(NamedTuple):
    """The objects in others, and how many of them are templates of some, of which nothing is known."""

    targets: list[KubeObject]
    templates: int


def wrapped(outer: KubeObject, pod_specs: Mapping[str, Path]) -> Wrapped:
    """The objects in a custom resource, and in those in it."""
    found: list[KubeObject] = []
    templates = 0
    waiting = [(outer, 0)]
    while waiting and len(found) < _MOST:
        target, deep = waiting.pop(0)
        row = WRAPPERS.get(f"{target.group}/{target.kind}")
        for keys in row.paths if row is not None and deep < _DEEP else ():
            assert row is not None
            for path, value in values(target.value, keys):
                if not (looks_like_object(value) or is_list(value)):
                    continue
                if any(_holds(value, mark) for mark in row.marks):
                    templates += 1
                    continue
                partial = target.partial or row.patch
                place = (*target.path, *path)
                inner = list(objects_in(target.document, value, place, pod_specs, partial=partial))
                for one in inner:
                    one.fragment, one.variables = outer.fragment, outer.variables
                found += inner
                waiting += [(one, deep + 1) for one in inner]
    return Wrapped(found[:_MOST], templates)


def _holds(value: Any, mark: str) -> bool:
    """Whether a mark stands in a text below a value, or in a key."""
    if isinstance(value, dict):
        return any(mark in str(key) or _holds(item, mark) for key, item in value.items())
    return any(_holds(item, mark) for item in value) if isinstance(value, list) else str(value).find(mark) >= 0
