"""Rules and a value to those that the value breaks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from podlint.schema.cel import bounds, runtime, values
from podlint.schema.cel.tokens import names, tokens
from podlint.tuples import NamedTuple

_Node = dict[str, Any]

MOST_WORK = 1_000_000_000
"""The highest cost of all rules of a document together: about a second."""
_LONGEST_MESSAGE = 5 * 1024
_SCALARS = frozenset(("size", "string", "int", "double", "uint"))


class Broken(NamedTuple):
    """A rule that a value breaks, and the message that the server would give; empty where it has none."""

    rule: dict[str, Any]
    message: str


class Verdict(NamedTuple):
    """The broken rules, how many could not be evaluated, and what all of a document's have cost up to now."""

    broken: list[Broken]
    unevaluated: int
    work: int


def judge(node: _Node, rules: list[dict[str, Any]], value: Any, work: int) -> Verdict:
    """Evaluate the rules of a node for a value, where those before them have cost `work`."""
    try:
        plain = values.seen(value, node)
    except (values.Unclear, RecursionError):
        return Verdict([], len(rules), work)
    activation, size = runtime.bound(plain), bounds.size(plain)
    found: list[Broken] = []
    unevaluated = 0
    for rule in rules:
        expression = _expression(rule, str(rule["rule"]))
        cost = bounds.work(expression, size)
        if cost is None or work + cost > MOST_WORK:
            unevaluated += 1
            continue
        work += cost
        try:
            kept = runtime.result(expression, activation)
            if kept is False and _surely(expression, value, node):
                found.append(Broken(rule, _message(rule, size, activation)))
            unevaluated += not isinstance(kept, bool)
        except runtime.Failed:
            unevaluated += 1
    return Verdict(found, unevaluated, work)


def _expression(rule: dict[str, Any], text: str) -> str:
    """An expression as it is evaluated for an object that is made: there is no old one."""
    if rule.get("optionalOldSelf") is True and "oldSelf" in names(text):
        return f"cel.bind(oldSelf, optional.none(), {text}\n)"
    return text


def _surely(expression: str, value: Any, node: _Node) -> bool:
    """Whether a rule that the library calls broken is so to the server too.

    The server compares lists that are sets whatever their order, and adds to them only what is not there yet; and it
    has other words for numbers and lists in `format`. Raises `Failed` where that may matter.
    """
    found = tokens(expression)
    if any(one.text == "." and other.text == "format" for one, other in pairwise(found)):
        raise runtime.Failed("format")
    marks = {token.text for token in found if token.kind == "mark"}
    if marks.isdisjoint(("==", "!=", "+")) or not values.unordered(node):
        return True
    if "+" in marks and _adds_lists(expression):
        raise runtime.Failed("lists that are sets are added")
    return runtime.result(expression, runtime.bound(values.seen(value, node, ordered=False))) is False


def _adds_lists(expression: str) -> bool:
    """Whether a `+` may stand between two lists: no literal beside it, nor a function that gives a scalar."""
    found = tokens(expression)
    for at, token in enumerate(found):
        if token.kind == "mark" and token.text == "+":
            beside = found[max(at - 1, 0) : at] + found[at + 1 : at + 2]
            plain = any(one.kind in ("string", "number") or one.text in _SCALARS for one in beside)
            sized = [one.text for one in found[max(at - 3, 0) : at]] == ["size", "(", ")"]
            if not plain and not sized:
                return True
    return False


def _message(rule: dict[str, Any], size: bounds.Size, activation: Any) -> str:
    """What the server says of a broken rule; empty where the rule does not say it."""
    expression = rule.get("messageExpression")
    if isinstance(expression, str) and expression.strip():
        expression = _expression(rule, expression)
        try:
            if bounds.work(expression, size) is not None:
                told = runtime.result(expression, activation)
                if isinstance(told, str) and told.strip() and "\n" not in told and len(told) <= _LONGEST_MESSAGE:
                    return told.strip()
        except runtime.Failed:
            pass
    return str(rule.get("message") or "").strip()
