"""Names, tags and digests that a kustomization gives to images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, Unknown, is_null
from podlint.kustomize.build.select import expression
from podlint.kustomize.build.specs import Spec, Visit
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources
    from podlint.kustomize.build.select import Expression
    from podlint.yaml.place import Path

_LOOKS = 5
"""How many times an object is looked at for one image."""
_VERSION = re.compile(r"[a-zA-Z0-9_.{}-]*")


class Image(NamedTuple):
    """An entry of `images`; `origin` is the line that says the new name, tag or digest."""

    name: str
    new_name: str
    new_tag: str
    tag_suffix: str
    digest: str
    origin: Origin | None


def set_images(resources: Resources, image: Image, fields: list[Spec]) -> None:
    """Change the images of an entry's name: those of all containers, and of the fields. Raises Refusal, Unseen."""
    name = expression(image.name, image.origin)
    resources.look(_LOOKS)

    def put(node: Node, place: object) -> None:
        if isinstance(node, Scalar):
            if _is_of(node.text, name):
                node.set(changed(node.text, image), "", image.origin)
        elif not isinstance(node, Unknown):
            raise Refusal("an image is not a text", node.origin)

    visit = Visit(put)
    for resource in resources.items:
        if resource.root is None or resource.gvk.kind == "CustomResourceDefinition":
            continue
        for path in _lists(resource, resource.root):
            _containers(resource, path, name, put)
        for spec in fields:
            visit.run(resource, spec)


def changed(text: str, image: Image) -> str:
    """An image with its new name, tag or digest."""
    name, tag, digest = split(text)
    name = image.new_name or name
    if image.new_tag or image.digest:
        tag, digest = image.new_tag, image.digest
    elif image.tag_suffix:
        tag, digest = tag + image.tag_suffix, ""
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def split(text: str) -> tuple[str, str, str]:
    """Name, tag and digest of an image."""
    slash = max(text.find("/"), 0)
    head, rest = text[:slash], text[slash:]
    rest, _, digest = rest.partition("@")
    rest, _, tag = rest.partition(":")
    return head + rest, tag, digest


def _is_of(text: str, name: Expression) -> bool:
    """Whether an image has a name, which is a regular expression, with or without a tag and a digest."""
    names = [text]
    head, digest, rest = text.rpartition("@sha256:")
    if digest and _VERSION.fullmatch(rest):
        names.append(head)
    for each in tuple(names):
        head, colon, rest = each.rpartition(":")
        if colon and _VERSION.fullmatch(rest):
            names.append(head)
    return any(map(name.fits, names))


def _lists(resource: Resource, root: Map) -> tuple[Path, ...]:
    """The places of lists of containers in an object."""
    if "containers" not in resource.lists:
        resource.lists["containers"] = tuple(_found(root, ()))
    return resource.lists["containers"]


def _found(node: Node, path: Path) -> Iterator[Path]:
    if isinstance(node, Map):
        for key, value in node.entries.items():
            if not isinstance(value, Scalar):
                yield from _found(value, (*path, key))
                if key in ("containers", "initContainers") and isinstance(value, Items):
                    yield (*path, key)
    elif isinstance(node, Items):
        for index, item in enumerate(node.items):
            if not isinstance(item, Scalar):
                yield from _found(item, (*path, index))


def _containers(resource: Resource, path: Path, name: Expression, put: Callable[[Node, object], None]) -> None:
    """Change the images of a list of containers, where there is anything to change. Raises Refusal."""
    listed = _at(resource.root, path)
    items = listed.items if isinstance(listed, Items) else []
    for index, item in enumerate(list(items) if any(_is_concerned(item, name) for item in items) else ()):
        if is_null(item) or isinstance(item, Unknown):
            continue
        if not isinstance(item, Map):
            raise Refusal("a container is no mapping", item.origin)
        if "image" in item.entries and _is_concerned(item, name):
            there = (*path, index, "image")
            put(_at(resource.own_along(there), there), None)


def _is_concerned(item: Node, name: Expression) -> bool:
    if not isinstance(item, Map):
        return True
    image = item.entries.get("image")
    return image is not None and (not isinstance(image, Scalar) or _is_of(image.text, name))


def _at(node: Node | None, path: Path) -> Node:
    for step in path:
        node = node.entries[step] if isinstance(node, Map) else node.items[step]  # type: ignore[index,union-attr]
    assert node is not None
    return node
