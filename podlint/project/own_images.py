"""What a project knows of images itself: by `image-facts` of its configuration, and by Dockerfiles that lie in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files.paths import below, is_file
from podlint.kubernetes.images import parse_image
from podlint.project import builds, dockerfiles

if TYPE_CHECKING:
    from podlint.config.image_facts import Entry
    from podlint.files.reading import Reader
    from podlint.kubernetes.images import Image, ImageFacts

_FOLDERS = ("", "src", "docker", "dockerfiles", "images", "build", "services", "apps", "cmd", "containers", "packages")
"""Where in a project a folder may lie that is called like the image that is built there."""
_MOST = 500
"""Names of images that are looked for."""


class OwnImages:
    """The images that a project says something of.

    `root` is its folder, `home` that of its configuration, which has the `entries`; `reader` reads files.
    """

    def __init__(self, root: Path | None, home: Path | None, entries: tuple[Entry, ...], reader: Reader) -> None:
        self._root = root
        self._home = home or Path()
        self._entries = sorted(entries, key=lambda entry: -len(entry.name))
        self._reader = reader
        self._stated: dict[str, Path] | None = None
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
        """What a Dockerfile says of an image: what Compose or Skaffold builds it of, or in a folder called like it."""
        image = parse_image(reference) if self._root is not None else None
        if image is None:
            return None
        place = image.place
        if place not in self._built:
            self._built[place] = self._found(place, image.name) if len(self._built) < _MOST else None
        return self._built[place]

    def _found(self, place: str, name: str) -> ImageFacts | None:
        root = self._root or Path()
        if self._stated is None:
            self._stated = builds.dockerfiles(root, self._reader.documents)
        stated = self._stated.get(place)
        return self._beside(root, name) if stated is None else self._inside(root, stated, name)

    def _of_entries(self, image: Image) -> ImageFacts | None:
        place = f"/{image.place}"
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

    def _beside(self, root: Path, name: str) -> ImageFacts | None:
        for folder in _FOLDERS:
            path = root / folder / name / "Dockerfile"
            if is_file(path):
                return self._inside(root, path, name)
        return None

    def _inside(self, root: Path, path: Path, name: str) -> ImageFacts | None:
        """The facts of a Dockerfile that lies in the project, links followed."""
        if below(os.path.realpath(path), os.path.realpath(root)) is None:
            return None
        return self._of_file(path, name)

    def _of_file(self, path: Path, name: str) -> ImageFacts | None:
        """The facts of a Dockerfile; None where it cannot be read, or is too large."""
        try:
            data = self._reader(path)
        except OSError:
            return None
        if len(data) > dockerfiles.MOST_BYTES:
            return None
        return dockerfiles.facts(data.decode("utf-8", "replace"), name, os.fspath(path))
