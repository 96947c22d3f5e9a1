"""Values written into a text: read again they are what they were to be, and everything else stays."""

from __future__ import annotations

import pytest

from podlint.findings.fix import Change, Insert, Move, changed
from podlint.yaml.edits import Edit, insert, move, replace, written
from podlint.yaml.place import Part, Place
from podlint.yaml.reader import parse
from podlint.yaml.same import same
from podlint.yaml.scalars import plain
from podlint.yaml.source import Source
from podlint.yaml.texts import documents


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [
        ("http", "80", "http"),
        ("apps/v1", "v1", "apps/v1"),
        ("80", "80", '"80"'),
        ("on", "x", '"on"'),
        ("1.10", "1.10", '"1.10"'),
        ("a", "'b'", "'a'"),
        ("it's", "'b'", "'it''s'"),
        ("a\n", "'b'", '"a\\n"'),
        ("a", '"b"', '"a"'),
        ("ä", "b", '"ä"'),
        ("a: b", "c", '"a: b"'),
        ("- a", "c", '"- a"'),
        ("a #b", "c", '"a #b"'),
        (80, '"80"', "80"),
        (-5, "'-5'", "-5"),
        (True, '"True"', "true"),
    ],
)
def test_a_scalar_is_written_so_that_it_is_read_as_the_value(value: str | int | bool, like: str, text: str) -> None:
    assert written(value, like) == text
    [document] = documents(Source("a.yaml", f"[{text}]"))
    assert same(document.data, [value])
    if not text.startswith(("'", '"')):
        assert same(plain(text), value)


def applied(text: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.location.span.start] + edit.text + text[edit.location.span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "place", "value", "after"),
    [
        ("a: 1 # one\n", Place(("a",)), "1", 'a: "1" # one\n'),
        ("a: '1'\n", Place(("a",)), 1, "a: 1\n"),
        ("a: &x 1\n", Place(("a",)), "1", 'a: &x "1"\n'),
        ("{'a': 1}\n", Place(("a",), Part.KEY), "b", "{'b': 1}\n"),
        ("on: 1\n", Place(("true",), Part.KEY), "on", '"on": 1\n'),
        ("a: x$Yz\n", Place(("a",), within=(1, 3)), "$(Y)", "a: x$(Y)z\n"),
        ("a: !!str 1\n", Place(("a",)), 1, None),  # the tag would stay
        ("a: |\n  1\n", Place(("a",)), 1, None),
        ('a: "1\n  2"\n', Place(("a",)), 1, None),
        ("a:\n", Place(("a",)), "x", None),
        ("a: {}\n", Place(("b",)), "x", None),
        ("a: &x 1\nb: *x\n", Place(("b",)), "1", None),
        ('a: "\\x24Y"\n', Place(("a",), within=(0, 2)), "$(Y)", None),  # is written with an escape
        ("a: xY\n", Place(("a",), within=(1, 2)), "# b", None),
    ],
)
def test_a_change(text: str, place: Place, value: str | int, after: str | None) -> None:
    [document] = documents(Source("a.yaml", text))
    edits = replace(document, place, value)
    assert (applied(text, edits) if edits is not None else None) == after
    if after is not None:
        [new] = documents(Source("a.yaml", after))
        assert same(new.data, changed(document.data, [Change(place, value)]))


def test_entries_and_items() -> None:
    text = "l:\n  - n: a\n  # what b is\n  - n: b\n"
    [document] = documents(Source("a.yaml", text))
    entry, item = Insert(Place(("l", 0)), "k", "1"), Move(Place(("l", 1)), Place(("l", 0)))
    for edits, change, after in (
        (insert(document, ("l", 0), "k", "1"), entry, text.replace("- n: a", '- k: "1"\n    n: a')),
        (move(document, ("l", 1), ("l", 0)), item, "l:\n  # what b is\n  - n: b\n  - n: a\n"),
    ):
        assert edits is not None
        assert applied(text, edits) == after
        [new] = documents(Source("a.yaml", after))
        assert same(new.data, changed(document.data, [change]))


def test_changes_together_go_by_the_places_before_any_of_them() -> None:
    data = {"a": {"b": "1"}, "l": ["x$Ay$B", "c"]}
    changes = [
        Change(Place(("a",), Part.KEY), "z"),
        Change(Place(("a", "b")), 1),
        Insert(Place(("a",)), "k", True),
        Change(Place(("l", 0), within=(1, 3)), "$(A)"),
        Change(Place(("l", 0), within=(4, 6)), "$(B)"),
        Move(Place(("l", 1)), Place(("l", 0))),
    ]
    assert changed(data, changes) == {"z": {"k": True, "b": 1}, "l": ["c", "x$(A)y$(B)"]}
    assert data == {"a": {"b": "1"}, "l": ["x$Ay$B", "c"]}
    with pytest.raises(ValueError, match="two entries"):
        changed(data, [Change(Place(("a",), Part.KEY), "l")])


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        (1, 1.0, False),
        (1, True, False),
        ({"a": None}, {}, False),
        ("1", 1, False),
    ],
)
def test_what_says_the_same(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is equal


def test_documents_of_markdown_are_numbered_through() -> None:
    text = "```yaml\na: 1\n---\n---\nb: 1\n```\n\n```yaml\nc: [\n---\nd: 1\n```\n\n```yaml\ne: 1\n```\n"
    found = documents(Source("a.md", text))
    assert [(document.index, document.data) for document in found] == [
        (0, {"a": 1}),
        (2, {"b": 1}),
        (3, {"c": []}),
        (4, {"d": 1}),
        (5, {"e": 1}),
    ]
    assert [c.document.index for c in parse(Source("a.yaml", "a: 1\n---\nb: 1\n"), first=7).documents] == [7, 8]
