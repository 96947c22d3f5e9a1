"""`missing-schema` in the configuration: how much it weighs that a custom resource has no schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_schemas import CRD, WIDGET

from podlint.engine.missing import fits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

WORDS = "no schema for example.com/v1 Widget: its fields are not checked (Widget w)"


@pytest.fixture
def widget(project: Path) -> Path:
    """A project with one object of a kind that nobody defines."""
    (project / "w.yaml").write_text(WIDGET)
    return project


@pytest.mark.parametrize(
    ("said", "severity", "status"),
    [
        ("error", "error", 1),
        ("warn", "warning", 1),
        ("info", "note", 0),
        ("off", None, 0),
        ('{"*": error}', "error", 1),
        ("{example.com: error}", "error", 1),
        ("{example.com/Widget: warning}", "warning", 1),
        ("{'*.com/W*': warning}", "warning", 1),
        ("{other.com: error}", None, 0),
        ("{'*': error, '*/Widget': off}", None, 0),
        ("{'*/Widget': off, '*': error}", "error", 1),
    ],
)
def test_the_last_that_fits_counts(run: Run, widget: Path, said: str, severity: str | None, status: int) -> None:
    (widget / ".podlint.yaml").write_text(f"missing-schema: {said}\noutput-format: concise\n")
    expected = f"w.yaml:2:7: {severity}: {WORDS} [unknown-crd]\n" if severity else ""
    outcome = run("w.yaml")
    assert (outcome.status, outcome.out) == (status, expected)


def test_a_definition_ends_it(run: Run, widget: Path) -> None:
    (widget / ".podlint.yaml").write_text("missing-schema: error\noutput-format: concise\n")
    (widget / "crd.yaml").write_text(CRD)
    assert "unknown-crd" not in run("w.yaml").out


def test_what_no_glob_fits_is_as_it_is_without_the_key(run: Run, widget: Path) -> None:
    text = "missing-schema: {other.com: error}\noutput-format: concise\nextend-select: [unknown-crd]\n"
    (widget / ".podlint.yaml").write_text(text)
    assert "w.yaml:2:7: note: " in run("w.yaml").out
    (widget / ".podlint.yaml").write_text("missing-schema: error\nignore: [unknown-crd]\noutput-format: concise\n")
    assert run("w.yaml").out == ""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("loud", "severity of missing-schema must be one of"),
        ("{'*': loud}", "severity of * must be one of"),
        ("{a/b/c: error}", "a/b/c is no GROUP/KIND, such as *.example.com/Widget"),
        ("[error]", "severity of missing-schema must be one of"),
    ],
)
def test_what_means_nothing_is_refused_at_its_place(run: Run, widget: Path, said: str, words: str) -> None:
    (widget / ".podlint.yaml").write_text(f"missing-schema: {said}\n")
    outcome = run("w.yaml")
    assert outcome.status == 2
    assert outcome.err.startswith("podlint: .podlint.yaml:1:")
    assert words in outcome.err


def test_config_shows_it(run: Run, widget: Path) -> None:
    (widget / ".podlint.yaml").write_text("missing-schema: {'*': warning, '*/Widget': off}\n")
    assert 'missing-schema: {"*": "warning", "*/Widget": "off"}' in run("config").out


@pytest.mark.parametrize(
    ("pattern", "fit"),
    [
        ("a.com/Kind", True),
        ("a.com", True),
        ("*", True),
        ("*.com", True),
        ("*/Kind", True),
        ("a*om/K*d", True),
        ("*a.com/Kind*", True),
        ("a.com/Kin", False),
        ("b.com", False),
        ("*/Other", False),
        ("a.com/Kind*d", False),
        ("a.*.com", False),
    ],
)
def test_a_star_stands_for_anything(pattern: str, fit: bool) -> None:
    assert fits(pattern, "a.com/Kind") is fit
