"""What results depend on besides the files: podlint itself, its plugins, Python, and whose cache it is."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import podlint
from podlint.files import disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LAYOUT = 4
"""Grows when what is stored changes its shape without podlint's version."""
_PACKAGES = ("podlint", "podlint_rules", "podlint_schemas")
_DEPENDENCIES = ("cel", "google_re2", "jsonschema", "pathspec", "ruamel")
_SECRET_BYTES = 32


def fingerprint(plugins: Iterable[str], secret: bytes) -> str:
    """A word that changes with podlint, with what it is built on, and with its plugins, named by their packages."""
    made = blake2b(key=secret[:64], digest_size=20)
    for part in (_LAYOUT, podlint.__version__, sys.version, sys.byteorder, *_code(), *sorted(plugins)):
        made.update(f"{part}\0".encode("utf-8", "surrogateescape"))
    return made.hexdigest()


def _code() -> Iterator[object]:
    """The state of podlint's code and of what it imports: by what is installed, or by the files of a checkout."""
    home = Path(podlint.__file__).parent.parent
    names = sorted(name for name in _listed(home) if name.endswith(".dist-info"))
    if any(name.startswith("podlint-") for name in names):
        yield from names
        return
    for place in sorted({entry for entry in sys.path if entry}):
        yield from sorted(
            name for name in _listed(place) if name.endswith(".dist-info") and name.startswith(_DEPENDENCIES)
        )
    for folder in (*(home / name for name in _PACKAGES), home / "rules", home / "schemas"):
        for base, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                status = os.stat(os.path.join(base, name))  # noqa: PTH116
                yield f"{base}/{name}", status.st_size, status.st_mtime_ns


def _listed(folder: str | Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def secret(*, make: bool) -> bytes | None:
    """What only this user's podlint knows, so that nobody else can lay a cache for it; None where there is none.

    A repository may bring a folder that looks like a cache: what it says of the files would be believed. With `make`,
    it is made where there is none yet.
    """
    home = _home()
    if not home.is_absolute():  # it would lie in the repository
        return None
    file = home / "podlint" / "secret"
    try:
        found = disk.head(str(file), _SECRET_BYTES + 1)
        return found if len(found) == _SECRET_BYTES else None
    except OSError:
        if not make:
            return None
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(os.urandom(_SECRET_BYTES))
        return disk.head(str(file), _SECRET_BYTES + 1)
    return None


def _home() -> Path:
    """Where a user's caches lie."""
    if os.path.isabs(os.environ.get("XDG_CACHE_HOME", "")):  # noqa: PTH117
        return Path(os.environ["XDG_CACHE_HOME"])
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"])
    return Path(os.path.expanduser("~"), ".cache")  # noqa: PTH111 - Path.expanduser raises without a home
