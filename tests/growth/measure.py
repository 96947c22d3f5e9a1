"""How the time of a run grows with its input: in seconds of the processor, not of the clock."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FLOOR = 0.4
"""Seconds below which nothing is compared."""
MOST = 20.0
"""Seconds after which a run is ended."""


class TooLong(BaseException):
    """A run took more than `MOST` seconds."""


@contextlib.contextmanager
def limited(most: float) -> Iterator[None]:
    """End what runs inside after so many seconds of the processor."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(
    folder: Path,
    file: str,
    text: str,
    options: tuple[str, ...] = (),
    most: float = MOST,
    *,
    isolated: bool = True,
    any_end: bool = False,
) -> float:
    """How long it takes to lint one file in a folder of its own; `most` where it is not done by then.

    `any_end` says that the options may be wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text)
    alone = ["--isolated"] if isolated else []
    before = Path.cwd()
    os.chdir(folder)
    start = time.process_time()
    try:
        with (
            limited(most),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()) as said,
        ):
            status = main(["check", *alone, "--no-plugins", "--no-cache", *options, file])
    except TooLong:
        return most
    except SystemExit as error:  # what argparse refuses
        status = int(error.code or 0)
    finally:
        os.chdir(before)
    took = time.process_time() - start
    assert status in (0, 1) or any_end, said.getvalue()
    return took


def growth(run: Callable[[int], float], size: int, floor: float = FLOOR) -> tuple[float, float] | None:
    """The seconds for twice and for four times the size where these are more than three times those; None if not."""
    half = run(size * 2)
    whole = run(size * 4)
    for _ in range(3):
        if whole < floor or whole <= 3 * half:
            return None
        half, whole = max(half, run(size * 2)), min(whole, run(size * 4))
    return None if whole <= 3 * half else (half, whole)
