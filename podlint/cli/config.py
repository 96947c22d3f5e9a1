"""`podlint config`: what holds for a file or folder, and where each of it is said; or the schema of it all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint import registry
from podlint.cli.status import OK
from podlint.config import load
from podlint.config.schema import KEYS, plain, schema
from podlint.config.select import select
from podlint.config.settings import RuleSettings, Settings
from podlint.config.tables import VERSIONS
from podlint.errors import UsageError
from podlint.files.paths import exists, is_folder, shown
from podlint.findings.finding import Severity
from podlint.schema import catalog
from podlint.visible import name
from podlint.yaml.place import Part

if TYPE_CHECKING:
    import argparse

    from podlint.registry import Registry


def run(options: argparse.Namespace) -> int:
    """Print the settings of a path with their places; returns the exit status."""
    rules = registry.load(plugins=not options.no_plugins)
    if options.schema:
        print(json.dumps(schema(rules), indent=2))
        return OK
    if not exists(options.path):
        raise UsageError(f"{options.path}: no such file or folder")
    folder = Path(options.path) if is_folder(options.path) else Path(options.path).parent
    file = Path(options.config) if options.config else load.find(folder)
    settings = load.read(file, catalog.versions()) if file is not None else Settings()
    found = _values(settings)
    running = sorted(select(rules.rules, rules.aliases, settings))
    if options.output_format == "json":
        data = {key: {"value": value, "from": where} for key, (value, where) in found.items()}
        print(json.dumps({"path": options.path, "file": settings.file, "settings": data, "rules": running}, indent=2))
        return OK
    print("\n".join(_lines(options.path, settings, found, running, rules)))
    return OK


def _values(settings: Settings) -> dict[str, tuple[Any, str | None]]:
    """Each setting by its key, as a configuration writes it, with its place; without one where it is the default."""
    fields = {key: field for key, (field, _) in load.READERS.items()}
    return {key: (_written(key, getattr(settings, fields[key]), settings), _place(settings, key)) for key in KEYS}


def _written(key: str, value: Any, settings: Settings) -> Any:
    """A setting as a configuration writes it."""
    if key == "fail-on":
        return value.word if isinstance(value, Severity) else "never"
    if key == "rules":
        return {name: _rule(own) for name, own in value.items()}
    if key == "ignore":
        return [*value, *({"rules": list(entry.rules), "reason": entry.reason} for entry in settings.entries)]
    if key == VERSIONS and not value:
        return [catalog.versions()[-1]]
    if key == "per-file-ignores":
        return {glob: list(rules) for glob, rules in value}
    return plain(value)


def _rule(own: RuleSettings) -> Any:
    severity = "off" if own.off else own.severity.word if own.severity is not None else None
    if not own.options:
        return severity
    return {**({"severity": severity} if severity else {}), **{key: plain(value) for key, value in own.options}}


def _place(settings: Settings, key: str) -> str | None:
    """Where a key stands in the configuration file; None where it does not."""
    if settings.places is None or settings.file is None or key not in settings.written:
        return None
    line, _ = settings.places.locate((key,), Part.KEY)
    return f"{shown(settings.file)}:{line}"


def _lines(
    path: str, settings: Settings, found: dict[str, tuple[Any, str | None]], running: list[str], rules: Registry
) -> list[str]:
    """The settings as YAML, each with its place behind it."""
    origin = name(shown(settings.file)) if settings.file is not None else "no configuration file: the defaults"
    texts = {key: f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, (value, _) in found.items()}
    width = min(max(map(len, texts.values())), 60)
    rows = [
        f"{name(texts[key]):<{width}}  # {name(where) if where else 'default'}" for key, (_, where) in found.items()
    ]
    count = f"# {len(running)} of {len(rules.rules)} rules run; `podlint config {name(path)} -o json` names them"
    return [f"# {name(path)}: {origin}", *rows, count]
