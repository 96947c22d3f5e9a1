"""What a chart may hold to be given to Helm: regular files of the project, and schemas that refer to no other place."""

from __future__ import annotations

import json
import os
import re
import stat
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from podlint.files.paths import real, repository, shown
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILES = 10_000
"""Most files of a chart."""
BYTES = 4 * MAX_BYTES
"""Most bytes of all of them, packed or not."""
_SCHEMA = "values.schema.json"
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_DRAFT = re.compile(r"https?://json-schema\.org/(?:draft-0[4-7]|draft/20(?:19-09|20-12))/schema#?")
"""The dialects of JSON Schema that Helm knows without asking for them."""


class NotAllowed(Exception):
    """Something in a chart that would have Helm read or fetch what is not of the project: what, and where."""


def check(folder: Path) -> None:
    """Raise NotAllowed where a chart holds a file that is not allowed; archives of other charts are looked through."""
    left = BYTES
    for number, (path, status) in enumerate(_files(folder), 1):
        at = shown(path)
        if number > FILES:
            raise NotAllowed(f"it holds more than {FILES} files")
        if not stat.S_ISREG(status.st_mode):
            raise NotAllowed(f"{at} is no regular file")
        left -= status.st_size
        if left < 0:
            raise NotAllowed(f"it holds more than {BYTES // 2**20} MiB")
        name = os.path.basename(path)
        if name == _SCHEMA:
            _refuse_references(_read(path), at)
        elif name.endswith((".tgz", ".tar.gz")):
            _archive(_read(path), at)


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """All that is in a chart, as Helm walks it: links are followed, as long as they stay in the project."""
    root = str(repository(folder, whole=True) or real(folder))
    start = real(folder)
    waiting, seen = [start], {start}
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
            for entry in found:
                target = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
                if not target.startswith(os.path.join(root, "")):
                    raise NotAllowed(f"{shown(entry.path)} leads out of the project")
                status = os.stat(target)  # noqa: PTH116 - paths are texts here
                if not stat.S_ISDIR(status.st_mode):
                    yield entry.path, status
                    continue
                if entry.is_symlink() and (start + os.sep).startswith(os.path.join(target, "")):
                    raise NotAllowed(f"{shown(entry.path)} leads back to a folder that it is in")
                if target not in seen:
                    seen.add(target)
                    waiting.append(entry.path)
        except OSError as error:
            raise NotAllowed(f"{shown(str(error.filename or folder))} cannot be read: {error.strerror}") from error


def _read(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - paths are texts here
        return file.read(BYTES + 1)


def _archive(data: bytes, at: str) -> None:
    """Look through a chart that is packed. Raises NotAllowed."""
    import tarfile

    unpacked = _unpacked(data, at)
    try:
        with tarfile.open(fileobj=BytesIO(unpacked), mode="r:") as archive:
            for number, member in enumerate(archive, 1):
                if number > FILES:
                    raise NotAllowed(f"{at} holds more than {FILES} files")
                if member.name.endswith((".tgz", ".tar.gz")):
                    raise NotAllowed(f"{at} holds another archive, {member.name}")
                if member.name.rpartition("/")[2] == _SCHEMA:
                    file = archive.extractfile(member) if member.isreg() else None
                    if file is None:
                        raise NotAllowed(f"{at} holds a {_SCHEMA} that is no regular file")
                    _refuse_references(file.read(BYTES), f"{at}: {member.name}")
    except (tarfile.TarError, OSError, ValueError, KeyError, EOFError) as error:
        raise NotAllowed(f"{at} cannot be read: {error}") from error


def _unpacked(data: bytes, at: str) -> bytes:
    try:
        unpacking = zlib.decompressobj(wbits=31)
        text = unpacking.decompress(data, BYTES)
    except zlib.error as error:
        raise NotAllowed(f"{at} cannot be unpacked: {error}") from error
    if not unpacking.eof or unpacking.unused_data:
        raise NotAllowed(f"{at} is no single archive of up to {BYTES // 2**20} MiB")
    return text


def _refuse_references(data: bytes, at: str) -> None:
    """Raise NotAllowed for a schema that refers to anything but itself: Helm would load it, from whatever URL."""
    try:
        waiting: list[Any] = [json.loads(data)]
    except (ValueError, RecursionError) as error:
        raise NotAllowed(f"{at} is no JSON that can be read") from error
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        if not isinstance(value, dict):
            continue
        waiting += value.values()
        for key in _elsewhere(value):
            raise NotAllowed(f"{at} refers to another schema: {key} {value[key]!r}")


def _elsewhere(schema: dict[str, Any]) -> Iterable[str]:
    """The keys of a schema with texts that name something elsewhere."""
    for key in _REFERENCES:
        if isinstance(schema.get(key), str) and not schema[key].startswith("#"):
            yield key
    dialect = schema.get("$schema")
    if isinstance(dialect, str) and _DRAFT.fullmatch(dialect) is None:
        yield "$schema"
