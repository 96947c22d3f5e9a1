"""The kinds of a project, and where the schema of each comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.collecting.configured import configured
from podlint.collecting.layers import Layered, ask
from podlint.files.paths import identity, shown
from podlint.project import kept
from podlint.project.definitions import Definitions
from podlint.project.schemas import scan
from podlint.schema import catalog
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from podlint.config.settings import Settings
    from podlint.files.reading import Reader
    from podlint.schema.catalog import CustomSchema

Kind = tuple[str, str]
BUILT_IN, PROJECT, KEPT, CONFIGURED = "Kubernetes", "project", "brought in", "configuration"
"""Where a schema may come from."""


class Origin(NamedTuple):
    """Where a schema comes from: one of the four, the file, and what it was made of where it was brought in."""

    where: str
    file: str = ""
    row: kept.Kept | None = None

    def __str__(self) -> str:
        """In words: the file, how it came there, and from where."""
        part = ", JSON Schema" if self.in_part else ""
        source = f", from {self.row.source}" if self.row is not None else ""
        return f"{self.file} ({self.where}{source}{part})" if self.file else self.where

    @property
    def in_part(self) -> bool:
        """Whether it was made of a JSON Schema, which has neither rules in CEL nor types of lists."""
        return (self.row is not None and self.row.form == kept.JSON_SCHEMA) or (
            self.where == CONFIGURED and self.file.endswith(".json")
        )


class Known:
    """Which schema `check` takes for a kind in a file of a project; `files` are all of them.

    Raises ConfigError where a schema that the configuration names, or a kept one, cannot be used.
    """

    def __init__(self, root: Path, settings: Settings, reader: Reader, files: Iterable[Path]) -> None:
        self._versions = settings.kubernetes_versions or catalog.versions()[-1:]
        self._project = Definitions(scan(files, reader).definitions)
        self._configured = configured(settings, reader, fetched=False)
        folder = kept.place(root, settings.root)
        self._kept: dict[Kind, Origin] = {}
        if folder is not None:
            for row in kept.listed(folder, reader):
                self._kept[row.of] = Origin(KEPT, shown(folder / row.file), row)
        self._folder, self._reader = folder, reader

    def of(self, kind: Kind, file: str) -> Origin | None:
        """Where the schema of a kind comes from that holds in a file; None where there is none."""
        if any(catalog.find(version, *kind) for version in self._versions):
            return Origin(BUILT_IN)
        own = self._project.of(identity(file)).get(kind)
        if own is not None:
            return Origin(PROJECT, shown(own.origin))
        if kind in self._kept:
            return self._kept[kind]
        configured = ask(self._configured, kind)
        return None if configured is None else Origin(CONFIGURED, shown(configured.origin))

    @property
    def looks_by_kind(self) -> bool:
        """Whether sources are configured that have a file for each kind, so that `schemas` does not know all."""
        return isinstance(self._configured, Layered)

    def schemas(self) -> Iterator[tuple[Kind, CustomSchema]]:
        """The custom kinds with the schemas that hold for files in the current folder. Raises ConfigError."""
        project = self._project.of(Path())
        brought = {} if self._folder is None else {kind: schema for _, kind, schema in self._read(())}
        yield from {**self._configured, **brought, **project}.items()

    def schema(self, kind: Kind) -> CustomSchema | None:
        """The schema of a custom kind that holds for files in the current folder. Raises ConfigError."""
        own = self._project.of(Path()).get(kind)
        if own is None and kind in self._kept:
            own = next((schema for _, _, schema in self._read((kind,))), None)
        return own or ask(self._configured, kind)

    def _read(self, kinds: Collection[Kind]) -> Iterator[tuple[str, Kind, CustomSchema]]:
        """What is kept of some kinds, or of all."""
        if self._folder is not None:
            yield from kept.read(self._folder, self._reader, lambda row: not kinds or row.of in kinds)


def is_custom(api_version: str) -> bool:
    """Whether an apiVersion is of a group that is not built in."""
    group, slash, _ = api_version.rpartition("/")
    return bool(slash) and group not in catalog.groups()


def custom(kinds: Iterable[Kind]) -> list[Kind]:
    """Those of some kinds that definitions may be brought in for."""
    return [kind for kind in kinds if is_custom(kind[0]) and kept.named("/".join(kind)) is not None]
