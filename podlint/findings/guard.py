"""What to report where podlint or a plugin raises: a finding at the best-known place, and the run goes on.

Guards stand around each file, each object, each rule and each step of a run. They hold `Exception` (recursion too deep
and memory that is not there among them) and the `SystemExit` of a plugin, never `KeyboardInterrupt`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from podlint.findings.finding import NO_OBJECT, Finding, Severity
from podlint.findings.result import Failure
from podlint.rule import INTERNAL_ERROR
from podlint.yaml.place import Location
from podlint.yaml.source import Position, Span

if TYPE_CHECKING:
    from podlint.findings.finding import ObjectName

RAISED = (Exception, SystemExit)
"""What is held; everything else ends the run."""
_LONGEST = 200


def failure(what: str, where: str, error: BaseException) -> Failure:
    """The failure that an exception is: `what` failed, on the file `where` if one is named."""
    import traceback

    lines = traceback.format_exception(type(error), error, error.__traceback__)
    on = f" on {where}" if where else ""
    return Failure(f"{what} failed{on}: {words(error)}{_where(error)}", "".join(lines))


def tracebacks_wanted(*, verbose: bool) -> bool:
    """Whether to show tracebacks: where `--verbose` or the environment variable PODLINT_TRACEBACK asks for them."""
    return verbose or bool(os.environ.get("PODLINT_TRACEBACK"))


def internal_error(
    what: str, error: BaseException, location: Location, document: int = 0, about: ObjectName = NO_OBJECT
) -> Finding:
    """The finding that says so at a place."""
    return Finding(
        rule=INTERNAL_ERROR,
        category="internal",
        severity=Severity.ERROR,
        message=f"{what} failed: {words(error)}{_where(error)}",
        location=location,
        document=document,
        object=about,
        help="this is not a fault of the manifest but of the program; `--verbose` shows the traceback",
    )


def top(path: str) -> Location:
    """The first place of a file, where nothing better is known."""
    return Location(path, Span(0, 0), Position(1, 1), Position(1, 1))


def words(error: BaseException) -> str:
    """An exception in one line: its type, and the beginning of its message."""
    try:
        text = " ".join(str(error).split())
    except RAISED:  # of a plugin's own class
        text = ""
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _where(error: BaseException) -> str:
    """The innermost line of code that raised."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return ""
    name = frame.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
    return f" ({name}:{frame.tb_lineno})"
