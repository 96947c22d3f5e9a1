"""What an editor offers to do about findings: their fixes, all safe fixes at once, a comment that suppresses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lsprotocol import types

from podlint.engine.fix import apply
from podlint.findings.fix import Safety
from podlint.lsp.convert import diagnostic, range_of
from podlint.suppression.writing import silence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podlint.findings.finding import Finding
    from podlint.lsp.session import Linted
    from podlint.rule import Rule
    from podlint.yaml.edits import Edit
    from podlint.yaml.source import Source

FIX_ALL = "source.fixAll.podlint"
SECONDS = 1.0
"""How long fixes of single findings are looked for: each is proved, which takes long in a long text."""
KINDS = [types.CodeActionKind.QuickFix, FIX_ALL]


def actions(
    linted: Linted,
    uri: str,
    asked: types.Range,
    only: list[str] | None,
    encoding: str,
    rules: Mapping[str, Rule],
) -> Iterator[types.CodeAction]:
    """The actions for a range of a text; `only` are the kinds that the client asks for, None for all.

    `rules` are those there are, by name.
    """
    until = time.monotonic() + SECONDS
    if _wants(only, "quickfix"):
        for finding in linted.findings:
            if time.monotonic() > until:
                break
            if _touches(range_of(finding.location, linted.source, encoding), asked):
                shown = diagnostic(finding, linted.source, encoding, lambda _: None, rules=rules)
                yield from _of_finding(finding, linted, uri, encoding, [shown])
    # Not among what a light bulb offers, unless a client asks for source actions.
    if only and _wants(only, FIX_ALL):
        fixed = apply(linted.source, linted.findings, Safety.SAFE)
        if fixed.fixed:
            edits = [edit for f in fixed.fixed for edit in (f.fix.edits if f.fix else ())]
            title = f"podlint: fix {len(fixed.fixed)} finding{'s' if len(fixed.fixed) > 1 else ''}"
            yield types.CodeAction(title, kind=FIX_ALL, edit=_workspace(uri, edits, linted.source, encoding))


def _of_finding(
    finding: Finding, linted: Linted, uri: str, encoding: str, shown: list[types.Diagnostic]
) -> Iterator[types.CodeAction]:
    fix = finding.fix
    if fix is not None and apply(linted.source, [finding], Safety.UNSAFE).fixed:
        title = fix.title if fix.safety is Safety.SAFE else f"{fix.title} (may change the meaning)"
        yield types.CodeAction(
            f"podlint: {title}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=shown,
            is_preferred=fix.safety is Safety.SAFE,
            edit=_workspace(uri, list(fix.edits), linted.source, encoding),
        )
    comments = silence(linted.source, [finding]).edits
    if comments:
        yield types.CodeAction(
            f"podlint: ignore {finding.rule} here",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=shown,
            edit=_workspace(uri, comments, linted.source, encoding),
        )


def _workspace(uri: str, edits: list[Edit], source: Source, encoding: str) -> types.WorkspaceEdit:
    changes = [types.TextEdit(range_of(edit.location, source, encoding), edit.text) for edit in edits]
    return types.WorkspaceEdit(changes={uri: changes})


def _wants(only: list[str] | None, kind: str) -> bool:
    return not only or any(kind == word or kind.startswith(f"{word}.") for word in only)


def _touches(one: types.Range, other: types.Range) -> bool:
    def key(at: types.Position) -> tuple[int, int]:
        return at.line, at.character

    return key(one.start) <= key(other.end) and key(other.start) <= key(one.end)
