"""Rules and a value to those that the value breaks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from podlint.schema.cel import bounds, runtime, values
from podlint.schema.cel.tokens import names, tokens
from podlint.tuples import NamedTuple

_Node = dict[str, Any]

MOST_WORK = 1_000_000_000
"""The highest cost of all rules of a document together: about a second."""
_LONGEST_MESSAGE = 5 * 1024
_SHORT = 120
_FAILURES = (
    r"divide by zero|modulus by zero|cannot convert string to (?:int|uint|double)|optional\.none\(\) dereference"
    r"|no (?:quantity|integer|address|block|URL|version)\Z"
)
"""What the library says of values that the server has no result for either."""
_SCALARS = frozenset(("size", "string", "int", "double", "uint"))


class Broken(NamedTuple):
    """A rule that a value breaks, and the message that the server would give; empty where it has none."""

    rule: dict[str, Any]
    message: str


class Skipped(NamedTuple):
    """A rule that could not be evaluated, and why."""

    rule: str
    why: str


class Verdict(NamedTuple):
    """The broken rules, those that could not be evaluated, and what all of a document's have cost up to now."""

    broken: list[Broken]
    skipped: list[Skipped]
    work: int


def judge(node: _Node, rules: list[dict[str, Any]], value: Any, work: int) -> Verdict:
    """Evaluate the rules of a node for a value, where those before them have cost `work`."""
    try:
        plain = values.seen(value, node)
    except (values.Unclear, RecursionError):
        why = "a value that it is about is a placeholder, or not of its type"
        return Verdict([], [Skipped(str(rule["rule"]), why) for rule in rules], work)
    activation, size = runtime.bound(plain), bounds.size(plain)
    found: list[Broken] = []
    skipped: list[Skipped] = []
    for rule in rules:
        expression = as_evaluated(rule, str(rule["rule"]))
        cost = bounds.work(expression, size)
        if cost is None or work + cost > MOST_WORK:
            skipped.append(Skipped(str(rule["rule"]), "it may take too long"))
            continue
        work += cost
        try:
            kept = runtime.result(expression, activation)
            if kept is False and _surely(expression, value, node):
                found.append(Broken(rule, _message(rule, size, activation)))
            if not isinstance(kept, bool):
                skipped.append(Skipped(str(rule["rule"]), "it gives neither true nor false"))
        except runtime.Failed as failure:
            ended = _ends_in_an_error(str(failure), node)
            if ended is None:
                skipped.append(Skipped(str(rule["rule"]), _in_short(str(failure))))
            else:
                found.append(Broken(rule, f"{_plain_message(rule)}: {ended}"))
    return Verdict(found, skipped, work)


def _in_short(failure: str) -> str:
    """What the library says of a rule that it cannot evaluate, without its place and its pictures."""
    first = re.sub(r"^(?:[A-Z_]+: )?(?:ERROR: <input>:\d+:\d+: )?", "", failure.strip()).partition("\n")[0]
    return re.sub(r" \(in container '[^']*'\)", "", first)[:_SHORT] or "it is not understood"


def _ends_in_an_error(failure: str, node: _Node) -> str | None:
    """Why a rule has no result, on the server too, which then refuses the value; None where that is not certain."""
    field = re.search(r'Key not found in map : "([^"]*)"', failure)
    if field is not None:  # where the schema does not know the field the rule never worked
        return f"the rule asks for {field[1]}, which is absent" if field[1] in _names(node) else None
    index = re.search(r"Index error: index=(\d+) size=\d+", failure)
    if index is not None:
        return f"the rule asks for entry {index[1]} of a list, which is absent"
    known = re.search(_FAILURES, failure)
    return f"the rule cannot be evaluated: {known[0]}" if known is not None else None


def _names(node: Any) -> frozenset[str]:
    """The fields that a schema knows anywhere, as rules write them."""
    if not isinstance(node, dict):
        return frozenset()
    properties = node.get("properties", {})
    own = frozenset(written for name in properties if (written := values.field(name)) is not None)
    below = [*properties.values(), node.get("items"), node.get("additionalProperties")]
    return own.union(*map(_names, below)) if "$ref" not in node else own


def _plain_message(rule: dict[str, Any]) -> str:
    return str(rule.get("message") or f"the rule {str(rule['rule']).strip()}").strip()


def as_evaluated(rule: dict[str, Any], text: str) -> str:
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
        expression = as_evaluated(rule, expression)
        try:
            if bounds.work(expression, size) is not None:
                told = runtime.result(expression, activation)
                if isinstance(told, str) and told.strip() and "\n" not in told and len(told) <= _LONGEST_MESSAGE:
                    return told.strip()
        except runtime.Failed:
            pass
    return str(rule.get("message") or "").strip()
