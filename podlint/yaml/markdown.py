"""Fenced YAML in Markdown (CommonMark 4.5), as sources whose positions are those of the file."""

from __future__ import annotations

import re
from posixpath import commonprefix

from podlint.tuples import NamedTuple
from podlint.yaml.source import Source, Span

SUFFIXES = (".md", ".markdown")
MOST = 5_000
"""After this many blocks, nothing more of a text is read."""
_BEFORE = re.compile(r"(?:[ \t>]|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*")
"""What may stand before a fence: marks of quotations, and of items of lists that begin there."""
_LANGUAGES = frozenset({"yaml", "yml", "json", "kubernetes", "k8s"})


class Fences(NamedTuple):
    """The blocks of a file, and the opening fences of those that are never closed.

    The blocks share one text of the file's length in which everything else is spaces; `block.span` says where each
    stands.
    """

    blocks: list[Source]
    unclosed: list[Span]


def fences(source: Source) -> Fences:
    """The fenced YAML (and JSON) blocks of a Markdown text; those in other languages, or in none, are left out.

    A block ends at its closing fence, and where the quotation around it ends.
    """
    text = source.text.replace("\r\n", " \n")
    spans: list[tuple[Span, str]] = []
    unclosed: list[Span] = []
    at = 0
    while at < len(text) and len(spans) < MOST:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        opening = _opening(text[at:stop])
        if opening is None:
            at = stop + 1
            continue
        margin, fence, language = opening
        begun, start = at, min(stop + 1, len(text))
        end, at = _end(text, start, margin, fence)
        wanted = language.lower() in _LANGUAGES
        if at < 0:
            if wanted:
                unclosed.append(Span(begun + len(margin), begun + len(text[begun:stop].rstrip())))
            break
        if wanted and end > start:
            spans.append((Span(start, end), _with_tabs(text[start:end], margin)))
    return Fences(_blocks(source, spans), unclosed)


def _opening(line: str) -> tuple[str, str, str] | None:
    """What lines below a fence begin with, which a line opens a block with, the fence, and the language; or None.

    Where the line begins an item of a list (`- `, `1. `), they have spaces below its mark.
    """
    before = _BEFORE.match(line)
    margin = before[0] if before is not None else ""
    body = line[len(margin) :]
    letter = body[:1]
    if letter not in ("`", "~"):
        return None
    info = body.lstrip(letter)
    length = len(body) - len(info)
    if length < 3 or "`" in info:
        return None
    words = info.lstrip(" \t").removeprefix("{").lstrip(" \t").removeprefix(".")
    language = re.match(r"[^\s{}]*", words)
    margin = re.sub(r"[^ \t>]", " ", margin)
    return margin, letter * length, language[0] if language else ""


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


def _blocks(source: Source, spans: list[tuple[Span, str]]) -> list[Source]:
    """The sources of blocks: their places, and what stands before their fences."""
    if not spans:
        return []
    pieces: list[str] = []
    end = 0
    for span, margin in spans:
        pieces += (_spaces(source.text[end : span.start]), _inside(source.text[span.start : span.end], margin))
        end = span.end
    whole = Source(source.path, f"{''.join(pieces)}{_spaces(source.text[end:])}", bom=source.bom)
    return [whole.part(span, margin if ">" in margin or "\t" in margin else "") for span, margin in spans]


def _with_tabs(text: str, margin: str) -> str:
    """The margin of a block in a list or quotation as its lines have it, where they begin with tabs."""
    if not margin or "\t" not in text:
        return margin
    common = commonprefix([line for line in text.split("\n") if line.strip()])
    own = common[: len(common) - len(common.lstrip(" \t>"))]
    own = own[: own.rfind("\t") + 1]
    fits = own and len(own.expandtabs(4)) <= len(margin.expandtabs(4)) + 3
    return own if fits and own.count(">") == margin.count(">") else margin


def _inside(text: str, margin: str) -> str:
    """The text of a block with spaces for the `>` of a quotation around it."""
    depth = margin.count(">")
    if depth:
        text = re.sub(rf"(?m)^(?:[ \t]*>){{1,{depth}}}", lambda mark: " " * len(mark[0]), text)
    if "\t" in margin:
        spaced = re.sub("[^\t]", " ", margin)
        text = re.sub(rf"(?m)^{spaced}", " " * len(margin), text)
    # Separators of documents must begin their line; nobody points at them, so they may trade places with its spaces.
    return re.sub(rf"(?m)^( {{1,{max(len(margin), 1)}}})(---|\.\.\.)(?=[ \t\r\n]|\Z)", r"\2\1", text)


def _spaces(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
