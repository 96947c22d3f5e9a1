"""The project that `podlint schemas` is about: its root, its configuration, its objects, and what it keeps."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.config import load
from podlint.config.excludes import leaving_out, readable
from podlint.config.settings import Settings
from podlint.errors import UsageError
from podlint.files.paths import real, repository
from podlint.project import kept
from podlint.schema import catalog
from podlint.visible import in_line

if TYPE_CHECKING:
    import argparse

    from podlint.collecting.known import Known
    from podlint.collecting.store import Store
    from podlint.kubernetes.view import KubeObject


class Setting:
    """The project that a command is about: its root, its configuration, and what is asked for."""

    def __init__(self, options: argparse.Namespace, words: list[str]) -> None:
        self.options = options
        self.words = words
        here = Path(real(Path()))
        file = Path(options.config) if options.config else load.find(here)
        self.settings = load.read(file, catalog.versions()) if file is not None else Settings()
        found = kept.place(here, self.settings.root)
        root = found.parent.parent if found is not None else self.settings.root or repository(here) or here
        self.root = Path(real(root))
        self.ignored = leaving_out(readable(lambda _: self.settings))

    @property
    def json(self) -> bool:
        """Whether JSON is asked for."""
        return bool(self.options.output_format == "json")

    def known(self) -> Known:
        """Which schema each kind of the project has. Raises ConfigError."""
        from podlint.collecting.known import Known
        from podlint.files.reading import Reader

        return Known(self.root, self.settings, Reader(), self.ignored)

    def store(self) -> Store:
        """What the project keeps. Raises ConfigError and UsageError."""
        from podlint.collecting.store import Store

        return Store(self.root / kept.FOLDER)

    def used(self) -> set[tuple[str, str]]:
        """The kinds of all objects of the project."""
        return {kind for kind, _ in objects([str(self.root)])}


def objects(paths: list[str]) -> list[tuple[tuple[str, str], KubeObject]]:
    """The objects in files and folders, each with its kind; what cannot be read is said on standard error.

    Raises UsageError for a path that is not there.
    """
    from podlint.engine.inventory import inventory
    from podlint.files.discover import MissingPath
    from podlint.kubernetes.kinds import POD_SPECS

    try:
        found = inventory(paths, POD_SPECS)
    except MissingPath as error:
        raise UsageError(str(error)) from error
    for note in found.errors:
        print(f"podlint: {in_line(note)}", file=sys.stderr)
    return [(_kind(entry.object), entry.object) for entry in found.entries]


def _kind(of: KubeObject) -> tuple[str, str]:
    return str(of.get("apiVersion")), str(of.get("kind"))
