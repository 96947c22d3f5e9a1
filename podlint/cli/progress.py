"""How far a long run is, on a terminal: one line on standard error, drawn over, gone at the end."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from podlint.cli.output import Output

AFTER, EVERY = 1.0, 0.1
"""Seconds before anything is shown, and between two drawings."""
_WIDTH = 24
_FOR_PEOPLE = frozenset({"full", "concise"})


class Progress:
    """Counts files, and draws the count where the run takes long."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._next = 0.0
        self._total = self._done = 0
        self._drawn = False

    def start(self, total: int) -> None:
        """A run over so many files begins."""
        self._total, self._done = total, 0
        self._next = self._clock() + AFTER

    def step(self) -> None:
        """One more file."""
        self._done += 1
        now = self._clock()
        if self._total and now >= self._next:
            self._next = now + EVERY
            self._stream.write(f"\r{self._line()}\x1b[K")
            self._stream.flush()
            self._drawn = True

    def end(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._drawn = False
        self._total = 0

    def _line(self) -> str:
        done = min(self._done, self._total)
        full = _WIDTH * done // self._total
        return f"podlint: [{'#' * full}{' ' * (_WIDTH - full)}] {done} of {self._total} files"


def wanted(options: argparse.Namespace, outputs: Iterable[Output]) -> bool:
    """Whether to show progress: to people only, and never between the lines that a program reads."""
    if options.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return False
    machine = any(output.file is None and output.format not in _FOR_PEOPLE for output in outputs)
    return not (machine and sys.stdout.isatty())
