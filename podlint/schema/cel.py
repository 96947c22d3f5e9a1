"""Validation rules of custom resources in CEL (`x-kubernetes-validations`): the only module that names cel-python.

The library is an extra (`pip install podlint[cel]`). Where it is not installed no rule is evaluated, and the summary
counts the documents concerned. A rule that it cannot evaluate, because it calls one of Kubernetes' own functions or
refers to the old object, or that costs too much, counts as kept: podlint never reports what it did not understand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

Rule = dict[str, str]

_LONGEST = 5_000
_LOOP = re.compile(r"\.(?:all|exists|exists_one|filter|map)\s*\(")
_MOST_LOOPS = 8
_MOST_ROUNDS = 2_000
"""More of this takes seconds; the server too has a limit to what an expression may cost."""


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether the library is installed."""
    from importlib.util import find_spec

    return find_spec("celpy") is not None


def _library() -> Any:
    from importlib import import_module

    return import_module("celpy")


def broken(rules: list[Rule], value: Any) -> list[Rule]:
    """The rules that a value surely breaks."""
    if not available():
        return []
    return [rule for rule in rules if _holds(rule["rule"], value) is False]


def _holds(expression: str, value: Any) -> bool | None:
    """Whether a value keeps a rule; None where the library cannot tell."""
    celpy = _library()
    if len(expression) > _LONGEST or _rounds(expression, value) > _MOST_ROUNDS:
        return None
    program = _program(expression)
    if program is None:
        return None
    try:
        return bool(program.evaluate({"self": celpy.json_to_cel(without_nulls(value))}))
    except Exception:  # the library meets expressions and values that nobody has checked
        return None


def _rounds(expression: str, value: Any) -> int:
    """How often the innermost step of an expression is evaluated at most, were all its loops within each other."""
    loops = len(_LOOP.findall(expression))
    return int(_largest(value) ** loops) if loops < _MOST_LOOPS else _MOST_ROUNDS + 1


def _largest(value: Any) -> int:
    """The number of entries in the largest list or mapping."""
    if not isinstance(value, dict | list):
        return 1
    below = value.values() if isinstance(value, dict) else value
    return max((1, len(value), *map(_largest, below)))


@lru_cache(maxsize=1024)
def _program(expression: str) -> Any:
    celpy = _library()
    try:
        environment = celpy.Environment()
        return environment.program(environment.compile(expression))
    except Exception:  # what is no expression, and what is one too deep for the library's parser
        return None


def without_nulls(value: Any) -> Any:
    """A value without null fields, which the server drops before it evaluates rules."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
