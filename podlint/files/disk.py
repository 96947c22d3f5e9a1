"""Bytes from the disk: the one place where files of a project are opened, and never more of them than podlint reads.

Only regular files are read. What waits for others to write (named pipes, sockets), devices, and what the system makes
up when it is read (`/proc`, `/sys`) are refused before they are opened, and once more behind that, in case somebody
exchanged the file meanwhile. What a size says is not believed: no more than the limit is read.
"""

from __future__ import annotations

import os
import re
import stat
from errno import EINVAL, EISDIR, ELOOP, ENOENT
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files import witness
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

PIPED = re.compile(r"/dev/(?:stdin|null|fd/[0-9]+)|/proc/(?:self|[0-9]+)/fd/[0-9]+")
"""What a shell gives a command by name for what another one prints, and the files of standard input and of nothing."""
_MADE_UP = ("/proc", "/sys", "/sys/fs/cgroup", "/dev")
_KINDS = (
    (stat.S_ISFIFO, "it is a named pipe"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
    (stat.S_ISSOCK, "it is a socket"),
)


class NotRead(OSError):
    """A file that is there, but that podlint does not read; `strerror` says why."""

    def __init__(self, why: str, path: str = "", number: int = EINVAL) -> None:
        super().__init__(number, why, path or None)


class TooLarge(NotRead):
    """A file has more bytes than podlint reads; `size` is how many, None where nobody counted them."""

    def __init__(self, size: int | None = None, path: str = "") -> None:
        most = f"podlint reads ({MAX_BYTES // 2**20} MiB)"
        whole = (size or 0) // 2**20
        what = f"{whole} MiB is" if whole > MAX_BYTES // 2**20 else "it is"
        super().__init__(f"{what} more than {most}", path)
        self.size = size

    def __str__(self) -> str:
        return str(self.strerror)


class Strays(NotRead):
    """A link leads out of the project, and nobody named it."""

    def __init__(self, path: str) -> None:
        super().__init__("it is a link that leads out of the project", path, ELOOP)


def read(path: str | os.PathLike[str], *, named: bool = False, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file. Raises OSError: NotRead for what is none, TooLarge for one of more than `most`.

    Where the user `named` it, it may be a pipe of a shell too. Whether it is a link is for the caller to judge.
    """
    text = os.fspath(path)
    if "\0" in text:
        raise FileNotFoundError(ENOENT, "a path cannot hold a NUL character", text)
    watching = witness.watching()
    if watching is None:
        return _read(text, named, most)[0]
    try:
        data, status = _read(text, named, most)
    except OSError:
        watching.unread(text)
        raise
    watching.file(text, status)
    return data


def head(path: str, most: int) -> bytes:
    """The first bytes of a regular file that no report depends on. Raises OSError."""
    _refuse(os.stat(path), path)  # noqa: PTH116
    with _opened(path, waiting=False) as stream:
        _refuse(os.fstat(stream.fileno()), path)
        return stream.read(most)


def _read(text: str, named: bool, most: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a file, and what it was when it was opened."""
    piped = named and PIPED.fullmatch(text) is not None
    if not piped:
        _refuse(os.stat(text), text)  # noqa: PTH116 - on the way to every file
    with _opened(text, waiting=piped) as stream:
        status = os.fstat(stream.fileno())
        if not piped:
            _refuse(status, text)
        if status.st_size > most and stat.S_ISREG(status.st_mode):
            raise TooLarge(status.st_size, text)
        return bounded(stream, most, text), status


def bounded(stream: BinaryIO, most: int = MAX_BYTES, path: str = "") -> bytes:
    """All that a stream gives. Raises TooLarge once it has given more than `most` bytes."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise TooLarge(None, path)
    return data


def _opened(path: str, *, waiting: bool) -> BinaryIO:
    """The file, opened without waiting for anybody, and without becoming the terminal of the process."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    flags |= 0 if waiting else getattr(os, "O_NONBLOCK", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _refuse(status: os.stat_result, path: str) -> None:
    """Raise for all but a regular file that lies on a disk."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        if status.st_dev in _made_up():
            raise NotRead("it is no file of a disk, but of the system", path)
        return
    if stat.S_ISDIR(mode):
        os.scandir(path).close()  # says so itself where it may not be looked into
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), path)
    raise NotRead(next((why for judge, why in _KINDS if judge(mode)), "it is no regular file"), path)


@lru_cache(maxsize=1)
def _made_up() -> frozenset[int]:
    """The devices that `/proc`, `/sys` and `/dev` lie on; not that of everything else, where they are plain folders."""
    return frozenset(_devices(_MADE_UP)) - frozenset(_devices((os.sep,)))


def _devices(folders: Iterable[str]) -> Iterable[int]:
    for folder in folders:
        try:
            yield Path(folder).stat().st_dev
        except OSError:
            continue
