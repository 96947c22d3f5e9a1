"""Comments and annotations: how they are read, and what they cover."""

from __future__ import annotations

import pytest
from texts_with_comments import covered, finding, read

from podlint.kubernetes.kinds import POD_SPECS
from podlint.kubernetes.objects import objects
from podlint.suppression.comments import annotated, directives, role_of
from podlint.suppression.directive import Directive
from podlint.yaml.place import Location
from podlint.yaml.reader import parse
from podlint.yaml.source import Position, Source, Span

POD = """\
kind: Pod
spec:
  containers:
    - name: one
      image: a
      ports:
        - containerPort: 1
    - name: two
      image: b
"""


def words(text: str) -> list[list[str]]:
    return [[word.text for word in directive.words] for directive in read(text).found]


def test_what_a_directive_says_and_where() -> None:
    text = "a: 1 # podlint: ignore[one, two] because\n"
    (directive,) = read(text).found
    assert [(w.text, w.location.span, w.location.start) for w in directive.words] == [
        ("one", Span(23, 26), (1, 24)),
        ("two", Span(28, 31), (1, 29)),
    ]
    assert text[slice(*directive.location.span)] == "# podlint: ignore[one, two] because"
    assert directive.removal is not None
    assert text[slice(*directive.removal.span)] == " # podlint: ignore[one, two] because", "with the space before it"


@pytest.mark.parametrize(
    "comment",
    [
        "# podlint: ignore[one]",
        "#podlint:ignore[one]",
        "#\tpodlint:\tignore\t[one]",
        "# podlint: ignore[ one ]",
        "# podlint: ignore[one,]",
        "# podlint: ignore[one] # and more",
        "# something else # podlint: ignore[one]",
    ],
)
def test_forms_of_one_comment(comment: str) -> None:
    assert words(f"a: 1 {comment}\n") == [["one"]]
    assert words(f"{comment}\na: 1\n") == [["one"]]


@pytest.mark.parametrize(
    "text",
    [
        "a: 'x # podlint: ignore[one]'\n",
        "a: |\n  # podlint: ignore[one]\n",
        "a: x# podlint: ignore[one]\n",
        "a: # podlin: ignore[one]\n  1\n",
        "a: 1 # see podlint: ignore[one]\n",
    ],
)
def test_what_is_no_comment_for_podlint(text: str) -> None:
    assert read(text) == ([], [])


def test_behind_a_value_it_covers_the_line() -> None:
    text = POD.replace("image: a", "image: a # podlint: ignore[x]")
    assert covered(text) == [5]


def test_behind_a_value_it_covers_what_includes_the_line() -> None:
    text = "a:\n  b: 1\n  c: 2 # podlint: ignore[x]\nd: 3\n"
    (directive,) = read(text).found
    whole = finding(text, 1)
    end = Position(4, 1)
    long = whole._replace(location=whole.location._replace(end=end))
    assert directive.covers(long)
    assert not directive.covers(whole)
    assert directive.covers(whole._replace(location=whole.location._replace(end=Position(3, 2))))
    assert not directive.covers(whole._replace(location=whole.location._replace(end=Position(2, 7))))


def test_above_a_key_it_covers_the_key_and_its_value() -> None:
    text = POD.replace("      ports", "      # podlint: ignore[x]\n      ports")
    assert covered(text) == [7, 8]


def test_above_an_item_it_covers_the_item() -> None:
    text = POD.replace("    - name: one", "    # podlint: ignore[x]\n    - name: one")
    assert covered(text) == [5, 6, 7, 8]
    assert covered(POD.replace("    - name: two", "    # podlint: ignore[x]\n    - name: two")) == [9, 10]


def test_comments_and_empty_lines_may_stand_between() -> None:
    text = POD.replace("      image: b", "      # podlint: ignore[x]\n\n      # why\n      image: b")
    assert covered(text) == [12]


def test_above_the_first_key_it_covers_the_document() -> None:
    assert covered(f"# podlint: ignore[x]\n{POD}---\n{POD}") == list(range(2, 11))


def test_above_the_separator_it_covers_the_document_below() -> None:
    text = f"a: 1\n# podlint: ignore[x]\n---\n{POD}"
    assert covered(text) == list(range(4, 13))


def test_of_what_cannot_be_read_it_covers_the_next_line() -> None:
    text = "a: 1\n# podlint: ignore[x]\nb\n"
    assert covered(text) == [3]
    text = "a: 1\n# podlint: ignore[x]"
    (directive,) = read(text).found
    assert directive.span == Span(5, 25), "its own line, where no other follows"


def test_for_the_whole_file() -> None:
    text = f"# a file\n---\n# podlint: ignore-file[x]\n{POD}---\nb: 1\n"
    assert covered(text) == list(range(1, 15))
    assert read(f"{POD}# podlint: ignore-file[x]\n").found == []


def test_a_stretch_of_a_file() -> None:
    text = (
        POD.replace("    - name: two", "    # podlint: off\n    - name: two") + "    # podlint: on\n    - name: three\n"
    )
    assert covered(text) == [9, 10, 11]
    assert words(text) == [[]]


def test_a_stretch_that_nobody_ends() -> None:
    assert covered(POD.replace("    - name: two", "    # podlint: off[x]\n    - name: two")) == [9, 10]


def test_stretches_in_each_other() -> None:
    text = "# podlint: off[x]\na: 1\n# podlint: off[y]\nb: 1\n# podlint: on\nc: 1\n# podlint: on\nd: 1\n"
    found = {directive.words[0].text: covered(text, directive) for directive in read(text).found}
    assert found["y"] == [4, 5]
    assert [line for line in found["x"] if text.splitlines()[line - 1][0] != "#"] == [2, 4, 6]


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("# podlint: ignroe[x]\n", 'unknown directive "ignroe"', 'did you mean "ignore"?'),
        ("# podlint: silence[x]\n", 'unknown directive "silence"', "write ignore[RULE]"),
        ("# podlint:\n", 'unknown directive ""', "write ignore[RULE]"),
        ("# podlint: ignore\n", "ignore names no rule", "name the rules in brackets"),
        ("# podlint: ignore image-latest\n", "ignore names no rule", "ignore[RULE]"),
        ("# podlint: ignore[]\n", "ignore names no rule", "ignore[RULE]"),
        ("# podlint: ignore[ , ]\n", "ignore names no rule", "ignore[RULE]"),
        ("# podlint: ignore-file\n", "ignore-file names no rule", "ignore-file[RULE]"),
        ("# podlint: ignore=x\n", "ignore names no rule", "ignore[RULE]"),
        ("# podlint: ignore[x\n", "the bracket of ignore is never closed", 'add "]"'),
        ("# podlint: off[x\n", "the bracket of off is never closed", 'add "]"'),
        ("# podlint: role=pod\n", 'unknown role "pod"', "manifest, patch, template, skip"),
        ("# podlint: role\n", 'unknown role ""', "manifest, patch, template, skip"),
        ("a: 1\n# podlint: role=patch\n", "role has no effect here", "top of the file"),
        ("a: 1\n# podlint: ignore-file[x]\n", "ignore-file has no effect here", "top of the file"),
        ("# podlint: on\n", "nothing is off here", "remove the comment"),
        ("# podlint: off\na: 1\n# podlint: on\n# podlint: on\n", "nothing is off here", "remove the comment"),
    ],
)
def test_bad_directives(text: str, message: str, help: str) -> None:
    (bad,) = read(text).bad
    assert message in bad.message
    assert help in (bad.help or "")
    assert text[slice(*bad.location.span)].startswith("# podlint")


def test_a_mistake_suppresses_nothing() -> None:
    assert read("# podlint: ignroe[x]\na: 1 # podlint: ignore\n").found == []


def test_what_goes_with_a_comment_that_is_removed() -> None:
    def removed(text: str) -> str:
        (directive,) = read(text).found
        assert directive.removal is not None
        start, end = directive.removal.span
        return text[:start] + text[end:]

    assert removed("a: 1   # podlint: ignore[x]\nb: 2\n") == "a: 1\nb: 2\n"
    assert removed("a: 1\n  # podlint: ignore[x]\nb: 2\n") == "a: 1\nb: 2\n"
    assert removed("a: 1 # why # podlint: ignore[x]\n") == "a: 1 # why\n"
    assert removed("# podlint: ignore[x]\n") == ""
    assert removed("a: 1\n# podlint: ignore[x]") == "a: 1"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("# podlint: role=patch\na: 1\n", "patch"),
        ("#podlint:role = template\nkind: {{ x }}\n", "template"),
        ("---\n\n# a note\n# podlint: role=skip with a reason\na: 1\n", "skip"),
        ("%YAML 1.2\n# podlint: role=manifest\n---\na: 1\n", "manifest"),
        ("# podlint: role=patch\n# podlint: role=skip\na: 1\n", "patch"),
        ("a: 1\n# podlint: role=patch\n", None),
        ("# podlint: role=pod\na: 1\n", None),
        ("a: 1\n", None),
        ("# role=patch\na: 1\n", None),
    ],
)
def test_the_role_that_a_file_gives_itself(text: str, role: str | None) -> None:
    assert role_of(Source("a.yaml", text)) == role


def annotation(metadata: str) -> list[Directive]:
    text = "kind: Pod\napiVersion: v1\n---\nkind: List\napiVersion: v1\nitems:\n  - apiVersion: v1\n    kind: Pod\n"
    documents = [composed.document for composed in parse(Source("a.yaml", text + metadata)).documents]
    return [found for document in documents for target in objects(document, POD_SPECS) for found in annotated(target)]


def test_an_annotation_covers_its_object() -> None:
    (directive,) = annotation("    metadata: {annotations: {podlint.dev/ignore: 'one, two'}}\n")
    assert [(word.text, word.location.start) for word in directive.words] == [("one", (9, 51)), ("two", (9, 56))]
    here = finding("a", 1)
    assert directive.covers(here._replace(document=1, pointer="/items/0"))
    assert directive.covers(here._replace(document=1, pointer="/items/0/spec"))
    assert not directive.covers(here._replace(document=0, pointer="/items/0/spec"))
    assert not directive.covers(here._replace(document=1, pointer="/items/01"))
    assert not directive.covers(here._replace(document=1, pointer="/items"))
    assert directive.removal is None, "data is not removed"


@pytest.mark.parametrize("value", ["3", "[one]", "null", "{}"])
def test_an_annotation_that_is_no_text(value: str) -> None:
    assert annotation(f"    metadata: {{annotations: {{podlint.dev/ignore: {value}}}}}\n") == []
    assert annotation("    metadata: {labels: {podlint.dev/ignore: one}}\n") == []


def test_a_span_covers_what_begins_in_it() -> None:
    def at(start: int, end: int) -> bool:
        here = finding("a", 1)
        place = Location("a.yaml", Span(start, end), Position(1, start + 1), Position(1, end + 1))
        return Directive((), here.location, span=Span(3, 6)).covers(here._replace(location=place))

    assert [at(2, 5), at(3, 4), at(5, 99), at(6, 7), at(7, 8)] == [False, True, True, True, False]


def test_comments_of_a_file_without_any_are_not_looked_for() -> None:
    assert directives(Source("a.yaml", "a: 1 # a comment\n"), iter(())) == ([], [])
