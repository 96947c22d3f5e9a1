"""Symbolic places made concrete: which characters a path stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.yaml.place import Part, Path, Place, dotted, pointer
from podlint.yaml.reader import parse
from podlint.yaml.source import Position, Source, Span

if TYPE_CHECKING:
    from podlint.yaml.document import Document

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web, tier: "front"}
  annotations:
spec:
  containers:
    - name: main
      image: nginx:1.27   # pinned
      command:
        - sh
        - -c
        - |
          echo one
          echo two

      args: [a, 'b c']
    - image: sidecar:2
      env: []
    - {image: third:3, name: third}
    - just text
    - - nested
"""


def document(text: str) -> Document:
    return parse(Source("file.yaml", text)).documents[0].document


def shown(text: str, path: Path, part: Part = Part.VALUE, within: tuple[int, int] | None = None) -> str:
    """The source text that a place stands for."""
    found = document(text)
    location, _ = found.locate(Place(path, part, within))
    return found.text(location.span)


@pytest.mark.parametrize(
    ("path", "key", "value", "pair"),
    [
        (("kind",), "kind", "Pod", "kind: Pod"),
        (("metadata", "name"), "name", "web", "name: web"),
        (("metadata", "labels"), "labels", '{app: web, tier: "front"}', 'labels: {app: web, tier: "front"}'),
        (("metadata", "labels", "tier"), "tier", '"front"', 'tier: "front"'),
        (("spec", "containers", 0, "image"), "image", "nginx:1.27", "image: nginx:1.27"),
        (("spec", "containers", 0, "args"), "args", "[a, 'b c']", "args: [a, 'b c']"),
        (("spec", "containers", 1, "env"), "env", "[]", "env: []"),
        (("spec", "containers", 2, "name"), "name", "third", "name: third"),
    ],
)
def test_key_value_and_pair(path: Path, key: str, value: str, pair: str) -> None:
    assert [shown(POD, path, part) for part in (Part.KEY, Part.VALUE, Part.PAIR)] == [key, value, pair]


@pytest.mark.parametrize(
    "path", [("metadata",), ("spec",), ("spec", "containers"), ("spec", "containers", 0, "command")]
)
def test_a_block_collection_is_shown_by_its_key(path: Path) -> None:
    assert shown(POD, path) == path[-1]


def test_the_pair_of_a_block_collection_is_all_of_it() -> None:
    assert shown("a:\n  b: 1\n  c: 2\n\nd: 3\n", ("a",), Part.PAIR) == "a:\n  b: 1\n  c: 2"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("spec", "containers", 0), "main"),
        (("spec", "containers", 1), "image"),
        (("spec", "containers", 3), "just text"),
        (("spec", "containers", 0, "command", 0), "sh"),
        (("spec", "containers", 0, "args", 1), "'b c'"),
    ],
)
def test_a_list_item_is_shown_by_its_name_its_first_key_or_its_text(path: Path, text: str) -> None:
    assert shown(POD, path) == text


def test_a_flow_mapping_in_a_list_is_shown_whole_and_gripped_by_its_name() -> None:
    assert shown(POD, ("spec", "containers", 2)) == "{image: third:3, name: third}"
    assert shown(POD, ("spec", "containers", 2), Part.KEY) == "third"
    assert shown(POD, ("spec", "containers", 2, "missing")) == "third"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("metadata", "namespace"), "metadata"),
        (("metadata", "labels", "missing"), "labels"),
        (("metadata", "name", "under", "text"), "name"),
        (("spec", "containers", 0, "ports", 0, "name"), "main"),
        (("spec", "containers", 1, "name"), "image"),
        (("spec", "containers", 9, "name"), "containers"),
        (("spec", "containers", 0, "command", 7), "command"),
        (("spec", "containers", "name"), "containers"),
        (("status", "phase"), "apiVersion"),
        ((), "apiVersion: v1"),
    ],
)
def test_what_is_missing_is_shown_at_the_nearest_key_that_is_there(path: Path, text: str) -> None:
    assert shown(POD, path) == text
    assert not path or not document(POD).has(path)


@pytest.mark.parametrize(
    ("text", "path", "wanted"),
    [
        ("a:\nb: 1\n", ("a",), "a"),
        ("a: # comment\nb: 1\n", ("a",), "a"),
        ("a: &x\nb: 1\n", ("a",), "a"),
        ("a: !!str\nb: 1\n", ("a",), "a"),
        ("a: ''\n", ("a",), "''"),
        ("a: ~\n", ("a",), "~"),
        ("a: {}\n", ("a",), "{}"),
        ("{a: , b: 1}\n", ("a",), "a"),
        ("a: {b}\n", ("a", "b"), "b"),
        ("l:\n  -\n  - x\n", ("l", 0), "l"),
        ("metadata:\n  annotations:\n", ("metadata", "annotations", "x"), "annotations"),
    ],
)
def test_an_empty_value_is_shown_by_its_key(text: str, path: Path, wanted: str) -> None:
    assert shown(text, path) == wanted


@pytest.mark.parametrize(
    ("text", "path", "within", "wanted", "position"),
    [
        ("image: nginx:1.27\n", ("image",), (6, 10), "1.27", (1, 14)),
        ('image: "nginx:1.27"\n', ("image",), (6, 10), "1.27", (1, 15)),
        ("a: 'b b b'\n", ("a",), (4, 5), "b", (1, 9)),
        ("a: $(X) $(Y) $(X)\n", ("a",), (10, 14), "$(X)", (1, 14)),
        ("a: |\n  one\n  two one\n", ("a",), (8, 11), "one", (3, 7)),
        ("a: >-\n  one\n  two one\n", ("a",), (8, 11), "one", (3, 7)),
        ("- aaaa\n", (0,), (2, 4), "aa", (1, 5)),
        ("a: |-\n  x-y\n", ("a",), (1, 2), "-", (2, 4)),
        ("a: 'x''y'\n", ("a",), (1, 2), "'", (1, 6)),
        ("a: &x !!str text\n", ("a",), (2, 4), "xt", (1, 15)),
        ("a: 'it''s x'\n", ("a",), (5, 6), "x", (1, 11)),
        ('a: "\\u0041 x"\n', ("a",), (2, 3), "x", (1, 12)),
    ],
)
def test_a_piece_of_a_scalar(
    text: str, path: Path, within: tuple[int, int], wanted: str, position: tuple[int, int]
) -> None:
    found = document(text)
    location, _ = found.locate(Place(path, within=within))
    assert found.text(location.span) == wanted
    assert location.start == position


def test_a_piece_that_is_written_otherwise_is_shown_by_the_whole_scalar() -> None:
    assert shown('a: "\\u0041BC"\n', ("a",), within=(0, 2)) == '"\\u0041BC"'
    assert shown("a: 'it''s'\n", ("a",), within=(1, 4)) == "'it''s'"


@pytest.mark.parametrize(
    ("text", "path", "wanted", "end"),
    [
        ("a: b\n", ("a",), "b", (1, 5)),
        ("a: b", ("a",), "b", (1, 5)),
        ("a: b   # c\n", ("a",), "b", (1, 5)),
        ('a: "x\n  y"\nb: 1\n', ("a",), '"x\n  y"', (2, 5)),
        ("a: x\n  y\nb: 1\n", ("a",), "x\n  y", (2, 4)),
        ("a: |\n  x\n  y\n\n\nb: 1\n", ("a",), "|\n  x\n  y", (3, 4)),
        ("a: |-\r\n  x\r\nb: 1\r\n", ("a",), "|-\r\n  x", (2, 4)),
        ("a: [\n  1\n]\nb: 1\n", ("a",), "[\n  1\n]", (3, 2)),
        ("a: &x !!str b\n", ("a",), "b", (1, 14)),
        ("a: !t &x {b: 1}\n", ("a",), "{b: 1}", (1, 16)),
    ],
)
def test_ends_are_exclusive_and_without_what_follows(text: str, path: Path, wanted: str, end: tuple[int, int]) -> None:
    location, _ = document(text).locate(Place(path))
    assert text[location.span.start : location.span.end] == wanted
    assert location.end == end


@pytest.mark.parametrize(
    ("text", "path", "use", "defined"),
    [
        ("a: &x 1\nb: *x\n", ("b",), "*x", "1"),
        ("a: &x {k: v}\nb: *x\n", ("b", "k"), "*x", "v"),
        ("a: &x\n  k: v\n  l: w\nb: *x\n", ("b",), "*x", "k: v"),
        ("a: &x {k: v}\nb:\n  - *x\n", ("b", 0), "*x", "{k: v}"),
        ("a: &x {k: v}\nb:\n  <<: *x\n", ("b", "k"), "*x", "v"),
        ("a: &x {k: v}\nb:\n  <<: [*x, {l: w}]\n", ("b", "k"), "*x", "v"),
        ("a: &x {k: v}\nb: &y {<<: *x}\nc: *y\n", ("c", "k"), "*y", "v"),
        ("a: &x [1, 2]\nb: *x\n", ("b", 1), "*x", "2"),
        ("a: &x {k: v}\nb: *x\n", ("b", "missing"), "*x", "b"),
    ],
)
def test_what_an_alias_repeats_is_shown_at_the_use(text: str, path: Path, use: str, defined: str) -> None:
    found = document(text)
    location, definition = found.locate(Place(path))
    assert found.text(location.span) == use
    assert definition is not None
    assert found.text(definition.span) == defined


def test_what_is_written_in_place_has_no_definition_elsewhere() -> None:
    found = document("a: &x {k: v}\nb:\n  <<: *x\n  l: w\n")
    assert found.locate(Place(("a", "k")))[1] is None
    assert found.locate(Place(("b", "l")))[1] is None


def test_a_location_knows_its_file_and_both_positions() -> None:
    location, _ = document("a:\n  b: text\n").locate(Place(("a", "b"), Part.PAIR))
    assert location == ("file.yaml", Span(5, 12), Position(2, 3), Position(2, 10))


def test_the_root_of_a_list_document_is_its_first_line() -> None:
    assert shown("# c\n- a: 1\n  b: 2\n", ()) == "- a: 1"


def test_what_is_missing_in_a_second_document_is_shown_in_that_document() -> None:
    text = "a: 1\n---\n- x\n"
    found = parse(Source("file.yaml", text)).documents[1].document
    assert found.location(found.span((5,))).start == Position(3, 1)


def test_values_by_path() -> None:
    found = document(POD)
    assert found.value(("spec", "containers", 0, "args", 1)) == "b c"
    assert found.value(("spec", "containers", 9, "args")) is None
    assert found.value(("kind", "x")) is None
    assert found.has(("metadata", "annotations"))


def test_paths_as_text() -> None:
    path: Path = ("metadata", "annotations", "a/b~c", 0)
    assert pointer(path) == "/metadata/annotations/a~1b~0c/0"
    assert dotted(path) == "metadata.annotations['a/b~c'][0]"
    assert dotted(()) == "the document"
