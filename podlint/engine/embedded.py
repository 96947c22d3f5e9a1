"""The pods and containers inside a custom resource, as objects of their own for the rules.

They are those of a table (`kubernetes/embedded.py`), and where the project has the definition of the kind those that
have the shape of one: a list `containers` whose items have a name and an image by their schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.embedded import EMBEDDED, Embedding, Place
from podlint.kubernetes.pods import CONTAINER_LISTS
from podlint.kubernetes.within import ANY, values
from podlint.schema import catalog, check
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kubernetes.view import KubeObject
    from podlint.schema.catalog import CustomSchema
    from podlint.yaml.place import Path

_SHAPE = ("name", "image")
_MOST = 64
"""How many pods of one object are looked at, and how deep they are looked for."""


class Inner(NamedTuple):
    """A pod or a container in an object, as rules may see it.

    `target` is the object with this pod as its own. `like` is the built-in kind whose rules are for it, `container` the
    path of the one container where there is no pod around it.
    """

    target: KubeObject
    like: str
    container: Path | None = None


def inner(target: KubeObject, schema: CustomSchema | None) -> Iterator[Inner]:
    """The pods and single containers in a custom resource whose own pod is not known."""
    row = EMBEDDED.get(f"{target.group}/{target.kind}")
    if target.pod_path is not None and ANY in target.pod_path:  # a plugin says it
        row = Embedding((Place(tuple(map(str, target.pod_path)), patch=False),), "")
    if row is None:
        if schema is not None and (found := list(_by_shape(target.value, catalog.linked(schema), ()))):
            yield from (_one(target, Place((), patch=True), path, "") for path in found[:_MOST])
        return
    left = _MOST
    for place in row.places:
        for path in paths(target.value, place.path):
            if left:
                left -= 1
                yield _one(target, place, path, row.like, row.variable)


def _one(target: KubeObject, place: Place, path: Path, like: str, variable: str = "") -> Inner:
    seen = target
    if variable:
        filled = _filled(target.at(*path), variable, ())
        seen = check.withhold(target, [(*path, *below) for below in filled])
    one = check.copied(seen, seen.value)
    one.minor = target.minor
    one.pod_path = None if place.container else path
    one.partial = target.partial or place.patch
    return Inner(one, like, path if place.container else None)


def paths(value: Any, keys: tuple[str, ...]) -> Iterator[Path]:
    """The mappings at some keys below a value, among which `ANY` may stand."""
    return (path for path, found in values(value, keys, mappings=True) if isinstance(found, dict))


def _by_shape(value: Any, schema: Any, path: Path) -> Iterator[Path]:
    """The mappings that hold containers, by the schema of their kind; there are no pods in a pod."""
    if not isinstance(schema, dict) or len(path) > _MOST:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _by_shape(item, schema.get("items"), (*path, index))
    elif isinstance(value, dict):
        fields = schema.get("properties") or {}
        if any(isinstance(value.get(key), list) and _holds_containers(fields.get(key)) for key in CONTAINER_LISTS):
            yield path
            return
        others = schema.get("additionalProperties")
        for key, item in value.items():
            if isinstance(item, dict | list):
                yield from _by_shape(item, fields.get(key, others), (*path, key))


def _holds_containers(schema: Any) -> bool:
    """Whether a schema is that of a list of containers."""
    items = schema.get("items") if isinstance(schema, dict) else None
    fields = items.get("properties") if isinstance(items, dict) else None
    return isinstance(fields, dict) and all(
        isinstance(fields.get(key), dict) and fields[key].get("type") == "string" for key in _SHAPE
    )


def _filled(view: Any, variable: str, path: Path) -> Iterator[Path]:
    """Where below a value an operator fills something in."""
    value = getattr(view, "value", view)
    if isinstance(value, str):
        if variable in value:
            yield path
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _filled(item, variable, (*path, key))
