"""Fixes in templates: made only where they touch fixed text, and where each reading says that nothing else is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.fix import Change
from podlint.rule import EngineRule
from podlint.templates.actions import actions
from podlint.templates.blocks import tree
from podlint.templates.choices import cover
from podlint.templates.layout import Template
from podlint.templates.parts import pieces
from podlint.templates.readings import reading
from podlint.yaml.nodes import Mapping, Sequence
from podlint.yaml.reader import parse
from podlint.yaml.same import same
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.fix import ResolvedFix
    from podlint.templates.parts import Piece, Pieces
    from podlint.yaml.nodes import Node

Wanted = dict[int, Any]
"""What stands at an offset after the fixes: the key or value that begins there."""


def kept(fix: ResolvedFix | None, template: Template) -> ResolvedFix | None:
    """A fix of what is found in a reading; None where it is more than one change, or touches what an action writes."""
    if fix is None or len(fix.changes) != 1 or len(fix.edits) != 1:
        return None
    change, span = fix.changes[0], fix.edits[0].location.span
    plain = isinstance(change, Change) and change.place.within is None
    return fix if plain and template.is_fixed(span) else None


def is_template(source: Source) -> bool:
    """Whether a text is a template: one that is no YAML as it stands, for its actions."""
    if "{{" not in source.text and "{%" not in source.text:
        return False
    from podlint.templates.healing import healed  # only of files with fixes

    as_meant = healed(source)
    if as_meant is not None:
        source = Source(source.path, as_meant.text, bom=source.bom)
    problems = parse(source, repaired=False).problems
    return bool(problems) and len(_first(source).problems) < len(problems)


def sound(source: Source, text: str, findings: list[Finding]) -> bool:
    """Whether a fixed template has the same actions, and whether each reading is what it was but for the fixes.

    Fixes of slips in the text are held against it first: after them more of it is YAML, and the rest says the same.
    """
    from podlint.templates.healing import applied, moved

    slips = [finding for finding in findings if finding.rule == EngineRule.YAML_SYNTAX.value]
    others = [finding for finding in findings if finding.rule != EngineRule.YAML_SYNTAX.value]
    edits = tuple(sorted((edit.location.span, edit.text) for one in slips if one.fix for edit in one.fix.edits))
    between = Source(source.path, applied(source.text, edits), bom=source.bom) if slips else source
    wanted: Wanted = {}
    for finding in others:
        fix = finding.fix
        if fix is None or len(fix.changes) != 1 or len(fix.edits) != 1 or not isinstance(fix.changes[0], Change):
            return False
        wanted[moved(edits, fix.edits[0].location.span.start)] = fix.changes[0].value
    fixed = Source(source.path, text, bom=source.bom)
    if not _actions(source) == _actions(between) == _actions(fixed):
        return False
    return (not slips or _heals(source, between)) and _keeps(between, fixed, wanted)


def _heals(source: Source, fixed: Source) -> bool:
    """Whether fewer readings are broken or odd, and the documents of those that were neither are the same."""
    one, other = _template(source), _template(fixed)
    before, after = cover(one), cover(other)
    if len(before) != len(after):
        return False
    less = 0
    for old, new in zip(before, after, strict=True):
        was, is_now = pieces(reading(one, old), source), pieces(reading(other, new), fixed)
        less += (len(was.problems), was.odd) > (len(is_now.problems), is_now.odd)
        if (len(was.problems), was.odd) < (len(is_now.problems), is_now.odd):
            return False
        if not (was.problems or was.odd) and not _alike(was, is_now, {}):
            return False
        if not was.odd and not all(
            any(same(_data(piece), _data(own)) for own in is_now.documents) for piece in was.documents
        ):
            return False
    return less > 0


def _data(piece: Piece) -> Any:
    return piece.composed.document.data


def _keeps(source: Source, fixed: Source, wanted: Wanted) -> bool:
    """Whether each reading is what it was but for what is wanted."""
    one, other = _template(source), _template(fixed)
    before, after = cover(one), cover(other)
    return len(before) == len(after) and all(
        _alike(pieces(reading(one, old), source), pieces(reading(other, new), fixed), wanted)
        for old, new in zip(before, after, strict=True)
    )


def _first(source: Source) -> Pieces:
    template = _template(source)
    return pieces(reading(template, cover(template)[0]), source)


def _template(source: Source) -> Template:
    return Template(source.text, source.span, tree(actions(source.text, source.span).found).parts)


def _actions(source: Source) -> list[str]:
    return [source.text[one.span.start : one.span.end] for one in actions(source.text, source.span).found]


def _alike(before: Pieces, after: Pieces, wanted: Wanted) -> bool:
    """Whether the documents of two readings are the same but for what is wanted."""
    if len(before.documents) != len(after.documents) or len(before.problems) != len(after.problems):
        return False
    for old, new in zip(before.documents, after.documents, strict=True):
        root = old.composed.document.root
        if root is None or not same(_expected(old.composed.document.data, root, wanted), new.composed.document.data):
            return False
    return True


def _expected(data: Any, node: Node, wanted: Wanted) -> Any:
    """The data with what is wanted."""
    if isinstance(data, dict) and isinstance(node, Mapping):
        found: dict[str, Any] = {}
        for key, value in data.items():
            entry = node.entries.get(key)
            name = str(wanted.get(entry[0], key)) if entry is not None and entry[3] is None else key
            if name in found:
                return None
            found[name] = _expected(value, entry[2], wanted) if entry is not None else value
        return found
    if isinstance(data, list) and isinstance(node, Sequence):
        return [_expected(item, inner, wanted) for item, inner in zip(data, node.items, strict=True)]
    return wanted.get(node.start, data) if not isinstance(data, dict | list) else data
