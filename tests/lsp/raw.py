"""A client of the language server that may say anything: it writes bytes, and reads what comes back."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60.0
"""How long an answer may take where nothing is said about time: machines are slow at times."""


class Raw:
    """A server process with the streams of a client."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "podlint", "server"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, **options)
        self.said: list[dict[str, Any]] = []
        self._new: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            if line.lower().startswith(b"content-length:"):
                stream.readline()
                self._new.put(json.loads(stream.read(int(line.split(b":")[1]))))
        self._new.put(None)

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any) -> str:
        """Send a request; gives its id."""
        self._number += 1
        known = f"own-{self._number}"
        self.send({"jsonrpc": "2.0", "id": known, "method": method, "params": params})
        return known

    def answer(self, known: Any, seconds: float = SECONDS) -> dict[str, Any]:
        """The answer to a request."""
        return self.wait(
            lambda message: "id" in message and "method" not in message and message["id"] == known, seconds
        )

    def request(self, method: str, params: Any, seconds: float = SECONDS) -> Any:
        answer = self.answer(self.ask(method, params), seconds)
        assert "error" not in answer, answer
        return answer["result"]

    def wait(self, wanted: Any, seconds: float = SECONDS) -> dict[str, Any]:
        """The first message, of those that nobody has taken yet, that is wanted."""
        until = time.monotonic() + seconds
        for message in self.said:
            if wanted(message):
                self.said.remove(message)
                return message
        while True:
            try:
                message = self._new.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"it does not come; said: {self.said}") from None
            assert message is not None, f"the server has ended; said: {self.said}"
            if wanted(message):
                return message
            self.said.append(message)

    def initialize(self, **more: Any) -> dict[str, Any]:
        params = {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": {}, **more}
        result = self.request("initialize", params)
        self.notify("initialized", {})
        assert isinstance(result, dict)
        return result

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "yaml") -> None:
        document = {"uri": self.uri(name), "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, name: str, version: int, *changes: Any) -> None:
        document = {"uri": self.uri(name), "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def close(self, name: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def diagnostics(self, name: str, version: int = 1, seconds: float = SECONDS) -> list[dict[str, Any]]:
        """What is shown for a version of a text, once it is."""

        def wanted(message: dict[str, Any]) -> bool:
            params = message.get("params")
            return (
                message.get("method") == "textDocument/publishDiagnostics"
                and params["uri"] == self.uri(name)
                and params.get("version", 0) >= version
            )

        found = self.wait(wanted, seconds)["params"]["diagnostics"]
        assert isinstance(found, list)
        return found

    def is_alive(self) -> bool:
        """Whether it answers."""
        unknown = self.answer(self.ask("podlint/unknown", {}))
        return bool(unknown["error"]["code"] == -32601)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


def at(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def part(start: tuple[int, int], end: tuple[int, int], text: str) -> dict[str, Any]:
    """A change of a part of a text."""
    return {"range": {"start": at(*start), "end": at(*end)}, "text": text}
