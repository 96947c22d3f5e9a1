"""Find the configuration of a file, read it, and say exactly what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from podlint.config.settings import RuleSettings, Settings
from podlint.errors import ConfigError
from podlint.findings.finding import Severity
from podlint.suppression import entries
from podlint.words import closest
from podlint.yaml.place import Part, Path
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from podlint.yaml.document import Document

NAMES = (".podlint.yaml", ".podlint.yml")
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
_VERSIONS = "kubernetes-version"
FAIL_ON: dict[str, Severity | None] = {**{s.word: s for s in Severity}, "never": None}

Fail = Callable[[str, Path, Part], ConfigError]


def find(folder: FilePath) -> FilePath | None:
    """The configuration file for files in `folder`: the nearest one upward, not beyond the repository root."""
    for parent in (folder, *folder.parents):
        for name in NAMES:
            if (parent / name).is_file():
                return parent / name
        pyproject = parent / "pyproject.toml"
        if pyproject.is_file() and b"[tool.podlint" in pyproject.read_bytes():
            return pyproject
        if (parent / ".git").exists():
            return None
    return None


def read(path: FilePath, known: tuple[str, ...]) -> Settings:
    """The settings of one file, `.podlint.yaml` or `pyproject.toml`; raises ConfigError with its place.

    `known` are the Kubernetes versions that may be chosen, oldest first.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    table, fail = _toml(path, data) if path.suffix == ".toml" else _yaml(path, data)
    return _settings(table, fail, path, known)


def version(text: str, known: tuple[str, ...]) -> str:
    """A Kubernetes version as podlint names it (`1.31` for `v1.31.4`); raises ConfigError for one not `known`."""
    match = re.fullmatch(r"v?(\d+\.\d+)(\.\d+)?([-+].*)?", text.strip())
    if match is None or match[1] not in known:
        raise ConfigError(f'unknown Kubernetes version "{text}"; podlint has schemas for {known[0]} to {known[-1]}')
    return match[1]


def _yaml(path: FilePath, data: bytes) -> tuple[dict[str, Any], Fail]:
    source, undecodable = decode(data, str(path))
    if undecodable is not None:
        at = source.position(undecodable.offset)
        raise ConfigError(f"{path}:{at.line}:{at.column}: {undecodable.message}")
    parsed = parse(source)
    for _, problem in parsed.problems:
        at = source.position(problem.span.start)
        raise ConfigError(f"{path}:{at.line}:{at.column}: {problem.message}")
    if not parsed.documents:
        return {}, lambda message, *_: ConfigError(f"{path}: {message}")
    document = parsed.documents[0].document

    def fail(message: str, where: Path, part: Part) -> ConfigError:
        at = source.position(document.span(where, part).start)
        return ConfigError(f"{path}:{at.line}:{at.column}: {message}")

    if len(parsed.documents) > 1:
        raise ConfigError(f"{path}: more than one YAML document")
    for where, span, _ in parsed.documents[0].duplicates:
        at = source.position(span.start)
        raise ConfigError(f"{path}:{at.line}:{at.column}: key {where[-1]} is set twice")
    if not isinstance(document.data, dict):
        raise fail("the configuration must be a mapping", (), Part.VALUE)
    return _raw_versions(document), fail


def _raw_versions(document: Document) -> dict[str, Any]:
    """The data, with Kubernetes versions as they are written: unquoted, 1.30 would be the number 1.3."""
    data: dict[str, Any] = dict(document.data)
    key = _VERSIONS
    value = data.get(key)
    if isinstance(value, float):
        data[key] = document.text(document.span((key,)))
    elif isinstance(value, list):
        data[key] = [document.text(document.span((key, i))) if isinstance(v, float) else v for i, v in enumerate(value)]
    return data


def _toml(path: FilePath, data: bytes) -> tuple[dict[str, Any], Fail]:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib
    text = data.decode("utf-8", "replace")
    try:
        table = tomllib.loads(text).get("tool", {}).get("podlint", {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error

    def fail(message: str, where: Path, part: Part) -> ConfigError:
        # tomllib gives no positions: the line on which the key is set in the table is near enough.
        name = next((str(step) for step in reversed(where) if isinstance(step, str)), "")
        start = text.find("[tool.podlint")
        match = re.compile(rf"^\s*[\"']?{re.escape(name)}[\"']?\s*=|^\[tool\.podlint\S*{re.escape(name)}", re.M).search(
            text, start
        )
        line = text.count("\n", 0, match.start() if match and name else start) + 1
        return ConfigError(f"{path}:{line}:1: {message}")

    if not isinstance(table, dict):
        raise fail("tool.podlint must be a table", (), Part.VALUE)
    return table, fail


def _settings(table: dict[str, Any], fail: Fail, path: FilePath, known: tuple[str, ...]) -> Settings:
    values: dict[str, Any] = {"root": path.parent, "file": str(path)}
    for key, value in table.items():
        if key == _VERSIONS:
            values["kubernetes_versions"] = _versions(value, (key,), fail, known)
            continue
        reader = _READERS.get(key)
        if reader is None:
            keys = sorted([*_READERS, _VERSIONS])
            near = closest(key, keys)
            hint = f'; did you mean "{near}"?' if near else f"; known keys: {', '.join(keys)}"
            raise fail(f'unknown key "{key}"{hint}', (key,), Part.KEY)
        name, read_value = reader
        values[name] = read_value(value, (key,), fail)
    if isinstance(table.get("ignore"), list):
        values["entries"] = tuple(
            entries.read(item, ("ignore", index), fail, _locator(fail))
            for index, item in enumerate(table["ignore"])
            if isinstance(item, dict)
        )
    return Settings(**values)


def _strings(value: Any, where: Path, fail: Fail) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise fail(f"{where[-1]} must be a list of strings", where, Part.VALUE)
    return tuple(items)


def _ignored(value: Any, where: Path, fail: Fail) -> tuple[str, ...]:
    """The rules that are ignored everywhere; entries of the list that are mappings are read by themselves."""
    items = [item for item in value if not isinstance(item, dict)] if isinstance(value, list) else value
    return _strings(items, where, fail)


def _locator(fail: Fail) -> Callable[[Path], tuple[int, int]]:
    """Where something stands in the configuration, read off an error about it."""

    def locate(where: Path) -> tuple[int, int]:
        match = re.search(r":(\d+):(\d+): $", str(fail("", where, Part.KEY)))
        return (int(match[1]), int(match[2])) if match else (1, 1)

    return locate


def _versions(value: Any, where: Path, fail: Fail, known: tuple[str, ...]) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    try:
        return tuple(dict.fromkeys(version(str(item), known) for item in items))
    except ConfigError as error:
        raise fail(str(error), where, Part.VALUE) from error


def _fail_on(value: Any, where: Path, fail: Fail) -> Severity | None:
    if not isinstance(value, str) or value not in FAIL_ON:
        raise fail(f"fail-on must be one of {', '.join(FAIL_ON)}", where, Part.VALUE)
    return FAIL_ON[value]


def _per_file(value: Any, where: Path, fail: Fail) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise fail("per-file-ignores must be a mapping of globs to rules", where, Part.VALUE)
    return tuple((str(glob), _strings(rules, (*where, glob), fail)) for glob, rules in value.items())


def _flag(value: Any, where: Path, fail: Fail) -> bool:
    if not isinstance(value, bool):
        raise fail(f"{where[-1]} must be true or false", where, Part.VALUE)
    return value


def _text(value: Any, where: Path, fail: Fail) -> str:
    if not isinstance(value, str):
        raise fail(f"{where[-1]} must be a string", where, Part.VALUE)
    return value


def _rules(value: Any, where: Path, fail: Fail) -> dict[str, RuleSettings]:
    if not isinstance(value, dict):
        raise fail("rules must be a mapping of rule names", where, Part.VALUE)
    result = {}
    for name, own in value.items():
        place = (*where, name)
        if isinstance(own, str):
            own = {"severity": own}
        if not isinstance(own, dict):
            raise fail(f"{name} must be a severity or a mapping of options", place, Part.VALUE)
        severity = None
        if "severity" in own:
            word = own["severity"]
            at = (*place, "severity") if isinstance(value[name], dict) else place
            severity = FAIL_ON.get(word) if isinstance(word, str) else None
            if severity is None:
                raise fail("severity must be one of info, warning, error", at, Part.VALUE)
        result[name] = RuleSettings(severity, tuple((k, v) for k, v in own.items() if k != "severity"))
    return result


_READERS: dict[str, tuple[str, Callable[[Any, Path, Fail], Any]]] = {
    "select": ("select", _strings),
    "extend-select": ("extend_select", _strings),
    "ignore": ("ignore", _ignored),
    "output-format": ("output_format", _text),
    "output-file": ("output_file", _text),
    "output": ("output", _strings),
    "fail-on": ("fail_on", _fail_on),
    "fail-on-empty": ("fail_on_empty", _flag),
    "baseline": ("baseline", _text),
    "plugins": ("plugins", _strings),
    "exclude": ("exclude", _strings),
    "gitignore": ("gitignore", _flag),
    "per-file-ignores": ("per_file_ignores", _per_file),
    "schemas": ("schemas", _strings),
    "rules": ("rules", _rules),
}
