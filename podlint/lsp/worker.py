"""The process that lints for the server, so that nothing that a text does to it touches the server itself.

It reads commands from its standard input, and answers those that ask for findings on its standard output.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
import traceback
from typing import Any, BinaryIO

Command = tuple[str, tuple[Any, ...]]


def main() -> None:
    """Work until standard input ends; then at once, in the middle of whatever there is to do."""
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a plugin prints is no answer
    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(incoming, commands), daemon=True).start()
    name, arguments = commands.get()
    assert name == "begin"
    from podlint.lsp.session import Session

    session = Session(*arguments)
    while True:
        name, arguments = commands.get()
        if name == "lint":
            pickle.dump(_lint(session, *arguments), outgoing)
            outgoing.flush()
        elif name == "describe":
            number, *asked = arguments
            pickle.dump((number, "described", session.describe(*asked)), outgoing)
            outgoing.flush()
        else:
            getattr(session, name)(*arguments)


def _read(incoming: BinaryIO, commands: queue.SimpleQueue[Command]) -> None:
    try:
        while True:
            commands.put(pickle.load(incoming))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)


def _lint(session: Any, number: int, path: str) -> tuple[Any, ...]:
    from podlint.errors import ConfigError

    try:
        linted = session.lint(path)
    except ConfigError as error:
        return number, "configuration", str(error)
    except (Exception, SystemExit):
        return number, "failed", traceback.format_exc()
    return number, "linted", (linted.version, linted.findings, linted.kubernetes) if linted is not None else None
