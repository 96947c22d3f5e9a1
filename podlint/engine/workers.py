"""Large runs on all processors: the same process several times over, each taking the next piece that nobody has.

A worker is a fork of the process as it stands: it has the rules, the schemas and the settings already, and gives back
results. Where there is no fork (Windows), or where libraries of the system do not bear one (macOS), one process does it
all. So does it where the work is too little for a fork to pay.
"""

from __future__ import annotations

import os
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from podlint.files import witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

_Done = TypeVar("_Done")

LEAST = 3_000_000
"""Bytes to read from which workers pay."""
_PIECE = 400_000
"""Bytes of a piece of work, unless one file has more."""
_TICKET = 4
_MOST_PIECES = 8_000
"""So many tickets fit into a pipe."""


def processes(wanted: int, paths: Iterable[Path | None]) -> tuple[int, list[int]]:
    """How many processes to use for some files, and the sizes of these, which one process does not ask for.

    `wanted` is what the user asks for, 0 for as many as pay.
    """
    if wanted == 1 or not hasattr(os, "fork") or sys.platform == "darwin":
        return 1, []
    sizes = [_size(path) for path in paths]
    if wanted:
        return wanted, sizes
    pays = sum(sizes) >= LEAST and hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if pays else 1, sizes


def _size(path: Path | None) -> int:
    """The bytes of a file, as far as can be told."""
    try:
        return os.stat(path).st_size if path is not None else 0  # noqa: PTH116
    except (OSError, ValueError):
        return 0


def pieces(sizes: Sequence[int]) -> list[list[int]]:
    """The numbers of files of these sizes in pieces of work, the largest files first."""
    made: list[list[int]] = []
    least = max(_PIECE, sum(sizes) // _MOST_PIECES)
    room = 0
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        if room <= 0:
            made.append([])
            room = least
        made[-1].append(number)
        room -= sizes[number] + 1_000  # what a file costs besides its bytes
    return made


def shared(count: int, do: Callable[[int], _Done], number: int, own: Iterable[int] = ()) -> dict[int, _Done]:
    """What `do` gives for each of `count` pieces of work, done by a number of processes, this one among them.

    `own` are done here. What a worker fails at, or does not live to give back, is done here too. What workers look at
    on the disk is told to the witness who watches.
    """
    mine = list(own)
    tickets = _tickets(set(range(count)).difference(mine))
    done: dict[int, _Done] = {}
    children = [_fork(tickets, do) for _ in range(number - 1)]
    try:
        for piece in mine:
            done[piece] = do(piece)
        while (ticket := _next(tickets)) is not None:
            done[ticket] = do(ticket)
        for _, pipe in children:
            done.update(_given(pipe))
    finally:
        _end(children)
        os.close(tickets)
    for piece in range(count):
        if piece not in done:
            done[piece] = do(piece)
    return done


def _tickets(numbers: Iterable[int]) -> int:
    """A pipe that each process takes the number of its next piece from: reads of one are never mixed."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_TICKET, "little") for number in sorted(numbers)))
    os.close(writing)
    return reading


def _next(tickets: int) -> int | None:
    ticket = os.read(tickets, _TICKET)
    return int.from_bytes(ticket, "little") if ticket else None


def _fork(tickets: int, do: Callable[[int], Any]) -> tuple[int, int]:
    """A worker: its process, and the pipe on which it gives all that it did, at its end."""
    import pickle

    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:  # never back into the caller, whatever comes up
        os.close(reading)
        seen = witness.Witness() if witness.watching() is not None else None
        witness.watch(seen)
        done = {}
        while (piece := _next(tickets)) is not None:
            done[piece] = do(piece)
        with os.fdopen(writing, "wb") as stream:
            pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
            pickler.dispatch_table = {MappingProxyType: _unchangeable}
            pickler.dump((done, seen))
    finally:
        os._exit(0)


def _unchangeable(mapping: Mapping[Any, Any]) -> tuple[Any, ...]:
    """How a mapping that nobody can change is given: results have some that say nothing."""
    return _view, (dict(mapping),)


def _view(mapping: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(mapping)


def _given(pipe: int) -> dict[int, Any]:
    """What a worker gives; nothing of one that has ended before its time."""
    import pickle

    with os.fdopen(os.dup(pipe), "rb") as stream:
        try:
            done, seen = pickle.load(stream)
        except (EOFError, pickle.UnpicklingError):
            return {}
    watching = witness.watching()
    if watching is not None and seen is not None:
        watching.take(seen)
    return done  # type: ignore[no-any-return]


def _end(children: Iterable[tuple[int, int]]) -> None:
    """See the end of all workers: those that are not done yet are not needed any more."""
    import signal

    for process, pipe in children:
        os.close(pipe)
        if os.waitpid(process, os.WNOHANG)[0] == 0:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
