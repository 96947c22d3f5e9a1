"""Find the configuration of a file, and read it."""

from __future__ import annotations

from pathlib import Path as FilePath
from types import MappingProxyType
from typing import TYPE_CHECKING

from podlint.config import tables
from podlint.config.keys import Reading, settings
from podlint.errors import ConfigError
from podlint.files.paths import identity, is_file, is_repository, real, shown, strays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.config.settings import Settings

NAMES = (".podlint.yaml", ".podlint.yml")
NOTHING: Mapping[str, bytes] = MappingProxyType({})


def find(
    folder: FilePath, known: dict[FilePath, FilePath | None] | None = None, unsaved: Mapping[str, bytes] = NOTHING
) -> FilePath | None:
    """The configuration file for files in `folder`: the nearest one upward, not beyond the repository root.

    `known` keeps what was found, by folder, for the next question; `unsaved` are the contents, by identity, that some
    files have instead of those on the disk. Raises ConfigError for a pyproject.toml on the way that cannot be read.
    """
    return _above(FilePath(real(folder)), {} if known is None else known, unsaved)


def _above(folder: FilePath, known: dict[FilePath, FilePath | None], unsaved: Mapping[str, bytes]) -> FilePath | None:
    if folder not in known:
        own = _own(folder, unsaved)
        last = own is not None or folder.parent == folder or is_repository(folder)
        known[folder] = own if last else _above(folder.parent, known, unsaved)
    return known[folder]


def _own(folder: FilePath, unsaved: Mapping[str, bytes]) -> FilePath | None:
    for name in NAMES:
        if str(folder / name) in unsaved or is_file(folder / name):
            return _inside(folder / name)
    pyproject = folder / "pyproject.toml"
    data = unsaved.get(str(pyproject))
    there = data is not None or is_file(pyproject)
    return pyproject if there and tables.speaks_of_podlint(_inside(pyproject), data) else None


def _inside(file: FilePath) -> FilePath:
    """A configuration that was found, not named. Raises ConfigError where it is a link out of the project."""
    if strays(file):
        raise ConfigError(f"{shown(file)}: not read: it is a link that leads out of the project; --config names any")
    return file


def read(path: FilePath, known: tuple[str, ...], unsaved: Mapping[str, bytes] = NOTHING) -> Settings:
    """The settings of one file, `.podlint.yaml` or `pyproject.toml`, and of those that it extends.

    `known` are the Kubernetes versions that may be chosen, oldest first; `unsaved` as for `find`. Raises ConfigError
    with its place.
    """
    table, places = tables.read(path, unsaved.get(identity(path)) if unsaved else None)
    own = settings(table, Reading(places, path.parent, known))
    if own.extend is None:
        return own
    # Few configurations extend another one.
    from podlint.config.extending import extended

    return extended(own, path, lambda file: _named_by_another(file, known, unsaved))


def _named_by_another(path: FilePath, known: tuple[str, ...], unsaved: Mapping[str, bytes]) -> Settings:
    """The settings of a file that another one extends, without those that it extends itself."""
    table, places = tables.read(path, unsaved.get(identity(path)), named=False)
    return settings(table, Reading(places, path.parent, known))
