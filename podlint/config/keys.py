"""The keys of a configuration: what each may hold, how it is read, and what is said of anything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.config.places import Named, Places
from podlint.config.settings import RuleSettings, Settings
from podlint.config.tables import VERSIONS
from podlint.errors import ConfigError
from podlint.files.globs import MOST, first_flaw, flaw
from podlint.findings.finding import Severity
from podlint.suppression import entries
from podlint.tuples import NamedTuple
from podlint.words import closest
from podlint.yaml.place import Part, Path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path as FilePath

    from podlint.config.image_facts import Entry as ImageEntry

REQUIRED = "required-version"
FORMATS = (
    "full",
    "concise",
    "json",
    "json-lines",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "rdjson",
    "rdjsonl",
    "checkstyle",
    "markdown",
)
SEVERITIES = {**{s.word: s for s in Severity}, "warn": Severity.WARNING, "note": Severity.INFO}
"""The words for severities: those that podlint prints, and those that other linters have for them."""
FAIL_ON: dict[str, Severity | None] = {**SEVERITIES, "never": None}
_SHOWN = "off, info (or note), warning (or warn), error"


def version(text: str, known: tuple[str, ...]) -> str:
    """A Kubernetes version as podlint names it (`1.31` for `v1.31.4`); raises ConfigError for one not `known`."""
    match = re.fullmatch(r"v?(\d+\.\d+)(\.\d+)?([-+].*)?", text.strip())
    if match is None or match[1] not in known:
        raise ConfigError(f'unknown Kubernetes version "{text}"; podlint has schemas for {known[0]} to {known[-1]}')
    return match[1]


class Reading(NamedTuple):
    """What the readers of single keys need besides the value."""

    places: Places
    root: FilePath
    known: tuple[str, ...]

    def error(self, message: str, path: Path, part: Part = Part.VALUE) -> ConfigError:
        """An error at a place of the configuration, to be raised."""
        return self.places.error(message, path, part)


def settings(table: dict[str, Any], reading: Reading) -> Settings:
    """The settings that the table of a file holds; raises ConfigError, at its place, for the first thing wrong."""
    values: dict[str, Any] = {"root": reading.root, "file": reading.places.file}
    values["written"] = tuple(table)
    values["places"] = reading.places._replace(data=table)
    # What another version does not know, it should not be asked about: which versions are meant comes first.
    for key, value in sorted(table.items(), key=lambda item: item[0] != REQUIRED):
        reader = READERS.get(key)
        if reader is None:
            near = closest(key, READERS)
            hint = f'; did you mean "{near}"?' if near else f"; known keys: {', '.join(sorted(READERS))}"
            raise reading.error(f'unknown key "{key}"{hint}', (key,), Part.KEY)
        name, read_value = reader
        values[name] = read_value(value, (key,), reading)
    if isinstance(table.get("ignore"), list):
        values["entries"] = tuple(
            entries.read(item, ("ignore", index), reading.error, lambda path: reading.places.locate(path, Part.VALUE))
            for index, item in enumerate(table["ignore"])
            if isinstance(item, dict)
        )
    return Settings(**values, named=tuple(_named(table, values["places"])))


def _named(table: dict[str, Any], places: Places) -> Iterator[Named]:
    """Every word for rules in the file; those of single suppressions are looked at where these are used."""
    lists: dict[Path, Any] = {(key,): table.get(key) for key in ("select", "extend-select", "ignore")}
    lists |= {("per-file-ignores", glob): words for glob, words in table.get("per-file-ignores", {}).items()}
    for path, words in lists.items():
        if isinstance(words, str):
            yield Named(words, path, places)
        elif words is not None:
            yield from (Named(word, (*path, i), places) for i, word in enumerate(words) if isinstance(word, str))
    yield from (Named(word, ("rules", word), places) for word in table.get("rules", {}))


def _strings(value: Any, where: Path, reading: Reading) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list):
        raise reading.error(f"{where[-1]} must be a list of strings", where)
    for index, item in enumerate(items):
        if not isinstance(item, str):
            raise reading.error(f"{where[-1]} must be a list of strings", (*where, index))
    return tuple(items)


def _ignored(value: Any, where: Path, reading: Reading) -> tuple[str, ...]:
    """The rules that are ignored everywhere; entries of the list that are mappings are read by themselves."""
    if not isinstance(value, list):
        return _strings(value, where, reading)
    for index, item in enumerate(value):
        if not isinstance(item, str | dict):
            raise reading.error("ignore must be a list of strings, and of mappings", (*where, index))
    return tuple(item for item in value if isinstance(item, str))


def _schemas(value: Any, where: Path, reading: Reading) -> tuple[str, ...]:
    """Sources of definitions: paths that are there, addresses, and either with fields for the kinds."""
    from podlint.config.locations import unusable  # of the few configurations that have some

    return _sound(value, where, reading, lambda name: unusable(name, reading.root))


def _locations(value: Any, where: Path, reading: Reading) -> tuple[str, ...]:
    """Addresses and paths of catalogues, which may have fields for the kinds."""
    from podlint.config.locations import wrong_with

    return _sound(value, where, reading, wrong_with)


def _sound(value: Any, where: Path, reading: Reading, why: Callable[[str], str | None]) -> tuple[str, ...]:
    """Strings that nothing is wrong with, by `why`."""
    names = _paths(value, where, reading)
    for index, name in enumerate(names):
        if (wrong := why(name)) is not None:
            raise reading.error(f"{where[-1]}: {name}: {wrong}", (*where, index) if isinstance(value, list) else where)
    return names


def _missing(value: Any, where: Path, reading: Reading) -> tuple[tuple[str, Severity | None], ...]:
    """Severities by globs for `GROUP/KIND`, or one for all."""
    if not isinstance(value, dict):
        return (("*", _severity(value, where, reading)),)
    for glob in value:
        if not isinstance(glob, str) or not glob or glob.count("/") > 1:
            raise reading.error(f"{glob} is no GROUP/KIND, such as *.example.com/Widget", (*where, glob), Part.KEY)
    return tuple((glob, _severity(word, (*where, glob), reading)) for glob, word in value.items())


def _image_facts(value: Any, where: Path, reading: Reading) -> tuple[ImageEntry, ...]:
    from podlint.config import image_facts  # of the few configurations that have some

    return image_facts.read(value, where, reading.root, reading.error)


def _versions(value: Any, where: Path, reading: Reading) -> tuple[str, ...]:
    found = []
    for index, item in enumerate(value) if isinstance(value, list) else [(-1, value)]:
        path = where if index < 0 else (*where, index)
        if not isinstance(item, str):
            raise reading.error('kubernetes-version must be a version such as "1.31", or a list of them', path)
        try:
            found.append(version(item, reading.known))
        except ConfigError as error:
            raise reading.error(str(error), path) from error
    return tuple(dict.fromkeys(found))


def _fail_on(value: Any, where: Path, reading: Reading) -> Severity | None:
    if not isinstance(value, str) or value not in FAIL_ON:
        near = closest(value, FAIL_ON) if isinstance(value, str) else None
        hint = f'; did you mean "{near}"?' if near else ""
        raise reading.error(f"fail-on must be one of info, warning, error, never{hint}", where)
    return FAIL_ON[value]


def _per_file(value: Any, where: Path, reading: Reading) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise reading.error("per-file-ignores must be a mapping of globs to rules", where)
    for index, glob in enumerate(value):
        if index >= MOST:
            raise reading.error(f"there are more than {MOST} globs in per-file-ignores", (*where, glob), Part.KEY)
        if (why := flaw(str(glob), alone=True)) is not None:
            raise reading.error(f'glob "{glob}" can match nothing: {why}', (*where, glob), Part.KEY)
    return tuple((str(glob), _strings(rules, (*where, glob), reading)) for glob, rules in value.items())


def _globs(value: Any, where: Path, reading: Reading) -> tuple[str, ...]:
    globs = _strings(value, where, reading)
    if (found := first_flaw(globs)) is not None:
        index, why = found
        place = (*where, index) if isinstance(value, list) else where
        raise reading.error(f'glob "{globs[index]}" can match nothing: {why}', place)
    return globs


def _flag(value: Any, where: Path, reading: Reading) -> bool:
    if not isinstance(value, bool):
        raise reading.error(f"{where[-1]} must be true or false", where)
    return value


def _path(value: Any, where: Path, reading: Reading) -> str:
    text = _text(value, where, reading)
    if "\0" in text:
        name = where[0]
        raise reading.error(f"{name} is no path: it has a NUL character", where)
    return text


def _extend(value: Any, where: Path, reading: Reading) -> str:
    if isinstance(value, list):
        raise reading.error("extend must be the path of one file, which may extend another one", where)
    return _path(value, where, reading)


def _paths(value: Any, where: Path, reading: Reading) -> tuple[str, ...]:
    items = _strings(value, where, reading)
    for index, item in enumerate(items):
        _path(item, (*where, index) if isinstance(value, list) else where, reading)
    return items


def _required(value: Any, where: Path, reading: Reading) -> str:
    """A specifier of versions of podlint that this one fits."""
    from podlint.config.required import unmet

    if not isinstance(value, str):
        raise reading.error(f'{where[-1]} must be a string such as ">=1.2,<2"', where)
    problem = unmet(value)
    if problem is not None:
        raise reading.error(f"{where[-1]}: {problem}", where)
    return value


def _text(value: Any, where: Path, reading: Reading) -> str:
    if not isinstance(value, str):
        raise reading.error(f"{where[-1]} must be a string", where)
    return value


def _rules(value: Any, where: Path, reading: Reading) -> dict[str, RuleSettings]:
    if not isinstance(value, dict):
        raise reading.error("rules must be a mapping of rule names", where)
    return {name: _rule(name, own, (*where, name), reading) for name, own in value.items()}


def _rule(name: str, own: Any, where: Path, reading: Reading) -> RuleSettings:
    """A severity alone, or a mapping of options with a severity among them."""
    if isinstance(own, dict):
        options = tuple((key, value) for key, value in own.items() if key != "severity")
        severity = _severity(own["severity"], (*where, "severity"), reading) if "severity" in own else None
        off = severity is None and "severity" in own
        return RuleSettings(severity, options, off)
    if not isinstance(own, str | bool):
        raise reading.error(f"{name} must be a severity or a mapping of options", where)
    severity = _severity(own, where, reading)
    return RuleSettings(severity, off=severity is None)


def _severity(word: Any, where: Path, reading: Reading) -> Severity | None:
    """The severity that a word means; None for `off`, which YAML reads as false."""
    if word is False or word == "off":
        return None
    if not isinstance(word, str) or word not in SEVERITIES:
        near = closest(word, (*SEVERITIES, "off")) if isinstance(word, str) else None
        hint = f'; did you mean "{near}"?' if near else ""
        raise reading.error(f"severity of {where[:2][-1]} must be one of {_SHOWN}{hint}", where)
    return SEVERITIES[word]


READERS: dict[str, tuple[str, Callable[[Any, Path, Reading], Any]]] = {
    "extend": ("extend", _extend),
    REQUIRED: ("required_version", _required),
    "select": ("select", _strings),
    "extend-select": ("extend_select", _strings),
    "ignore": ("ignore", _ignored),
    VERSIONS: ("kubernetes_versions", _versions),
    "output-format": ("output_format", _text),
    "output-file": ("output_file", _path),
    "output": ("output", _paths),
    "fail-on": ("fail_on", _fail_on),
    "fail-on-empty": ("fail_on_empty", _flag),
    "baseline": ("baseline", _path),
    "plugins": ("plugins", _strings),
    "exclude": ("exclude", _globs),
    "gitignore": ("gitignore", _flag),
    "templates": ("templates", _flag),
    "foreign-suppressions": ("foreign_suppressions", _flag),
    "per-file-ignores": ("per_file_ignores", _per_file),
    "schemas": ("schemas", _schemas),
    "missing-schema": ("missing_schema", _missing),
    "schema-locations": ("schema_locations", _locations),
    "image-facts": ("image_facts", _image_facts),
    "rules": ("rules", _rules),
}
