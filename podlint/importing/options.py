"""Command lines of other tools, as words: their options with values, and the other words."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from podlint.errors import UsageError
from podlint.tuples import NamedTuple
from podlint.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Option(NamedTuple):
    """An option as it is written, by its long name without dashes; `value` is None where it is a switch."""

    name: str
    value: str | None = None

    @property
    def written(self) -> str:
        """What a comment says of it."""
        return f"{self.name} {self.value}" if self.value is not None else self.name


class Words(NamedTuple):
    """A command line, taken apart."""

    options: list[Option]
    others: list[str]


def split(text: str) -> list[str]:
    """The words of a command line, as a shell takes them apart. Raises UsageError for a quotation mark left open."""
    try:
        return shlex.split(text.replace("\\\n", " "))
    except ValueError as error:
        raise UsageError(f"{quoted(text)} is no command line: {error}".replace("No closing", "no closing")) from None


def parsed(words: list[str], valued: frozenset[str], short: Mapping[str, str], tool: str) -> Words:
    """Options and other words; `valued` are options that have a value, `short` long names by their letters.

    One dash or two make no difference, as in Go. Raises UsageError for an option whose value is missing.
    """
    found = Words([], [])
    rest = iter(words)
    for word in rest:
        if word == "--":
            found.others.extend(rest)
        elif word[:1] != "-" or word == "-":
            found.others.append(word)
        else:
            found.options.append(_option(word, rest, valued, short, tool))
    return found


def _option(word: str, rest: Iterator[str], valued: frozenset[str], short: Mapping[str, str], tool: str) -> Option:
    name, equals, value = word.lstrip("-").partition("=")
    name = short.get(name, name)
    if name not in valued:
        return Option(name, value if equals else None)
    if equals:
        return Option(name, value)
    given = next(rest, None)
    if given is None:
        raise UsageError(f"{tool}: option {word} lacks its value")
    return Option(name, given)


def on(option: Option) -> bool:
    """Whether a switch is on: `-strict=false` is off."""
    return option.value is None or option.value.lower() in ("1", "t", "true")


def items(value: str | None) -> list[str]:
    """The words of a list with commas."""
    return [item.strip() for item in (value or "").split(",") if item.strip()]
