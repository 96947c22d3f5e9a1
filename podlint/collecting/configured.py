"""The definitions that a configuration names, and the command line: read where they lie, never fetched."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from podlint.collecting.layers import ByKind, over
from podlint.config import locations
from podlint.errors import ConfigError, UsageError
from podlint.files import disk, witness
from podlint.files.paths import is_file, is_folder, real, shown, strays
from podlint.project import kept
from podlint.project.schemas import in_source
from podlint.tuples import NamedTuple
from podlint.yaml.json_text import JSONDecodeError, loads
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.config.settings import Settings
    from podlint.files.reading import Reader
    from podlint.schema.catalog import Custom, CustomSchema
    from podlint.yaml.source import Source, Unreadable

    Found = Iterable[tuple[str, str, CustomSchema]]

MANY = 100_000
"""Most files and folders that are looked through for schemas below a folder that a configuration names."""
_SUFFIXES = (".yaml", ".yml", ".json")
_CHART = "Chart.yaml"


class _Wrong(Exception):
    """A source cannot be used; the words follow its name."""


class _Entry(NamedTuple):
    """A source as it is written, and the folder that its path starts from.

    `number` is that of its place in the configuration; None where the user named it just now.
    """

    word: str
    root: Path
    settings: Settings
    number: int | None = None

    @property
    def named(self) -> bool:
        """Whether the user named it just now."""
        return self.number is None

    def error(self, words: str) -> ConfigError:
        """The error about it, with its place, to be raised."""
        if self.number is None:
            return ConfigError(f"--schemas: {words}")
        return self.settings.error(f"schemas: {words}", ("schemas", self.number))


def configured(settings: Settings, reader: Reader, *, fetched: bool = True) -> Custom:
    """The schemas that settings name: those of the command line first, of each kind the first one.

    With `fetched` the address of a file has to be brought in already. Raises ConfigError, with the place, for a source
    that is not there or cannot be read.
    """
    tables: list[Custom] = []
    for entry in _entries(settings):
        try:
            tables += _tables(entry, reader)
            if fetched and locations.is_address(entry.word) and locations.is_file(entry.word):
                _expect(entry.word, settings, reader)
        except _Wrong as error:
            raise entry.error(f"{entry.word}{error}") from error
    return over(*tables)


def files(settings: Settings) -> Iterator[Path]:
    """The files that there are now of the sources that settings name: those that may change what `configured` gives."""
    for entry in _entries(settings):
        word = entry.word
        if locations.is_address(word) or word == locations.DEFAULT:
            continue
        path = entry.root / (locations.unfilled(word) if locations.has_fields(word) else word)
        try:
            yield from _walk(path) if is_folder(path) else (path,)
        except _Wrong:  # said by the run
            continue


def _entries(settings: Settings) -> list[_Entry]:
    """The sources that settings name: those of the command line first."""
    root = settings.root or Path()
    named = [_Entry(word, Path(), settings) for word in settings.more_schemas]
    return [*named, *(_Entry(word, root, settings, number) for number, word in enumerate(settings.schemas))]


def _expect(address: str, settings: Settings, reader: Reader) -> None:
    folder = kept.place(settings.root or Path(), settings.root)
    if folder is None or address not in kept.addresses(folder, reader):
        raise _Wrong(": it is not brought in yet; `podlint schemas fetch` does it")


def _tables(entry: _Entry, reader: Reader) -> Iterator[Custom]:
    """The schemas of a source. Raises _Wrong."""
    if entry.word == locations.DEFAULT or locations.is_address(entry.word):
        return
    if locations.has_fields(entry.word):
        yield _by_kind([entry.word], entry, reader)
        return
    path = entry.root / entry.word
    if strays(path, real(entry.root)) and not entry.named:
        raise _Wrong(": it is a link that leads out of the project")
    if is_folder(path):
        yield _table(_of_folder(path, reader))
        yield _by_kind([f"{entry.word.rstrip('/')}/{layout}" for layout in locations.LAYOUTS], entry, reader)
    elif entry.word.lower().endswith(locations.ARCHIVES):
        yield _known(_of_archive(path, entry))
    else:
        yield _known(_of_file(path, entry, reader))


def _table(found: Found) -> dict[tuple[str, str], CustomSchema]:
    """Schemas by their kinds, of each the first one."""
    table: dict[tuple[str, str], CustomSchema] = {}
    for api_version, kind, schema in found:
        table.setdefault((api_version, kind), schema)
    return table


def _known(found: Found) -> Custom:
    """The schemas of a file that is named for them. Raises _Wrong where there are none."""
    table = _table(found)
    if not table:
        raise _Wrong(": there is no definition in it, and no JSON Schema that says which kind it is for")
    return table


def _of_file(path: Path, entry: _Entry, reader: Reader) -> Found:
    source, undecodable = _decoded(path, entry, reader)
    if (why := _unusable(source, undecodable, path)) is not None:
        raise _Wrong(why)
    return in_source(source, path, anything=True)


def _decoded(path: Path, entry: _Entry, reader: Reader) -> tuple[Source, Unreadable | None]:
    """The text of a file; where the user named it, it may be a link anywhere, or a pipe of a shell. Raises _Wrong."""
    try:
        if entry.named:
            return decode(disk.read(path, named=True), shown(path))
        return reader.decoded(path)
    except OSError as error:
        raise _Wrong(f": cannot be read: {error.strerror or error}") from error


def _of_folder(folder: Path, reader: Reader) -> Found:
    """The schemas in the files of a folder; what cannot be read is passed over."""
    for file in sorted(_walk(folder)):
        try:
            source, undecodable = reader.decoded(file)
        except OSError:
            continue
        if undecodable is None:
            yield from in_source(source, file, anything=True)


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder that may hold definitions; not the templates of charts, which only Helm can read."""
    seen = 0
    for base, folders, files in os.walk(folder):
        if (watching := witness.watching()) is not None:
            watching.folder(base, folders, files)
        seen += 1 + len(files)
        if seen > MANY:
            raise _Wrong(f": more than {MANY} files and folders lie in it")
        if _CHART in files and "templates" in folders:
            folders.remove("templates")
        yield from (Path(base, name) for name in files if name.endswith(_SUFFIXES))


def _of_archive(path: Path, entry: _Entry) -> Found:
    from podlint.collecting import archives

    try:
        files = list(archives.files(disk.read(path, named=entry.named, most=archives.MOST_BYTES), entry.word))
    except OSError as error:
        raise _Wrong(f": cannot be read: {error.strerror or error}") from error
    except UsageError as error:
        raise _Wrong(str(error).removeprefix(entry.word)) from error
    for inner, data in archives.without_templates(files):
        source, undecodable = decode(data, f"{path}!{inner}")
        for api_version, kind, schema in in_source(source, PurePosixPath(f"{path}!{inner}"), anything=True):
            schema.at = schema.written = None  # nobody can be shown a place in it
            if undecodable is None:
                yield api_version, kind, schema


def _by_kind(paths: list[str], entry: _Entry, reader: Reader) -> Custom:
    """The schemas of files that paths name for each kind, the first one of those that are there."""

    def find(row: kept.Kept) -> CustomSchema | None:
        for path in paths:
            word = locations.filled(path, row.group, row.version, row.kind)
            file = entry.root / word
            if is_file(file):
                try:
                    return _of_kind(file, row, entry, reader)
                except _Wrong as error:
                    raise entry.error(f"{word}{error}") from error
        return None

    return ByKind(find)


def _of_kind(file: Path, row: kept.Kept, entry: _Entry, reader: Reader) -> CustomSchema:
    """The schema of a kind in the file of a catalogue. Raises _Wrong."""
    source, undecodable = _decoded(file, entry, reader)
    if (why := _unusable(source, undecodable, file)) is not None:
        raise _Wrong(why)
    found = _table(in_source(source, file, anything=True, default=row.of))
    if row.of not in found:
        there = ", ".join("/".join(kind) for kind in found) or "nothing"
        raise _Wrong(f": it defines {there}, not {row.key}")
    schema = found[row.of]
    schema.written = None  # it is a catalogue's, and not for the user to fix
    return schema


def _unusable(source: Source, undecodable: Unreadable | None, file: Path) -> str | None:
    """Why nothing can be read of a file that is named as a schema: line, column and words."""
    problems = [undecodable] if undecodable is not None else []
    if not problems and file.suffix == ".json":
        try:
            loads(source.text)
        except JSONDecodeError as error:
            return f":{error.lineno}:{error.colno}: {error.msg}"
    elif not problems:
        problems = [problem for _, problem in parse(source).problems]
    for problem in problems:
        at = source.position(problem.span.start)
        return f":{at}: {problem.message}"
    return None
