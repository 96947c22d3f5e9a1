"""What plugins do is held: what they print stays off the report, what they raise and give is no more than a failure.

Rules of podlint's own need none of this: only those of plugins are wrapped.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from functools import wraps
from typing import TYPE_CHECKING, Any

from podlint.findings import guard
from podlint.findings.finding import Hit, Severity
from podlint.findings.fix import Change, Fix, Insert, Move, Safety
from podlint.yaml.place import Origin, Part, Place, Related
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.rule import Check, Rule


class Nonsense(guard.Placed):
    """A rule gives what is no hit."""


class Raised(RuntimeError):
    """A plugin raises what is no Exception."""


def aside(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a function gives; what it prints goes to standard error, where it is in no report's way.

    Raises what the function raises; Raised for what is neither an Exception nor an interruption by the user.
    """
    try:
        with redirect_stdout(sys.stderr):
            return function(*arguments, **options)
    except (Exception, SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise Raised(f"{type(error).__name__}: {error}") from error


def held(rule: Rule) -> Rule:
    """A rule of a plugin whose functions are held."""
    across = None if rule.across is None else _held(rule.across)
    return rule._replace(check=_held(rule.check), across=across)


def _held(function: Check) -> Check:
    @wraps(function)
    def check(*arguments: Any) -> Iterator[Hit]:
        found = aside(function, *arguments)
        if found is None:
            return
        hits = iter(found)
        end = object()
        while (hit := aside(next, hits, end)) is not end:
            try:
                good = checked(hit)
            except Nonsense as error:
                error.place = _line(function, hits)
                raise
            yield good

    return check


def _line(function: Callable[..., Any], hits: Iterator[Hit]) -> str | None:
    """Where a rule gives its hit: the line of the yield it waits at, else where its function begins."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    frame = getattr(hits, "gi_frame", None)
    return f"{guard.file_of(function.__module__, code.co_filename)}:{frame.f_lineno if frame else code.co_firstlineno}"


def checked(hit: Any) -> Hit:
    """A hit as a rule gives it. Raises Nonsense where it is none, or has a part of a wrong type."""
    _must(isinstance(hit, Hit), "a rule gives hits, not", hit)
    _place(hit.place)
    _must(isinstance(hit.message, str), "the message of a hit must be a text, not", hit.message)
    _must(hit.help is None or isinstance(hit.help, str), "the help of a hit must be a text, not", hit.help)
    severity = hit.severity is None or isinstance(hit.severity, Severity)
    _must(severity, "the severity of a hit must be a Severity, not", hit.severity)
    _must(isinstance(hit.related, tuple), "the related places of a hit must be a tuple, not", hit.related)
    for other in hit.related:
        _must(isinstance(other, Related) and isinstance(other.message, str), "a related place must be one, not", other)
        _must(other.origin is None or isinstance(other.origin, Origin), "an origin must be one, not", other.origin)
        _place(other.place)
    if hit.fix is not None:
        _fix(hit.fix)
    found: Hit = hit
    return found


def _place(place: Any) -> None:
    _must(
        isinstance(place, Place) and isinstance(place.path, tuple),
        "a place must be a Place, as `place` of a view gives it, not",
        place,
    )
    for step in place.path:
        _must(isinstance(step, str) or _is_index(step), "a step of a path must be a key or an index, not", step)
    _must(isinstance(place.part, Part), "the part of a place must be a Part, not", place.part)
    within = place.within
    if within is not None:
        pair = isinstance(within, tuple) and len(within) == 2 and all(map(_is_index, within))
        _must(pair and within[0] <= within[1], "a place within a text has a beginning and an end, not", within)


def _is_index(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_BYTES


def _fix(fix: Any) -> None:
    whole = isinstance(fix, Fix) and isinstance(fix.title, str) and isinstance(fix.safety, Safety)
    _must(whole and isinstance(fix.changes, tuple), "the fix of a hit must be a Fix, not", fix)
    for change in fix.changes:
        _must(isinstance(change, Change | Insert | Move), "a fix makes changes, inserts or moves, not", change)
        _place(change.place)
        if isinstance(change, Move):
            _place(change.before)
        else:
            _must(isinstance(change.value, str | int), "a fix gives a text, a number or a flag, not", change.value)
        if isinstance(change, Insert):
            _must(isinstance(change.key, str), "a fix inserts a key, not", change.key)


def _must(holds: bool, words: str, value: Any) -> None:
    if not holds:
        raise Nonsense(f"{words} {shown(value)}")


def shown(value: Any) -> str:
    """A value in few words, whatever its own `repr` does."""
    try:
        text = repr(value)
    except (Exception, SystemExit):
        text = f"something of type {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:59]}…"
