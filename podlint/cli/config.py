"""`podlint config`: what holds for a file or folder, and where each of it is said; or the schema of it all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint import registry
from podlint.cli.status import OK
from podlint.config import keys, load
from podlint.config.places import MERGED
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
    from collections.abc import Iterator

    from podlint.registry import Registry
    from podlint.suppression.entries import Entry
    from podlint.yaml.place import Path as Keys


_PLAIN = re.compile(r"[A-Za-z][\w-]*")


_IMPORT = "import"


def run(options: argparse.Namespace) -> int:
    """Print the settings of a path with their places, or import those of another tool; returns the exit status."""
    if options.words[:1] == [_IMPORT] and (options.words[1:] or not exists(_IMPORT)):
        from podlint.cli import importing

        return importing.run(options, options.words[1:])
    rules = registry.load(plugins=not options.no_plugins)
    if options.schema:
        print(json.dumps(schema(rules), indent=2))
        return OK
    path = _path(options)
    folder = Path(path) if is_folder(path) else Path(path).parent
    file = Path(options.config) if options.config else load.find(folder)
    settings = load.read(file, catalog.versions()) if file is not None else Settings()
    found = _values(settings)
    running = sorted(select(rules.rules, rules.aliases, settings))
    if options.output_format == "json":
        data = {key: {"value": value, "from": where} for key, (value, where) in found.items()}
        for key in MERGED:
            data[key]["entries"] = {entry: _place(settings, (key, entry)) for entry in found[key][0]}
        print(json.dumps({"path": path, "file": settings.file, "settings": data, "rules": running}, indent=2))
        return OK
    print("\n".join(_lines(path, settings, found, running, rules)))
    return OK


def _path(options: argparse.Namespace) -> str:
    """The file or folder that is asked about. Raises UsageError."""
    if options.of_tool or options.write:
        raise UsageError(f"--from and --write go with `podlint config {_IMPORT}`")
    for word in options.words[1:]:
        raise UsageError(f"{word}: one argument too many")
    path: str = options.words[0] if options.words else "."
    if not exists(path):
        raise UsageError(f"{path}: no such file or folder")
    return path


def _values(settings: Settings) -> dict[str, tuple[Any, str | None]]:
    """Each setting by its key, as a configuration writes it, with its place; without one where it is the default."""
    fields = {key: field for key, (field, _) in keys.READERS.items()}
    return {key: (_written(key, getattr(settings, fields[key]), settings), _place(settings, (key,))) for key in KEYS}


def _written(key: str, value: Any, settings: Settings) -> Any:
    """A setting as a configuration writes it."""
    if key == "fail-on":
        return value.word if isinstance(value, Severity) else "never"
    if key == "rules":
        return {name: _rule(own) for name, own in value.items()}
    if key == "ignore":
        return [*value, *map(_suppression, settings.entries)]
    if key == VERSIONS and not value:
        return [catalog.versions()[-1]]
    if key == "image-facts":
        from podlint.config.image_facts import written

        return {entry.name: written(entry) for entry in value}
    if key == "missing-schema":
        return {glob: severity.word if severity is not None else "off" for glob, severity in value}
    if key == "per-file-ignores":
        return {glob: list(rules) for glob, rules in value}
    return plain(value)


def _suppression(entry: Entry) -> dict[str, Any]:
    """A suppression as a configuration writes it."""
    places = ("line", "column", "file")
    return {key: plain(value) for key, value in entry._asdict().items() if value and key not in places}


def _rule(own: RuleSettings) -> Any:
    severity = "off" if own.off else own.severity.word if own.severity is not None else None
    if not own.options:
        return severity
    return {**({"severity": severity} if severity else {}), **{key: plain(value) for key, value in own.options}}


def _place(settings: Settings, path: Keys) -> str | None:
    """Where what counts at a path stands, in the configuration file or in one that it extends; None where nowhere."""
    if settings.places is None or path[0] not in settings.written:
        return None
    own = settings.places.of(path)
    line, _ = own.locate(path, Part.KEY)
    return f"{shown(own.file)}:{line}"


def _rows(settings: Settings, path: Keys, value: Any) -> Iterator[tuple[str, str | None]]:
    """A setting as lines, each with its place: one, or one for each entry where these stand in several files.

    A line that only begins the entries below it has an empty place.
    """
    indent = "  " * (len(path) - 1)
    key = path[-1] if len(path) == 1 else json.dumps(path[-1], ensure_ascii=False)
    key = str(path[-1]) if _PLAIN.fullmatch(str(path[-1])) else key
    parts = {file for entry in (value if isinstance(value, dict) else ()) for file in _files(settings, (*path, entry))}
    if len(path) < MERGED.get(path[0], 1) and len(parts) > 1:
        yield f"{indent}{key}:", ""
        for entry, own in value.items():
            yield from _rows(settings, (*path, entry), own)
        return
    yield f"{indent}{key}: {json.dumps(value, ensure_ascii=False)}", _place(settings, path)


def _files(settings: Settings, path: Keys) -> set[str]:
    """The files that say something of what counts at a path, and below it as far as files are merged."""
    here, found = settings.places, set()
    while here is not None:
        if here.holds(path[: MERGED.get(path[0], 1)]):
            found.add(here.file)
        here = here.extended
    return found


def _lines(
    path: str, settings: Settings, found: dict[str, tuple[Any, str | None]], running: list[str], rules: Registry
) -> list[str]:
    """The settings as YAML, each with its place behind it."""
    files = ", which extends ".join(name(shown(file)) for file in settings.files)
    origin = files or "no configuration file: the defaults"
    texts = [row for key, (value, _) in found.items() for row in _rows(settings, (key,), value)]
    width = min(max(len(text) for text, _ in texts), 60)
    rows = [
        name(text) if where == "" else f"{name(text):<{width}}  # {name(where) if where else 'default'}"
        for text, where in texts
    ]
    count = f"# {len(running)} of {len(rules.rules)} rules run; `podlint config {name(path)} -o json` names them"
    return [f"# {name(path)}: {origin}", *rows, count]
