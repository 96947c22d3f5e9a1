"""What a project knows of images itself: by `image-facts` of its configuration, and by Dockerfiles that lie in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files.paths import below, is_file
from podlint.kubernetes.images import parse_image
from podlint.project import dockerfiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.config.image_facts import Entry
    from podlint.kubernetes.images import Image, ImageFacts

_FOLDERS = ("", "src", "docker", "dockerfiles", "images", "build", "services", "apps", "cmd", "containers", "packages")
"""Where in a project a folder may lie that is called like the image that is built there."""
_MOST = 500
"""Names of images that are looked for."""


class OwnImages:
    """The images that a project says something of.

    `root` is its folder, `home` that of its configuration, which has the `entries`; `read` gives the bytes of a file,
    or raises OSError.
    """

    def __init__(
        self, root: Path | None, home: Path | None, entries: tuple[Entry, ...], read: Callable[[str | Path], bytes]
    ) -> None:
        self._root = root
        self._home = home or Path()
        self._entries = sorted(entries, key=lambda entry: -len(entry.name))
        self._read = read
        self._known: dict[str, ImageFacts | None] = {}
        self._built: dict[str, ImageFacts | None] = {}

    def named(self, reference: str) -> ImageFacts | None:
        """What the configuration says of an image."""
        if not self._entries:
            return None
        if reference not in self._known:
            image = parse_image(reference)
            self._known[reference] = self._of_entries(image) if image is not None else None
        return self._known[reference]

    def built(self, reference: str) -> ImageFacts | None:
        """What a Dockerfile says of an image that is called like the folder that it lies in."""
        image = parse_image(reference) if self._root is not None else None
        if image is None:
            return None
        if image.name not in self._built:
            self._built[image.name] = self._beside(image.name) if len(self._built) < _MOST else None
        return self._built[image.name]

    def _of_entries(self, image: Image) -> ImageFacts | None:
        place = f"/{image.registry}/{image.repository}"
        for entry in self._entries:
            if place.endswith(f"/{entry.name}"):
                return self._entry(entry)
        return None

    def _entry(self, entry: Entry) -> ImageFacts:
        found = self._of_file(self._home / entry.dockerfile, entry.facts.name) if entry.dockerfile else None
        if found is None:
            return entry.facts
        given = entry.facts._asdict()
        return found._replace(**{key: given[key] for key in entry.written if key in given})

    def _beside(self, name: str) -> ImageFacts | None:
        root = self._root or Path()
        for folder in _FOLDERS:
            path = root / folder / name / "Dockerfile"
            if is_file(path) and below(os.path.realpath(path), os.path.realpath(root)) is not None:
                return self._of_file(path, name)
        return None

    def _of_file(self, path: Path, name: str) -> ImageFacts | None:
        """The facts of a Dockerfile; None where it cannot be read, or is too large."""
        try:
            data = self._read(path)
        except OSError:
            return None
        if len(data) > dockerfiles.MOST_BYTES:
            return None
        return dockerfiles.facts(data.decode("utf-8", "replace"), name, os.fspath(path))
