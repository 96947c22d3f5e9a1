"""What may be configured, resolved for one run on one file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.errors import ConfigError
from podlint.findings.finding import Severity
from podlint.tuples import NamedTuple
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podlint.config.image_facts import Entry as ImageEntry
    from podlint.config.places import Named, Places
    from podlint.suppression.entries import Entry
    from podlint.yaml.place import Path as Keys


class RuleSettings(NamedTuple):
    """What the configuration says of one rule, or of all rules of a category: another severity, off, options."""

    severity: Severity | None = None
    options: tuple[tuple[str, Any], ...] = ()
    off: bool = False


class Settings(NamedTuple):
    """Settings of one configuration file, merged with those that it extends, and with the command line.

    `select` empty means the default set. `per_file_ignores` are (glob relative to `root`, rules); `entries` the
    suppressions for single objects. `fail_on` None means never. `root` is the folder of the configuration file; the
    files of `output_file`, `output` and `baseline` are relative to it, and `schemas`; `more_schemas` are those that the
    command line adds, from the current folder. `named` are the rules, categories and profiles
    that the file names anywhere, `places` where all that it says stands in it, and `written` its keys; without a file
    there are none.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    kubernetes_versions: tuple[str, ...] = ()
    output_format: str = "full"
    output_file: str | None = None
    output: tuple[str, ...] = ()
    fail_on: Severity | None = Severity.WARNING
    fail_on_empty: bool = False
    baseline: str | None = None
    plugins: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    gitignore: bool = True
    templates: bool = True
    foreign_suppressions: bool = False
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    entries: tuple[Entry, ...] = ()
    schemas: tuple[str, ...] = ()
    more_schemas: tuple[str, ...] = ()
    missing_schema: tuple[tuple[str, Severity | None], ...] = ()
    schema_locations: tuple[str, ...] = ()
    image_facts: tuple[ImageEntry, ...] = ()
    rules: Mapping[str, RuleSettings] = MappingProxyType({})
    root: Path | None = None
    file: str | None = None
    named: tuple[Named, ...] = ()
    places: Places | None = None
    written: tuple[str, ...] = ()
    extend: str | None = None
    required_version: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The configuration files that these settings are read from: the nearest, and those it extends."""
        found = []
        here = self.places
        while here is not None:
            found.append(here.file)
            here = here.extended
        return tuple(found)

    def error(self, message: str, keys: Keys, part: Part = Part.VALUE) -> ConfigError:
        """The error about what the file says at a path, with its place, for the caller to raise."""
        return ConfigError(message) if self.places is None else self.places.error(message, keys, part)

    def merged(self, overrides: dict[str, Any]) -> Settings:
        """These settings with what the command line sets; `--ignore` adds to the file's list, the others replace."""
        if not overrides:
            return self
        ignore = (*self.ignore, *overrides.get("ignore", ()))
        return self._replace(**{**overrides, "ignore": ignore})
