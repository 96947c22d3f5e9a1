"""The definitions that `podlint schemas` has brought into a project: `.podlint/schemas`, by its lock file.

A definition lies in a file by itself, `GROUP/KIND_VERSION.json` in lower-case. The lock file says of each which kind it
is for, where it comes from, and the hash of its file. Only the files of groups that objects need are opened.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.errors import ConfigError
from podlint.files.paths import exists, identity, real, repository, shown
from podlint.tuples import NamedTuple
from podlint.yaml.json_text import loads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.files.reading import Reader
    from podlint.schema.catalog import CustomSchema

FOLDER = ".podlint/schemas"
LOCK = "lock.json"
FORMAT = 1
"""What the lock file says of its own form."""
WHOLE, JSON_SCHEMA = "definition", "json-schema"
"""What a definition was made of: a JSON Schema has lost rules in CEL and the types of lists."""

_KEY = re.compile(
    r"(?P<group>[a-z0-9][a-z0-9.-]{0,252})/(?P<version>[a-z0-9][a-z0-9-]{0,62})/(?P<kind>[A-Za-z0-9-]{1,63})"
)
_MORE = "`podlint schemas verify` looks at all of them"


class Kept(NamedTuple):
    """A row of the lock file: for which kind, from where, of which form, and the hash of its file."""

    group: str
    version: str
    kind: str
    source: str = ""
    form: str = WHOLE
    digest: str = ""

    @property
    def key(self) -> str:
        """The kind in full, as the lock file names it."""
        return f"{self.group}/{self.version}/{self.kind}"

    @property
    def of(self) -> tuple[str, str]:
        """The apiVersion and the kind."""
        return f"{self.group}/{self.version}", self.kind

    @property
    def file(self) -> str:
        """The file of the definition, relative to the folder of all."""
        return f"{self.group}/{self.kind.lower()}_{self.version}.json"


def named(key: str) -> Kept | None:
    """The row of a kind that is written as `group/version/Kind`; None where that can be no kind."""
    match = _KEY.fullmatch(key)
    return Kept(match["group"], match["version"], match["kind"]) if match and ".." not in key else None


def place(folder: str | Path, root: Path | None = None) -> Path | None:
    """The folder of definitions that holds for a folder: the nearest one upward, not beyond the repository.

    Without a repository not beyond `root`, the folder of the configuration, or the current folder.
    """
    start = Path(real(folder))
    bounds = [Path(real(bound)) for bound in (repository(start), root, Path()) if bound is not None]
    last = next((bound for bound in bounds if start.is_relative_to(bound)), start)
    for here in (start, *start.parents):
        if exists(here / FOLDER / LOCK):
            return here / FOLDER
        if here == last:
            break
    return None


def rows(data: str | bytes, name: str) -> list[Kept]:
    """What a lock file says, in its order; `name` is that of the file. Raises ConfigError."""
    try:
        table = loads(data)
    except ValueError as error:
        raise ConfigError(f"{name}: it is no JSON: {error}") from error
    form = table.get("version") if isinstance(table, dict) else None
    listed = table.get("definitions") if isinstance(table, dict) else None
    if form != FORMAT or not isinstance(listed, dict):
        why = "it is of a newer podlint" if isinstance(form, int) and form > FORMAT else "it is no list of definitions"
        raise ConfigError(f"{name}: {why}")
    return [_row(key, value, name) for key, value in listed.items()]


def listed(folder: Path, reader: Reader) -> list[Kept]:
    """What the lock file of a folder says. Raises ConfigError."""
    lock = folder / LOCK
    return rows(_text(lock, reader), shown(lock))


def addresses(folder: Path, reader: Reader) -> frozenset[str]:
    """The addresses of files that are brought in whole, as the lock file of a folder says. Raises ConfigError."""
    lock = folder / LOCK
    text = _text(lock, reader)
    rows(text, shown(lock))
    return frozenset(whole(text))


def whole(data: str | bytes) -> list[str]:
    """The addresses that a lock file, which is understood, lists as brought in whole."""
    listed = loads(data).get("addresses")
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _row(key: str, value: Any, name: str) -> Kept:
    row = named(key)
    said = value if isinstance(value, dict) else {}
    source, form, digest = said.get("source"), said.get("form"), said.get("sha256")
    if row is None or not (isinstance(source, str) and isinstance(digest, str) and form in (WHOLE, JSON_SCHEMA)):
        raise ConfigError(f"{name}: what it says of {key!r} is not understood")
    return row._replace(source=source, form=form, digest=digest)


def lacking(
    groups: Iterable[str],
    known: Iterable[tuple[str, tuple[str, str], CustomSchema]],
    folders: Iterable[tuple[Path, Path | None]],
    reader: Reader,
) -> Iterator[tuple[str, tuple[str, str], CustomSchema]]:
    """The definitions for kinds of these groups that are not `known`, each with its file.

    `folders` are those of the files that are linted, each with the folder of its configuration. Raises ConfigError
    where a lock file or a definition cannot be used.
    """
    asked, there = frozenset(groups), {kind for _, kind, _ in known}
    for found in sorted({found for pair in folders if (found := place(*pair)) is not None}):
        yield from read(found, reader, lambda row: row.group in asked and row.of not in there)


def read(
    folder: Path, reader: Reader, wanted: Callable[[Kept], bool] = lambda row: True
) -> Iterator[tuple[str, tuple[str, str], CustomSchema]]:
    """The definitions that a folder holds, of the rows that are `wanted`. Raises ConfigError."""
    for row in listed(folder, reader):
        if not wanted(row):
            continue
        file = folder / row.file
        try:
            document = loads(_text(file, reader))
        except ValueError as error:
            raise ConfigError(f"{shown(file)}: it is no JSON: {error}; {_MORE}") from error
        found = [schema for pair, schema in _schemas(document, file, row.form) if pair == row.of]
        if not found:
            raise ConfigError(f"{shown(file)}: it does not define {row.key}; {_MORE}")
        yield identity(file), row.of, found[0]


def _schemas(document: Any, file: Path, form: str) -> Iterator[tuple[tuple[str, str], CustomSchema]]:
    from podlint.schema import crd

    if crd.is_crd(document) and isinstance(document.get("spec"), dict):
        for api_version, kind, schema in crd.schemas(document, str(file), every=False, lossy=form == JSON_SCHEMA):
            yield (api_version, kind), schema


def _text(file: Path, reader: Reader) -> str:
    try:
        source, undecodable = reader.decoded(file)
    except OSError as error:
        raise ConfigError(f"{shown(file)}: cannot be read: {error.strerror or error}; {_MORE}") from error
    if undecodable is not None:
        raise ConfigError(f"{shown(file)}: {undecodable.message}; {_MORE}")
    return source.text
