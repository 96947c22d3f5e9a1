"""The file that the cache is kept in: text by space and key, in one SQLite database.

SQLite opens in a millisecond, reads only what is asked for, and bears several podlints at once: each writes all that it
has at its end, in one transaction, or not at all where another one is writing. A database that is cut off, foreign, or
of another podlint is made anew without a word; one that cannot be written is not used.

A repository may bring such a folder. SQLite is not shown what only looks like a database of podlint's: a journal beside
it can have SQLite remove any file of the user's, a view in place of the table can have it count for ever. Each text is
signed with the fingerprint, so that none is taken for what it never was, however the file was changed.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from podlint.files import disk, witness

if TYPE_CHECKING:
    import sqlite3

FILE = witness.DATABASE
MAX_BYTES = 512 * 2**20
"""A database larger than this is made anew."""

_MARK = 0x706F646C
"""`application_id` of podlint's databases: "podl"."""
_WAIT = 0.2
"""Seconds to wait for another podlint that is writing."""
_ABANDONED = 60
"""Seconds after which a journal is none of a podlint that is writing."""
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a database while somebody writes, and acts upon when it finds it."""
_TABLE = "CREATE TABLE entries (space TEXT, key TEXT, value TEXT, PRIMARY KEY (space, key)) WITHOUT ROWID"
_HEADER = b"SQLite format 3\0"
_SIGNATURE = 16
"""Letters of the signature that each text begins with."""


class Store:
    """One database; what is put is written by `close`. No method raises."""

    def __init__(self, folder: str, fingerprint: str) -> None:
        self._folder = folder
        self._file = os.path.join(folder, FILE)
        self._fingerprint = fingerprint
        self._put: dict[tuple[str, str], str | None] = {}
        self._dropped: set[str] = set()
        self._connection: sqlite3.Connection | None = None
        if _is_own(folder) and _is_sound(self._file):
            self._connection = self._open()

    def get(self, space: str, key: str) -> str | None:
        """The text under a key."""
        if (space, key) in self._put:
            return self._put[space, key]
        if space in self._dropped:
            return None
        found = self._ask("SELECT value FROM entries WHERE space = ? AND key = ?", (space, _key(key)))
        return self._verified(space, _key(key), found[0][0]) if found else None

    def all(self, space: str) -> dict[str, str]:
        """All texts of a space that are on the disk, by key."""
        rows = self._ask("SELECT key, value FROM entries WHERE space = ?", (space,))
        texts = ((key, self._verified(space, key, value)) for key, value in rows)
        return {key: text for key, text in texts if text is not None}

    def put(self, space: str, key: str, value: str | None) -> None:
        """Keep a text under a key; with None, forget it."""
        self._put[space, key] = value

    def drop(self, space: str) -> None:
        """Forget all of a space that was there before."""
        self._dropped.add(space)

    @property
    def waiting(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._put or self._dropped)

    def sign(self, fingerprint: str) -> None:
        """Write under another fingerprint than the one that was looked for."""
        self._fingerprint = fingerprint
        self._connection = None

    def close(self) -> None:
        """Write what was put."""
        if self.waiting:
            self._write()
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
            self._connection = None

    def _verified(self, space: str, key: object, value: object) -> str | None:
        """A text that is stored, without its signature; None where it is another's."""
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")
        signature, data = data[:_SIGNATURE], data[_SIGNATURE:]
        if signature.decode("utf-8", "replace") != _signature(self._fingerprint, space, str(key), data):
            return None
        return data.decode("utf-8", "surrogatepass")

    def _ask(self, words: str, values: tuple[Any, ...]) -> list[Any]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(words, values).fetchall()
        except Exception:  # whatever is wrong with the file: it is made anew
            self._connection = None
            return []

    def _open(self) -> sqlite3.Connection | None:
        """The database that is there; None where it is none that can be used."""
        import sqlite3  # 2 ms

        try:
            connection = sqlite3.connect(self._file, timeout=_WAIT, isolation_level=None)
            connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            tables = connection.execute("SELECT sql FROM sqlite_master").fetchall()
            if tables == [(_TABLE,)]:
                known = connection.execute("SELECT value FROM entries WHERE space = '' AND key = ''").fetchone()
                if known is not None and known[0] == self._fingerprint:
                    return connection
            connection.close()
        except (sqlite3.Error, UnicodeError):
            pass
        return None

    def _write(self) -> None:
        import sqlite3

        if not _prepared(self._folder):
            return
        try:
            if self._connection is None or os.stat(self._file).st_size > MAX_BYTES:  # noqa: PTH116
                if not _cleared(self._file):
                    return
                self._make_anew()
                self._connection = self._open()
            if self._connection is None:
                return
            with suppress(sqlite3.Error):
                self._connection.execute("BEGIN IMMEDIATE")
                for space in self._dropped:
                    self._connection.execute("DELETE FROM entries WHERE space = ?", (space,))
                put = sorted(
                    (space, _key(key), value) for (space, key), value in self._put.items() if value is not None
                )
                gone = [(space, _key(key)) for (space, key), value in self._put.items() if value is None]
                kept = [(space, key, _stored(self._fingerprint, space, key, value)) for space, key, value in put]
                self._connection.executemany("DELETE FROM entries WHERE space = ? AND key = ?", gone)
                self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", kept)
                self._connection.execute("COMMIT")
        except OSError:
            return

    def _make_anew(self) -> None:
        """Write an empty database beside the old one, and put it in its place."""
        import sqlite3

        new = f"{self._file}.{os.urandom(8).hex()}"
        try:
            os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            connection = sqlite3.connect(new, isolation_level=None)
            connection.executescript(
                f"""
                PRAGMA application_id = {_MARK};
                PRAGMA page_size = 8192;
                PRAGMA journal_mode = DELETE;
                {_TABLE};
                """
            )
            connection.execute("INSERT INTO entries VALUES ('', '', ?)", (self._fingerprint,))
            connection.close()
            os.replace(new, self._file)  # noqa: PTH105
        except (OSError, sqlite3.Error):
            with suppress(OSError):
                os.unlink(new)  # noqa: PTH108


def _signature(fingerprint: str, space: str, key: str, data: bytes) -> str:
    """What says that podlint has put a text under a key."""
    try:  # hashlib brings OpenSSL
        from _blake2 import blake2b
    except ImportError:  # pragma: no cover - depends on the interpreter
        from hashlib import blake2b
    made = blake2b(
        f"{space}\0{key}\0".encode("utf-8", "replace"), digest_size=_SIGNATURE // 2, key=fingerprint.encode()
    )
    made.update(data)
    return made.hexdigest()


def _stored(fingerprint: str, space: str, key: str, text: str) -> str | bytes:
    """A text as SQLite takes it, signed: as bytes where it holds halves of surrogate pairs, which are no UTF-8."""
    data = text.encode("utf-8", "surrogatepass")
    signature = _signature(fingerprint, space, key, data)
    if text.isascii() or data == text.encode("utf-8", "replace"):
        return signature + text
    return signature.encode() + data


def _key(key: str) -> str:
    """A key as SQLite takes it."""
    return key.encode("utf-8", "backslashreplace").decode()


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


def _prepared(folder: str) -> bool:
    """Whether there is a folder for the cache, made if need be, with a .gitignore of its own.

    A folder with something in it that the user named gets none: it would speak of that too.
    """
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        if not _is_own(folder):
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


def _is_sound(file: str) -> bool:
    """Whether there is a database that podlint has made and left: marked as such, and without anything beside it."""
    if any(os.path.lexists(file + ending) for ending in _BESIDE):
        return False
    try:
        head = disk.head(file, 100)
        size = os.stat(file).st_size  # noqa: PTH116
    except (OSError, ValueError):
        return False
    rollback = head[18:20] == b"\1\1"
    return size <= MAX_BYTES and head.startswith(_HEADER) and rollback and head[68:72] == _MARK.to_bytes(4, "big")


def _cleared(file: str) -> bool:
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


def _is_own(folder: str) -> bool:
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
