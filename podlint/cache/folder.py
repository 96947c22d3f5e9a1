"""The folder that a cache lies in: whose it is, whether what lies in it may be opened, and how it is removed.

A repository may bring such a folder. SQLite is not shown what only looks like a database of podlint's: a journal beside
it can have SQLite remove any file of the user's.
"""

from __future__ import annotations

import os
import re

from podlint.files import disk, witness

FILE = witness.DATABASE
MAX_BYTES = 512 * 2**20
"""A database larger than this is made anew."""

MARK = 0x706F646C
"""`application_id` of podlint's databases: "podl"."""
_ABANDONED = 60
"""Seconds after which a journal is none of a podlint that is writing."""
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a database while somebody writes, and acts upon when it finds it."""
_HEADER = b"SQLite format 3\0"


def remove(folder: str) -> str:
    """Remove a cache, and nothing that podlint did not write; gives why that is not possible, if it is not."""
    if os.path.islink(folder):  # noqa: PTH114
        return "not removed: it is a link"
    try:
        with os.scandir(folder) as entries:
            names = {entry.name for entry in entries}
        own = set(filter(_OWN.fullmatch, names))
        if ".gitignore" in names and _is_note(os.path.join(folder, ".gitignore")):
            own.add(".gitignore")
        if not own:
            return "not removed: it is no cache"
        for name in own:
            os.unlink(os.path.join(folder, name))  # noqa: PTH108
        if own != names:
            return "the cache is removed, the folder stays: there are other files in it"
        if not os.path.samefile(folder, "."):  # noqa: PTH121
            os.rmdir(folder)  # noqa: PTH106
    except OSError as error:
        return f"not removed: {error.strerror}"
    return ""


def _is_note(file: str) -> bool:
    """Whether a .gitignore is the one that podlint writes."""
    if os.path.islink(file) or not os.path.isfile(file):  # noqa: PTH113, PTH114
        return False
    with open(file, "rb") as stream:  # noqa: PTH123
        return stream.read(len(_NOTE) + 1) == _NOTE.encode()


_OWN = re.compile(rf"{re.escape(FILE)}(?:-journal|-wal|-shm|\.[0-9a-f]+(?:-journal)?)?")
_NOTE = "# Made by podlint: what it knows of the files around. It may be deleted at any time.\n*\n"


def prepared(folder: str) -> bool:
    """Whether there is a folder for the cache, made if need be, with a .gitignore of its own.

    A folder with something in it that the user named gets none: it would speak of that too.
    """
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        if not is_own(folder):
            return False
        note = os.path.join(folder, ".gitignore")
        if not os.listdir(folder):
            try:
                with open(note, "x", encoding="utf-8") as file:  # noqa: PTH123
                    file.write(_NOTE)
            except (OSError, ValueError):  # a full disk: half a note is none
                os.unlink(note)  # noqa: PTH108
                raise
        return True
    except (OSError, ValueError, RecursionError):  # makedirs calls itself for each folder of a path
        return False


def is_sound(file: str) -> bool:
    """Whether there is a database that podlint has made and left: marked as such, and without anything beside it."""
    if any(os.path.lexists(file + ending) for ending in _BESIDE):
        return False
    try:
        head = disk.head(file, 100)
        size = os.stat(file).st_size  # noqa: PTH116
    except (OSError, ValueError):
        return False
    rollback = head[18:20] == b"\1\1"
    return size <= MAX_BYTES and head.startswith(_HEADER) and rollback and head[68:72] == MARK.to_bytes(4, "big")


def cleared(file: str) -> bool:
    """Whether there is nothing beside a database any more: what nobody is writing is removed.

    Raises OSError.
    """
    import time

    for ending in _BESIDE:
        try:
            age = time.time() - os.lstat(file + ending).st_mtime
        except FileNotFoundError:
            continue
        if 0 <= age < _ABANDONED:
            return False
        os.unlink(file + ending)  # noqa: PTH108
    return True


def is_own(folder: str) -> bool:
    """Whether a folder, and the database in it, are this user's, and no links: neither is for others to lay."""
    import stat

    try:
        status = os.lstat(folder)
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    owner = os.getuid() if hasattr(os, "getuid") else None
    file = os.path.join(folder, FILE)
    if os.path.islink(file):  # noqa: PTH114
        return False
    return owner is None or status.st_uid == owner
