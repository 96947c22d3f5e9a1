"""Fixes that add or remove a line: with the line ends of the text, and as it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., object]

NAMED = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"


def fixed(project: Path, run: Run, text: str, end: str = "\n") -> str:
    file = project / "a.yaml"
    file.write_bytes(text.replace("\n", end).encode())
    run("check", "a.yaml", "--fix", "--unsafe-fixes")
    return file.read_bytes().decode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NAMED % "a" + NAMED % "b", NAMED % "a" + "---\n" + NAMED % "b"),
        (NAMED % "a" + "--- " + NAMED % "b", NAMED % "a" + "---\n" + NAMED % "b"),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a---\n" + NAMED % "b",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\n" + NAMED % "b",
        ),
    ],
    ids=["no separator", "an object on its line", "glued to a value"],
)
def test_a_separator_that_is_added_ends_as_other_lines_do(
    project: Path, run: Run, before: str, after: str, end: str
) -> None:
    assert fixed(project, run, before, end) == after.replace("\n", end)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(
    "tail",
    ["", "\n", "\n\n", "\n# podlint: ignore[bare-pod]", "\n\n\n# podlint: ignore[bare-pod]\n\n"],
    ids=["above", "behind an empty line", "behind two", "two of them", "two of them apart"],
)
def test_a_last_line_that_goes_takes_the_line_ends_before_it(project: Path, run: Run, tail: str, end: str) -> None:
    text = (NAMED % "a").rstrip("\n")
    assert fixed(project, run, f"{text}{tail}\n# podlint: ignore[bare-pod]", end) == text.replace("\n", end)


def test_a_second_merge_key_in_the_last_line_takes_the_line_ends_before_it(project: Path, run: Run) -> None:
    text = f"{NAMED % 'a'}one: &one {{b: c}}\nother: &other {{d: e}}\ndata:\n  <<: "
    assert fixed(project, run, f"{text}*one\n\n\n  <<: *other") == f"{text}[*other, *one]"
