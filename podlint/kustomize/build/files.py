"""The files of a build: read once each, through a function that the caller gives."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from podlint.files.paths import strays
from podlint.files.reading import Reader as FileReader
from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.load import Text
from podlint.kustomize.fields import is_remote
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from podlint.kustomize.build.nodes import Origin
    from podlint.yaml.document import Document
    from podlint.yaml.parsed import Parsed
    from podlint.yaml.source import Source

Reader = Callable[[str], "bytes | tuple[Source, Parsed] | None"]
"""Path to the bytes of a file, or to its source as it has been parsed; None where it cannot be read.

Origins are in the documents that were given.
"""


def on_disk(path: str) -> bytes | None:
    """Read a file from the disk; None where that cannot be done."""
    try:
        return FileReader()(path)
    except OSError:
        return None


def with_slashes(path: str) -> str:
    """A path with forward slashes, which is what a place calls its file unless told otherwise."""
    return path.replace(os.sep, "/")


class Files:
    """Files by their paths, with what has been made of them; `name` is what places in them call a file.

    Unless they are `restricted`, a kustomization may read files beside its folder too.
    """

    def __init__(
        self, reader: Reader = on_disk, name: Callable[[str], str] = with_slashes, *, restricted: bool = True
    ) -> None:
        self.restricted = restricted
        self._reader = reader
        self._name = name
        self._bytes: dict[str, bytes | None] = {}
        self._parsed: dict[str, tuple[Source, Parsed]] = {}
        self._texts: dict[str, Text] = {}
        self._real: dict[str, str] = {}

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where it cannot be read."""
        if path not in self._bytes:
            given = self._reader(path)
            if isinstance(given, tuple):
                self._parsed[path] = given
                given = given[0].text.encode()
            self._bytes[path] = given
        return self._bytes[path]

    def text(self, path: str) -> Text | None:
        """The documents of a file; None where it cannot be read. Raises Refusal where it is no text."""
        if path not in self._texts:
            content = self.content(path)
            if content is None:
                return None
            self._texts[path] = self._text(path, content)
        return self._texts[path]

    def _text(self, path: str, content: bytes) -> Text:
        if path in self._parsed:
            return Text(*self._parsed[path])
        source, undecodable = decode(content, self._name(path))
        if undecodable is not None or len(content) > MAX_BYTES:
            raise Refusal(f"{path} cannot be read as text", None)
        return Text(source)

    def real(self, path: str) -> str:
        """Where a path leads to, symbolic links followed."""
        if path not in self._real:
            try:
                self._real[path] = os.path.realpath(path)
            except ValueError:  # a NUL: no file can be called so
                self._real[path] = path
        return self._real[path]


DEEPEST = 50
"""Most kustomizations that take each other one after the other."""


class Root:
    """A folder with a kustomization, and those that lead to it: what it names is read from here."""

    def __init__(self, files: Files, folder: str, parent: Root | None = None) -> None:
        self.files = files
        self.folder = folder
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1

    def path(self, entry: str) -> str:
        """The path of an entry."""
        return os.path.normpath(os.path.join(self.folder, entry))

    def _allowed(self, entry: str) -> str:
        """The path of a file that the kustomization may read. Raises Refusal, and Unseen for a URL."""
        if entry.startswith(("http://", "https://")):
            raise Unseen(f"{entry} is on another machine")
        path = self.path(entry)
        here = self.files.real(self.folder)
        self._led_out(entry)
        if self.files.restricted and not self.files.real(path).startswith(here.rstrip(os.sep) + os.sep):
            if self.files.content(path) is None:
                raise Missing(f"file {entry!r} cannot be read")
            raise Refusal(f"file {entry!r} is not in or below the folder of the kustomization", None)
        return path

    def _led_out(self, entry: str) -> None:
        """Raises Unseen where links lead an entry out of the project."""
        here = self.files.real(self.folder)
        path = os.path.normpath(os.path.join(here, entry))
        if self.files.real(path) != path and strays(path, here):
            raise Unseen(f"{entry} is led out of the project by a link")

    def content(self, entry: str) -> bytes:
        """The bytes of a file. Raises Refusal, Unseen."""
        content = self.files.content(self._allowed(entry))
        if content is None:
            raise Missing(f"file {entry!r} cannot be read")
        return content

    def text(self, entry: str) -> Text:
        """The documents of a file. Raises Refusal, Unseen."""
        text = self.files.text(self._allowed(entry))
        if text is None:
            raise Missing(f"file {entry!r} cannot be read")
        return text

    def data(self, entry: str) -> tuple[Any, Document | None]:
        """The first document of a file, None without one. Raises Refusal, Unseen."""
        text = self.text(entry)
        if text.broken is not None:
            raise text.refused()
        return (text.composed[0].document.data, text.composed[0].document) if text.composed else (None, None)

    def inner(self, entry: str) -> Root:
        """The folder that an entry names. Raises Refusal, Unseen."""
        if not entry:
            raise Refusal("an empty path names no folder", None)
        if is_remote(entry):
            raise Unseen(f"{entry} is on another machine")
        if entry.startswith(("/", "\\")):
            raise Refusal(f"{entry!r} is an absolute path", None)
        self._led_out(entry)
        if self.depth >= DEEPEST:
            raise Unseen(f"{entry} is not built: kustomizations take each other more than {DEEPEST} levels deep")
        root = Root(self.files, self.path(entry), self)
        target = self.files.real(root.folder)
        known: Root | None = self
        while known is not None:
            passed = self.files.real(known.folder)
            if passed == target or passed.startswith(target.rstrip(os.sep) + os.sep):
                raise Refusal(f"{entry!r} contains this kustomization: a cycle", None)
            known = known.parent
        return root


class Missing(Refusal):
    """A file that is not there."""

    def __init__(self, reason: str, origin: Origin | None = None) -> None:
        super().__init__(reason, origin)
