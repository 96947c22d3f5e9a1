"""Lints open texts in a process of its own: one text at a time, the newest state of it, as long as somebody waits."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.errors import ConfigError
from podlint.files.paths import identity, shown
from podlint.files.reading import Reader
from podlint.lsp.session import Linted
from podlint.lsp.texts import Text
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from podlint.schema.fields import Field
    from podlint.yaml.place import Path as Path_
    from podlint.yaml.source import Source

PATIENCE = 1.0
"""Seconds that a text is linted on when there is a newer one: most are through by then, and keep what they learnt."""
LONGEST = 120.0
"""Seconds that a text is linted at all."""
_SCRIPT = "import sys; sys.path[:] = {path!r}; from podlint.lsp.worker import main; main()"


class Ended(Exception):
    """A lint ended without findings: the process did, or was ended."""


class Linter:
    """The open texts, which go by their identity, and their findings."""

    def __init__(self, config: str | None = None) -> None:
        self._config = config
        self._texts: dict[str, Text] = {}
        self._known: dict[str, tuple[int, Linted]] = {}
        # Counts every change of anything, as a session does.
        self._generation = 0
        # What the process has not been told yet: it is, when it is asked, so that it never has a backlog.
        self._untold: dict[str, None] = {}
        self._outside = False
        self._turn = asyncio.Lock()
        self._process: _Process | None = None
        self._asked: tuple[str, int, float] | None = None
        self._fatal: dict[str, int] = {}

    def begin(self) -> None:
        """Start the process, so that it is there when the first text is."""
        if self._process is None or self._process.ended:
            self._process = _Process(self._config)
            self._untold = dict.fromkeys(self._texts)

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()

    @property
    def opened(self) -> list[str]:
        """The paths of open texts."""
        return list(self._texts)

    def text(self, path: str) -> Text | None:
        """An open text."""
        return self._texts.get(path)

    def open(self, path: str, text: str, version: int) -> None:
        """Take a text as it is now. A lint of an older one is ended if it takes long."""
        self._generation += 1
        self._texts[path] = Text(text, version)
        self._untold[path] = None
        if self._asked is not None and self._asked[0] == path:
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self._asked[2] + PATIENCE), self._abandon, self._asked)

    def close(self, path: str) -> None:
        """Forget a text: what is on the disk counts again."""
        self._generation += 1
        self._texts.pop(path, None)
        self._known.pop(path, None)
        self._fatal.pop(path, None)
        self._untold[path] = None

    def changed_outside(self) -> None:
        """Files were saved, made or removed, or the configuration is another one."""
        self._generation += 1
        self._outside = True

    def latest(self, path: str) -> Linted | None:
        """The findings of the text as it is now, if they are known; those of other files may be new since."""
        known, text = self._known.get(path), self._texts.get(path)
        return known[1] if known is not None and text is not None and known[1].version == text.version else None

    async def lint(self, path: str) -> Linted | None:
        """The findings of an open text as it is when its turn comes; None where it is not open.

        Raises ConfigError, and Ended for a text that cannot be linted.
        """
        while True:
            async with self._turn:
                text, generation = self._texts.get(path), self._generation
                if text is None:
                    return None
                known = self._known.get(path)
                if known is not None and known[0] == generation:
                    return known[1]
                if self._fatal.get(path) == text.version:
                    raise Ended(f"{shown(path)}: linting this text does not end")
                answer = await self._answer(path, text, generation)
            if answer is None:
                continue  # there is a newer text
            return self._taken(path, text, generation, *answer)

    async def describe(self, path: str, api_version: str, kind: str, inside: Path_) -> tuple[Field, str] | None:
        """A field of a custom kind and the file of its definition, as an open text was linted with; None without."""
        async with self._turn:
            if path not in self._texts or self._process is None or self._process.ended:
                return None
            try:
                return (await self._process.ask(path, "describe", api_version, kind, inside))[1]  # type: ignore[no-any-return]
            except Ended:
                return None

    def source(self, path: str) -> Source | None:
        """Another file of the project, for places in it."""
        held = self._texts.get(identity(path))
        try:
            data = held.text.encode("utf-8") if held is not None else Reader()(Path(path))
        except OSError:
            return None
        return decode(data, path)[0]

    def _taken(self, path: str, text: Text, generation: int, word: str, value: Any) -> Linted | None:
        if word == "configuration":
            raise ConfigError(value)
        if word == "failed":
            raise Ended(value)
        if value is None:
            return None
        _, findings, kubernetes = value
        source, _ = decode(text.text.encode("utf-8"), shown(path))
        linted = Linted(source, text.version, findings, kubernetes)
        if path in self._texts:
            self._known[path] = generation, linted
        return linted

    async def _answer(self, path: str, text: Text, generation: int) -> tuple[str, Any] | None:
        """What the process says of a text; None where it was ended since there is a newer one. Raises Ended."""
        process = self._told()
        loop = asyncio.get_running_loop()
        self._asked = path, generation, loop.time()
        asked = self._asked
        too_long = loop.call_later(LONGEST, self._abandon, asked, True)
        try:
            return await process.ask(path)
        except Ended:
            newer = self._texts.get(path)
            if newer is None or newer.version != text.version:
                return None
            self._fatal[path] = text.version
            raise
        finally:
            too_long.cancel()
            self._asked = None

    def _abandon(self, asked: tuple[str, int, float], always: bool = False) -> None:
        """End the process if it still does what was asked of it then."""
        if self._asked is asked and self._process is not None:
            self._process.end()

    def _told(self) -> _Process:
        """The process, once it knows all that has changed."""
        self.begin()
        assert self._process is not None
        untold, self._untold = self._untold, {}
        for path in untold:
            text = self._texts.get(path)
            if text is not None:
                self._process.tell("open", path, *text)
            else:
                self._process.tell("close", path)
        if self._outside:
            self._process.tell("changed_outside")
            self._outside = False
        return self._process


class _Process:
    """A process that lints, and what it was asked."""

    def __init__(self, config: str | None) -> None:
        path = [folder for folder in sys.path if folder]
        self.ended = False
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[int, asyncio.Future[tuple[str, Any]]] = {}
        self._number = 0
        command = [sys.executable, "-c", _SCRIPT.format(path=path)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self._read, daemon=True).start()
        self.tell("begin", config)

    def tell(self, name: str, *arguments: Any) -> None:
        """Give a command. One to a process that is gone is lost, as its reader will tell."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            pickle.dump((name, arguments), self._process.stdin)
            self._process.stdin.flush()

    async def ask(self, path: str, name: str = "lint", *more: Any) -> tuple[str, Any]:
        """The word and value that a text gets for a command. Raises Ended."""
        self._number += 1
        if self.ended:
            raise Ended("the process that lints has ended")
        future = self._waiting[self._number] = self._loop.create_future()
        self.tell(name, self._number, path, *more)
        word, value = await future
        return word, value

    def end(self) -> None:
        """End it, whatever it does."""
        self.ended = True
        self._process.kill()

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            while True:
                number, word, value = pickle.load(self._process.stdout)
                self._loop.call_soon_threadsafe(self._arrived, number, word, value)
        except Exception:  # it has ended, in the middle of an answer perhaps
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdout, self._process.stdin):
                with contextlib.suppress(OSError, AttributeError):
                    stream.close()  # type: ignore[union-attr]
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._gone)

    def _arrived(self, number: int, word: str, value: Any) -> None:
        future = self._waiting.pop(number, None)
        if future is not None and not future.done():
            future.set_result((word, value))

    def _gone(self) -> None:
        self.ended = True
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(Ended("the process that lints has ended"))
