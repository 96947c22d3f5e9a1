"""Findings of the text itself: documents that cannot be read, keys written twice, keys that are read as others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine import most
from podlint.findings.finding import Finding, Severity
from podlint.findings.fix import Change, ResolvedFix, Safety
from podlint.rule import EngineRule
from podlint.words import quoted
from podlint.yaml import edits as edit
from podlint.yaml.document import Document
from podlint.yaml.edits import Edit
from podlint.yaml.place import Part, Place, RelatedLocation, named_pointer, pointer
from podlint.yaml.source import Span, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podlint.config.select import Selected
    from podlint.yaml.parsed import Composed
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source


def syntax(source: Source, problem: Unreadable, index: int, selected: Selected) -> Finding:
    """The one finding of a document that does not parse."""
    document = Document(source, index, None, None)
    related: tuple[RelatedLocation, ...] = ()
    if problem.related is not None:
        related = (RelatedLocation(document.location(problem.related[0]), problem.related[1]),)
    return selected.finding(
        message=problem.message,
        location=document.location(problem.span),
        document=index,
        help=problem.help,
        related=related,
        fix=_repair(document, problem),
    )


def _repair(document: Document, problem: Unreadable) -> ResolvedFix | None:
    """The fix of what cannot be read; the document says afterwards what it was read as."""
    if problem.repair is None:
        return None
    title, edits, sure = problem.repair
    made = tuple(Edit(document.location(span), text) for span, text in edits)
    return ResolvedFix(title, made, Safety.SAFE if sure else Safety.UNSAFE)


def rendered_first(source: Source, span: Span, selected: Selected) -> Finding:
    """The note on a file that is rendered before anybody reads it as YAML."""
    return selected.finding(
        severity=Severity.INFO,
        message="this is a template, which a program renders before it is applied: it is not checked",
        location=Document(source, 0, None, None).location(span),
        help="render it, and lint what comes out",
    )


def not_understood(source: Source, span: Span, lines: int, selected: Selected) -> Finding:
    """The note on lines of a template that cannot be read."""
    return selected.finding(
        severity=Severity.INFO,
        message=f"template, {lines} line{'s' if lines > 1 else ''} not understood",
        location=Document(source, 0, None, None).location(span),
        help="what it is rendered to can be linted: podlint check --render",
    )


def duplicate_keys(composed: Composed, selected: Selected) -> Iterator[Finding]:
    """One finding for each key that its mapping holds already, at the later one."""
    document = composed.document
    for path, span, before in composed.duplicates:
        first = document.location(before)
        yield selected.finding(
            message=f"key {quoted(str(path[-1]))} is set twice in one mapping; first in line {first.start.line}",
            location=document.location(span),
            document=document.index,
            pointer=pointer(path),
            named_pointer=named_pointer(path, document.data),
            help="keep one of them: kubectl takes the last without a word, Kustomize and strict readers refuse both",
            related=(RelatedLocation(first, "first set here"),),
        )


def of_keys(composed: Composed, engine: Mapping[EngineRule, Selected]) -> Iterator[Finding]:
    """What is odd about the keys of a document."""
    source = composed.document.source
    if (selected := engine.get(EngineRule.DUPLICATE_KEY)) is not None:
        yield from most.first(duplicate_keys(composed, selected), source)
    if (selected := engine.get(EngineRule.REPEATED_MERGE_KEY)) is not None:
        yield from most.first(repeated_merges(composed, selected), source)
    if (selected := engine.get(EngineRule.YAML11_SCALAR)) is not None:
        yield from most.first(retyped_keys(composed, selected), source)


def retyped_keys(composed: Composed, selected: Selected) -> Iterator[Finding]:
    """One finding for each unquoted key that is read as another text than it shows, such as `on` or `1.10`."""
    document = composed.document
    for path, span in composed.retyped:
        written = document.text(span)
        yield selected.finding(
            message=f"unquoted, the key {written} is read as {quoted(str(path[-1]))}",
            location=document.location(span),
            document=document.index,
            pointer=pointer(path),
            named_pointer=named_pointer(path, document.data),
            help=f'quote it: "{written}"',
            fix=_quoted(document, path, span, written),
        )


def repeated_merges(composed: Composed, selected: Selected) -> Iterator[Finding]:
    """One finding for each further `<<` in a mapping that has one already."""
    document = composed.document
    for path, first, key, value, overrides in composed.merges:
        fix = None
        line = edit.without_line(document, Span(key.start, value.end))
        one, other = document.text(first).strip(), document.text(value).strip()
        aliases = one.startswith("*") and other.startswith("*")
        if line is not None and aliases and not overrides:
            # The later one wins over the earlier one, and the first one in a list over the others.
            edits = (Edit(document.location(first), f"[{other}, {one}]"), line)
            fix = ResolvedFix("merge both in one list", edits, Safety.SAFE)
        yield selected.finding(
            message="`<<` stands twice in one mapping, which Kustomize and other readers refuse",
            location=document.location(key),
            document=document.index,
            pointer=pointer(path),
            named_pointer=named_pointer(path, document.data),
            help=f"merge both in one list: <<: [{other}, {one}]",
            related=(RelatedLocation(document.location(first), "the first one is here"),),
            fix=fix,
        )


def _quoted(document: Document, path: Path, span: Span, written: str) -> ResolvedFix | None:
    """The fix that quotes a key.

    None where it has an anchor or a tag, where an alias repeats it, and where the key would be there twice.
    """
    if not written.replace(".", "").replace("_", "").replace("-", "").replace("+", "").isalnum():
        return None
    if document.is_shared(path) or document.has((*path[:-1], written)):
        return None
    place = document.location(span)
    change = Change(Place(path, Part.KEY), written)
    return ResolvedFix("quote the key", (Edit(place, f'"{written}"'),), Safety.SAFE, (change,))


def separator(span: Span, source: Source, selected: Selected) -> Finding:
    """The finding of content on a `---` line."""
    return selected.finding(
        message="content on the line of the document separator `---`, which kubectl refuses",
        location=Document(source, 0, None, None).location(span),
        help="begin the document on the next line",
    )
