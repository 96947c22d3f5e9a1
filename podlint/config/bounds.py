"""Where the files may lie that a configuration names: inside its project. Only the command line may name others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from podlint import visible
from podlint.files.paths import below, real, repository, strays

if TYPE_CHECKING:
    from podlint.config.settings import Settings
    from podlint.yaml.place import Path as Keys


def written(here: Settings, file: str | os.PathLike[str], keys: Keys) -> None:
    """Raise ConfigError for a file to write that does not lie in the project of the configuration, or in its `.git`.

    The project is the repository (a submodule is one), else the configuration's folder; links are followed.
    """
    root = here.root
    if root is None:
        return
    project = repository(root) or real(root)
    inner = below(os.path.realpath(file), str(project))
    if inner is None:
        raise here.error(f"{keys[0]}: {os.fspath(file)} lies outside of the project: {_ONLY}", keys)
    if visible.name(inner) != inner:
        raise here.error(f"{keys[0]}: the name of {os.fspath(file)} cannot be shown as it is: {_ONLY}", keys)
    if any(step.lower() == ".git" for step in inner.split("/")):
        raise here.error(f"{keys[0]}: {os.fspath(file)} belongs to Git: {_ONLY}", keys)


def read(here: Settings, file: str | os.PathLike[str], keys: Keys) -> None:
    """Raise ConfigError for a file to read that a link leads to, out of the project of the configuration."""
    if here.root is not None and strays(file, real(here.root)):
        raise here.error(f"{keys[0]}: {os.fspath(file)} is a link that leads out of the project: {_ONLY}", keys)


def inside(here: Settings, file: str | os.PathLike[str], keys: Keys) -> None:
    """Raise ConfigError for a file to read that does not lie in the project of the configuration, links followed."""
    root = here.root
    if root is None:
        return
    project = repository(root, whole=True) or real(root)
    if below(os.path.realpath(file), os.path.realpath(project)) is None:
        raise here.error(f"{keys[-1]}: {os.fspath(file)} lies outside of the project", keys)


_ONLY = "only the command line may name such a file"
