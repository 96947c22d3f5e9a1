"""Text that cannot be read: the words, and the exact place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.yaml.events import CParser
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

NEEDS_C = pytest.mark.skipif(CParser is None, reason="ruamel's own parser refuses it, or takes long")


if TYPE_CHECKING:
    from podlint.yaml.source import Unreadable

TAB = "tab used for indentation"
KEY = "a list or mapping is used as a key"
PLACEHOLDER = "an unquoted template placeholder is not YAML: {{ begins a mapping used as a key"


def problem(source: Source) -> Unreadable:
    [(_, found)] = parse(source).problems
    return found


@pytest.mark.parametrize(
    ("text", "words", "position", "marked"),
    [
        ("a:\n\tb: 1\n", TAB, (2, 1), "\t"),
        ("a:\n  b: 1\n  \tc: 2\n", TAB, (3, 3), "\t"),
        ("\ta: 1\n", TAB, (1, 1), "\t"),
        ("a:\n  - b: 1\n\t c: 2\n", TAB, (3, 1), "\t"),
        ("a: 1\n---\nb:\n\tc: 1\n", TAB, (4, 1), "\t"),
        ('a: "x\nb: 1\n', "a quoted text is never closed", (1, 4), '"'),
        ("a:\n  - 'x\n", "a quoted text is never closed", (2, 5), "'"),
        ("a: 1\n---\nb: [1, 2\n---\nc: 1\n", "a `[...]` list is never closed", (3, 4), "["),
        ("a: {b: 1\n# end\n", "a `{...}` mapping is never closed", (1, 4), "{"),
        ("a: [1, 2}\n", "a `}` closes a list that a `[` opened", (1, 9), "}"),
        ("a: {b: 1 c: 2}\n", "a `,` is missing in a `{...}` mapping", (1, 10), "c"),
        ("a: b: c\n", "`b: ` makes this a mapping inside a plain value", (1, 5), ":"),
        ("a: x of {{ y }} (b: c)\n", "`b: ` makes this a mapping inside a plain value", (1, 19), ":"),
        ("- e: x {{ y }}, b: c\n", "`b: ` makes this a mapping inside a plain value", (1, 18), ":"),
        ("a: 1\n  b: 2\n", '"b" is indented by 2 spaces, the lines that it belongs with by 0', (2, 3), "b"),
        ("a: 1\nb\nc: 2\n", "this line is neither `key: value` nor a list item", (2, 1), "b"),
        ("a:\n  - b\n c: 1\n", '"c" is indented by 1 space', (3, 2), "c"),
        ("a:\n- b\n c\nd\n", "this line is neither", (4, 1), "d"),
        ("a: - b\n", "a list item cannot begin here", (1, 4), "-"),
        ("a: @x\n", "a plain value cannot begin with @", (1, 4), "@"),
        ("a: `x`\n", "a plain value cannot begin with a backquote", (1, 4), "`"),
        ("a: %x\n", "a plain value cannot begin with %", (1, 4), "%"),
        ('a: "C:\\quit"\n', "unknown escape in a double-quoted text", (1, 7), "\\"),
        ("a: x\x01y\n", "control character U+0001 is not allowed", (1, 5), "\x01"),
        ("# \x7f\na: 1\n", "control character U+007F is not allowed", (1, 3), "\x7f"),
        ("a: 1\n---\nb: \0\n", "binary data", (3, 4), "\0"),
        ("a: 1\n}\n", "the line does not fit", (2, 1), "}"),
        ("[a]\nb\n", "text after the end of the document", (2, 1), "b"),
        ("a: .inf\n", ".inf is read as a number that JSON cannot hold", (1, 4), ".inf"),
        ("a: !!int x\n", "'x' cannot be read as !!int", (1, 4), "!!int x"),
        ("[a]: b\n", KEY, (1, 1), "["),
        ("{a: 1}: b\n", KEY, (1, 1), "{"),
        ("x:\n  ? [a]\n  : b\n", KEY, (2, 5), "["),
        ("x:\n  ? - a\n  : b\n", KEY, (2, 5), "-"),
        ("x: &x [a]\n*x : b\n", KEY, (2, 1), "*x"),
        ("a: {{ x }}\n", PLACEHOLDER, (1, 4), "{{ x }}"),
        ("a:\n  - {{ .Values.x }}\n", PLACEHOLDER, (2, 5), "{{ .Values.x }}"),
        ("{{ .Values.name }}: b\n", PLACEHOLDER, (1, 1), "{{ .Values.name }}"),
        ("image: {{ repo }}:{{ tag }}\n", "template placeholder {{ repo }} is not YAML", (1, 8), "{{ repo }}"),
        ("a: 1\n{{- if x }}\nb: 1\n{{- end }}\n", "template placeholder {{- if x }}", (2, 1), "{{- if x }}"),
        ("{% if x %}\na: 1\n", "template placeholder {% if x %}", (1, 1), "{% if x %}"),
        ("%YAML 1.1\n---\na: 1\n", "YAML directive before a document", (1, 1), "%YAML"),
    ],
)
def test_words_and_place(text: str, words: str, position: tuple[int, int], marked: str) -> None:
    source = Source("file.yaml", text)
    found = problem(source)
    assert words in found.message
    assert source.position(found.span.start) == position
    assert source.text[found.span.start : found.span.end] == marked


@pytest.mark.parametrize(
    "text",
    [
        *(pytest.param(text, marks=NEEDS_C) for text in ("a: b\t\nc: d\n", "a:\tb\n", "a: b\t# comment\n")),
        pytest.param("a:\n  b\t: c\n", marks=NEEDS_C),
        "{\n\ta: 1,\n\tb: [\n\t\t1\n\t]\n}\n",
        'a: "x\n\ty"\n',
        "a: |\n  x\n  \ty\n",
    ],
)
def test_tabs_that_do_not_indent_do_no_harm(text: str) -> None:
    assert parse(Source("file.yaml", text)).problems == []


@pytest.mark.parametrize(
    "text",
    [
        'a: "{{ x }}"\n',
        "a: ${X}\n",
        "a: $(X)\n",
        "a: x{{ y }}\n",
        "a: |\n  {{ x }}\n",
        "# {{ x }}\na: 1\n",
        "a: b#{%\n",
    ],
)
def test_placeholders_that_are_text(text: str) -> None:
    assert parse(Source("file.yaml", text)).problems == []


def test_a_second_place_explains_a_merge_conflict() -> None:
    source = Source("file.yaml", "a: 1\n<<<<<<< ours\nb: 3\n=======\nb: 4\n>>>>>>> theirs\n")
    found = problem(source)
    assert source.position(found.span.start) == (2, 1)
    assert found.related is not None
    assert source.position(found.related[0].start) == (6, 1)
    assert found.related[1] == "the second side ends here"
