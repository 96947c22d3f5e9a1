"""What lies in archives: read in memory, never unpacked, and no more of it than any chart or release has."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podlint.config.locations import ARCHIVES
from podlint.errors import UsageError
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_BYTES = 128 * 2**20
"""Most bytes that an archive may hold, unpacked."""
MOST_FILES = 50_000
_FILES = (".yaml", ".yml", ".json")


def is_archive(name: str) -> bool:
    """Whether a name is that of an archive."""
    return name.lower().endswith(ARCHIVES)


def files(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The YAML and JSON files in an archive by their names; links, and files that podlint would not read, are left out.

    Raises UsageError for what is no archive, is broken, or holds too much.
    """
    try:
        yield from _zip(data, name) if data[:4] == b"PK\x03\x04" else _tar(data, name)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UsageError(f"{name}: it cannot be unpacked: {error}") from error


def without_templates(
    files: Iterable[tuple[str, bytes]], left: Callable[[bytes], None] = lambda data: None
) -> Iterator[tuple[str, bytes]]:
    """Files by their names without the templates of charts, which only Helm can read; `left` is told of these."""
    held = list(files)
    charts = {PurePosixPath(inner).parent for inner, _ in held if PurePosixPath(inner).name == "Chart.yaml"}
    for inner, data in held:
        above = PurePosixPath(inner).parents
        if any(place.name == "templates" and place.parent in charts for place in above):
            left(data)
        else:
            yield inner, data


def _tar(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    plain = _unpacked(data, name) if data[:2] == b"\x1f\x8b" else data
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
        for number, member in enumerate(archive):
            _bounded(number, name)
            if member.isfile() and member.name.endswith(_FILES) and member.size <= MAX_BYTES:
                stream = archive.extractfile(member)
                if stream is not None:
                    yield member.name, stream.read(MAX_BYTES)


def _unpacked(data: bytes, name: str) -> bytes:
    """What was compressed with gzip, which may be of several parts."""
    parts, size = [], 0
    while data[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(wbits=31)
        parts.append(unpacker.decompress(data, MOST_BYTES + 1 - size))
        size += len(parts[-1])
        if size > MOST_BYTES:
            raise _too_much(name)
        if not unpacker.eof:
            raise EOFError("it ends too early")
        data = unpacker.unused_data
    return b"".join(parts)


def _zip(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for number, member in enumerate(archive.infolist()):
            _bounded(number, name)
            if member.is_dir() or not member.filename.endswith(_FILES) or member.file_size > MAX_BYTES:
                continue
            with archive.open(member) as stream:
                found = stream.read(MAX_BYTES + 1)
            left -= len(found)
            if left < 0:
                raise _too_much(name)
            yield member.filename, found


def _bounded(number: int, name: str) -> None:
    if number >= MOST_FILES:
        raise UsageError(f"{name}: it holds more than {MOST_FILES} files")


def _too_much(name: str) -> UsageError:
    return UsageError(f"{name}: it holds more than {MOST_BYTES // 2**20} MiB")
