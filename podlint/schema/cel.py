"""Validation rules of custom resources in CEL (`x-kubernetes-validations`): the only module that names cel-python.

The library is an extra (`pip install podlint[cel]`). Where it is not installed no rule is evaluated, and the summary
counts the documents concerned. A rule that it cannot evaluate, because it calls one of Kubernetes' own functions or
refers to the old object, counts as kept: podlint never reports what it did not understand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

Rule = dict[str, str]


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
    program = _program(expression)
    if program is None:
        return None
    try:
        return bool(program.evaluate({"self": celpy.json_to_cel(without_nulls(value))}))
    except (celpy.CELEvalError, ValueError, TypeError, KeyError):
        return None


@lru_cache(maxsize=1024)
def _program(expression: str) -> Any:
    celpy = _library()
    try:
        environment = celpy.Environment()
        return environment.program(environment.compile(expression))
    except (celpy.CELParseError, celpy.CELEvalError, ValueError):
        return None


def without_nulls(value: Any) -> Any:
    """A value without null fields, which the server drops before it evaluates rules."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
