"""What a server keeps between requests: open texts, settings, facts of the project, the findings of each text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podlint import registry
from podlint.config import load
from podlint.config.excludes import leaving_out
from podlint.config.settings import Settings
from podlint.engine.job import Job
from podlint.engine.memory import Memory
from podlint.engine.run import run
from podlint.errors import ConfigError
from podlint.files.discover import Target
from podlint.files.paths import forget, identity, shown
from podlint.files.reading import Reader
from podlint.schema import catalog
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.findings.finding import Finding
    from podlint.yaml.source import Source


class Linted(NamedTuple):
    """A state of a text with its findings, and the newest Kubernetes version that it is checked for."""

    source: Source
    version: int
    findings: list[Finding]
    kubernetes: str


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
        self._settings: Callable[[Path], Settings] = self._fresh_settings()
        self._ignored = leaving_out(self._settings)

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
        self._open[path] = text, version
        self._generation += 1
        self._memory.versions[path] = self._generation

    def close(self, path: str) -> None:
        """Forget a text: what is on the disk counts again."""
        self._open.pop(path, None)
        self._generation += 1
        self._linted.pop(path, None)
        self._memory.versions.pop(path, None)

    def changed_outside(self) -> None:
        """Files were saved, made or removed, or the configuration is another one: look again."""
        self._generation += 1
        self._memory.forget()
        self._linted.clear()
        self._settings = self._fresh_settings()
        self._ignored = leaving_out(self._settings)
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
            findings = [f for f in report.findings if f.location.path == source.path]
        linted = Linted(source, version, findings, kubernetes)
        if generation == self._generation:
            self._linted[path] = generation, linted
        return linted

    def source(self, path: str) -> Source | None:
        """Another file of the project, for places in it."""
        held = self._open.get(identity(path))
        try:
            data = held[0].encode("utf-8", "replace") if held is not None else Reader()(path)
        except OSError:
            return None
        return decode(data, path)[0]

    def _fresh_settings(self) -> Callable[[Path], Settings]:
        known = catalog.versions()
        places: dict[Path, Path | None] = {}

        @lru_cache(maxsize=1024)
        def read(file: Path | None) -> Settings:
            return load.read(file, known) if file is not None else Settings()

        @lru_cache(maxsize=4096)
        def settings(folder: Path) -> Settings:
            if self._config is not None:
                return read(Path(self._config))
            return read(load.find(folder, places))

        return settings


__all__ = ["ConfigError", "Linted", "Session"]
