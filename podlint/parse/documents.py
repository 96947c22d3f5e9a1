"""A source to its documents. A broken document does not hide its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podlint.model.text import Span
from podlint.parse.compose import ComposeError, next_event
from podlint.parse.construct import BrokenDocument, Builder, Composed
from podlint.parse.syntax import SyntaxProblem, problem

if TYPE_CHECKING:
    from podlint.model.text import Source

_SEPARATOR = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_TEXT_AFTER_SEPARATOR = re.compile(r"^---[ \t]+(?![ \t]*(?:#|$|\r))", re.MULTILINE)
_SURROGATES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


@dataclass(slots=True)
class Parsed:
    """What a source holds: its documents in order, and what is wrong with those that cannot be read.

    `count` counts every document that has content, broken ones too. `problems` are (document index, problem).
    """

    documents: list[Composed] = field(default_factory=list)
    problems: list[tuple[int, SyntaxProblem]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Documents with content, broken ones included."""
        return len(self.documents) + len(self.problems)


def parse(source: Source, *, pure: bool = False) -> Parsed:
    """Read all documents of a source; empty ones are left out but counted in the indices.

    The whole text is parsed at once. Where that fails each document is parsed by itself, so that an error stays
    in its own. `pure` asks for ruamel's Python parser.
    """
    text = source.text
    if "\\ud" in text or "\\uD" in text:
        # JSON writes characters beyond the basic plane as two escapes, which YAML refuses. Same length, so that
        # positions stay.
        text = _SURROGATES.sub(r"\\ufffd\\ufffd", text)
    parsed = Parsed()
    try:
        _read(parsed, source, text, 0, 0, pure)
    except ComposeError:
        parsed = Parsed()
        for index, (start, end) in enumerate(_chunks(text)):
            known = len(parsed.documents), len(parsed.problems)
            try:
                _read(parsed, source, text[start:end], start, index, pure)
            except ComposeError as error:
                del parsed.documents[known[0] :], parsed.problems[known[1] :]
                parsed.problems.append((index, problem(source, start, end, error)))
    return parsed


def _read(parsed: Parsed, source: Source, text: str, base: int, index: int, pure: bool) -> None:
    """Add the documents of `text`, which stands at offset `base` of the source; raises ComposeError."""
    events = next_event(text, pure=pure)
    builder = Builder(source, base)
    while (composed := builder.read(events, index)) is not None:
        if isinstance(composed, BrokenDocument):
            problem = SyntaxProblem(str(composed), composed.span, composed.help, composed.related)
            parsed.problems.append((index, problem))
        elif composed.document.data is not None:
            parsed.documents.append(composed)
        index += 1


def _chunks(text: str) -> list[tuple[int, int]]:
    """The stretches of text between document separators; each begins with its own `---`."""
    starts = [match.start() for match in _SEPARATOR.finditer(text)]
    head = text[: starts[0]] if starts else text
    if any(line.strip() and not line.lstrip().startswith("#") for line in head.splitlines()) or not starts:
        starts.insert(0, 0)
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def separator_text(source: Source) -> Span | None:
    """Content on a `---` line, which kubectl refuses as an invalid document separator."""
    match = _TEXT_AFTER_SEPARATOR.search(source.text)
    return Span(match.start(), match.end()) if match else None
