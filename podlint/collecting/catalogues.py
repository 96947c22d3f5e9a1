"""Catalogues of definitions: where each has that of a kind, and what it gives.

A location is an address or a path with `{{.Group}}` and the like in it, as kubeconform's `-schema-location` takes them;
or without, for the layouts that catalogues have.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podlint.collecting import sources
from podlint.collecting.web import NotFetched
from podlint.config import locations as locations_of
from podlint.config.locations import CATALOGUE, LAYOUTS, flaw, is_address
from podlint.errors import UsageError
from podlint.files import disk
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podlint.collecting.reduce import Definition
    from podlint.collecting.web import Web
    from podlint.project.kept import Kept

DEFAULT = f"https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/{CATALOGUE}"
"""The public catalogue that is asked where the configuration names none."""


class Fetched(NamedTuple):
    """The definitions that were found, the kinds that no catalogue has, and what went wrong, by kind."""

    found: tuple[Definition, ...] = ()
    absent: tuple[Kept, ...] = ()
    failed: tuple[tuple[Kept, str], ...] = ()


def templates(locations: Iterable[str]) -> list[str]:
    """The locations with a template for each layout; `default` of kubeconform is what podlint has built in.

    Raises UsageError for one that cannot be a location.
    """
    found: list[str] = []
    for location in locations:
        if location == locations_of.DEFAULT:
            continue
        wrong = locations_of.wrong_with(location)
        if wrong is not None:
            raise UsageError(f"{location}: {wrong}")
        if locations_of.has_fields(location):
            found.append(location)
        else:
            found += (f"{location.rstrip('/')}/{layout}" for layout in LAYOUTS)
    return found


def fetch(rows: Iterable[Kept], locations: Sequence[str], root: Path, web: Web) -> Fetched:
    """The definitions of kinds, each from the first of the templates that has it; paths are relative to `root`.

    A catalogue that fails is not passed over for a kind: the next one may say something else.
    """
    found: list[Definition] = []
    absent: list[Kept] = []
    failed: list[tuple[Kept, str]] = []
    for row in rows:
        try:
            definition = _first(row, locations, root, web)
        except (NotFetched, UsageError) as error:
            failed.append((row, str(error)))
            continue
        if definition is None:
            absent.append(row)
        else:
            found.append(definition)
    return Fetched(tuple(found), tuple(absent), tuple(failed))


def _first(row: Kept, locations: Sequence[str], root: Path, web: Web) -> Definition | None:
    for template in locations:
        place = locations_of.filled(template, row.group, row.version, row.kind)
        data = _data(place, root, web)
        if data is not None:
            return _wanted(data, place, row)
    return None


def _data(place: str, root: Path, web: Web) -> bytes | None:
    """What is at an address or a path; None where there is nothing. Raises NotFetched."""
    try:
        return web.get(place) if is_address(place) else disk.read(root / place, named=True)
    except NotFetched as error:
        raise NotFetched(f"{place}: {error}") from error
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise NotFetched(f"{place}: cannot be read: {error.strerror or error}") from error


def _wanted(data: bytes, place: str, row: Kept) -> Definition:
    """The definition of a kind in what a catalogue gave. Raises UsageError where it is not there."""
    name = urlsplit(place).path if is_address(place) else place
    if _is_page(data):
        raise UsageError(f"{place}: it is a web page, no schema")
    if PurePosixPath(name).suffix not in (".yaml", ".yml") and data.lstrip()[:1] == b"{":
        name = f"{name}.json"
    collected = _collected(data, name, place, row)
    for definition in collected.definitions:
        if definition.row.of == row.of:
            return definition
    raise UsageError(f"{place}: it defines {collected.definitions[0].row.key}, not {row.key}")


def from_web(address: str, web: Web, most: int, kind: Kept | None = None) -> sources.Collected:
    """The definitions at an address: a file or an archive. Raises UsageError."""
    why = flaw(address)
    if why is not None:
        raise UsageError(f"{address}: {why}")
    try:
        data = web.get(address, most)
    except NotFetched as error:
        raise UsageError(f"{address}: {error}") from error
    if data is None:
        raise UsageError(f"{address}: there is nothing there (404)")
    if _is_page(data):
        raise UsageError(
            f"{address}: it is a web page, no definition; hosts of code have another address for raw files"
        )
    return _collected(data, urlsplit(address).path, address, kind)


def _is_page(data: bytes) -> bool:
    """Whether a server gave a page for people instead of a file."""
    return data.lstrip()[:1] == b"<"


def _collected(data: bytes, name: str, place: str, kind: Kept | None) -> sources.Collected:
    """The definitions in what a place gave, read as a file of a name. Raises UsageError, which names the place."""
    try:
        return sources.of_data(data, name, place, kind)
    except UsageError as error:
        raise UsageError(f"{place}: {str(error).removeprefix(f'{name}: ')}") from error
