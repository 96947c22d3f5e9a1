"""What evaluating an expression may cost at most, told before it is evaluated: nothing stops the library once it runs.

The library itself bounds how deep expressions nest and how many rounds their loops make. What is left to bound is what
one round costs: texts compared, matched and joined, values that double by being bound again and again. The estimate is
made of tokens; it may be far too high, never far too low.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from podlint.schema.cel.tokens import Token, tokens
from podlint.tuples import NamedTuple

LONGEST = 10_000
"""The longest expression that is looked at."""
MOST_WORK = 500_000_000
"""The highest cost of one rule that is evaluated, in nanoseconds or a little less."""
MOST_MEMORY = 50_000_000
"""The most bytes that one rule may take."""
MOST_ROUNDS = 10_000
"""Where the library gives up: it counts the rounds of all loops of an expression together."""

_LOOPS = frozenset(
    ("all", "exists", "exists_one", "existsOne", "filter", "map", "transformList", "transformMap", "transformMapEntry")
)
_BINDING = _LOOPS | {"bind", "optMap", "optFlatMap"}
_MAKING = frozenset(("replace", "join", "format"))
_MOST_OPTIONAL = 6
"""The most `optMap` in an expression: each writes what stands before it twice."""
_KINDS = {
    **dict.fromkeys(("matches", "find", "findAll"), "match"),
    **dict.fromkeys(("replace", "join", "format"), "make"),
    "split": "split",
    **dict.fromkeys(("has", "bind", "all", "exists", "exists_one", "existsOne", "optMap", "optFlatMap"), "round"),
    "size": "compare texts",
}
_ROUND, _CALL, _START, _NODE = 100, 5_000, 30_000, 64
_ENDLESS = 1e15


class Size(NamedTuple):
    """How big a value is: all of it, its longest text, its longest list or mapping."""

    total: int
    text: int
    entries: int


class Shape(NamedTuple):
    """What the tokens of an expression tell: each operation with the depth of loops around it, and the rest counted.

    `doublings` are the places where a value is made of two or more others, `variables` those that bind a name,
    `factors` how many times longer a text becomes where it is replaced, joined or filled in, 0 where that depends on
    another text.
    """

    operations: tuple[tuple[int, str], ...]
    doublings: int
    variables: int
    factors: tuple[int, ...]
    optional: int
    longest_list: int
    splits: bool


def size(value: Any) -> Size:
    """The size of a plain value."""
    total, text, entries = 0, 0, 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        total += _NODE
        if isinstance(item, str):
            total += len(item)
            text = max(text, len(item))
        elif isinstance(item, dict):
            entries = max(entries, len(item))
            total += sum(map(len, item))
            waiting += item.values()
        elif isinstance(item, list):
            entries = max(entries, len(item))
            waiting += item
    return Size(total, text, entries)


def work(expression: str, about: Size) -> int | None:
    """What evaluating an expression about a value of a size may cost at most; None where that is too much."""
    if len(expression) > LONGEST:
        return None
    shape = _shape(expression)
    if shape.optional > _MOST_OPTIONAL:
        return None
    growth = _growth(shape)
    text = about.text + len(expression)
    for factor in shape.factors:
        growth = min(growth * (factor or text), _ENDLESS)
    text = int(text * growth)
    total = int((about.total + len(expression)) * growth)
    entries = max(about.entries, shape.longest_list, text if shape.splits else 1) * growth
    cost, memory = _START + about.total, 0
    for depth, kind in shape.operations:
        rounds = int(min(MOST_ROUNDS, entries ** min(depth, 8)))
        once, made = _once(kind, text, total)
        cost += rounds * once
        memory += rounds * made
    return cost if cost <= MOST_WORK and memory <= MOST_MEMORY else None


def _once(kind: str, text: int, total: int) -> tuple[int, int]:
    """What an operation costs once, and how many bytes it makes."""
    if kind == "compare texts":
        return text // 8 + _ROUND, 0
    if kind == "compare":
        return total + _ROUND, 0
    if kind == "match":
        return text * 50 + _CALL, 0
    if kind == "make":
        return text + _ROUND, text
    if kind == "split":
        return text * 40 + _CALL, text * 40
    if kind == "sets":
        return (total // _NODE) ** 2 * _NODE + _CALL, 0
    if kind == "call":
        return text + total // 8 + _CALL, text
    return _ROUND, 0


def _growth(shape: Shape) -> float:
    """How many times bigger than everything given a value can become that is made of others again and again."""
    steps = min(shape.variables + 1, shape.doublings)
    return float((1 + shape.doublings / steps) ** steps) if steps else 1.0


@lru_cache(maxsize=1024)
def _shape(expression: str) -> Shape:
    found = tokens(expression)
    operations: list[tuple[int, str]] = []
    opened: list[tuple[str, int]] = []
    depth = doublings = longest = 0
    for at, token in enumerate(found):
        before, after = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
        kind = _kind(token, before, after)
        if token.kind == "mark" and token.text in "([{":
            name = before.text if token.text == "(" and before is not None else token.text
            depth += name in _LOOPS
            opened.append((name, 1))
            doublings += token.text != "(" and _begins(before) and not _is_plain(after)
        elif token.kind == "mark" and token.text in ")]}":
            name, count = opened.pop() if opened else ("", 0)
            depth -= name in _LOOPS
            longest = max(longest, count)
        elif token.text == "," and opened:
            name, count = opened.pop()
            opened.append((name, count + 1))
            doublings += name in ("[", "{") and not _is_plain(after)
        doublings += kind == "make" and token.text == "+"
        operations.append((depth, kind))
    named = [token.text for token in found if token.kind == "name"]
    variables = sum(name in _BINDING for name in named)
    optional = sum(name in ("optMap", "optFlatMap") for name in named)
    splits = not {"split", "findAll"}.isdisjoint(named)
    factors = tuple(_factor(found, at) for at, token in enumerate(found) if token.text in _MAKING)
    return Shape(tuple(operations), doublings, variables, factors, optional, longest, splits)


def _factor(found: tuple[Token, ...], at: int) -> int:
    """How many times longer a call of `replace`, `join` or `format` makes a text."""
    name, after = found[at].text, found[at + 2 : at + 5]
    literals = [len(token.text) - 2 for token in after if token.kind == "string"]
    if name == "join":
        return literals[0] + 1 if literals else int(after[:1] == (Token("mark", ")"),))
    if name == "format":
        template = found[at - 2] if at > 1 else None
        return template.text.count("%") + 1 if template is not None and template.kind == "string" else 0
    return max(1, literals[1]) if len(literals) == 2 else 0


def _begins(before: Token | None) -> bool:
    """Whether a bracket after a token opens a list or a mapping of its own, not an index."""
    return before is None or (before.kind == "mark" and before.text not in ")]}")


def _is_plain(token: Token | None) -> bool:
    """Whether a token is a literal, or closes what has no entry."""
    return token is not None and (
        token.kind in ("string", "number") or token.text in ("true", "false", "null", "]", "}")
    )


def _kind(token: Token, before: Token | None, after: Token | None) -> str:
    """What kind of operation a token is."""
    if token.kind == "mark" and token.text == "+":
        numeric = (before is not None and before.kind == "number") or (after is not None and after.kind == "number")
        return "round" if numeric else "make"
    if token.kind == "mark" and token.text in ("==", "!="):
        return "compare texts" if _is_plain(before) or _is_plain(after) else "compare"
    if token.kind != "name":
        return "round"
    if token.text == "in":
        return "compare texts" if _is_plain(before) or (after is not None and after.text == "[") else "compare"
    if token.text == "sets":
        return "sets"
    if after is not None and after.text == "(":
        return _KINDS.get(token.text, "make" if token.text in _LOOPS else "call")
    return "round"
