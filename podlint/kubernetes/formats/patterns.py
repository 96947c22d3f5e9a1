"""Regular expressions as machines that are in all their states at once: what stands in where RE2 is not installed.

Time grows with the length of the text only, but for each letter it takes a thousand times as long as RE2 does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

# What is read in another way than Go reads it: POSIX classes, quotes, Unicode classes, flags.
_UNSURE = re.compile(r"\[\[|\[\^?\[|\[:|&&|\|\||~~|--|\\[QECpPxXzZ]|\(\?(?!:|P<)|\\[0-9]|\{,|[*+?}]\+")
_MOST_STATES = 20_000
_FEW_STATES = 500
_MOST_STEPS = 300_000
_LONGEST = 2_000

_PIECE = re.compile(
    r"""
    (?P<open>\((?:\?(?::|P<\w+>))?)
  | (?P<close>\))
  | (?P<bar>\|)
  | (?P<repeat>(?P<sign>[*+?])\??|\{(?P<least>\d{1,4})(?P<comma>,(?P<most>\d{1,4})?)?\}\??)
  | (?P<at>\^|\$|\\[AbB])
  | (?P<one>\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[^*+?()|\\\[])
    """,
    re.VERBOSE | re.DOTALL,
)


class TooHard(Exception):
    """A pattern that this module does not read, or that needs too many states."""


class _Piece(NamedTuple):
    """A node of a pattern: `one` letter, an assertion `at`, a `cat` of nodes, an `alt` of them, or a `rep` of one."""

    kind: str
    text: str = ""
    parts: tuple[_Piece, ...] = ()
    least: int = 0
    most: int | None = None


class _State(NamedTuple):
    """A state of the machine: the test of a letter or the assertion on the way out, and the states behind it."""

    letter: Callable[[str], object] | None
    at: str
    then: tuple[int, ...]


def runs(pattern: str, text: str) -> bool | None:
    """Whether a pattern matches anywhere in a text; None where that cannot be told in a short time."""
    if len(pattern) > _LONGEST or _UNSURE.search(pattern):
        return None
    try:
        machine = _machine(pattern)
        return _runs(machine, text) if len(machine) * (len(text) + 1) <= _MOST_STEPS else None
    except (re.error, OverflowError, RecursionError, TooHard):
        return None


def is_told(pattern: str) -> bool:
    """Whether it can be told of any text of usual length that it does not match."""
    try:
        return len(pattern) <= _LONGEST and not _UNSURE.search(pattern) and len(_machine(pattern)) <= _FEW_STATES
    except (re.error, OverflowError, RecursionError, TooHard):
        return False


@lru_cache(maxsize=256)
def _machine(pattern: str) -> tuple[_State, ...]:
    """The states of a pattern; the last one is the match. Raises TooHard."""
    states: list[_State] = []
    _build(_read(pattern), states)
    return (*states, _State(None, "", ()))


def _read(pattern: str) -> _Piece:
    """The tree of a pattern. Raises TooHard."""
    groups: list[list[list[_Piece]]] = [[[]]]
    end = 0
    while (piece := _PIECE.match(pattern, end)) is not None:
        end = piece.end()
        branch = groups[-1][-1]
        if piece["open"]:
            groups.append([[]])
        elif piece["close"]:
            if len(groups) == 1:
                raise TooHard
            closed = _alternatives(groups.pop())
            groups[-1][-1].append(closed)
        elif piece["bar"]:
            groups[-1].append([])
        elif piece["repeat"]:
            if not branch:
                raise TooHard
            branch.append(_repeated(branch.pop(), piece))
        else:
            branch.append(_Piece("at" if piece["at"] else "one", piece[0]))
    if end != len(pattern) or len(groups) != 1:
        raise TooHard
    return _alternatives(groups[0])


def _alternatives(branches: list[list[_Piece]]) -> _Piece:
    parts = tuple(_Piece("cat", parts=tuple(branch)) for branch in branches)
    return parts[0] if len(parts) == 1 else _Piece("alt", parts=parts)


def _repeated(part: _Piece, piece: re.Match[str]) -> _Piece:
    if piece["sign"]:
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[piece["sign"]]
    else:
        least = int(piece["least"])
        most = least if not piece["comma"] else int(piece["most"]) if piece["most"] else None
    return _Piece("rep", parts=(part,), least=least, most=most)


def _build(piece: _Piece, states: list[_State]) -> None:
    """Append the states of a piece; whoever comes through it ends at the state after the last one."""
    if len(states) > _MOST_STATES:
        raise TooHard
    if piece.kind == "one":
        letter = re.compile(piece.text, re.ASCII).fullmatch
        states.append(_State(letter, "", (len(states) + 1,)))
    elif piece.kind == "at":
        states.append(_State(None, piece.text, (len(states) + 1,)))
    elif piece.kind == "cat":
        for part in piece.parts:
            _build(part, states)
    elif piece.kind == "alt":
        _build_alternatives(piece.parts, states)
    else:
        for _ in range(piece.least):
            _build(piece.parts[0], states)
        _build_optional(piece.parts[0], None if piece.most is None else piece.most - piece.least, states)


def _build_alternatives(parts: tuple[_Piece, ...], states: list[_State]) -> None:
    fork = len(states)
    states.append(_State(None, "", ()))
    starts, ends = [], []
    for part in parts:
        starts.append(len(states))
        _build(part, states)
        ends.append(len(states))
        states.append(_State(None, "", ()))
    states[fork] = _State(None, "", tuple(starts))
    for end in ends:
        states[end] = _State(None, "", (len(states),))


def _build_optional(part: _Piece, most: int | None, states: list[_State]) -> None:
    """A part any number of times (`most` None), or at most so often."""
    if most is None:
        fork = len(states)
        states.append(_State(None, "", ()))
        _build(part, states)
        states.append(_State(None, "", (fork,)))
        states[fork] = _State(None, "", (fork + 1, len(states)))
        return
    forks = []
    for _ in range(most):
        forks.append(len(states))
        states.append(_State(None, "", ()))
        _build(part, states)
    for fork in forks:
        states[fork] = _State(None, "", (fork + 1, len(states)))


def _runs(machine: tuple[_State, ...], text: str) -> bool:
    """Whether the machine finds a match that begins and ends anywhere in the text."""
    last = len(machine) - 1
    current: set[int] = set()
    for position in range(len(text) + 1):
        reached = _reached(machine, (*current, 0), text, position)
        if last in reached:
            return True
        if position == len(text):
            return False
        letter = text[position]
        current = set()
        for number in reached:
            test = machine[number].letter
            if test is not None and test(letter):
                current.update(machine[number].then)
    return False


def _reached(machine: tuple[_State, ...], start: tuple[int, ...], text: str, position: int) -> set[int]:
    """The states that are reached without reading a letter."""
    reached: set[int] = set()
    waiting = list(start)
    while waiting:
        number = waiting.pop()
        if number in reached:
            continue
        reached.add(number)
        state = machine[number]
        if state.letter is None and (not state.at or _holds(state.at, text, position)):
            waiting.extend(state.then)
    return reached


def _holds(at: str, text: str, position: int) -> bool:
    if at in ("^", r"\A"):
        return position == 0
    if at == "$":
        return position == len(text)
    before = position > 0 and _is_word(text[position - 1])
    after = position < len(text) and _is_word(text[position])
    return (before != after) is (at == r"\b")


def _is_word(letter: str) -> bool:
    return letter == "_" or (letter.isascii() and letter.isalnum())
