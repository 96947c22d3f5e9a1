"""Nodes: of which type each value's is, and what an alias leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.yaml.nodes import Alias, Mapping, Node, Scalar, Sequence, child, children, written
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from podlint.yaml.document import Document

TEXT = """\
a: &x text
b: [1, *x, {c: null}]
d: &m
  k: v
e: *m
f: {<<: *m, g: 1}
"""


def document(text: str = TEXT) -> Document:
    [composed] = parse(Source("a.yaml", text)).documents
    return composed.document


def node(*path: str | int) -> Node:
    found = document().root
    for step in path:
        assert found is not None
        found = child(found, step)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ((), Mapping, None),
        (("a",), Scalar, "&x text"),
        (("b",), Sequence, "[1, *x, {c: null}]"),
        (("b", 0), Scalar, "1"),
        (("b", 1), Alias, "*x"),
        (("b", 2, "c"), Scalar, "null"),
        (("e",), Alias, "*m"),
        (("e", "k"), Scalar, "v"),  # through the alias
        (("f", "k"), Scalar, "v"),  # merged
    ],
)
def test_types_and_spans(path: tuple[str | int, ...], kind: type, text: str | None) -> None:
    found = node(*path)
    assert type(found) is kind
    if text is not None:
        assert TEXT[found.start : found.end] == text


def test_an_alias_leads_to_the_node_itself() -> None:
    root = document().root
    assert isinstance(root, Mapping)
    alias = root.entries["e"][2]
    assert written(alias) is root.entries["d"][2]
    assert written(root) is root


def test_what_is_not_there_has_no_node() -> None:
    root = document().root
    assert root is not None
    assert [child(root, step) for step in ("z", 0)] == [None, None]
    assert [child(node("b"), step) for step in (3, "a")] == [None, None]
    assert child(node("a"), "a") is None
    assert list(children(node("a"))) == []
    assert [type(inner) for inner in children(node("b"))] == [Scalar, Alias, Mapping]


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        ((), False),
        (("a",), True),
        (("b",), False),
        (("b", 0), False),
        (("b", 2, "c"), False),
        (("d",), True),
        (("d", "k"), True),
        (("f", "g"), False),
        (("f", "k"), True),
    ],
)
def test_what_an_alias_or_a_merge_repeats(path: tuple[str | int, ...], shared: bool) -> None:
    assert document().is_shared(path) is shared


def test_a_star_in_a_text_shares_nothing() -> None:
    assert not document("a: &x '*'\nb: '*x'\n").is_shared(("a",))
