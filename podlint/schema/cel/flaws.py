"""What is surely wrong with an expression in CEL before it is evaluated: syntax, unknown names, types that never fit.

The library compiles it with variables of any type. Its functions are not all that the server has, so that what it does
not know is no flaw; what it says of grammar, of variables and of values of plain types holds for the server too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from podlint.schema.cel import runtime
from podlint.schema.cel.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Container

LONGEST = 5_000
"""The longest expression that is looked at."""
MOST_DEEP = 100
"""How many brackets may stand within each other."""

_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_UNKNOWN = re.compile(r"undeclared reference to '(\w+)(?:\.[\w.]*)?'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '\((.*)\)'")
_PLAIN = frozenset(("string", "bytes", "bool", "int", "uint", "double"))
_NUMBERS = frozenset(("int", "uint", "double"))
_OPERATORS = frozenset(("_+_", "_-_", "_*_", "_/_", "_%_", "-_", "!_", "_&&_", "_||_", "_==_", "_!=_", "_<_", "_>_"))
# Types and functions of the server that have a name with dots, whose first part looks like a variable.
_SPACES = frozenset(("google", "jsonpatch", "k8s", "kubernetes", "net", "Object", "JSONPatch", "optional", "strings"))
_KINDS = {"BOOL": "true or false", "STRING": "a text", "INT": "a number", "UINT": "a number", "DOUBLE": "a number"}
RESULTS = {"BOOL": _KINDS["BOOL"], "STRING": _KINDS["STRING"], "OBJECT": "an Object", "PATCHES": "a list of JSONPatch"}
"""What an expression is to give, in words."""


def flaw(expression: str, variables: tuple[str, ...], wanted: str | None) -> str | None:
    """The words for what is surely wrong, to stand after the expression, or None where nothing is known.

    `wanted` is what it is to give, one of `RESULTS`, or None for anything. Without the library nothing is known.
    """
    if len(expression) > LONGEST or _depth(expression) > MOST_DEEP:
        return None
    found = _compiled(expression, variables)
    if found is None:
        return None
    if isinstance(found, str):
        return _of_errors(expression, found)
    kind = found.return_type().name()
    if wanted is None or kind == wanted or kind not in _KINDS:
        return None
    return f"gives {_KINDS[kind]}, where {RESULTS[wanted]} is wanted"


def lacks(expression: str, variable: str, fields: Container[str]) -> str | None:
    """The first field of a variable that an expression asks for and that it does not have."""
    seen = [token.text for token in tokens(expression)]
    for at, (one, dot, field) in enumerate(zip(seen, seen[1:], seen[2:], strict=False)):
        before, after = (seen[at - 1] if at else ""), (seen[at + 3] if at + 3 < len(seen) else "")
        asked = one == variable and dot == "." and before != "." and after != "("
        if asked and re.fullmatch(r"[A-Za-z_]\w*", field, re.ASCII) and field not in fields:
            return field
    return None


def _depth(expression: str) -> int:
    deep = most = 0
    for token in tokens(expression):
        if token.kind == "mark" and token.text in "([{":
            deep += 1
            most = max(most, deep)
        elif token.kind == "mark" and token.text in ")]}":
            deep -= 1
    return most


@lru_cache(maxsize=512)
def _compiled(expression: str, variables: tuple[str, ...]) -> Any:
    """A compiled expression, or the library's words for why it is none; None without the library."""
    from podlint.schema.cel.rules import available

    if not available():
        return None
    try:
        return runtime.environment(variables).compile(expression)
    except Exception as error:  # whatever the library says of what is no expression
        return str(error)


def _of_errors(expression: str, text: str) -> str | None:
    """The first of the library's errors that holds for the server too."""
    found = [(int(line), int(column), words) for line, column, words in _ERROR.findall(text)]
    for line, column, words in found:
        if words.startswith("Syntax error: "):
            return f"is no CEL: {_near(expression, line, column)}"
    for _, _, words in found:
        told = _unknown(expression, words) or _never(words)
        if told is not None:
            return told
    return None


def _near(expression: str, line: int, column: int) -> str:
    """Where an error is, in words: what stands there."""
    lines = expression.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    return f"`{rest[:20]}` is not expected there" if rest else "something is missing at its end"


def _unknown(expression: str, words: str) -> str | None:
    """A variable that there is none of; functions and names with dots may be the server's own."""
    match = _UNKNOWN.match(words)
    if match is None or match[1] in _SPACES:
        return None
    name = match[1]
    seen = [token.text for token in tokens(expression)]
    for at, text in enumerate(seen):
        before, after = (seen[at - 1] if at else ""), (seen[at + 1] if at + 1 < len(seen) else "")
        # `f(x, ...)` may be a macro that binds x.
        if text == name and (before == "." or after in ("(", "{") or (before == "(" and after == ",")):
            return None
    return f"has the unknown name {name}"


def _never(words: str) -> str | None:
    """An operator between values of plain types that it does not take."""
    match = _OVERLOAD.match(words)
    if match is None or match[1] not in _OPERATORS:
        return None
    kinds = [kind.strip() for kind in match[2].split(",")]
    if not _PLAIN.issuperset(kinds) or (len(kinds) == 2 and _NUMBERS.issuperset(kinds)):
        return None
    sign = match[1].strip("_")
    return f"has `{sign}` {'between' if len(kinds) == 2 else 'before'} {' and '.join(kinds)}"
