"""A configuration file as a table, beside the places of what it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.config.places import Places, error_at
from podlint.errors import ConfigError
from podlint.files import disk
from podlint.files.paths import shown
from podlint.yaml.place import Part, Path
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from podlint.yaml.document import Document
    from podlint.yaml.source import Span

VERSIONS = "kubernetes-version"
_TABLE = rb"""(?m)^[ \t]*(?:\[{1,2}[ \t]*)?(tool|"tool"|'tool')[ \t]*\.[ \t]*["']?podlint(?![\w-])"""


def speaks_of_podlint(pyproject: FilePath, unsaved: bytes | None = None) -> bool:
    """Whether a pyproject.toml, or its `unsaved` text, has a table for podlint. Raises ConfigError where unreadable."""
    data = unsaved if unsaved is not None else _bytes(pyproject)
    return b"podlint" in data and re.search(_TABLE, data) is not None


def read(path: FilePath, unsaved: bytes | None = None, *, named: bool = True) -> tuple[dict[str, Any], Places]:
    """What a file, or its `unsaved` text, says as plain data, and where; one that the user `named` may be a pipe.

    Raises ConfigError, with the place, where it cannot be read.
    """
    data = unsaved if unsaved is not None else _bytes(path, named=named)
    try:
        return _toml(path, data) if path.suffix == ".toml" else _yaml(path, data)
    except RecursionError:
        raise error_at(path, (1, 1), "nested too deeply") from None


def _bytes(path: FilePath, *, named: bool = True) -> bytes:
    try:
        return disk.read(path, named=named)
    except OSError as error:
        raise ConfigError(f"{shown(path)}: cannot be read: {error.strerror}") from error


def _yaml(path: FilePath, data: bytes) -> tuple[dict[str, Any], Places]:
    source, undecodable = decode(data, str(path))

    def error(message: str, offset: int) -> ConfigError:
        at = source.position(offset)
        return error_at(path, (at.line, at.column), message)

    if undecodable is not None:
        raise error(undecodable.message, undecodable.span.start)
    parsed = parse(source)
    for _, problem in parsed.problems:
        raise error(problem.message, problem.span.start)
    if not parsed.documents:
        return {}, Places(str(path), lambda *_: (1, 1))
    document = parsed.documents[0].document

    def locate(where: Path, part: Part) -> tuple[int, int]:
        at = source.position(_span(document, where, part).start)
        return at.line, at.column

    places = Places(str(path), locate)
    if len(parsed.documents) > 1:
        raise error("more than one YAML document", parsed.documents[1].document.span(()).start)
    for where, span, _ in parsed.documents[0].duplicates:
        raise error(f"key {where[-1]} is set twice", span.start)
    if not isinstance(document.data, dict):
        raise places.error("the configuration must be a mapping")
    return _as_written(document), places


def _span(document: Document, where: Path, part: Part) -> Span:
    """The span of what stands at a path; of the key above where nothing does."""
    while where and not document.has(where):
        where, part = where[:-1], Part.KEY
    return document.span(where, part)


def _as_written(document: Document) -> dict[str, Any]:
    """The data, with Kubernetes versions as they are written: unquoted, 1.30 would be the number 1.3."""
    data: dict[str, Any] = dict(document.data)
    value = data.get(VERSIONS)
    if isinstance(value, float):
        data[VERSIONS] = document.text(document.span((VERSIONS,)))
    elif isinstance(value, list):
        texts = (document.text(document.span((VERSIONS, index))) for index in range(len(value)))
        data[VERSIONS] = [text if isinstance(item, float) else item for item, text in zip(value, texts, strict=True)]
    return data


def _toml(path: FilePath, data: bytes) -> tuple[dict[str, Any], Places]:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise error_at(path, _position(before, len(before)), message) from error
    try:
        table = tomllib.loads(text)
    except ValueError as error:
        words, _, where = str(error).partition(" (at ")
        place = re.match(r"line (\d+), column (\d+)", where)
        at = (int(place[1]), int(place[2])) if place else _position(text, len(text) if where else 0)
        raise error_at(path, at, words) from error

    def locate(where: Path, part: Part) -> tuple[int, int]:
        from podlint.config.toml import find, spots

        return _position(text, find(spots(text), ("tool", "podlint", *where), part))

    places = Places(str(path), locate)
    tool = table.get("tool", {})
    if not isinstance(tool, dict):
        raise error_at(path, (1, 1), "tool must be a table")
    own = tool.get("podlint", {})
    if not isinstance(own, dict):
        raise places.error("tool.podlint must be a table")
    return own, places


def _position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
