"""A source to its documents. A broken document does not hide its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from podlint.yaml.broken import BrokenDocument, Stopped
from podlint.yaml.builder import Builder
from podlint.yaml.events import ComposeError, Parser, masking, refuses_colon
from podlint.yaml.source import Span, Unreadable
from podlint.yaml.syntax import problem

if TYPE_CHECKING:
    from podlint.yaml.document import Composed
    from podlint.yaml.source import Source

# Patterns of rare cases, compiled by the functions of `re` when one comes up.
_SEPARATOR = r"^---(?=[ \t\r\n]|\Z)"
_TEXT_AFTER_SEPARATOR = r"^---[ \t]+(?=[^ \t\r\n#])"
_MARK_AFTER_SEPARATOR = r"---[ \t]*(?:\r\n|\r|\n)\ufeff"
_END = r"(?m)^\.\.\.(?=[ \t\r\n]|\Z)"
_MOST_TAGS = 100
_MOST_BROKEN = 10_000
"""Most documents of one source that cannot be read; after that no more are tried."""
_MOST_EXPLAINED = 1_000
"""Most documents of one source of which it is looked up what is wrong with them."""
_BOM = "\ufeff"
_SURROGATES = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"

Parsers = Callable[[str], Parser]


class Parsed:
    """What a source holds: its documents in order, and what is wrong with those that cannot be read.

    `problems` are (document index, problem); `following` is the index that a next document would have.
    """

    __slots__ = ("documents", "following", "problems")

    def __init__(self, following: int = 0) -> None:
        self.following = following
        self.documents: list[Composed] = []
        self.problems: list[tuple[int, Unreadable]] = []

    @property
    def count(self) -> int:
        """Documents with content, broken ones included."""
        return len(self.documents) + len(self.problems)


def parse(source: Source, *, first: int = 0, pure: bool = False) -> Parsed:
    """Read all documents of a source; empty ones are left out but counted in the indices, which begin with `first`.

    The whole text is parsed at once. Where that fails each document is parsed by itself, so that an error stays
    in its own. `pure` asks for ruamel's Python parser. A source that is held is parsed once.
    """
    if not source.held or first or pure:
        return _parsed(source, first, pure)
    if source.parsed is None:
        source.parsed = _parsed(source, first, pure)
    return source.parsed


def _parsed(source: Source, first: int, pure: bool) -> Parsed:
    begin, end = source.span
    text = source.text if end - begin == len(source.text) else source.text[begin:end]
    if "\\ud" in text or "\\uD" in text:
        # JSON writes characters beyond the basic plane as two escapes, which YAML refuses. Same length, so that
        # positions stay.
        text = re.sub(_SURROGATES, r"\\ufffd\\ufffd", text)
    parsed = Parsed(first)
    if text.count("\n%TAG") > _MOST_TAGS:  # each is held against all the others
        at = begin + text.index("\n%TAG") + 1
        parsed.problems.append((first, Unreadable("YAML directives before a document", Span(at, at + 1))))
        parsed.following = first + 1
        return parsed
    parsers = partial(Parser, pure=pure)
    if text.startswith(_BOM):
        return _one_by_one(source, text, first, parsers)
    try:
        _read(parsed, source, text, parsers, begin, first)
    except (ComposeError, Stopped) as error:
        parsed = _one_by_one(source, text, first, masking if refuses_colon(error) else parsers)
    return parsed


def _one_by_one(source: Source, text: str, first: int, parsers: Parsers) -> Parsed:
    """Read each document by itself."""
    parsed = Parsed(first)
    for index, (begin, stop) in enumerate(_chunks(text), first):
        if len(parsed.problems) > _MOST_BROKEN:
            break
        known = len(parsed.documents), len(parsed.problems)
        ended = re.compile(_END).search(text, begin, stop)
        marked = re.compile(_MARK_AFTER_SEPARATOR).match(text, begin, stop)
        begin = marked.end() if marked else begin  # kubectl passes over a byte-order mark there, and libyaml does not
        if text.startswith(_BOM, 0, stop) and begin == 0:
            # libyaml passes over it without counting it; where it is the second one, kubectl counts it as indentation.
            begin = 1
            if source.bom and source.span.start == 0 and text[1:2] not in ("{", "["):
                parsed.problems.append((index, Unreadable("a second byte-order mark", Span(0, 1), "remove it")))
                parsed.following = index + 1
                continue
        chunk = text[begin : ended.end() if ended else stop]
        start, end = source.span.start + begin, source.span.start + stop
        for reader in (parsers, masking):
            try:
                _read(parsed, source, chunk, reader, start, index)
                break
            except (ComposeError, Stopped) as error:
                failed = error
            del parsed.documents[known[0] :], parsed.problems[known[1] :]
            if not refuses_colon(failed) or reader is masking:
                words = _words(source, start, end, failed, len(parsed.problems))
                parsed.problems.append((index, words))
                break
        parsed.following = index + 1
    return parsed


def _read(parsed: Parsed, source: Source, text: str, parsers: Parsers, base: int, index: int) -> None:
    """Add the documents of `text`, which stands at offset `base` of the source; raises ComposeError and Stopped."""
    builder = Builder(source, parsers(text), base, index)
    while (broken := builder.read(parsed.documents)) is not None:
        parsed.problems.append((builder.following - 1, _refused(broken)))
    parsed.following = builder.following


def _words(source: Source, start: int, end: int, error: ComposeError | Stopped, known: int) -> Unreadable:
    """What is wrong with a document that is not read; after `known` others had their own words, the same for all."""
    if isinstance(error, Stopped):
        return _refused(error)
    return (
        problem(source, start, end, error)
        if known < _MOST_EXPLAINED
        else Unreadable("not valid YAML", Span(start, start))
    )


def _refused(error: BrokenDocument) -> Unreadable:
    return Unreadable(str(error), error.span, error.help, error.related)


def _chunks(text: str) -> list[tuple[int, int]]:
    """The stretches of text between document separators; each begins with its own `---`."""
    starts = [match.start() for match in re.finditer(_SEPARATOR, text, re.MULTILINE)]
    head = text[: starts[0]] if starts else text
    if any(line.strip() and not line.lstrip().startswith("#") for line in head.splitlines()) or not starts:
        starts.insert(0, 0)
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def separator_text(source: Source) -> Span | None:
    """Content on a `---` line, which kubectl refuses as an invalid document separator."""
    if source.text.find("--- ", *source.span) < 0 and source.text.find("---\t", *source.span) < 0:
        return None
    match = re.compile(_TEXT_AFTER_SEPARATOR, re.MULTILINE).search(source.text, *source.span)
    return Span(match.start(), match.end()) if match else None
