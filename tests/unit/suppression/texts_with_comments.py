"""Texts with comments for podlint: what they say, and which findings would be covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.findings.finding import Finding, ObjectName, Severity
from podlint.suppression.comments import directives
from podlint.yaml.place import Location
from podlint.yaml.source import Source, Span
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from podlint.suppression.comments import Directives
    from podlint.suppression.directive import Directive


def read(text: str, name: str = "a.yaml") -> Directives:
    """What the comments of a text say."""
    source = Source(name, text)
    (own,) = texts(source).texts
    return directives(source, own.documents)


def finding(
    text: str, line: int, words: str = "", rule: str = "image-latest", category: str = "images", name: str = "a.yaml"
) -> Finding:
    """A finding on words of a line; without words on the first of it."""
    source = Source(name, text)
    content = source.line(line)
    words = words or content.strip(" -").split(" ")[0]
    start = source.line_starts[line - 1] + content.index(words)
    span = Span(start, start + len(words))
    place = Location(name, span, source.position(span.start), source.position(span.end))
    about = ObjectName("apps/v1", "Deployment", "shop", "web")
    return Finding(rule, category, Severity.WARNING, "words", place, object=about)


def covered(text: str, *found: Directive) -> list[int]:
    """The lines on whose first word a finding would be covered by the (only) directive of a text."""
    if not found:
        found = tuple(read(text).found)
    (directive,) = found
    return [n for n, line in enumerate(text.splitlines(), 1) if line.strip() and directive.covers(finding(text, n))]
