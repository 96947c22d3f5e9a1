"""`required-version`: which versions of podlint a configuration is for, as Python packages say it: `>=1.2,<2`."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from podlint import __version__
from podlint.words import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER = r"v?[0-9]{1,9}(?:\.[0-9]{1,9}){0,5}(?:(?:a|b|rc)[0-9]{1,9})?(?:\.post[0-9]{1,9})?(?:\.dev[0-9]{1,9})?"
_CLAUSE = rf"\s*(?:>=|<=|==|!=|~=|>|<)?\s*{_NUMBER}(?:\.\*)?\s*"
PATTERN = rf"^{_CLAUSE}(?:,{_CLAUSE})*$"
"""What specifiers look like, for the schema of configurations."""
_Key = tuple[tuple[int, ...], tuple[int, ...]]
_PARTS = re.compile(rf"\s*(>=|<=|==|!=|~=|>|<|)\s*({_NUMBER})(\.\*)?\s*")
_COMPARE: dict[str, Callable[[_Key, _Key], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
_STAGES = {"dev": -4, "a": -3, "b": -2, "rc": -1, "post": 1}


def unmet(specifier: str, version: str = __version__) -> str | None:
    """What is wrong with a specifier, or that a version of podlint does not fit it; None where it does.

    A version alone is one that has to be there exactly.
    """
    clauses = [_PARTS.fullmatch(clause) for clause in specifier.split(",")]
    for parts in clauses:
        if parts is None or (parts[3] and parts[1] not in ("==", "!=", "")):
            return f'{quoted(specifier)} is no specifier of versions such as ">=1.2,<2"'
        if parts[1] == "~=" and "." not in parts[2]:
            return f"{quoted(specifier)}: ~= needs a version of two numbers or more, such as ~=1.2"
    if all(p is None or _fits(p[1] or "==", p[2].removeprefix("v"), bool(p[3]), version) for p in clauses):
        return None
    return f"this configuration is for podlint {specifier.strip()}, and this is podlint {version}"


def _fits(sign: str, wanted: str, begins: bool, version: str) -> bool:
    if begins:
        return _begins(version, wanted) is (sign == "==")
    if sign == "~=":  # at least this one, and the same but for the last number
        release = _NUMBERS.match(wanted)
        family = release[0].rpartition(".")[0] if release is not None else ""
        return _key(version) >= _key(wanted) and _begins(version, family)
    if sign == "<" and _key(version)[0] == _key(wanted)[0] and _key(wanted)[1] == _FINAL:
        return False  # 2.0rc1 is none of those that `<2` means
    return _COMPARE[sign](_key(version), _key(wanted))


_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_FINAL = (0, 0)


def _release(version: str) -> tuple[int, ...]:
    found = _NUMBERS.match(version)
    return tuple(map(int, found[0].split("."))) if found is not None else ()


def _begins(version: str, family: str) -> bool:
    """Whether the numbers of a version begin with those of another one; numbers that are not there are zeros."""
    asked = _release(family)
    own = (*_release(version), *(0 for _ in asked))
    return own[: len(asked)] == asked


def _key(version: str) -> _Key:
    """What versions are ordered by: their numbers without zeros at the end, and what stands behind them."""
    numbers = list(_release(version))
    while numbers and numbers[-1] == 0:
        numbers.pop()
    behind = re.findall(r"(a|b|rc|post|dev)([0-9]+)", version)
    stages = [part for word, number in behind for part in (_STAGES[word], int(number))]
    return tuple(numbers), tuple(stages) or _FINAL
