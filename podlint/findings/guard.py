"""What to report where podlint or a plugin raises: a finding at the best-known place, and the run goes on.

Guards stand around each file, each object, each rule and each step of a run. They hold `Exception` (recursion too deep
and memory that is not there among them) and the `SystemExit` of a plugin, never `KeyboardInterrupt`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from podlint.findings.finding import NO_OBJECT, Finding, Severity
from podlint.findings.result import Failure
from podlint.rule import INTERNAL_ERROR
from podlint.yaml.place import Location
from podlint.yaml.source import Position, Span

if TYPE_CHECKING:
    from types import FrameType

    from podlint.findings.finding import ObjectName

RAISED = (Exception, SystemExit)
"""What is held; everything else ends the run."""
_LONGEST = 200
_OURS = frozenset({"podlint", "podlint_rules", "podlint_schemas", "pluggy"})
"""The packages that stand between podlint and what a plugin does."""


class Placed(TypeError):
    """A plugin gives what it may not; `place` is where, as FILE:LINE."""

    place: str | None = None


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


def place(error: BaseException) -> str:
    """The code of a plugin that raised, or that called what did, as ` (FILE:LINE)`; empty where none of it did."""
    if isinstance(error, Placed) and error.place is not None:
        return f" ({error.place})"
    found = _theirs(error) or (_theirs(error.__cause__) if error.__cause__ is not None else None)
    return f" ({found})" if found is not None else ""


def said(error: BaseException) -> str:
    """An exception in one line, and the place in a plugin's code that it comes from."""
    return words(error) + place(error)


def _theirs(error: BaseException) -> str | None:
    """The last line of the plugin's own: what it calls may be a library's, or podlint's."""
    found, package = None, ""
    for frame, line in _frames(error):
        root = _package(frame)
        if not package and root not in _OURS and root not in sys.stdlib_module_names:
            package = root
        if package and root == package:
            found = f"{file_of(str(frame.f_globals['__name__']), frame.f_code.co_filename)}:{line}"
    return found


def file_of(module: str, path: str) -> str:
    """The file of a module, from its outermost package on: it is the same wherever the package is installed."""
    parts = path.replace("\\", "/").split("/")
    return "/".join(parts[-(module.count(".") + 1 + (parts[-1] == "__init__.py")) :])


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _frames(error: BaseException) -> list[tuple[FrameType, int]]:
    found, step = [], error.__traceback__
    while step is not None:
        found.append((step.tb_frame, step.tb_lineno))
        step = step.tb_next
    return found


def _where(error: BaseException) -> str:
    """The line of the plugin's code that raised, else the innermost line of all."""
    theirs = place(error)
    frames = _frames(error)
    if theirs or not frames:
        return theirs
    frame, line = frames[-1]
    return f" ({frame.f_code.co_filename.replace(chr(92), '/').rpartition('/')[2]}:{line})"
