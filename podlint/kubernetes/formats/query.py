"""The query string of `kubectl -l`: equality and sets, separated by commas.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels, names

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"\s*(==|!=|=|!|<|>|\(|\)|,|[^\s=!<>(),]+)")
_OPERATORS = {"=": "In", "==": "In", "!=": "NotIn", "in": "In", "notin": "NotIn"}


class QueryError(Exception):
    """A query that cannot be read: the words, and the column from 1 where it goes wrong."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


class Query:
    """A query, as the requirements that labels must all meet: items of `matchExpressions`.

    `key!=value` and `key notin (...)` also match what lacks the key, as they do for kubectl.
    """

    def __init__(self, requirements: list[dict[str, Any]]) -> None:
        self.requirements = requirements

    def matches(self, carried: Mapping[str, str]) -> bool:
        """Whether labels meet every requirement."""
        return all(_meets(requirement, carried) for requirement in self.requirements)


def parse(text: str) -> Query:
    """Read a query such as `app in (a,b),env!=prod,!legacy,tier`. Raises QueryError."""
    reader = _Reader(text)
    found: list[dict[str, Any]] = []
    while not reader.at_end():
        found.append(_requirement(reader))
        if not reader.at_end():
            reader.take(",")
            if reader.at_end():
                raise QueryError("a label is expected after `,`", reader.column)
    return Query(found)


class _Reader:
    """The words of a query, with the columns they begin at."""

    def __init__(self, text: str) -> None:
        self._words: list[tuple[str, int]] = []
        at = 0
        stripped = text.rstrip()
        while at < len(stripped):
            match = _TOKEN.match(stripped, at)
            if match is None:  # the pattern takes any character that is no blank
                break
            self._words.append((match[1], match.start(1) + 1))
            at = match.end()
        self._next = 0
        self._end = len(stripped) + 1

    @property
    def column(self) -> int:
        return self._words[self._next][1] if self._next < len(self._words) else self._end

    def at_end(self) -> bool:
        return self._next >= len(self._words)

    def peek(self) -> str:
        return "" if self.at_end() else self._words[self._next][0]

    def pop(self) -> str:
        word = self.peek()
        self._next += 1
        return word

    def take(self, word: str) -> None:
        if self.peek() != word:
            shown = f"`{self.peek()}`" if self.peek() else "the end"
            raise QueryError(f"`{word}` is expected, not {shown}", self.column)
        self.pop()


def _requirement(reader: _Reader) -> dict[str, Any]:
    if reader.peek() == "!":
        reader.pop()
        return {"key": _key(reader), "operator": "DoesNotExist"}
    key = _key(reader)
    column, word = reader.column, reader.peek()
    if word in ("", ","):
        return {"key": key, "operator": "Exists"}
    reader.pop()
    if word in ("=", "==", "!="):
        value = "" if reader.peek() in ("", ",") else _value(reader)
        return {"key": key, "operator": _OPERATORS[word], "values": [value]}
    if word in ("in", "notin"):
        return {"key": key, "operator": _OPERATORS[word], "values": _values(reader)}
    if word in ("<", ">"):
        at, value = reader.column, reader.pop()
        if not re.fullmatch(r"-?[0-9]+", value):
            raise QueryError(f"a whole number is expected after `{word}`", at)
        return {"key": key, "operator": "Lt" if word == "<" else "Gt", "values": [value]}
    raise QueryError(f"one of `=`, `==`, `!=`, `in`, `notin`, `<`, `>` or `,` is expected, not `{word}`", column)


def _key(reader: _Reader) -> str:
    column, word = reader.column, reader.pop()
    wrong = names.qualified_name(word) if word else "is missing"
    if wrong is not None:
        raise QueryError(f"label key `{word}` {wrong}" if word else "a label key is expected", column)
    return word


def _value(reader: _Reader) -> str:
    column, word = reader.column, reader.pop()
    wrong = names.label_value(word)
    if wrong is not None:
        raise QueryError(f"label value `{word}` {wrong}", column)
    return word


def _values(reader: _Reader) -> list[str]:
    reader.take("(")
    values = [""] if reader.peek() in (",", ")") else [_value(reader)]
    while reader.peek() == ",":
        reader.pop()
        values.append("" if reader.peek() in (",", ")") else _value(reader))
    reader.take(")")
    return values


def _meets(requirement: Mapping[str, Any], carried: Mapping[str, str]) -> bool:
    if requirement["operator"] in ("Gt", "Lt"):
        value, limit = carried.get(requirement["key"], ""), int(requirement["values"][0])
        if not re.fullmatch(r"-?[0-9]{1,19}", value):  # what is no number of 64 bits is none to the server
            return False
        return int(value) > limit if requirement["operator"] == "Gt" else int(value) < limit
    return labels.expression_matches(requirement, carried) is True
