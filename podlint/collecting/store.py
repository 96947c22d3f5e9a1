"""The folder of kept definitions: what is written into it, taken out of it, and wrong with it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from podlint.errors import UsageError
from podlint.files import disk
from podlint.files.paths import shown, strays
from podlint.files.writing import store
from podlint.project.kept import FORMAT, LOCK, Kept, rows, whole
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from podlint.collecting.reduce import Definition

MOST = 20_000
"""Most definitions that are kept for a project."""


class Changes(NamedTuple):
    """The rows of definitions that are new, that say something else than before, and that are as they were."""

    added: tuple[Kept, ...] = ()
    changed: tuple[Kept, ...] = ()
    same: tuple[Kept, ...] = ()


class Store:
    """The definitions that a folder keeps. It is made when the first one is added.

    Raises ConfigError for a lock file that is not understood, and UsageError where the folder leads out of the project.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._refuse_links(folder.parent, folder, folder / LOCK)
        try:
            data = disk.read(folder / LOCK)
        except FileNotFoundError:
            data = b""
        except OSError as error:
            raise UsageError(f"{shown(folder / LOCK)}: cannot be read: {error.strerror or error}") from error
        self._rows = {row.key: row for row in rows(data, shown(folder / LOCK))} if data else {}
        self._whole = list(whole(data)) if data else []

    @property
    def rows(self) -> list[Kept]:
        """What is kept, in order."""
        return [self._rows[key] for key in sorted(self._rows)]

    @property
    def whole(self) -> list[str]:
        """The addresses of files that were brought in whole."""
        return self._whole

    def add(self, definitions: Iterable[Definition], addresses: Iterable[str] = ()) -> Changes:
        """Keep definitions, each in place of that of the same kind and version; the lock file is written last.

        `addresses` are those of files that are brought in whole with them.
        Raises OSError where a file cannot be written: then the lock file is as it was.
        """
        added: list[Kept] = []
        changed: list[Kept] = []
        same: list[Kept] = []
        rows, texts = dict(self._rows), {}
        for one in definitions:
            data = one.data
            row = one.row._replace(digest=hashlib.sha256(data).hexdigest())
            before = rows.get(row.key)
            list_of = added if before is None else same if before.digest == row.digest else changed
            list_of.append(row)
            rows[row.key], texts[row] = row, data
        if len(rows) > MOST:
            raise UsageError(f"these would be more than {MOST} definitions")
        for row, data in texts.items():
            file = self.folder / row.file
            self._refuse_links(file.parent, file)
            if not self._holds(file, data):
                file.parent.mkdir(parents=True, exist_ok=True)
                store(file, data)
        if texts:
            self._whole = sorted({*self._whole, *addresses})
            self._write(rows)
        return Changes(tuple(added), tuple(changed), tuple(same))

    def remove(self, gone: Iterable[Kept], named: Iterable[str] = ()) -> None:
        """Take definitions out: the rows first, then the files, then folders that are empty. Raises OSError.

        Of the addresses of files those stay that are `named`, or that some definition is from.
        """
        gone = list(gone)
        keys = {row.key for row in gone}
        left = {key: row for key, row in self._rows.items() if key not in keys}
        needed = {*named, *(row.source.partition("!")[0] for row in left.values())}
        self._whole = [address for address in self._whole if address in needed]
        self._write(left)
        for row in gone:
            file = self.folder / row.file
            self._refuse_links(file.parent, file)
            file.unlink(missing_ok=True)
            if file.parent.is_dir() and not any(file.parent.iterdir()):
                file.parent.rmdir()

    def problems(self) -> Iterator[str]:
        """What is not as the lock file says: each definition once, and files that it does not know."""
        for row in self.rows:
            try:
                data = disk.read(self.folder / row.file)
            except OSError as error:
                yield f"{row.file}: {'it is missing' if isinstance(error, FileNotFoundError) else error.strerror}"
                continue
            if hashlib.sha256(data).hexdigest() != row.digest:
                yield f"{row.file}: it is not what was brought in (its hash is another)"
        known = {row.file for row in self._rows.values()}
        for name in sorted(self._names() - known):
            yield f"{name}: {LOCK} does not know it: it is not used"

    def _names(self) -> set[str]:
        """The files in the folders of groups."""
        return {path.relative_to(self.folder).as_posix() for path in self.folder.glob("*/*.json")}

    def _holds(self, file: Path, data: bytes) -> bool:
        try:
            return disk.read(file) == data
        except OSError:
            return False

    def _write(self, rows: dict[str, Kept]) -> None:
        self._rows = rows
        self.folder.mkdir(parents=True, exist_ok=True)
        listed = {
            key: {"source": rows[key].source, "form": rows[key].form, "sha256": rows[key].digest}
            for key in sorted(rows)
        }
        addresses = {"addresses": self._whole} if self._whole else {}
        text = json.dumps({"version": FORMAT, **addresses, "definitions": listed}, indent=2, ensure_ascii=False)
        store(self.folder / LOCK, f"{text}\n".encode(errors="replace"))

    def _refuse_links(self, *paths: Path) -> None:
        for path in paths:
            if strays(path):
                raise UsageError(f"{shown(path)}: it is a link that leads out of the project")
