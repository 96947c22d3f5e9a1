"""Fenced YAML in Markdown (CommonMark 4.5), as sources whose positions are those of the file."""

from __future__ import annotations

import re
from typing import NamedTuple

from podlint.yaml.source import Source, Span

SUFFIXES = (".md", ".markdown")
_LANGUAGES = frozenset({"yaml", "yml", "json", "kubernetes", "k8s"})
_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*\{?[ \t]*\.?([^\s{}`]*)([^\n`]*)$", re.MULTILINE)


class Fences(NamedTuple):
    """The blocks of a file, and the opening fences of those that are never closed.

    A block is a source of the file's length in which everything else is spaces; `block.span` says where it stands.
    """

    blocks: list[Source]
    unclosed: list[Span]


def fences(source: Source) -> Fences:
    """The fenced YAML (and JSON) blocks of a Markdown text; those in other languages, or in none, are left out.

    A block ends at its closing fence, and where the quotation around it ends.
    """
    text = source.text.replace("\r\n", " \n")
    found = Fences([], [])
    at = 0
    while (opening := _FENCE.search(text, at)) is not None:
        margin, fence = opening[1], opening[2]
        start = min(opening.end() + 1, len(text))
        end, at = _end(text, start, margin, fence)
        wanted = opening[3].lower() in _LANGUAGES
        if at < 0:
            if wanted:
                found.unclosed.append(Span(opening.start(2), len(opening[0].rstrip()) + opening.start()))
            break
        if wanted and end > start:
            found.blocks.append(_block(source, Span(start, end), margin))
    return found


def _end(text: str, start: int, margin: str, fence: str) -> tuple[int, int]:
    """Where the content of a block ends, and where the text after it begins; -1 where the block is never closed."""
    depth = margin.count(">")
    # An indented line of backquotes belongs to the content: to a block scalar that holds Markdown itself.
    deepest = len(margin.expandtabs(4).rpartition(">")[2]) + 3
    closing = re.compile(rf"([ \t>]*){fence[0]}{{{len(fence)},}}[ \t]*")
    line = start
    while line < len(text):
        stop = text.find("\n", line)
        stop = len(text) if stop < 0 else stop
        if depth and re.compile(rf"(?:[ \t]*>){{{depth}}}").match(text, line, stop) is None:
            return line, line
        match = closing.fullmatch(text, line, stop)
        if match and len(match[1].expandtabs(4).rpartition(">")[2]) <= deepest:
            return line, stop
        line = stop + 1
    return (len(text), len(text)) if depth else (len(text), -1)


def _block(source: Source, span: Span, margin: str) -> Source:
    """The text with spaces for all that is not in the block, and for the `>` of a quotation around it."""
    text, depth = source.text, margin.count(">")
    inside = text[span.start : span.end]
    if depth:
        inside = re.sub(rf"(?m)^(?:[ \t]*>){{1,{depth}}}", lambda mark: " " * len(mark[0]), inside)
    # Separators of documents must begin their line; nobody points at them, so they may trade places with its spaces.
    inside = re.sub(rf"(?m)^( {{1,{max(len(margin), 1)}}})(---|\.\.\.)(?=[ \t\r\n]|\Z)", r"\2\1", inside)
    masked = f"{_spaces(text[: span.start])}{inside}{_spaces(text[span.end :])}"
    return Source(source.path, masked, bom=source.bom, span=span, margin=margin if depth else "")


def _spaces(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
