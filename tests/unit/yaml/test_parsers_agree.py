"""The C parser and ruamel's own give the same data at the same places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from podlint.yaml import events as compose
from podlint.yaml.nodes import Alias, Mapping, Sequence
from podlint.yaml.place import Part
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.document import Document
    from podlint.yaml.place import Path as Route

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".yaml", ".yml", ".json"))

pytestmark = pytest.mark.skipif(compose.CParser is None, reason="the C parser is not installed")
needs_corpus = pytest.mark.skipif(not FILES, reason=f"no manifests in {CORPUS}")

TEXTS = [
    "a: 1\nb: [x, 'y', \"z\"]\nc: {d: e}\n",
    "a:\n  b:\n    - c: 1\n      d: 2\n    -   e: 3\n  f: g\n",
    "a:\n- b\n-  - c\n   - d\n",
    "a: |\n  one\n   two\n\n\nb: >-\n  x\n  y\nc: |2\n   z\nd: |+\n  w\n\n",
    "a: \"one\n  two\n\n  three\"\nb: one\n  two\n\n  three\nc: 'x'\n",
    "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\nf: &y !!str text\ng: &z\n  h: 1\n",
    "a:\nb: ~\nc: ''\nd: &e\nf: !!str\ng: !!null ''\n",
    "# one\n---\n# two\na: 1 # three\n# four\n---\n\n---\nb: 2\n...\n---\nc: 3\n",
    "on: y\n1.10: 0644\n0x1F: 1e3\n! yes: ! 1\n",
    "a: 1\r\nb:\r\n  - c\r\n  - d: |\r\n      e\r\n      f\r\n",
    "é: \U0001f600\n\U0001f600: [é, ü]\n",
    '{\n\t"a": [1, 2.5, true, null],\n\t"b": {"c": "\\u00e9\\n"},\n\t"d": "\\ud83d\\ude00"\n}\n',
    "? a\n: b\n? |\n  long\n: c\n",
    "a: [b: c, {d, e: }, [f], ]\n",
    "a: {b: c:d, e: [http://h:80/p, --x=:1]}\n",
    "a: -1\nb: - \nc: ?x\nd: :y\ne: x#y\nf: x #y\n",
    "a: 'it''s'\nb: \"\\x41\\t\\\\\"\n",
    "- 1\n- a: b\n-\n  c: d\n- - e\n-\n",
    "only text\n",
    "a: [1,\n  2,\n  3\n]\nb: {c: 1,\n  d: 2}\n",
    "a: 1\na: 2\nb: {c: 1, c: 2}\n",
    "a: <<\n<<: [{b: 1}, {b: 2, c: 3}]\n",
    "a: x\n---\nb: [\n---\nc: y\n",
]

# ruamel's own parser refuses what the C parser and Kubernetes read:
ONLY_C = [
    "a: 1\t\n",  # a tab at the end of the line of a number; behind text it is taken
    "a: b\t# comment\n",
    "a:\t\n  b: c\n",
    "a: &x k\n*x: 1\n",  # the colon is taken for a part of the alias' name
]


def extents(document: Document) -> Iterator[tuple[Route, tuple[int, ...]]]:
    """Every path of a document with the spans of its key, its value and both."""
    waiting: list[tuple[Route, Any]] = [((), document.root)]
    while waiting:
        route, node = waiting.pop()
        yield route, tuple(at for part in Part for at in document.span(route, part))
        if isinstance(node, Alias):
            continue
        if isinstance(node, Mapping):
            waiting.extend(((*route, key), entry[2]) for key, entry in node.entries.items() if entry[3] is None)
        elif isinstance(node, Sequence):
            waiting.extend(((*route, index), item) for index, item in enumerate(node.items))


def differences(data: bytes) -> list[str]:
    source, bad = decode(data, "file.yaml")
    if bad is not None:
        return []
    fast, pure = parse(source), parse(source, pure=True)
    if [index for index, _ in fast.problems] != [index for index, _ in pure.problems]:
        return [f"problems: {fast.problems} and {pure.problems}"]
    found = []
    for one, other in zip(fast.documents, pure.documents, strict=True):
        if repr(one.document.data) != repr(other.document.data) or one.document.index != other.document.index:
            found.append(f"data of document {one.document.index}")
        if (one.duplicates, one.retyped) != (other.duplicates, other.retyped):
            found.append(f"keys of document {one.document.index}")
        theirs = dict(extents(other.document))
        found += [
            f"{route}: {at} and {theirs.get(route)}" for route, at in extents(one.document) if theirs[route] != at
        ]
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_on_texts(text: str) -> None:
    assert differences(text.encode()) == []


@pytest.mark.parametrize(
    "text",
    [
        *("a: [1, 2}\n", "a: {b: 1 c: 2}\n", "a:\n  - b\n c: 1\n", "a: - b\n", 'a: "C:\\quit"\n', "a: 1\n}\n"),
        *("[a]\nb\n", "a: b: c\n", "a:\n\tb: 1\n", 'a: "x\nb: 1\n', "a: @x\n"),
    ],
)
def test_both_are_explained_alike(text: str) -> None:
    source, _ = decode(text.encode(), "file.yaml")
    [(_, one)], [(_, other)] = parse(source).problems, parse(source, pure=True).problems
    assert (one.message, one.span) == (other.message, other.span)


@pytest.mark.parametrize("text", ONLY_C)
def test_where_the_parsers_are_known_to_differ(text: str) -> None:
    source, _ = decode(text.encode(), "file.yaml")
    assert parse(source).problems == []
    assert parse(source, pure=True).problems != []


def test_the_comparison_sees_every_value() -> None:
    source, _ = decode(b"a: {b: [1, 2]}\nc: *x\n", "file.yaml")
    assert parse(source).sound == []
    source, _ = decode(b"a: &x {b: [1, 2]}\nc: *x\n", "file.yaml")
    routes = {route for route, _ in extents(parse(source).documents[0].document)}
    assert routes == {(), ("a",), ("a", "b"), ("a", "b", 0), ("a", "b", 1), ("c",)}


@needs_corpus
@pytest.mark.parametrize("path", FILES[::29], ids=lambda path: str(path.relative_to(CORPUS)))
def test_on_a_sample_of_real_files(path: Path) -> None:
    assert differences(path.read_bytes()) == []


@needs_corpus
@pytest.mark.slow
def test_on_all_real_files() -> None:
    assert {str(path): found for path in FILES if (found := differences(path.read_bytes()))} == {}
