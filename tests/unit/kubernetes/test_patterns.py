"""Patterns are matched as Python's `re` matches them, in time that grows with the length of the text only."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from podlint.kubernetes.formats import regexp
from podlint.kubernetes.formats.patterns import TooHard, _machine, _runs
from podlint.kubernetes.formats.regexp import fits, found, surely_differs

ATOMS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", r"\w", r"\.", "^", "$", r"\b", "-", "[a-c]"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,3}", "*?", "{2,3}?"])).map(
            lambda two: f"({two[0]}){two[1]}"
        ),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=400, database=None)
@given(PATTERNS, st.text("ab1.-", max_size=7))
def test_the_machine_agrees_with_re(pattern: str, text: str) -> None:
    try:
        expected = re.search(pattern, text, re.ASCII)
    except re.error:
        assume(False)
    assert _runs(_machine(pattern), text) is (expected is not None)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(a+)+$", "a" * 5000 + "!"),
        ("^(a|a)*$", "a" * 5000 + "!"),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 3000),
        ("(a?){30}a{30}", "a" * 29),
        ("^a*a*a*a*a*a*b$", "a" * 3000),
    ],
)
def test_what_takes_re_for_ever(pattern: str, text: str) -> None:
    start = time.process_time()
    assert surely_differs(pattern, text)
    assert time.process_time() - start < 2


def test_the_names_of_hosts() -> None:
    host = r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
    assert not surely_differs(host, "*.shop.example.com")
    assert surely_differs(host, "shop..example.com")
    assert surely_differs(host, "Shop.example.com")


@pytest.mark.parametrize("pattern", ["(?i)^a$", r"^\p{L}+$", "^[[:alpha:]]+$", r"^\Qa\E$", r"^a\z", "^(?P<letter>a)$"])
def test_what_only_go_understands(pattern: str) -> None:
    assert surely_differs(pattern, "5" * 50)
    assert not surely_differs(pattern, "a")


@pytest.mark.parametrize(
    "pattern", ["((((a{999}){999}){9}){9}", "^(?=a)", r"(a)\1", "(a", "a**", "[z-a]", r"a\Z", "a*+"]
)
def test_what_is_none_of_its_patterns_is_never_matched(pattern: str) -> None:
    assert not surely_differs(pattern, "5" * 50)
    assert found(pattern, "a") is None


def test_without_the_library_the_machine_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexp, "_compiled", lambda pattern: None)
    assert fits("(a|b)+", "abab")
    assert fits("(a|b)+", "abac") is False
    assert found("(?i)(A|b)+", "abac") is None


def test_no_value_of_a_schema_makes_a_pattern_slow() -> None:
    """A thousand states for each letter: after a second of that, nothing more is said of such texts."""
    start = time.process_time()
    for number in range(300):
        surely_differs("(x?){1000}y", "x" * 1000 + str(number))
    assert time.process_time() - start < 3


@pytest.mark.parametrize("pattern", ["a)", "(a", "*a", "[a"])
def test_a_pattern_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(TooHard):
        _machine(pattern)
