"""Broken text on the command line: told, corrected with --fix, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.yaml.events import CParser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

pytestmark = pytest.mark.skipif(CParser is None, reason="ruamel's own parser stops at other places")
NOTE = """apiVersion: v1
kind: Pod
meatdata:
\tname: x
\tlabels:
\t\tapp: x
spec:
\tnodeSelector:
\tcontainers:
"""


def lines(out: str) -> list[str]:
    return [line for line in out.splitlines() if ": error: " in line]


def test_tabs_hide_no_typo_and_both_are_fixed(run: Run, project: Path) -> None:
    (project / "pod.yaml").write_text(NOTE)
    status, out, _ = run("pod.yaml", "--output-format=concise")
    assert status == 1
    [typo, tabs, empty] = lines(out)
    assert typo.startswith('pod.yaml:3:1: error: unknown field "meatdata" in Pod')
    assert tabs.startswith("pod.yaml:4:1: error: tab used for indentation (in 5 lines)")
    assert empty.startswith('pod.yaml:9:2: error: required field "containers" is null')
    run("pod.yaml", "--fix")
    fixed = NOTE.replace("\t", "  ").replace("meatdata", "metadata")
    assert (project / "pod.yaml").read_text() == fixed
    assert [line.split(" ")[0] for line in lines(run("pod.yaml", "--output-format=concise").out)] == ["pod.yaml:9:3:"]


def test_the_fences_of_a_note_give_their_tabs_and_everything_else(run: Run, project: Path) -> None:
    note = "".join(f"# Part {number}\n\n```yaml\n{NOTE}```\n\n" for number in range(7))
    (project / "notes.md").write_text(note)
    out = run("notes.md", "--output-format=concise").out
    assert out.count("tab used for indentation") == 7
    assert out.count('unknown field "meatdata"') == 7
    run("notes.md", "--fix")
    assert (project / "notes.md").read_text() == note.replace("\t", "  ").replace("meatdata", "metadata")


def test_a_note_in_a_quotation_is_told_and_left_as_it_is(run: Run, project: Path) -> None:
    note = "".join(f"> {line}\n" for line in f"```yaml\n{NOTE}```".splitlines())
    (project / "notes.md").write_text(note)
    out = run("notes.md", "--output-format=concise", "--fix").out
    assert "tab used for indentation" in out
    assert (project / "notes.md").read_text() == note.replace("meatdata", "metadata")


def test_a_guess_is_an_unsafe_fix(run: Run, project: Path) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: *b\n"
    (project / "a.yaml").write_text(text)
    run("a.yaml", "--fix")
    assert (project / "a.yaml").read_text() == text
    run("a.yaml", "--fix", "--unsafe-fixes")
    assert (project / "a.yaml").read_text() == text.replace("*b", '"*b"')


def test_a_document_of_which_lines_are_left_out_is_counted(run: Run, project: Path) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nhalf\ndatta: {a: b}\n"
    (project / "a.yaml").write_text(text)
    status, out, err = run("a.yaml", "--output-format=concise")
    assert status == 1
    assert "a.yaml:4:1: error: this line is neither" in out
    assert 'a.yaml:5:1: error: unknown field "datta"' in out
    assert "1 read-in-part" in err


def test_text_in_another_encoding_is_named_and_checked(run: Run, project: Path) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n# für alle\ndatta: {a: ü}\n"
    (project / "a.yaml").write_bytes(text.encode("cp1252"))
    status, out, _ = run("a.yaml", "--output-format=concise")
    assert status == 1
    assert "a.yaml:4:4: error: byte 0xfc is not UTF-8 text: the file is in Windows-1252" in out
    assert 'a.yaml:5:1: error: unknown field "datta"' in out


def test_a_document_of_very_many_lines_is_not_repaired_and_hides_no_other(run: Run, project: Path) -> None:
    typo = "apiVersion: v1\nkind: Pod\nmeatdata: {name: a}\nspec: {containers: [{name: a, image: 'a:1'}]}\n"
    data = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n\tk: v\n" + "  k: v\n" * 50_000
    (project / "long.yaml").write_text(f"{typo}---\n{data}---\n{typo}")
    status, out, _ = run("long.yaml", "--output-format=concise")
    assert status == 1
    [first, tab, last] = lines(out)
    assert first.startswith('long.yaml:3:1: error: unknown field "meatdata" in Pod')
    assert tab.startswith("long.yaml:10:1: error: tab used for indentation")
    assert last.startswith('long.yaml:50014:1: error: unknown field "meatdata" in Pod')
    run("long.yaml", "--fix")
    assert (project / "long.yaml").read_text() == f"{typo}---\n{data}---\n{typo}".replace("meatdata", "metadata")
