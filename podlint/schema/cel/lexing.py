"""The words of an expression in CEL, with their places, after the grammar of the language."""

from __future__ import annotations

import re

from podlint.tuples import NamedTuple


class Refused(Exception):
    """An expression that does not compile: the words for why, to stand after "the expression"."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Unclear(Exception):
    """An expression of which nothing is said: it uses what is not known here."""


class Word(NamedTuple):
    """One word: `kind` is `name`, `int`, `uint`, `double`, `string`, `bytes`, `mark` or `end`; `at` is its offset."""

    kind: str
    text: str
    at: int


_ESCAPE = r"""\\(?:[abfnrtv"'\\?`]|[xX][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-3][0-7]{2})"""
_WORD = re.compile(
    rf"""
    [ \t\r\n\f]+ | //[^\n]*
    | (?P<string> [bB]? (?: [rR] (?: \"\"\"[\s\S]*?\"\"\" | '''[\s\S]*?''' | "[^"\n\r]*" | '[^'\n\r]*' )
        | \"\"\" (?:{_ESCAPE}|[^\\])*? \"\"\" | ''' (?:{_ESCAPE}|[^\\])*? '''
        | " (?:{_ESCAPE}|[^\\"\n\r])* " | ' (?:{_ESCAPE}|[^\\'\n\r])* ' ) )
    | (?P<double> \d+\.\d+(?:[eE][-+]?\d+)? | \d+[eE][-+]?\d+ | \.\d+(?:[eE][-+]?\d+)? )
    | (?P<uint> (?:0x[0-9a-fA-F]+|\d+)[uU] )
    | (?P<int> 0x[0-9a-fA-F]+|\d+ )
    | (?P<name> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<mark> && | \|\| | [=!<>]= | [-+*/%<>!?:.,()\[\]{{}}] )
    """,
    re.VERBOSE,
)
_BAD_ESCAPE = re.compile(
    r"\\(?!(?:[abfnrtv\"'\\?`]|[xX][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-3][0-7]{2}))(.?)"
)


_PLAIN_ESCAPES = {mark: mark for mark in "\\\"'?`"} | {"n": "\n", "t": "\t", "r": "\r"}


def words(expression: str) -> list[Word]:
    """The words of an expression and an `end`; raises `Refused` for what is none, `Unclear` for names in backticks."""
    found: list[Word] = []
    at = 0
    while at < len(expression):
        match = _WORD.match(expression, at)
        if match is None:
            raise _stray(expression, at)
        kind = match.lastgroup
        if kind is not None:
            text = match[kind]
            if kind == "string" and text[0] in "bB":
                kind = "bytes"
            found.append(Word(kind, text, at))
        at = match.end()
    return [*found, Word("end", "", at)]


def _stray(expression: str, at: int) -> Exception:
    """What to raise for text that begins no word."""
    mark = expression[at]
    if mark == "`":
        return Unclear()
    if mark in "\"'":
        line = expression[at:].split("\n")[0]
        bad = _BAD_ESCAPE.search(line)
        if bad is not None:
            return Refused(
                f"is no CEL: `\\{bad[1]}` is no escape in a text; write `\\\\{bad[1]}`, or r{mark} before it"
            )
        return Refused(f"is no CEL: a text that begins with {line[:20]} does not end")
    return Refused(f"is no CEL: `{expression[at : at + 20].strip()}` is not expected there")


def content(text: str) -> str | None:
    """What a text in quotes says; None where that takes more than the common escapes."""
    raw = text[:1] in ("r", "R")
    body = text[1:] if raw else text
    size = 3 if body[:3] in ('"""', "'''") and len(body) >= 6 else 1
    inner = body[size:-size]
    if raw or "\\" not in inner:
        return inner
    found = [_PLAIN_ESCAPES.get(part[1:], "") if part[0] == "\\" else part for part in re.findall(r"\\.|[^\\]+", inner)]
    return "".join(found) if all(found) else None
