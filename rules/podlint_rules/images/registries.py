"""Where images come from."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from podlint.api import Hit, NamedTuple, Scope, Severity, View, all_containers, label, listed, quoted, rule
from podlint.api.kubernetes import WORKLOADS, parse_image
from podlint.api.project import Index, Member


class Registries(NamedTuple):
    """Options of image-registry."""

    registries: tuple[str, ...] = ()
    """Registries, with or without the beginning of a path; `*` stands for a part between two `/`."""


def _kustomized(member: Member, index: Index, options: Registries) -> Iterator[Hit]:
    """Images in files of kustomizations, none of which gives them another name."""
    pod = member.pod()
    if pod is None or not member.kustomized or not index.whole or member.scopes & index.open_scopes:
        return
    for container in all_containers(pod):
        name = _without_version(container.text("image") or "")
        if not any(name in index.images.get(own, ()) for own in member.scopes):
            yield from _outside(container, options)


@rule(
    "image-registry",
    severity=Severity.WARNING,
    scope=Scope.CONTAINER,
    default=False,
    options=Registries,
    across=_kustomized,
    across_kinds=WORKLOADS,
)
def image_registry(container: View, options: Registries) -> Iterator[Hit]:
    """Image from a registry outside of the configured list.

    ## Why is this bad?
    A registry of one's own can scan, sign and keep images; others may be down, limit the number of pulls, or hold what
    only looks like the image that was meant. The option `registries` lists those that may be used, each alone
    (`registry.example`) or with the beginning of a path (`docker.io/library`, `*.dkr.ecr.*.amazonaws.com/shop`);
    `nginx` is `docker.io/library/nginx`. Without the option any registry will do, but it must be written: where none
    is, the container runtime of the node chooses, most of them docker.io. Images that the `images` of a
    kustomization name are left alone.

    ## Example
    ```yaml bad
    image: nginx:1.27.4
    ```

    ## Use instead
    ```yaml good
    image: registry.example/nginx:1.27.4
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/images/#image-names
    """
    if container.object.variables is None:
        yield from _outside(container, options)


def _outside(container: View, options: Registries) -> Iterator[Hit]:
    text = container.text("image") or ""
    image = parse_image(text) if text else None
    if image is None:
        return
    full = image.place
    who = f"image {quoted(text)} of {label(container)}"
    if not options.registries:
        if not text.startswith((f"{image.registry}/", "index.docker.io/", "registry-1.docker.io/")):
            message = f"{who} names no registry: the node's container runtime chooses one"
            yield container.hit(message, "image", help=f"write {full}, or the registry that is meant")
    elif not any(_covers(entry, full) for entry in options.registries):
        message = f"{who} is from {quoted(full.rpartition('/')[0])}, which is not in the configured list"
        yield container.hit(message, "image", help=f"use {listed(options.registries, last='or')}")


def _covers(entry: str, full: str) -> bool:
    """Whether an entry is the beginning of an image's name, part by part, so that `*` never reaches over a `/`."""
    parts = entry.removesuffix("/*").strip("/").split("/")
    own = full.split("/")
    return len(parts) <= len(own) and all(fnmatchcase(part, wanted) for part, wanted in zip(own, parts, strict=False))


def _without_version(text: str) -> str:
    """A reference without its digest and tag, as kustomizations name it."""
    name = text.partition("@")[0]
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}"
