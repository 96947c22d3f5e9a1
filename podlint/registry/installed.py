"""The plugins that are installed: entry points of the group `podlint`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from podlint.errors import PluginError
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "podlint"


class Plugin(NamedTuple):
    """An installed plugin: its name, its package with the version, and the entry point that says what to import."""

    name: str
    package: str
    point: EntryPoint

    def load(self) -> object:
        """The module of the plugin; raises whatever its import raises."""
        loaded: object = self.point.load()
        return loaded

    def state(self) -> str:
        """Words that change with the plugin: its package's name and version, its files with size and time."""
        module = sys.modules.get(self.point.value.partition(":")[0].partition(".")[0])
        folders = list(getattr(module, "__path__", ()))
        files = [os.path.join(base, name) for folder in folders for base, _, names in os.walk(folder) for name in names]
        files.append(getattr(module, "__file__", None) or "")
        return repr([self.package, *(_state(file) for file in sorted(files) if not file.endswith(".pyc"))])


def _state(file: str) -> tuple[str, int, int]:
    try:
        status = os.stat(file)  # noqa: PTH116
    except OSError:
        return file, -1, -1
    return file, status.st_size, status.st_mtime_ns


def plugins() -> list[Plugin]:
    """The installed plugins, by name. Raises PluginError where the entry points of a package cannot be read.

    The folders of `sys.path` are searched for the text `[podlint]` first: importlib.metadata costs more to import
    than a clean file costs to lint, and most installations have no plugin.
    """
    if not any(_mentions_podlint(folder) for folder in sys.path if folder):
        return []
    from importlib.metadata import entry_points

    try:
        points = list(entry_points(group=GROUP))
        return sorted((Plugin(point.name, _package(point), point) for point in points), key=lambda plugin: plugin.name)
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        raise PluginError(f"the entry points of an installed package cannot be read: {words}") from error


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "unknown version"


def _mentions_podlint(folder: str) -> bool:
    """Whether a distribution installed in a folder has entry points of podlint's group."""
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return any(_is_plugin(f"{folder}/{name}") for name in names if name.endswith((".dist-info", ".egg-info")))


def _is_plugin(metadata: str) -> bool:
    try:
        with open(f"{metadata}/entry_points.txt", "rb") as file:  # noqa: PTH123 - on the way to every file
            return b"[podlint]" in file.read()
    except OSError:
        return False
