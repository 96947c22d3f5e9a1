"""What is surely wrong with an expression in CEL, and what may be right whatever podlint knows."""

from __future__ import annotations

import pytest

from podlint.schema.cel import flaws, rules

VARIABLES = ("object", "request")


@pytest.fixture(autouse=True)
def _library() -> None:
    pytest.importorskip("cel_expr_python")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("object.a ==", "is no CEL: something is missing at its end"),
        ('object.a = "b"', "is no CEL"),
        ("obj.a == 1", "has the unknown name obj"),
        ('"a" + 1 == "a1"', "has `+` between string and int"),
        ('!"a"', "has `!` before string"),
        ('"a"', "gives a text, where true or false is wanted"),
        ("size(object)", "gives a number"),
    ],
)
def test_what_is_wrong(expression: str, words: str) -> None:
    assert words in (flaws.flaw(expression, VARIABLES, "BOOL") or "")


@pytest.mark.parametrize(
    "expression",
    [
        "object.a",
        "newFunction(object)",
        "object.newMethod(x, x.y)",
        "net.IP == type(ip(object.a))",
        "1 < 2.0",
        "Object{a: 1} == object",
        "object.items.all(item, item > 1)",
        "(" * 200 + "true" + ")" * 200,
        "x" * (flaws.LONGEST + 1),
    ],
)
def test_what_may_be_right(expression: str) -> None:
    assert flaws.flaw(expression, VARIABLES, "BOOL") is None


def test_fields_that_a_variable_lacks() -> None:
    assert flaws.lacks("self.a + self.b", "self", {"a"}) == "b"
    assert flaws.lacks("self.a.b + other.self.c + self.d() + 'self.e'", "self", {"a"}) is None


def test_nothing_is_known_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "available", lambda: False)
    flaws._compiled.cache_clear()
    assert flaws.flaw("object.a ==", VARIABLES, "BOOL") is None
    flaws._compiled.cache_clear()
