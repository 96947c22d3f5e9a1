"""What a server keeps between requests: open texts, settings, facts of the project, the findings of each text."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from podlint import registry
from podlint.config import load
from podlint.config.excludes import leaving_out
from podlint.config.settings import Settings
from podlint.engine.job import Job
from podlint.engine.memory import Memory
from podlint.engine.run import run
from podlint.errors import ConfigError
from podlint.files.discover import Target
from podlint.files.paths import forget, identity, is_file, shown
from podlint.files.reading import Reader
from podlint.schema import catalog
from podlint.tuples import NamedTuple
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.findings.finding import Finding
    from podlint.schema.fields import Field
    from podlint.yaml.place import Path as Path_
    from podlint.yaml.source import Source


class Linted(NamedTuple):
    """A state of a text with its findings, and the newest Kubernetes version that it is checked for."""

    source: Source
    version: int
    findings: list[Finding]
    kubernetes: str


def is_configuration(path: str) -> bool:
    """Whether a file may be a configuration of podlint, by its name."""
    return os.path.split(path)[1] in (*load.NAMES, "pyproject.toml")


class Session:
    """Lints open texts, which go by their identity.

    `config` is the configuration file to use for all, None for the nearest of each.
    """

    def __init__(self, config: str | None = None) -> None:
        self._rules = registry.load()
        self._config = config
        self._memory = Memory()
        self._open: dict[str, tuple[str, int]] = {}
        self._linted: dict[str, tuple[int, Linted]] = {}
        # Counts every change of anything: a text is linted again when another one, which it may refer to, has changed.
        self._generation = 0
        # What configurations said when they could be read last: they are half typed at times.
        self._readable: dict[Path, Settings] = {}
        self._extended: set[str] = set()
        self._begin_settings()

    @property
    def rules(self) -> registry.Registry:
        """The rules that there are."""
        return self._rules

    @property
    def opened(self) -> list[str]:
        """The paths of open texts."""
        return list(self._open)

    def open(self, path: str, text: str, version: int) -> None:
        """Take a text as it is now."""
        new = path not in self._open
        self._open[path] = text, version
        self._generation += 1
        self._memory.versions[path] = self._generation
        self._configured(path)
        if new and not is_file(path):
            self._memory.forget()  # there is one file more

    def close(self, path: str) -> None:
        """Forget a text: what is on the disk counts again."""
        self._open.pop(path, None)
        self._generation += 1
        self._linted.pop(path, None)
        self._memory.drop(path)
        self._configured(path)

    def _configured(self, path: str) -> None:
        """Read the settings anew where a text is one that they come from."""
        if is_configuration(path) or path in self._extended:
            self._begin_settings()

    def changed_outside(self) -> None:
        """Files were saved, made or removed, or the configuration is another one: look again."""
        self._generation += 1
        self._memory.forget()
        self._linted.clear()
        self._begin_settings()
        forget()

    def version(self, path: str) -> int | None:
        """The version of an open text."""
        return self._open[path][1] if path in self._open else None

    def lint(self, path: str) -> Linted | None:
        """The findings of an open text, in its present state; None where it is not open. Raises ConfigError."""
        texts = dict(self._open)  # as it is now: editors go on while this runs
        if path not in texts:
            return None
        version = texts[path][1]
        generation = self._generation
        known = self._linted.get(path)
        if known is not None and known[0] == generation:
            return known[1]
        unsaved = {name: own.encode("utf-8", "replace") for name, (own, _) in texts.items()}
        file = Path(path)
        source, _ = decode(unsaved[path], shown(file))
        findings: list[Finding] = []
        kubernetes = catalog.versions()[-1]
        if not self._ignored(file.parent).excludes(file):
            job = Job(self._rules, self._settings, [Target(file, explicit=True)], unsaved=unsaved, memory=self._memory)
            report = run(job)
            kubernetes = report.versions[-1]
            if report.errors:  # the text is held here: only its configuration can be wrong
                raise ConfigError(report.errors[0])
            findings = [f for f in report.findings if f.location.path == source.path]
        linted = Linted(source, version, findings, kubernetes)
        if generation == self._generation:
            self._linted[path] = generation, linted
        return linted

    def describe(self, path: str, api_version: str, kind: str, inside: Path_) -> tuple[Field, str] | None:
        """A field of a custom kind and the file of its definition, as an open text was linted with the last time."""
        schema = self._memory.custom(shown(path)).get((api_version, kind))
        if schema is None:
            return None
        from podlint.schema.custom_fields import CustomFields

        found = CustomFields(kind, schema).field(inside)
        return (found, shown(schema.origin)) if found is not None else None

    def source(self, path: str) -> Source | None:
        """Another file of the project, for places in it."""
        held = self._open.get(identity(path))
        try:
            data = held[0].encode("utf-8", "replace") if held is not None else Reader()(path)
        except OSError:
            return None
        return decode(data, path)[0]

    def _begin_settings(self) -> None:
        """Read configurations anew."""
        self._settings: Callable[[Path], Settings] = self._fresh_settings()
        self._ignored = leaving_out(self._settings)
        self._linted.clear()

    def _fresh_settings(self) -> Callable[[Path], Settings]:
        known = catalog.versions()
        places: dict[Path, Path | None] = {}

        unsaved = {path: text.encode("utf-8", "replace") for path, (text, _) in self._open.items()}

        @lru_cache(maxsize=1024)
        def read(file: Path | None) -> Settings:
            if file is None:
                return Settings()
            try:
                found = self._readable[file] = load.read(file, known, unsaved)
                self._extended.update(map(identity, found.files[1:]))
            except ConfigError:
                last = self._readable.get(file)
                if last is None or not any(self._is_half_typed(Path(part)) for part in last.files):
                    raise
                found = last
            return found

        @lru_cache(maxsize=4096)
        def settings(folder: Path) -> Settings:
            if self._config is not None:
                return read(Path(self._config))
            return read(load.find(folder, places, unsaved))

        return settings

    def _is_half_typed(self, file: Path) -> bool:
        """Whether a file is open, and differs from what is saved."""
        held = self._open.get(identity(file))
        try:
            return held is not None and held[0].encode("utf-8", "replace") != Reader()(file)
        except OSError:
            return True


__all__ = ["ConfigError", "Linted", "Session"]
