"""The query string of `kubectl -l`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlint.kubernetes.formats.query import QueryError, parse

LABELS = {"app": "web", "env": "prod", "example.com/tier": "front", "empty": "", "cores": "8"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "app",
        "app=web",
        "app==web",
        " app = web ",
        "app=web,env=prod",
        "app in (web)",
        "app in (api, web)",
        "app in (web,),env",
        "app!=api",
        "nothing!=api",
        "nothing notin (a,b)",
        "!nothing",
        "! nothing",
        "example.com/tier=front",
        "empty=",
        "empty in ()",
        "empty",
        "cores>4",
        "cores > 4, cores < 9",
        "app in (web),!legacy,env notin (dev,test),example.com/tier",
    ],
)
def test_these_match(text: str) -> None:
    assert parse(text).matches(LABELS)


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "app=api",
        "app!=web",
        "app in (api,db)",
        "app notin (web,db)",
        "!app",
        "cores>8",
        "app>1",
        "app=web,!env",
    ],
)
def test_these_do_not(text: str) -> None:
    assert not parse(text).matches(LABELS)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("app in (a,", 11, "`)` is expected, not the end"),
        ("app in a", 8, "`(` is expected, not `a`"),
        ("app,", 5, "a label is expected after `,`"),
        ("app=a b", 7, "`,` is expected, not `b`"),
        ("-app", 1, "label key `-app` must be"),
        ("=a", 1, "label key `=` must be"),
        ("app=a/b", 5, "label value `a/b` must be"),
        ("app>big", 5, "a whole number is expected"),
        ("app is web", 5, "one of `=`"),
        ("!", 2, "a label key is expected"),
    ],
)
def test_these_are_not_queries(text: str, column: int, words: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(text)
    assert words in str(raised.value)
    assert raised.value.column == column


@given(st.text(alphabet="ab ,=!()<>inot/.-", max_size=30))
def test_no_query_does_more_than_fail(text: str) -> None:
    try:
        parse(text).matches(LABELS)
    except QueryError as error:
        assert 1 <= error.column <= len(text) + 1
