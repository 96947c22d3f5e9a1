"""How files are stored: whole or not at all, under another name first, which then takes the place of the old file.

What is written in place of a file keeps what the file is to others: its owner, its permissions and what a file system
notes beside it, its other names, and the link that leads to it. Where that cannot be, nothing is written.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files import disk
from podlint.files.paths import strays

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRIES = 100


class NotStored(OSError):
    """A file is left as it is; the words say why."""


def store(path: Path, data: bytes) -> None:
    """Write a file, new or in place of an old one, whose permissions it gets; a link stays one. Raises OSError."""
    target = Path(os.path.realpath(path))
    try:
        old = target.stat()
    except FileNotFoundError:
        old = None
    _store(target, data, old)


def change(path: Path, before: bytes, after: bytes, folders: Iterable[str | Path] = ()) -> None:
    """Write a file in place of the bytes it had when it was read.

    Raises OSError: NotStored where a link leads out of the project (see `strays`), where somebody else has changed it,
    or may not be written, has other names, or belongs to somebody else.
    """
    if strays(path, folders=folders):
        raise NotStored("it is a link that leads out of the project, and only what lies in that is changed")
    target = Path(os.path.realpath(path))
    old = target.stat()
    if not os.access(target, os.W_OK):
        raise NotStored("it may not be written: its permissions say so")
    if old.st_nlink > 1:
        raise NotStored(f"it has {old.st_nlink} names (hard links), of which only this one would get the changes")
    _store(target, after, old, before)


def _store(target: Path, data: bytes, old: os.stat_result | None, before: bytes | None = None) -> None:
    temporary = _temporary(target.parent)
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if old is not None:
            _like(temporary, target, old, strict=before is not None)
        if before is not None and disk.read(target) != before:
            raise NotStored("it changed meanwhile")
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _temporary(folder: Path) -> Path:
    """A new, empty file that nobody else reads or has put there, with a name that is short enough."""
    for number in range(_TRIES):
        path = folder / f".podlint.{os.getpid()}.{number}.tmp"
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            continue
        return path
    raise NotStored(f"names of temporary files are taken in {folder}")


def _like(temporary: Path, target: Path, old: os.stat_result, *, strict: bool) -> None:
    """Give a file what an old one is to others."""
    if _new_owner(temporary.stat(), old):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            if strict:
                raise NotStored("it belongs to somebody else, and would not any more") from None
    if hasattr(os, "listxattr"):
        _copy_attributes(target, temporary)
    temporary.chmod(stat.S_IMODE(old.st_mode))


def _new_owner(new: os.stat_result, old: os.stat_result) -> bool:
    return hasattr(os, "chown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid)


def _copy_attributes(source: Path, target: Path) -> None:
    """What the file system notes beside a file, access lists say; as far as one may."""
    try:
        names = os.listxattr(source)
    except OSError:
        return
    for name in names:
        try:
            os.setxattr(target, name, os.getxattr(source, name))
        except OSError:
            continue
