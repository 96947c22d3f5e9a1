"""Validation rules of custom resources in CEL (`x-kubernetes-validations`), evaluated by cel-expr-python.

The library is an extra (`cel`), and `runtime` is the only module that names it. Without it no rule
is evaluated. A rule that it cannot evaluate, because it is no CEL, calls what is unknown here or may cost too much,
counts as kept and the document it is for as not evaluated: podlint never reports what it did not understand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from podlint.schema.cel.judge import Broken, Skipped

RULES = "x-podlint-cel"
"""The keyword of a schema's node that holds its rules."""

_Node = dict[str, Any]


class _State:
    """What has happened since `begin`, and the value judged last: a broken one is asked about three times."""

    work = 0
    skipped: ClassVar[dict[Skipped, None]] = {}
    last: tuple[Any, Any, list[Broken]] = (None, None, [])


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether the library is installed."""
    from importlib.util import find_spec

    return find_spec("cel_expr_python") is not None


def begin() -> None:
    """Begin with another document: count from here, with a fresh budget."""
    _State.work, _State.skipped = 0, {}
    _State.last = (None, None, [])


def skipped() -> list[Skipped]:
    """The rules that could not be evaluated since `begin`, each once for each reason."""
    return [*_State.skipped]


def broken(node: _Node, value: Any) -> list[Broken]:
    """The rules of a schema's node that a value surely breaks."""
    about, by, found = _State.last
    if about is value and by is node[RULES]:
        return found
    found = _judged(node, value)
    _State.last = (value, node[RULES], found)
    return found


def _judged(node: _Node, value: Any) -> list[Broken]:
    rules = node[RULES]
    from podlint.schema.cel import judge

    if not available():
        why = "it needs podlint[cel], which is not installed"
        _State.skipped.update(dict.fromkeys(judge.Skipped(str(rule["rule"]), why) for rule in rules))
        return []
    verdict = judge.judge(node, rules, value, _State.work)
    _State.work = verdict.work
    _State.skipped.update(dict.fromkeys(verdict.skipped))
    return verdict.broken
