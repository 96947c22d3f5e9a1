"""The documents of a file, whatever the file is: YAML, JSON, or Markdown with YAML in fenced blocks.

Everything that looks up a document by its number comes here, so that all count alike.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple
from podlint.yaml.markdown import SUFFIXES, fences
from podlint.yaml.reader import parse

if TYPE_CHECKING:
    from podlint.yaml.document import Document
    from podlint.yaml.parsed import Parsed
    from podlint.yaml.source import Source, Span


class Text(NamedTuple):
    """A stretch of YAML: all of a file, or one block of Markdown, as a source whose positions are those of the file.

    `first` is the number of its first document.
    """

    source: Source
    parsed: Parsed
    first: int = 0

    @property
    def documents(self) -> list[Document]:
        """Its documents that could be read."""
        return [composed.document for composed in self.parsed.documents]


class Texts(NamedTuple):
    """The texts of a file in order; the fences of Markdown that are never closed; the number of the next document."""

    texts: list[Text]
    unclosed: list[Span]
    following: int


def texts(source: Source) -> Texts:
    """Read the documents of a file; they are numbered from 0 through all of its blocks."""
    if not source.path.endswith(SUFFIXES):
        parsed = parse(source)
        return Texts([Text(source, parsed)], [], parsed.following)
    found = fences(source)
    following = 0
    read: list[Text] = []
    for block in found.blocks:
        parsed = parse(block, first=following)
        read.append(Text(block, parsed, following))
        following = parsed.following
    return Texts(read, found.unclosed, following)


def documents(source: Source) -> list[Document]:
    """The documents of a file that can be read."""
    return [document for text in texts(source).texts for document in text.documents]


def is_json(text: str) -> bool:
    """Whether a text is JSON, which YAML is too, whatever its file is called."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
