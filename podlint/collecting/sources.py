"""Files, folders, charts and archives to definitions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.collecting import archives, reduce
from podlint.errors import UsageError
from podlint.files import disk
from podlint.files.paths import exists, is_folder
from podlint.project.kept import Kept, named
from podlint.tuples import NamedTuple
from podlint.yaml.json_text import loads
from podlint.yaml.reader import parse
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.collecting.reduce import Definition

MOST_FILES = 100_000
"""Most files of a folder that are looked at."""
_MARK = b"CustomResourceDefinition"
_ENDINGS = (".yaml", ".yml", ".json")


class Collected(NamedTuple):
    """The definitions that were found, the first of each kind, and what is said about the rest."""

    definitions: tuple[Definition, ...] = ()
    notes: tuple[str, ...] = ()


def local(path: str, origin: str, kind: Kept | None = None) -> Collected:
    """The definitions in a file, a folder, a chart, or an archive; `origin` is what the lock file calls it.

    A JSON Schema that does not say which kind it is for is for `kind`. Raises UsageError where there are none, or where
    it cannot be read.
    """
    if is_folder(path):
        files: Iterable[tuple[str, bytes]] = _folder(Path(path))
        return _of_many(files, origin, path, "/")
    if not exists(path):
        raise UsageError(f"{path}: no such file or folder")
    most = archives.MOST_BYTES if archives.is_archive(path) else MAX_BYTES
    try:
        data = disk.read(path, named=True, most=most)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    return of_data(data, path, origin, kind)


def of_data(data: bytes, name: str, origin: str, kind: Kept | None = None) -> Collected:
    """The definitions in the bytes of a file, or of an archive. Raises UsageError where there are none."""
    if archives.is_archive(name) or data[:4] == b"PK\x03\x04" or data[:2] == b"\x1f\x8b":
        return _of_many(archives.files(data, name), origin, name, "!")
    found = list(_of_file(data, name, origin, kind))
    broken = [one for one in found if isinstance(one, str)]
    if broken:
        raise UsageError(broken[0])
    if not found:
        raise UsageError(f"{name}: {_why_nothing(data, name, kind)}")
    return _joined(found)


def _why_nothing(data: bytes, name: str, kind: Kept | None) -> str:
    if kind is not None:
        return "it is neither a CustomResourceDefinition nor the schema of an object"
    if name.endswith(".json") and _MARK not in data:
        return "it does not say which kind it is a schema for; --kind GROUP/VERSION/KIND says it"
    return "there is no CustomResourceDefinition with a schema in it"


def _of_many(files: Iterable[tuple[str, bytes]], origin: str, name: str, joint: str) -> Collected:
    """What several files hold; those of templates are left out, which only Helm can read."""
    found: list[Definition | str] = []
    left: list[bytes] = []
    for inner, data in archives.without_templates(files, left.append):
        found += _of_file(data, f"{name}{joint}{inner}", f"{origin}{joint}{inner}", None)
    hidden = sum(b"kind: " + _MARK in data for data in left)
    if hidden:
        found.append(
            f"{name}: {hidden} of its templates hold definitions; `helm template` shows them as they are applied"
        )
    collected = _joined(found)
    if not collected.definitions:
        raise UsageError("; ".join((f"{name}: there is no definition in it", *collected.notes[:1])))
    return collected


def _joined(found: Iterable[Definition | str]) -> Collected:
    """The first definition of each kind, and the notes."""
    kept: dict[str, Definition] = {}
    notes: list[str] = []
    for one in found:
        if isinstance(one, str):
            notes.append(one)
        elif kept.setdefault(one.row.key, one).document != one.document:
            notes.append(f"{one.row.source}: {one.row.key} is in {kept[one.row.key].row.source} too, which is taken")
    return Collected(tuple(kept.values()), tuple(notes))


def _folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files below a folder by their paths in it, in order; links are not followed."""
    number = 0
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "node_modules"))
        for name in sorted(names):
            number += 1
            if number > MOST_FILES:
                raise UsageError(f"{folder}: there are more than {MOST_FILES} files in it")
            path = Path(base, name)
            if name.endswith(_ENDINGS) and not path.is_symlink():
                try:
                    yield path.relative_to(folder).as_posix(), disk.read(path)
                except OSError:
                    continue


def _of_file(data: bytes, name: str, origin: str, kind: Kept | None) -> Iterator[Definition | str]:
    """The definitions in a file, and words where it should have some and is broken."""
    if name.endswith(".json"):
        try:
            value = loads(data)
        except ValueError as error:
            if _MARK in data or kind is not None:
                yield f"{name}: it is no JSON: {error}"
            return
        yield from _of_json(value, origin, kind)
    elif _MARK in data:
        source, undecodable = decode(data, name)
        parsed = parse(source) if undecodable is None else None
        if parsed is None or parsed.problems:
            what = undecodable if undecodable is not None else parsed.problems[0][1] if parsed is not None else None
            yield f"{name}: it is no YAML: {what.message if what is not None else ''}"
            return
        for composed in parsed.sound:
            yield from _of_document(composed.document.data, origin)


def _of_json(value: Any, origin: str, kind: Kept | None) -> Iterator[Definition]:
    found = list(_of_document(value, origin))
    yield from found
    if not found and isinstance(value, dict) and isinstance(value.get("properties"), dict) and "kind" not in value:
        for row in [kind] if kind is not None else of_schema(value):
            yield reduce.of_json_schema(value, origin, row)


def of_schema(schema: dict[str, Any]) -> Iterator[Kept]:
    """The kinds that a JSON Schema says that it is for."""
    from podlint.schema import crd

    for api_version, name, _ in crd.json_schema(schema, ""):
        row = named(f"{api_version}/{name}")
        if row is not None:
            yield row


def _of_document(value: Any, origin: str) -> Iterator[Definition]:
    """The definitions that a document is, or that a List of them holds."""
    from podlint.schema import crd

    items = value.get("items") if isinstance(value, dict) and str(value.get("kind")).endswith("List") else None
    for item in items if isinstance(items, list) else [value]:
        whole = {"kind": "CustomResourceDefinition", **item} if isinstance(item, dict) and items is not None else item
        if crd.is_crd(whole):
            yield from reduce.of_crd(whole, origin)
