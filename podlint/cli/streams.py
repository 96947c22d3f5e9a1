"""The streams of the process: closed, full or broken ones end in a message and a status, as everything else does.

Only the console script touches them; who calls `main` keeps the ones there are.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from podlint.errors import StreamError

if TYPE_CHECKING:
    from typing import TextIO


class _Checked:
    """Standard output: what cannot be written to it is a StreamError. A reader that has gone stays BrokenPipeError."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        if self._stream is None:
            raise self._unwritten("it is closed")
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            raise self._unwritten(getattr(error, "strerror", None) or str(error)) from error

    def flush(self) -> None:
        if self._stream is None or self._failed:
            return
        try:
            self._stream.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            raise self._unwritten(getattr(error, "strerror", None) or str(error)) from error

    def _unwritten(self, why: str) -> StreamError:
        self._failed = True
        return StreamError(f"standard output: cannot be written: {why}")


class _Quiet:
    """Standard error: what cannot be written to it is lost, and changes nothing else."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.flush()


def take() -> None:
    """Put streams in the places of the process's own that end as they promise."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Nothing that is opened later may get the number of a stream that somebody closed.
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)
    sys.stdout = _Checked(sys.stdout)
    sys.stderr = _Quiet(sys.stderr)


def end() -> None:
    """Write what is left. Raises StreamError and BrokenPipeError."""
    sys.stderr.flush()
    sys.stdout.flush()


def drop() -> None:
    """Let nothing that could not be written be tried again when the process ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        with suppress(OSError, ValueError):
            if stream is not None:
                os.dup2(null, stream.fileno())
