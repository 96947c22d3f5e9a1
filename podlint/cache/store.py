"""The file that the cache is kept in: text or bytes by space and key, in one SQLite database.

SQLite opens in a millisecond, reads only what is asked for, and bears several podlints at once: each writes all that it
has at its end, in one transaction, or not at all where another one is writing, or has written since it was opened: what
is put belongs to what was read. A database that is cut off, foreign, or of another podlint is made anew without a word;
one that cannot be written is not used.

A repository may bring such a file (see `podlint.cache.folder`): a view in place of the table can have SQLite count for
ever. Each entry is signed with the fingerprint, so that none is taken for what it never was, however the file was
changed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from podlint.cache import folder as place

if TYPE_CHECKING:
    import sqlite3

_WAIT = 0.2
"""Seconds to wait for another podlint that is writing."""
_TABLE = "CREATE TABLE entries (space TEXT, key TEXT, value TEXT, PRIMARY KEY (space, key)) WITHOUT ROWID"
_SIGNATURE = 16
"""Letters of the signature that each text begins with."""


class Store:
    """One database; what is put is written by `close`. No method raises."""

    def __init__(self, folder: str, fingerprint: str) -> None:
        self._folder = folder
        self._file = os.path.join(folder, place.FILE)
        self._fingerprint = fingerprint
        self._put: dict[tuple[str, str], str | bytes | None] = {}
        self._dropped: set[str] = set()
        self._connection: sqlite3.Connection | None = None
        self._version: object = None
        self._lost = False
        if place.is_own(folder) and place.is_sound(self._file):
            self._connection = self._open()

    def get(self, space: str, key: str) -> str | None:
        """The text under a key."""
        data = self.data(space, key)
        return data.decode("utf-8", "surrogatepass") if data is not None else None

    def data(self, space: str, key: str) -> bytes | None:
        """The bytes under a key, those of a text too."""
        if (space, key) in self._put:
            put = self._put[space, key]
            return put.encode("utf-8", "surrogatepass") if isinstance(put, str) else put
        if space in self._dropped:
            return None
        found = self._ask("SELECT value FROM entries WHERE space = ? AND key = ?", (space, _key(key)))
        return self._verified(space, _key(key), found[0][0]) if found else None

    def all(self, space: str) -> dict[str, str]:
        """All texts of a space that are on the disk, by key."""
        rows = self._ask("SELECT key, value FROM entries WHERE space = ?", (space,))
        texts = ((key, self._verified(space, key, value)) for key, value in rows)
        return {key: text.decode("utf-8", "surrogatepass") for key, text in texts if text is not None}

    def put(self, space: str, key: str, value: str | bytes | None) -> None:
        """Keep a text, or bytes, under a key; with None, forget it."""
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

    def _verified(self, space: str, key: object, value: object) -> bytes | None:
        """What is stored, without its signature; None where it is another's."""
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")
        signature, data = data[:_SIGNATURE], data[_SIGNATURE:]
        if signature.decode("utf-8", "replace") != _signature(self._fingerprint, space, str(key), data):
            return None
        return data

    def _ask(self, words: str, values: tuple[Any, ...]) -> list[Any]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(words, values).fetchall()
        except Exception:  # whatever is wrong with the file: it is made anew
            self._connection, self._lost = None, True
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
                    self._version = _version(connection)
                    return connection
            connection.close()
        except (sqlite3.Error, UnicodeError):
            pass
        return None

    def _write(self) -> None:
        import sqlite3

        if not place.prepared(self._folder):
            return
        try:
            if self._connection is None or os.stat(self._file).st_size > place.MAX_BYTES:  # noqa: PTH116
                if not place.cleared(self._file):
                    return
                # What is put says what differs from what was there: of that nothing may be left then.
                self._lost = self._lost or self._connection is not None
                self._make_anew()
                self._connection = self._open()
            if self._connection is None or self._lost:
                return
            with suppress(sqlite3.Error):
                self._connection.execute("BEGIN IMMEDIATE")
                if _version(self._connection) != self._version:
                    self._connection.execute("ROLLBACK")
                    return
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
                PRAGMA application_id = {place.MARK};
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


def _stored(fingerprint: str, space: str, key: str, value: str | bytes) -> str | bytes:
    """A text or bytes as SQLite takes them, signed: as bytes where a text holds halves of surrogate pairs, too."""
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    signature = _signature(fingerprint, space, key, data)
    if isinstance(value, str) and (value.isascii() or data == value.encode("utf-8", "replace")):
        return signature + value
    return signature.encode() + data


def _version(connection: sqlite3.Connection) -> object:
    """What is another one once somebody else has written."""
    return connection.execute("PRAGMA data_version").fetchone()


def _key(key: str) -> str:
    """A key as SQLite takes it."""
    return key.encode("utf-8", "backslashreplace").decode()
