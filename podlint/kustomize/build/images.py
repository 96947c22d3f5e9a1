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
    from collections.abc import Callable

    from podlint.kustomize.build.resource import Resources
    from podlint.kustomize.build.select import Expression

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
    """Change the images of an entry's name: those of all containers, and of the fields. Raises Refusal."""
    name = expression(image.name, image.origin)

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
        if _found(resource.root, name):
            _containers(resource.own(), put)
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


def _found(node: Node, name: Expression) -> bool:
    """Whether anything is to be changed, or in the way: a look that copies nothing."""
    stack: list[Node] = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, Map):
            for key in ("containers", "initContainers"):
                listed = each.entries.get(key)
                for item in listed.items if isinstance(listed, Items) else ():
                    image = item.entries.get("image") if isinstance(item, Map) else None
                    if not isinstance(item, Map) or (image is not None and not isinstance(image, Scalar)):
                        return True
                    if isinstance(image, Scalar) and _is_of(image.text, name):
                        return True
            stack.extend(each.entries.values())
        elif isinstance(each, Items):
            stack.extend(each.items)
    return False


def _containers(node: Node, put: Callable[[Node, object], None]) -> None:
    if isinstance(node, Items):
        for item in node.items:
            _containers(item, put)
    elif isinstance(node, Map):
        for key, value in node.entries.items():
            _containers(value, put)
            if key not in ("containers", "initContainers") or not isinstance(value, Items):
                continue
            for item in value.items:
                if is_null(item) or isinstance(item, Unknown):
                    continue
                if not isinstance(item, Map):
                    raise Refusal("a container is no mapping", item.origin)
                if "image" in item.entries:
                    put(item.entries["image"], None)
