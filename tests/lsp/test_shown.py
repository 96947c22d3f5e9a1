"""Editors show what a file says as text: no control characters in messages, no Markdown of others in a hover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.lsp.convert import diagnostic
from podlint.lsp.hover import hover
from podlint.lsp.session import Session

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  "x\\e[2J\\u202e![i](http://x/y.png)": 1
"""


def test_messages_and_hovers_show_text(tmp_path: Path) -> None:
    session = Session()
    path = str(tmp_path / "a.yaml")
    session.open(path, TEXT, 1)
    linted = session.lint(path)
    assert linted is not None
    found = next(finding for finding in linted.findings if finding.rule == "unknown-field")
    message = diagnostic(found, linted.source, "utf-16", session.source).message
    assert "![i](http://x/y.png)" in message
    assert not {"\x1b", "\u202e"} & set(message)
    text = hover(linted, found.location.span.start, session.rules) or ""
    assert not {"\x1b", "\u202e"} & set(text)
    assert "[i](" not in text.replace("\\[i\\](", "")
