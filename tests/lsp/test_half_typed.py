"""While a text is typed it is broken most of the time: what is known of everything else stays in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.lsp.session import Session
from podlint.yaml.events import CParser

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(CParser is None, reason="ruamel's own parser stops at other places")

ABOVE = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
"""
BELOW = """spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          prots: []
"""
TYPED = [
    *("  l", "  lab", "  labels", "  labels:", "  labels: {", "  labels: {a", "  labels: {app", "  labels: {app:"),
    *("  labels: {app: w", "  labels: {app: web", "  labels: {app: web,", "  labels: {app: web}", '  labels: {app: "w'),
    *("  labels:\n    ", "  labels:\n    a", "  labels:\n    app:", '  labels:\n    app: "', '  labels:\n    app: "we'),
    *("  finalizers: [", "  finalizers: [a", "  finalizers:\n  -", "  finalizers:\n  - ", "  finalizers:\n    - 'a"),
    *(
        "  annotations:\n    a/b: c: d",
        "  annotations:\n    a/b: @",
        "  annotations:\n    a/b: *",
        "\t",
        "  \t",
        "  \tlabels:",
    ),
]


def found(folder: Path, text: str) -> tuple[set[tuple[str, int]], set[str]]:
    session = Session()
    session.open(str(folder / "web.yaml"), text, 1)
    linted = session.lint(str(folder / "web.yaml"))
    assert linted is not None
    below = text.index(BELOW.strip())
    places = {(f.rule, f.location.span.start - below) for f in linted.findings if f.location.span.start >= below}
    typed = len(ABOVE)
    return places, {f.rule for f in linted.findings if f.location.span.start < typed}


@pytest.mark.parametrize("typed", TYPED)
def test_a_line_that_is_typed_leaves_the_others_their_findings(tmp_path: Path, typed: str) -> None:
    (tmp_path / ".git").mkdir()
    before, _ = found(tmp_path, ABOVE + BELOW)
    assert any(rule == "unknown-field" for rule, _ in before)
    below, above = found(tmp_path, f"{ABOVE}{typed}\n{BELOW}")
    assert {one for one in below if one[0] != "yaml-syntax"} == before
    assert above == set()


@pytest.mark.parametrize("end", ["  te", "  template", "  template: {", "    spec: [", '    spec: "', "  -", "\t"])
def test_the_end_of_a_text_that_is_typed(tmp_path: Path, end: str) -> None:
    (tmp_path / ".git").mkdir()
    text = f"apiVersion: v1\nkind: Pod\nmetadata:\n  nmae: a\nspec:\n{end}"
    session = Session()
    session.open(str(tmp_path / "web.yaml"), text, 1)
    linted = session.lint(str(tmp_path / "web.yaml"))
    assert linted is not None
    assert [f.location.start.line for f in linted.findings if f.rule == "unknown-field" and "nmae" in f.message] == [4]
