"""What is wrong with an expression in CEL before it is evaluated, in words: syntax, names, functions, types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.schema.cel import types
from podlint.schema.cel.compiling import LONGEST, compiled
from podlint.schema.cel.lexing import Refused, Unclear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.schema.cel.types import Type

__all__ = ["LONGEST", "RESULTS", "RULE_LIMIT", "SCHEMA_LIMIT", "Judged", "judged", "repeated", "work"]

RULE_LIMIT = 10_000_000
SCHEMA_LIMIT = 100_000_000
"""The most work of one rule, and of all rules of a schema together, that the server takes."""

RESULTS = {
    "BOOL": ("true or false", frozenset(("bool",))),
    "STRING": ("a text", frozenset(("string",))),
    "ANNOTATION": ("a text or null", frozenset(("string", "null"))),
    "DEVICE": ("true or false", frozenset(("bool", "dyn"))),
    "OBJECT": ("an Object", frozenset(("object",))),
    "PATCHES": ("a list of JSONPatch", frozenset(("list",))),
    "ANY": ("anything", frozenset()),
}
"""What an expression is to give: in words, and the kinds of types that are it."""
_KINDS = {"bool": "true or false", "string": "a text", "null": "null", "list": "a list", "map": "a map"}
_KINDS |= {"int": "a number", "uint": "a number", "double": "a number", "object": "an object"}


class Judged:
    """What is known of an expression: its type (any where it is not known), and why it does not compile, in words."""

    def __init__(self, gives: Type, flaw: str | None) -> None:
        self.gives = gives
        self.flaw = flaw


def judged(expression: str, variables: Mapping[str, Type], wanted: str) -> Judged:
    """An expression that is to give one of `RESULTS`; the words of its flaw stand after "the expression"."""
    try:
        found = compiled(expression, variables)
    except Refused as refused:
        return Judged(types.DYN, refused.words)
    except Unclear:
        return Judged(types.DYN, None)
    gives = found.gives
    words, kinds = RESULTS[wanted]
    if not kinds or gives.kind in kinds:
        return Judged(gives, _of_mutation(gives, wanted))
    if gives.kind == "dyn":
        given = "gives a value whose type is not known"
        given += ": compare it, as in `x == true`" if wanted == "BOOL" else ": write `string(...)` around it"
        return Judged(gives, f"{given}; {words} is wanted")
    return Judged(gives, f"gives {_KINDS.get(gives.kind) or types.words(gives)}, where {words} is wanted")


def _of_mutation(gives: Type, wanted: str) -> str | None:
    """The words against a result of the right kind but of another type."""
    if wanted == "OBJECT" and gives.name != "Object":
        return "gives another object than Object"
    if wanted == "PATCHES" and gives.of and gives.of[0].name != "JSONPatch":
        return f"gives {types.words(gives)}, where a list of JSONPatch is wanted"
    return None


def work(expression: str, variables: Mapping[str, Type]) -> int:
    """The most work that a rule of a custom resource may be for one value; 0 where that is not known."""
    from podlint.schema.cel import costs

    try:
        return costs.cost(compiled(expression, variables), variables["self"])
    except (Refused, Unclear):
        return 0


def repeated(variables: Mapping[str, Type]) -> int:
    """How many values such as `self` a request may hold where no limit stands above them."""
    from podlint.schema.cel import costs

    return costs.REQUEST // (variables["self"].least + 1)
