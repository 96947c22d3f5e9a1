"""A source to its documents. A broken document does not hide its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from podlint.yaml.broken import BrokenDocument, Stopped
from podlint.yaml.builder import Builder
from podlint.yaml.events import ComposeError, Parser, masking, refuses_colon
from podlint.yaml.parsed import Parsed
from podlint.yaml.source import Span, Unreadable

if TYPE_CHECKING:
    from podlint.yaml.source import Source

# Patterns of rare cases, compiled by the functions of `re` when one comes up.
_TEXT_AFTER_SEPARATOR = r"^---[ \t]+(?=[^ \t\r\n#])"
_MOST_TAGS = 100
_SEPARATOR = "\n---"
MOST_DOCUMENTS = 10_000
"""Most documents that are read of one text."""
_BOM = "\ufeff"
_DISGUISED = (
    "[\u00a0\u00ad\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"  # what looks like a space, or like nothing
    "\uff1a\ufe55\ufe13\u2236]"  # what looks like a colon
    "|\n *[\u2010-\u2015\u2022\u2212\uff0d] "  # what looks like a dash before a list item
)
_GLUED_DASH = r"\n *-[A-Za-z][\w.-]*:[ \r\n]"
_NO_JSON = r",\s*(?:#|//|[}\]])|[ \t\r\n]#"
"""What JSON has not, and YAML may have."""
_SURROGATES = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"

Parsers = Callable[[str], Parser]


def parse(source: Source, *, first: int = 0, pure: bool = False, repaired: bool = True) -> Parsed:
    """Read all documents of a source; empty ones are left out but counted in the indices, which begin with `first`.

    The whole text is parsed at once. Where that fails each document is read by itself, so that an error stays in its
    own, and as it was meant, unless it is not to be `repaired`. `pure` asks for ruamel's Python parser. A source that
    is held is parsed once.
    """
    if not source.held or first or pure or not repaired:
        return _parsed(source, first, pure, repaired)
    if source.parsed is None:
        source.parsed = _parsed(source, first, pure, repaired)
    return source.parsed


def _parsed(source: Source, first: int, pure: bool, repaired: bool) -> Parsed:
    begin, end = source.span
    text = source.text if end - begin == len(source.text) else source.text[begin:end]
    if "\\ud" in text or "\\uD" in text:
        # JSON writes characters beyond the basic plane as two escapes, which YAML refuses. Same length, so that
        # positions stay.
        text = re.sub(_SURROGATES, r"\\ufffd\\ufffd", text)
    cut = _end_of_many(text)
    if cut is not None:
        return _cut(source, text, cut, begin, first, pure=pure, repaired=repaired)
    return _of_text(source, text, begin, first, pure=pure, repaired=repaired)


def _end_of_many(text: str) -> int | None:
    """Where a text that has too many documents is cut off; None for others."""
    if text.count(_SEPARATOR) > MOST_DOCUMENTS:
        end = 0
        for _ in range(MOST_DOCUMENTS):
            end = text.index(_SEPARATOR, end) + 1
        return end
    if text.count("{") <= MOST_DOCUMENTS or text.lstrip()[:1] != "{":
        return None
    from podlint.yaml.repair import json_text

    pieces = json_text.stream(text)
    return pieces[MOST_DOCUMENTS][0] if len(pieces) > MOST_DOCUMENTS else None


def _cut(source: Source, text: str, end: int, begin: int, first: int, *, pure: bool, repaired: bool) -> Parsed:
    """The documents of a text that has too many, up to an offset."""
    parsed = _of_text(source, text[:end], begin, first, pure=pure, repaired=repaired)
    span = Span(begin + end, begin + end + 3)
    words = f"more than {MOST_DOCUMENTS:,} documents in one file: what follows is not read"
    parsed.problems.append((parsed.following, Unreadable(words, span, help="split the file")))
    parsed.following += 1
    return parsed


def _of_text(source: Source, text: str, begin: int, first: int, *, pure: bool, repaired: bool) -> Parsed:
    parsed = Parsed(first)
    if text.count("\n%TAG") > _MOST_TAGS:  # each is held against all the others
        at = begin + text.index("\n%TAG") + 1
        parsed.problems.append((first, Unreadable("YAML directives before a document", Span(at, at + 1))))
        parsed.following = first + 1
        return parsed
    parsers = partial(Parser, pure=pure)
    read: Parsed | None = None
    if not text.startswith(_BOM):
        try:
            _read(parsed, source, text, parsers, begin, first)
            read = parsed
        except (ComposeError, Stopped) as error:
            read = _masked(source, text, begin, first, error) or _stream(source, text, parsers, begin, first)
    if read is not None and not read.problems and not (repaired and suspicious(read, text)):
        return read
    from podlint.yaml.repair import reading

    known = read if read is not None and not read.problems else None
    return reading.read(source, text, parsers, begin, first, known, repaired=repaired)


def _masked(source: Source, text: str, begin: int, first: int, error: ComposeError | Stopped) -> Parsed | None:
    """What a text holds if only colons in plain scalars kept the parser from reading it."""
    if not refuses_colon(error):
        return None
    parsed = Parsed(first)
    try:
        _read(parsed, source, text, masking, begin, first)
    except (ComposeError, Stopped):
        return None
    return parsed


def _stream(source: Source, text: str, parsers: Parsers, begin: int, first: int) -> Parsed | None:
    """What a text holds if it is several JSON values, as kubectl reads them."""
    if text.lstrip()[:1] != "{":
        return None
    from podlint.yaml.repair import json_text

    pieces = json_text.stream(text)
    parsed = Parsed(first)
    try:
        for start, end in pieces:
            _read(parsed, source, text[start:end], parsers, begin + start, parsed.following)
    except (ComposeError, Stopped):
        return None
    return parsed if len(pieces) > 1 else None


def suspicious(parsed: Parsed, text: str) -> bool:
    """Whether a text that can be read may say something else than was meant: cheap, and rarely so."""
    documents = parsed.documents
    named = 0
    for composed in documents:
        data = composed.document.data
        odd = data.__class__ is dict and any(not key[:1].isalpha() and key[:1] != "$" for key in data)
        if odd or composed.duplicates:
            return True
        named += data.__class__ is not dict or "kind" in data or "apiVersion" in data
    json = text.lstrip()[:1] == "{"
    if len(documents) > 1 and (0 < named < len(documents) or json):
        return True
    if (json and re.search(_NO_JSON, text) is not None) or re.search(_GLUED_DASH, text) is not None:
        return True
    return not text.isascii() and re.search(_DISGUISED, text) is not None


def _read(parsed: Parsed, source: Source, text: str, parsers: Parsers, base: int, index: int) -> None:
    """Add the documents of `text`, which stands at offset `base` of the source; raises ComposeError and Stopped."""
    builder = Builder(source, parsers(text), base, index)
    while (broken := builder.read(parsed.documents)) is not None:
        parsed.problems.append((builder.following - 1, _refused(broken)))
    parsed.following = builder.following


def _refused(error: BrokenDocument) -> Unreadable:
    return Unreadable(str(error), error.span, error.help, error.related)


def separator_text(source: Source) -> Span | None:
    """Content on a `---` line, which kubectl refuses as an invalid document separator."""
    if source.text.find("--- ", *source.span) < 0 and source.text.find("---\t", *source.span) < 0:
        return None
    match = re.compile(_TEXT_AFTER_SEPARATOR, re.MULTILINE).search(source.text, *source.span)
    return Span(match.start(), match.end()) if match else None
