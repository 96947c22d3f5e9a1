"""What an image reference says: whether it parses, and which image it will be tomorrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, is_placeholder, is_unfilled, label, quoted, rule
from podlint.api.kubernetes import WORKLOADS, Image, image_facts, parse_image, server_image
from podlint.api.project import Index, Member

_OTHERS = frozenset({"elixir", "groovy", "opensuse", "pypy", "r-base"})
"""Official images of Docker Hub that the table of images lacks: written without a registry, and pulled all the same."""
_OWN_MACHINE = r"localhost|127\.0\.0\.1|[\w.-]+\.localhost|(?:dev|kind|ko)\.local|host\.(?:docker|minikube)\.internal"
"""Registries of the machine on which an image is built; those in `.local` stand for none at all."""


@rule("image-invalid", severity=Severity.ERROR, scope=Scope.CONTAINER, partial=True)
def image_invalid(container: View) -> Iterator[Hit]:
    """Image reference that does not parse.

    ## Why is this bad?
    The API server takes any text, but the kubelet cannot pull it: the container waits with InvalidImageName. A
    reference is `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`, the repository in lower-case letters, without spaces and
    without `https://`.

    ## Example
    ```yaml bad
    image: registry.example/Web:1.0
    ```

    ## Use instead
    ```yaml good
    image: registry.example/web:1.0
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/images/#image-names
    """
    text = container.text("image")
    if not text or not text.strip() or _parsed(text) is not None or _is_left_open(text):
        return
    if text != text.strip() and container.object.kind == "Pod":
        return  # the server refuses these itself, see pod-invalid
    yield container.hit(f"image {quoted(text)} of {label(container)} is no image reference", "image", help=_help(text))


def _untagged_by_all(member: Member, index: Index) -> Iterator[Hit]:
    """Images without a tag in files of kustomizations, none of which gives them one."""
    pod = member.pod()
    if pod is None or not member.kustomized or not index.whole or member.scopes & index.open_scopes:
        return
    for container in all_containers(pod):
        text = container.text("image") or ""
        image = _parsed(text)
        named = any(text in index.images.get(name, ()) for name in member.scopes)
        if image is not None and image.tag is None and _is_latest(image) and not named:
            yield _latest(container, image)


@rule(
    "image-latest",
    severity=Severity.WARNING,
    scope=Scope.CONTAINER,
    across=_untagged_by_all,
    across_kinds=WORKLOADS,
)
def image_latest(container: View) -> Iterator[Hit]:
    """Image without a tag, or with the tag `latest`.

    ## Why is this bad?
    `latest`, which also stands in for no tag at all, is another image tomorrow: two pods of one workload may run
    different versions, a restart may bring a new one, and a rollback brings back the same name. With the policy
    IfNotPresent each node even keeps the one of the day on which it first saw the image. A digest settles it.
    The `images` of kustomizations are known: what one of them gives a tag is not reported. A bare name that nobody can
    pull, as tools such as Skaffold replace when they build it, is for your information.

    ## Example
    ```yaml bad
    image: registry.example/web
    ```

    ## Use instead
    ```yaml good
    image: registry.example/web:1.4.2
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/overview/#container-images
    """
    image = _parsed(container.text("image") or "")
    kustomized = container.object.variables is not None
    if image is not None and _is_latest(image) and not (kustomized and image.tag is None):
        yield _latest(container, image)


def _latest(container: View, image: Image) -> Hit:
    what = "has no tag: it is `latest`" if image.tag is None else "has the tag `latest`"
    message = f"image {quoted(str(container.get('image')))} of {label(container)} {what}"
    help = "give it the tag of a version, or a digest"
    if image.tag is None and _is_local(container, image):
        # Nobody can pull it: what builds it gives it a name and a tag (Skaffold, Tilt), or puts it into the nodes.
        return container.hit(
            f"{message}, unless what builds it gives it one", "image", help=help, severity=Severity.INFO
        )
    if container.get("imagePullPolicy") != "IfNotPresent" or _is_local(container, image):
        return container.hit(message, "image", help=help)
    policy = container.related("each node keeps the one that it pulled once", "imagePullPolicy")
    return container.hit(
        f"{message}, and each node keeps the one that it pulled once", "image", help=help, related=(policy,)
    )


@rule("image-latest-not-pulled", severity=Severity.WARNING, scope=Scope.CONTAINER, default=False)
def image_latest_not_pulled(container: View) -> Iterator[Hit]:
    """Image with the tag `latest` that is not pulled again.

    ## Why is this bad?
    With IfNotPresent a node keeps the `latest` that it pulled once: each node runs the version of the day on which it
    first saw the image. `image-latest` says so too, in its one finding for the image. An image without a registry that
    is none of Docker's own, and one that is never pulled, was built on the spot and loaded into the nodes: the policy
    is what makes it run.

    ## Why this default?
    Off: `image-latest`, which is on, says it in its own finding for the same image.

    ## Example
    ```yaml bad
    image: registry.example/web:latest
    imagePullPolicy: IfNotPresent
    ```

    ## Use instead
    ```yaml good
    image: registry.example/web:1.4.2
    imagePullPolicy: IfNotPresent
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
    """
    if container.get("imagePullPolicy") != "IfNotPresent" or container.object.variables is not None:
        return
    image = _parsed(container.text("image") or "")
    if image is not None and _is_latest(image) and not _is_local(container, image):
        message = f"{label(container)} runs whatever `latest` its node pulled once: imagePullPolicy is IfNotPresent"
        yield container.hit(message, "imagePullPolicy", help="give the image the tag of a version, or a digest")


@rule("image-digest", severity=Severity.INFO, scope=Scope.CONTAINER, default=False)
def image_digest(container: View) -> Iterator[Hit]:
    """Image without a digest.

    ## Why is this bad?
    A tag can be moved to another image by whoever may push; a digest cannot.

    ## Example
    ```yaml bad
    image: registry.example/web:1.4.2
    ```

    ## Use instead
    ```yaml good
    image: registry.example/web:1.4.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/images/#image-names
    """
    image = _parsed(container.text("image") or "")
    if image is not None and image.digest is None:
        message = f"image {quoted(str(container.get('image')))} of {label(container)} has no digest"
        yield container.hit(message, "image", help="append @sha256:... of the image that was tested")


@rule("image-pull-always", severity=Severity.INFO, scope=Scope.CONTAINER, default=False)
def image_pull_always(container: View) -> Iterator[Hit]:
    """Image that is not pulled with the pod's credentials each time.

    ## Why is this bad?
    Where the policy is not Always, a pod may run a private image that another pod pulled to the node, without the right
    to pull it itself. (With the tag `latest` Always is the default.)

    ## Example
    ```yaml bad
    image: registry.example/web:1.4.2
    ```

    ## Use instead
    ```yaml good
    image: registry.example/web:1.4.2
    imagePullPolicy: Always
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
    """
    image = _parsed(container.text("image") or "")
    if image is None or not container.complete("imagePullPolicy"):
        return
    policy = container.get("imagePullPolicy") or ("Always" if _is_latest(image) else "IfNotPresent")
    if policy != "Always":
        place = "imagePullPolicy" if container.get("imagePullPolicy") else "image"
        yield container.hit(f"{label(container)} has imagePullPolicy {policy}", place, help="set it to Always")


def _parsed(text: str) -> Image | None:
    return parse_image(text) if text else None


def _is_latest(image: Image) -> bool:
    return image.digest is None and image.tag in (None, "latest")


def _is_local(container: View, image: Image) -> bool:
    """Whether an image is nowhere but where it is built.

    It has a registry of the machine itself, or none, nor an owner at Docker's, and is none of those that need neither.
    """
    text = container.text("image") or ""
    if re.fullmatch(_OWN_MACHINE, image.registry.rpartition(":")[0] or image.registry):
        return True
    return "/" not in text and image.name not in _OTHERS and image_facts(text) is None and server_image(text) is None


def _is_left_open(text: str) -> bool:
    """Whether something else writes the reference: a placeholder of a form that only its tool knows, or ko."""
    if is_placeholder(text) or "$" in text or text.startswith("ko://"):
        return True
    return any(mark in text for mark in ("<", "{", "%", "#")) and not is_unfilled(text)


_TYPED = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u201c\u201d\u201e", "")
)
"""What text processors make of a hyphen, and the quotation marks that they make of plain ones."""


def _help(text: str) -> str:
    if "://" in text:
        return f"write it without the scheme: {text.partition('://')[2]}"
    typed = text.translate(_TYPED)
    if typed != text and parse_image(typed):
        return f'did you mean "{typed}"?'
    words = text.split()
    if len(words) == 2 and ":" not in words[0].rpartition("/")[2] and parse_image(":".join(words)):
        return f'did you mean "{":".join(words)}"?'
    stripped = "".join(words)
    if stripped != text and parse_image(stripped):
        return f"write it without spaces: {stripped}"
    single = "/".join(part for part in stripped.split("/") if part)
    if single != stripped and parse_image(single):
        return f"remove the empty part: {single}"
    if stripped.endswith((":", "@")) and parse_image(stripped[:-1]):
        return f"write a {'tag' if stripped.endswith(':') else 'digest'} behind the `{stripped[-1]}`, or remove it"
    repository, colon, tag = stripped.rpartition(":")
    small = f"{repository.lower()}{colon}{tag}" if colon and "/" not in tag else stripped.lower()
    if parse_image(small):
        return f"write the repository in lower-case letters: {small}"
    return "write [REGISTRY/]REPOSITORY[:TAG][@sha256:DIGEST]"
