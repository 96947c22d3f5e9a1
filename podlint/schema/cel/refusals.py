"""Calls that do not compile, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.schema.cel import types
from podlint.schema.cel.lexing import Refused
from podlint.schema.cel.library import functions
from podlint.words import closest, did_you_mean

if TYPE_CHECKING:
    from podlint.schema.cel.library import Form
    from podlint.schema.cel.types import Type

_SIGNS = {"@in": "in", "_?_:_": "?:", "_[_]": "[]", "_[?_]": "[?]"}
_SLIPS = {"len": "size", "length": "size", "lower": "lowerAscii", "upper": "upperAscii", "toLower": "lowerAscii"}
_SLIPS |= {"toUpper": "upperAscii", "includes": "contains", "hasPrefix": "startsWith", "hasSuffix": "endsWith"}
_SLIPS |= {"any": "exists", "some": "exists", "every": "all", "regex": "matches", "match": "matches"}


def unknown_function(name: str) -> Refused:
    """A function that there is none of, with the one that may be meant."""
    near = _SLIPS.get(name) or closest(name, [known for known in functions() if known[0].isalpha()])
    return Refused(f"calls the unknown function {name}" + (f": {did_you_mean(near)}" if near else ""))


def misfit(name: str, forms: tuple[Form, ...], given: list[Type], *, method: bool) -> Refused:
    """A call whose values no form of the function takes, `given` being their types."""
    shown = list(map(types.words, given))
    if not name[0].isalpha():
        sign = _SIGNS.get(name) or name.strip("_")
        if len(given) == 1:
            return Refused(f"has `{sign}` before {shown[0]}")
        if name == "_?_:_":
            return Refused(f"has `? :` between values of different types, {shown[1]} and {shown[2]}")
        if name in ("_[_]", "_[?_]"):
            return Refused(f"has `[...]` with {shown[1]} after {shown[0]}")
        return Refused(f"has `{sign}` between {' and '.join(shown)}")
    if not any(form.method is method for form in forms):
        how = f"x.{name}(...)" if not method else f"{name}(x)"
        return Refused(f"calls {name} the wrong way: write `{how}`")
    arguments = f"({', '.join(shown[1:] if method else shown)})"
    return Refused(f"calls {name}{arguments}" + (f" on {shown[0]}" if method else "") + ", which there is not")
