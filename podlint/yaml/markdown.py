"""Fenced YAML in Markdown (CommonMark 4.5), as sources whose positions are those of the file."""

from __future__ import annotations

import re
from typing import NamedTuple

from podlint.yaml.source import Source, Span

SUFFIXES = (".md", ".markdown")
_LANGUAGES = frozenset({"yaml", "yml", "json", "kubernetes", "k8s"})
_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*\{?[ \t]*\.?([^\s{}`]*)([^\n`]*)$", re.MULTILINE)


class Block(NamedTuple):
    """A block of YAML: a source of the file's length in which everything else is blank, and its number from 0."""

    source: Source
    number: int


class Fences(NamedTuple):
    """The blocks of a file, and the opening fences of those that are never closed."""

    blocks: list[Block]
    unclosed: list[Span]


def fences(source: Source) -> Fences:
    """The fenced YAML (and JSON) blocks of a Markdown text; those in other languages, or in none, are left out."""
    text = source.text.replace("\r\n", " \n")
    found = Fences([], [])
    at = 0
    while (opening := _FENCE.search(text, at)) is not None:
        closing = re.compile(rf"^[ \t>]*{opening[2][0]}{{{len(opening[2])},}}[ \t]*$", re.MULTILINE).search(
            text, min(opening.end() + 1, len(text))
        )
        wanted = opening[3].lower() in _LANGUAGES
        if closing is None:
            if wanted:
                found.unclosed.append(Span(opening.start(2), len(opening[0].rstrip()) + opening.start()))
            break
        if wanted and closing.start() > opening.end():
            masked = _masked(source.text, opening.end() + 1, closing.start(), quoted=">" in opening[1])
            found.blocks.append(Block(Source(source.path, masked, bom=source.bom), len(found.blocks)))
        at = closing.end()
    return found


def _masked(text: str, start: int, end: int, *, quoted: bool) -> str:
    """The text with blanks for all that is not in the block, and for the `>` of a quotation around it."""
    inside = text[start:end]
    if quoted:
        inside = re.sub(r"(?m)^[ \t]*>", lambda mark: " " * len(mark[0]), inside)
    return f"{_blank(text[:start])}{inside}{_blank(text[end:])}"


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
