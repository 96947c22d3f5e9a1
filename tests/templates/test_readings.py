"""Readings of templates: the same shape, each branch once, and marks where something may stand."""

from __future__ import annotations

import pytest

from podlint.templates.actions import Does, actions
from podlint.templates.blocks import tree
from podlint.templates.choices import alternatives, cover, narrow
from podlint.templates.layout import Template
from podlint.templates.readings import reading
from podlint.yaml.source import Span


def template(text: str) -> Template:
    span = Span(0, len(text))
    return Template(text, span, tree(actions(text, span).found).parts)


def shown(text: str, number: int = 0) -> str:
    """A reading with `~` for what actions write and `.` for spaces at the ends of lines."""
    made = template(text)
    read = reading(made, cover(made)[number])
    return read.text.replace(read.filler, "~")


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_lines_of_actions_are_blank_and_values_are_filled() -> None:
    text = "a:\n  {{- if .x }}\n  b: {{ .y }}\n  {{- end }}\n  c: x-{{ .z }}-y\n"
    read = shown(text)
    assert len(read) == len(text)
    assert lines(read) == ["a:", "", "  b: ~~~~~~~~", "", "  c: x-~~~~~~~~-y"]


def test_each_branch_is_read_once() -> None:
    text = "{{ if .a }}\na: 1\n{{ else if .b }}\nb: 1\n{{ else }}\nc: 1\n{{ end }}\n"
    made = template(text)
    assert [lines(shown(text, number)) for number in range(len(cover(made)))] == [
        ["", "a: 1", "", "", "", "", ""],
        ["", "", "", "b: 1", "", "", ""],
        ["", "", "", "", "", "c: 1", ""],
    ]


def test_nested_branches_are_all_read() -> None:
    text = "{{ if .a }}\n{{ if .b }}\na: 1\n{{ else }}\nb: 1\n{{ end }}\n{{ else }}\nc: 1\n{{ end }}\n"
    made = template(text)
    read = [shown(text, number).split() for number in range(len(cover(made)))]
    assert read == [["a:", "1"], ["b:", "1"], ["c:", "1"]]


def test_the_narrowest_reading_keeps_what_is_there_in_any_case() -> None:
    text = "{{ if .a }}\na: 1\n{{ end }}\n{{ if .b }}\nb: 1\n{{ else }}\nc: 1\n{{ end }}\nd: 1\n"
    made = template(text)
    assert alternatives(made.parts) == 2
    assert reading(made, narrow(made.parts, {}, 0)).text.split() == ["b:", "1", "d:", "1"]
    assert reading(made, narrow(made.parts, {}, 1)).text.split() == ["c:", "1", "d:", "1"]
    assert reading(made, narrow(made.parts, {0: 0}, 1)).text.split() == ["a:", "1", "c:", "1", "d:", "1"]


def test_marks_say_at_which_column_something_may_stand() -> None:
    text = "a:\n{{- toYaml .x | nindent 4 }}\nb:\n  {{ .y }}\n{{ if .z }}\n   c: 1\n{{ end }}\n"
    made = template(text)
    assert [(mark.column, mark.sure) for mark in reading(made, cover(made)[0]).marks] == [(4, True), (2, False)]
    assert [mark.column for mark in reading(made, narrow(made.parts, {}, 0)).marks] == [4, 2, 3]


def test_the_header_of_a_block_scalar_moves_below_actions_that_are_indented_deeper() -> None:
    text = "a: |\n      {{- if .x }}\n  text\n      {{- end }}\nb: 1\n"
    assert lines(shown(text)) == ["a:", "                 |", "  text", "", "b: 1"]


def test_an_item_that_goes_on_below_its_action_is_a_mapping() -> None:
    text = "- {{ toYaml .x | trim }}\n  b: 1\n"
    assert shown(text) == "- ~~~~~~~~~~~~~~~~~~~~~:\n  b: 1\n"


@pytest.mark.parametrize(
    "text",
    [
        '{{- define "x" }}\na: 1\n{{ end }}\n',
        "{{/* a: {{ .x }} */}}\n",
        '{{ $x := "}}" }}\n',
        "{{ $x := `}}` }}\n",
        "{%- macro x(a) %}\na: 1\n{% endmacro %}\n",
        "{# a: {{ x }} #}\n{% set x = '%}' %}\n",
    ],
)
def test_what_is_not_rendered_here_is_blank(text: str) -> None:
    assert shown(text).split() == []
    made = template(text)
    assert reading(made, cover(made)[0]).marks == []


def test_what_actions_do() -> None:
    text = "{{ if .a }}{{- else if .b -}}{{ end }}{{ with.x }}{{end}}{{ .y | nindent 2 }}{{ $x = 1 }}{{ break }}"
    does = [action.does for action in actions(text, Span(0, len(text))).found]
    assert does == [
        *(Does.OPENS, Does.TURNS, Does.ENDS, Does.OPENS, Does.ENDS),
        *(Does.WRITES, Does.SILENT, Does.SILENT),
    ]


@pytest.mark.parametrize("text", ["a: {{ .x\nb: 1\n", 'a: {{ "x }}\n', "{{/* x\n", "{% if x\n{{ y }}\n"])
def test_an_action_that_is_never_closed_is_told(text: str) -> None:
    [fault] = actions(text, Span(0, len(text))).faults
    assert fault.message == "this action is never closed"


def test_blocks_without_end_and_ends_without_block_are_told() -> None:
    def faults(text: str) -> list[str]:
        return [fault.message for fault in tree(actions(text, Span(0, len(text))).found).faults]

    assert faults("{{ if .a }}\n{{ range .b }}\n{{ end }}\n") == ["this `if` has no `end`"]
    assert faults("{{ end }}\n") == ["`end` without a block: no if, with, range, define or block is open here"]
    assert faults("{{ if .a }}{{ else }}{{ end }}") == []
