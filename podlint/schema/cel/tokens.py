"""A CEL expression as tokens: what can be said of it without a parser."""

from __future__ import annotations

import re
from functools import lru_cache

from podlint.tuples import NamedTuple

_TOKEN = re.compile(
    r"""
    \s+ | //[^\n]*
    | (?P<string> [rRbB]{0,2} (?: \"{3} (?:\\.|[^\\])*? \"{3} | '{3} (?:\\.|[^\\])*? '{3}
                                | " (?:\\.|[^"\\\n])* " | ' (?:\\.|[^'\\\n])* ' ) )
    | (?P<number> \d [\w.]* )
    | (?P<name> [A-Za-z_] \w* )
    | (?P<mark> && | \|\| | [=!<>]= | . )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token: `kind` is `string`, `number`, `name` or `mark`."""

    kind: str
    text: str


@lru_cache(maxsize=1024)
def tokens(expression: str) -> tuple[Token, ...]:
    """The tokens of an expression, without spaces and comments; of what is no CEL, any."""
    found = (match for match in _TOKEN.finditer(expression) if match.lastgroup)
    return tuple(Token(str(match.lastgroup), match.group()) for match in found)


def names(expression: str) -> frozenset[str]:
    """The identifiers in an expression, fields and functions included, texts left out."""
    return frozenset(token.text for token in tokens(expression) if token.kind == "name")
