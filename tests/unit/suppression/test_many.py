"""Thousands of directives and findings: each finding is hidden by the same ones that a walk over all would find."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from podlint.findings.finding import Finding, Severity
from podlint.registry import load
from podlint.suppression.apply import Vocabulary
from podlint.suppression.cover import Cover
from podlint.suppression.directive import Directive, Word
from podlint.yaml.place import Location
from podlint.yaml.source import Position, Span

RULES = {name: load(plugins=False).rules[name] for name in ("bare-pod", "image-latest", "duplicate-port-name")}
VOCABULARY = Vocabulary(RULES, {"naked-pod": "bare-pod"})
WORDS = (*RULES, *{rule.category for rule in RULES.values()}, "naked-pod", "nothing")
POINTERS = ("", "/a", "/a/b", "/ab", "/a/bc")


def place(line: int, last: int, start: int) -> Location:
    return Location("f.yaml", Span(start, start + 2), Position(line, 1), Position(last, 1))


@st.composite
def directives(draw: st.DrawFn) -> Directive:
    at = place(1, 1, draw(st.integers(100, 10_000)))
    words = tuple(Word(word, at) for word in draw(st.lists(st.sampled_from(WORDS), max_size=3)))
    start = draw(st.integers(0, 20))
    return draw(
        st.sampled_from(
            [
                Directive(words, at, line=draw(st.integers(1, 9))),
                Directive(words, at, span=Span(start, start + draw(st.integers(0, 15)))),
                Directive(words, at, document=draw(st.integers(0, 1)), pointer=draw(st.sampled_from(POINTERS))),
            ]
        )
    )


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    rule = draw(st.sampled_from(list(RULES.values())))
    line = draw(st.integers(1, 9))
    return Finding(
        rule=rule.name,
        category=rule.category,
        severity=Severity.ERROR,
        message="",
        location=place(line, line + draw(st.integers(0, 2)), draw(st.integers(0, 30))),
        document=draw(st.integers(0, 1)),
        pointer=draw(st.sampled_from(POINTERS)),
    )


@settings(deadline=None, max_examples=200, database=None)
@given(st.lists(directives(), max_size=6), st.lists(findings(), max_size=8))
def test_the_same_as_one_by_one(given_directives: list[Directive], found: list[Finding]) -> None:
    hidden: set[int] = set()
    used: dict[int, set[str]] = {}
    for finding in found:
        for number, directive in enumerate(given_directives):
            if not directive.covers(finding):
                continue
            spoken = {w.text for w in directive.words if VOCABULARY.means(w.text, finding.rule, finding.category)}
            spoken |= set() if directive.words else {""}
            if spoken:
                hidden.add(id(finding))
                used.setdefault(number, set()).update(spoken)
    assert Cover(given_directives, VOCABULARY).hide(found) == (hidden, used)
