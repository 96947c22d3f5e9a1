"""What may be configured, resolved for one run on one file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from podlint.findings.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podlint.suppression.entries import Entry


class RuleSettings(NamedTuple):
    """What the configuration says of one rule: another severity, options."""

    severity: Severity | None = None
    options: tuple[tuple[str, Any], ...] = ()


class Settings(NamedTuple):
    """Settings of one configuration file, merged with the command line.

    `select` empty means the default set. `per_file_ignores` are (glob relative to `root`, rules); `entries` the
    suppressions for single objects. `fail_on` None means never. `root` is the folder of the configuration file; the
    files of `output_file`, `output` and `baseline` are relative to it.
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
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    entries: tuple[Entry, ...] = ()
    schemas: tuple[str, ...] = ()
    rules: Mapping[str, RuleSettings] = MappingProxyType({})
    root: Path | None = None
    file: str | None = None

    def merged(self, overrides: dict[str, Any]) -> Settings:
        """These settings with what the command line sets; `--ignore` adds to the file's list, the others replace."""
        if not overrides:
            return self
        ignore = (*self.ignore, *overrides.get("ignore", ()))
        return self._replace(**{**overrides, "ignore": ignore})
