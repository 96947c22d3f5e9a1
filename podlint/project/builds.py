"""Which Dockerfile an image is built of, where a file of the project says so: those of Compose and of Skaffold."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from podlint.files.paths import is_file
from podlint.kubernetes.images import parse_image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_SKAFFOLD = ("skaffold.yaml", "skaffold.yml")
_OTHER_BUILDERS = frozenset({"bazel", "buildpacks", "custom", "jib", "kaniko", "ko"})
_MOST = 500
"""Services and artifacts that are looked at."""


def dockerfiles(root: Path, documents: Callable[[str | Path], list[Any]]) -> dict[str, Path]:
    """The Dockerfiles by `registry/repository` of their images, as the files in a folder say it.

    `documents` gives the data of a file, nothing for one that cannot be read.
    """
    found: dict[str, Path] = {}
    for names, builds in ((_COMPOSE, _of_compose), (_SKAFFOLD, _of_skaffold)):
        for name in names:
            if not is_file(root / name):
                continue
            for image, folder, file in islice((one for data in documents(root / name) for one in builds(data)), _MOST):
                place = named(image)
                if place is not None and isinstance(folder, str) and isinstance(file, str):
                    found.setdefault(place, root / folder / file)
    return found


def named(reference: object) -> str | None:
    """The image of a reference without its tag; None for what is none, or is filled in later."""
    image = parse_image(reference) if isinstance(reference, str) else None
    return image.place if image is not None else None


def _of_compose(data: Any) -> Iterator[tuple[Any, Any, Any]]:
    services = data.get("services") if isinstance(data, dict) else None
    for service in services.values() if isinstance(services, dict) else ():
        build = service.get("build") if isinstance(service, dict) else None
        if isinstance(build, str):
            yield service.get("image"), build, "Dockerfile"
        elif isinstance(build, dict) and "target" not in build and "dockerfile_inline" not in build:
            yield service.get("image"), build.get("context", "."), build.get("dockerfile", "Dockerfile")


def _of_skaffold(data: Any) -> Iterator[tuple[Any, Any, Any]]:
    build = data.get("build") if isinstance(data, dict) else None
    artifacts = build.get("artifacts") if isinstance(build, dict) else None
    for artifact in artifacts if isinstance(artifacts, list) else ():
        if not isinstance(artifact, dict) or not _OTHER_BUILDERS.isdisjoint(artifact):
            continue
        docker = artifact.get("docker") or {}
        if isinstance(docker, dict) and "target" not in docker:
            yield artifact.get("image"), artifact.get("context", "."), docker.get("dockerfile", "Dockerfile")
