"""Plain values that lose a part to the syntax of YAML: behind ` #`, or as an anchor or a tag.

Most comments behind a value are meant as such. Told is only what nobody writes as a comment: the other half of quotes
or brackets, a `#` with nothing behind it, a number behind a text, a colour, a channel, a password.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.findings.fix import Change, ResolvedFix, Safety
from podlint.tuples import NamedTuple
from podlint.words import quoted
from podlint.yaml.comments import scalars
from podlint.yaml.edits import Edit
from podlint.yaml.nodes import Mapping, Scalar, Sequence
from podlint.yaml.place import Place, named_pointer, pointer
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.config.select import Selected
    from podlint.findings.finding import Finding
    from podlint.yaml.document import Document
    from podlint.yaml.nodes import Node
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source

_LINE = re.compile(
    r"(?P<before> *(?:- +)*(?:(?P<key>[^\s:#'\"\[{]+):(?:[ \t]+|(?=[ \t]*#)))?)"
    r"(?P<value>[^\s#'\"\[{|>&*!%@`][^\r\n]*?)?"
    r"(?P<gap>(?:(?<=\s)|[ \t])[ \t]*)#(?P<rest>[^\r\n]*)"
)
_PROPERTY = re.compile(r"(?m)^ *(?:- +)*(?:[^\s:#'\"\[{]+:[ \t]+|(?<=- ))(?P<value>[&!][\w.-]+)[ \t]*\r?$")
_SECRET = re.compile(r"(?i)pass(?:word|wd|phrase)?$|secret$|token$|api-?key$")
_COLOUR = re.compile(r"(?i)colou?r$|background$|foreground$|accent$")
_CHANNEL = re.compile(r"(?i)channel$")
_NUMBERED = re.compile(
    r"(?i)\b(?:issue|ticket|bug|number|case|room|build|chapter|step|item|page|part|incident|task|story|request|pr|no\.?)$"
)
_HEX = re.compile(r"[0-9a-fA-F]{3,4}|(?=\w*\d)[0-9a-fA-F]{6}|(?=\w*\d)[0-9a-fA-F]{8}")
_REMARK = frozenset({"optional", "required", "todo", "fixme", "default", "stable", "none", "empty", "unused", "base64"})
_PAIRS = {"(": ")", "[": "]"}


class _Cut(NamedTuple):
    """A value with what is lost of it: the place of both, the value, and what stands behind the `#`."""

    span: Span
    value: str
    rest: str


def values(source: Source, documents: list[Document], selected: Selected) -> Iterator[Finding]:
    """A finding for each value of some documents that loses a part."""
    known: frozenset[tuple[int, int]] | None = None
    for at in _candidates(source):
        if known is None:
            known = frozenset(scalars(source, documents, headers=True))
        found = _entry(documents, at.span.start)
        if found is not None and _is_comment(known, at):
            yield _of_comment(*found, at, selected)
    for match in _PROPERTY.finditer(source.text, *source.span):
        found = _entry(documents, match.start("value"))
        if found is not None and _is_alone(found[0], match):
            yield _of_property(*found, match, selected)


def _candidates(source: Source) -> Iterator[_Cut]:
    """Values in lines with a comment behind them, if these are lines of YAML."""
    begin, end = source.span
    text = source.text
    at = begin
    while (mark := text.find("#", at, end)) >= 0:
        at = mark + 1
        if text[mark - 1 : mark] not in (" ", "\t"):
            continue
        first = text.rfind("\n", begin, mark) + 1 or begin
        stop = text.find("\n", mark, end)
        at = stop = end if stop < 0 else stop
        match = _LINE.match(text, first, stop)
        if match is None or (not match["value"] and match["key"] is None and "-" not in match["before"]):
            continue
        value, rest = (match["value"] or "").rstrip(), re.split(r"[ \t]+#", match["rest"])[0].rstrip()
        key = match["key"] or ""
        if _is_cut(value, rest, _name_above(text, begin, first) if key == "value" else key):
            start = match.start("value") if value else match.start("rest") - 1
            yield _Cut(Span(start, match.start("rest") + len(rest)), value, rest)


def _name_above(text: str, begin: int, line: int) -> str:
    """The name in the line above, of a variable that has its value here."""
    match = re.compile(r"[ -]*name:[ \t]*[\"']?([\w.-]+)").match(
        text, text.rfind("\n", begin, max(line - 1, begin)) + 1
    )
    return match[1] if match is not None else ""


def _is_cut(value: str, rest: str, key: str) -> bool:
    """Whether what stands behind ` #` belongs to a value."""
    if rest[:1] == "#":
        return False
    if not value:
        return _lost(rest, key)
    if not re.search(r"[^\W\d_]", value):
        return False
    if not rest:
        return value[-1].isalpha()
    if _closes(value, rest):
        return True
    if rest[0].isspace():
        return False
    if re.fullmatch(r"\d+", rest) or (rest[0].isdigit() and _NUMBERED.search(value)):
        return True
    if value[-1] in "=,:" or _COLOUR.search(key):
        return _HEX.fullmatch(rest) is not None
    return _SECRET.search(key) is not None and " " not in value and _is_secret(rest)


def _lost(rest: str, key: str) -> bool:
    """Whether a value that begins with `#` was meant."""
    if rest.startswith("!/"):
        return True
    if _HEX.fullmatch(rest):
        return len(rest) > 4 or _COLOUR.search(key) is not None
    if _CHANNEL.search(key):
        return re.fullmatch(r"[a-z0-9][\w-]+", rest) is not None and rest not in _REMARK
    return _SECRET.search(key) is not None and _is_secret(rest)


def _is_secret(rest: str) -> bool:
    """Whether a text is one word, and none that somebody would say."""
    return " " not in rest and re.search(r"\d|[^\w./:-]", rest) is not None and rest.lower() not in _REMARK


def _closes(value: str, rest: str) -> bool:
    """Whether a text closes a quote or bracket that a value opens."""
    if value.count('"') % 2 and rest.count('"') % 2:
        return True
    if len(re.findall(r"(?:^|[\s=(])'", value)) > len(re.findall(r"'(?:$|[\s,;)])", value)) and "'" in rest:
        return True
    return any(
        value.count(opening) > value.count(closing) and rest.count(closing) > rest.count(opening)
        for opening, closing in _PAIRS.items()
    )


def _is_comment(known: frozenset[tuple[int, int]], at: _Cut) -> bool:
    """Whether a value is a whole plain scalar, behind which nothing but a comment stands."""
    if at.value:
        return (at.span.start, at.span.start + len(at.value)) in known
    return not any(start < at.span.start < end for start, end in known)


def _is_alone(document: Document, match: re.Match[str]) -> bool:
    """Whether an anchor that nothing repeats, or a tag, stands where a value should."""
    text = document.source.text
    name = match["value"]
    path = _path(document.root, match.start("value")) if document.root is not None else ()
    repeated = name[0] == "&" and re.search(rf"\*{re.escape(name[1:])}\b", text) is not None
    return document.value(path) in (None, "") and not repeated


def _entry(documents: list[Document], offset: int) -> tuple[Document, Path] | None:
    """The document and the path of the value that begins at an offset, or that would stand there."""
    for document in documents:
        root = document.root
        if root is not None and root.start <= offset <= root.end + 1:
            path = _path(root, offset)
            return (document, path) if path else None
    return None


def _path(node: Node, offset: int) -> Path:
    path: Path = ()
    while True:
        best: tuple[int, str | int, Node] | None = None
        if isinstance(node, Mapping):
            for key, (start, _, inner, merged) in node.entries.items():
                if merged is None and start <= offset and (best is None or start > best[0]):
                    best = start, key, inner
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                if item.start <= offset:
                    best = item.start, index, item
        if best is None:
            return path
        path, node = (*path, best[1]), best[2]
        if isinstance(node, Scalar):
            return path


def _of_comment(document: Document, path: Path, at: _Cut, selected: Selected) -> Finding:
    text = document.source.text
    mark = Span(at.span.end - len(at.rest) - 1, at.span.end)
    read = f"the value is {quoted(at.value)}" if at.value else "there is no value"
    message = f"a space and # begin a comment: {read}, without {quoted(text[mark.start : mark.end])}"
    return _finding(document, path, at.span, mark, message, selected)


def _of_property(document: Document, path: Path, match: re.Match[str], selected: Selected) -> Finding:
    place = Span(*match.span("value"))
    what = "an anchor, which other values may repeat" if match["value"][0] == "&" else "a tag, which names a type"
    return _finding(document, path, place, place, f"{quoted(match['value'])} is {what}: there is no value", selected)


def _finding(document: Document, path: Path, whole: Span, at: Span, message: str, selected: Selected) -> Finding:
    text = document.source.text[whole.start : whole.end]
    written = f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"
    edits = (Edit(document.location(whole), written),)
    return selected.finding(
        message=message,
        location=document.location(at),
        document=document.index,
        pointer=pointer(path),
        named_pointer=named_pointer(path, document.data),
        help=f"put it in quotes if it is meant: {written}",
        fix=ResolvedFix("quote the whole value", edits, Safety.UNSAFE, (Change(Place(path), text),)),
    )
