"""The project that `podlint schemas` is about: its root, its configuration, its objects, and what it keeps."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli.check import sources
from podlint.config import load
from podlint.config.excludes import leaving_out, readable
from podlint.config.settings import Settings
from podlint.errors import UsageError
from podlint.files.discover import MissingPath, discover
from podlint.files.paths import real, repository
from podlint.files.reading import Reader
from podlint.project import kept
from podlint.project.roles import Role
from podlint.schema import catalog
from podlint.tuples import NamedTuple
from podlint.visible import in_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from podlint.collecting.known import Known
    from podlint.collecting.store import Store
    from podlint.files.discover import Target
    from podlint.kubernetes.view import KubeObject

Kind = tuple[str, str]


class Use(NamedTuple):
    """An object of the project: its kind, its name, the file and the line; `part` says what it is if it is none."""

    kind: Kind
    name: str
    path: str
    line: int
    part: str = ""


class Setting:
    """The project that a command is about: its root, its configuration, and what is asked for."""

    def __init__(self, options: argparse.Namespace, words: list[str]) -> None:
        self.options = options
        self.words = words
        here = Path(real(Path()))
        file = Path(options.config) if options.config else load.find(here)
        settings = load.read(file, catalog.versions()) if file is not None else Settings()
        self.settings = settings._replace(more_schemas=sources(options.schemas or ()))
        found = kept.place(here, self.settings.root)
        root = found.parent.parent if found is not None else self.settings.root or repository(here) or here
        self.root = Path(real(root))
        self._ignored = leaving_out(readable(lambda _: self.settings))
        self._reader = Reader()
        self._targets: list[Target] | None = None

    @property
    def json(self) -> bool:
        """Whether JSON is asked for."""
        return bool(self.options.output_format == "json")

    @property
    def schemas(self) -> tuple[str, ...]:
        """What the command line and the configuration name as schemas."""
        return (*self.settings.more_schemas, *self.settings.schemas)

    @property
    def targets(self) -> list[Target]:
        """The files of the project, as `check` finds them."""
        if self._targets is None:
            self._targets = discover([str(self.root)], self._ignored)
        return self._targets

    def known(self, *, whole: bool = True) -> Known:
        """Which schema each kind of the project has; not `whole` without looking at its files. Raises ConfigError."""
        from podlint.collecting.known import Known

        return Known(self.root, self.settings, self._reader, [target.path for target in self.targets] if whole else [])

    def store(self) -> Store:
        """What the project keeps. Raises ConfigError and UsageError."""
        from podlint.collecting.store import Store

        return Store(self.root / kept.FOLDER)

    def used(self) -> set[Kind]:
        """The kinds of all objects of the project, of templates and patches too."""
        return {use.kind for use in self.uses()}

    def uses(self, paths: Sequence[str] = ()) -> list[Use]:
        """The objects in files and folders, or in all of the project, each with its kind and its place.

        Of templates and patches, which hold no whole objects, and of objects inside others only custom kinds: which
        version of a built-in one a template takes may depend on the cluster. What cannot be read is said on standard
        error. Raises UsageError for a path that is not there.
        """
        from podlint.collecting.known import is_custom
        from podlint.engine.inventory import inventory_of
        from podlint.engine.wrapped import wrapped
        from podlint.kubernetes.kinds import POD_SPECS

        try:
            targets = discover(paths, self._ignored) if paths else self.targets
        except MissingPath as error:
            raise UsageError(str(error)) from error
        found = inventory_of(targets, POD_SPECS, self._reader)
        for note in found.errors:
            print(f"podlint: {in_line(note)}", file=sys.stderr)
        whole = [_use(entry.object) for entry in found.entries]
        outer = (entry.object for entry in found.entries if is_custom(entry.object.api_version))
        inner = (_use(one) for target in outer for one in wrapped(target, POD_SPECS).targets)
        whole += (use for use in inner if is_custom(use.kind[0]))
        words = (
            (part, "a patch" if part.role is Role.PATCH else "a template")
            for part in found.parts
            if is_custom(part.kind[0])
        )
        return [*whole, *(Use(part.kind, "", part.path, part.line, word) for part, word in words)]


def _use(of: KubeObject) -> Use:
    at = of.document.locate(of.place("kind"))[0]
    name = "/".join(part for part in (of.name.namespace, of.name.name) if part)
    return Use((str(of.get("apiVersion")), str(of.get("kind"))), name, at.path, at.start.line)
