"""Plain values that lose a part to the syntax of YAML: behind ` #`, or as an anchor or a tag.

Most comments behind a value are meant as such. Told is only what nobody writes as a comment: the other half of quotes
or brackets, a `#` with nothing behind it, a number behind a text, a colour, a channel, a password.
"""

from __future__ import annotations

import re
from bisect import bisect_right
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

_BEFORE = re.compile(r" *(?:- +)*(?:(?P<key>[^\s:#'\"\[{]+):(?:[ \t]+|$))?")
_NOT_PLAIN = frozenset("'\"[{|>&*!%@`")
_PROPERTY = re.compile(r"(?m)^ *(?:- +)*(?:[^\s:#'\"\[{]+:[ \t]+|(?<=- ))(?P<value>[&!][\w.-]+)[ \t]*\r?$")
_SECRET = re.compile(r"(?i)pass(?:word|wd|phrase)?$|secret$|token$|api-?key$")
_COLOUR = re.compile(r"(?i)colou?r$|background$|foreground$|accent$")
_CHANNEL = re.compile(r"(?i)channel$")
_NUMBERED = re.compile(
    r"(?i)\b(?:issue|ticket|bug|number|case|room|build|chapter|step|item|page|part|incident|task|story|request|pr|no\.?)$"
)
_HEX = re.compile(r"[0-9a-fA-F]{3,4}|(?=\w*\d)[0-9a-fA-F]{6}|(?=\w*\d)[0-9a-fA-F]{8}")
_REMARK = frozenset({"optional", "required", "todo", "fixme", "default", "stable", "none", "empty", "unused", "base64"})
_PRAGMA = re.compile(
    r"(?i)(?:noqa|nosec|nosonar|nosemgrep|pragma|gitleaks|trufflehog|ggignore|checkov|kics|tfsec|trivy|todo|fixme|xxx)\b"
)
"""What comments for people and tools begin with."""
_TEXTS = frozenset({"data", "stringData", "annotations", "args", "command", "env"})
_TITLES = frozenset({"title", "description", "summary", "message", "text", "note", "reason", "displayName"})
_PAIRS = {"(": ")", "[": "]"}


class _Cut(NamedTuple):
    """A value with what is lost of it: the place of both, the value, and what stands behind the `#`."""

    span: Span
    value: str
    rest: str


def values(source: Source, documents: list[Document], selected: Selected) -> Iterator[Finding]:
    """A finding for each value of some documents that loses a part."""
    places = _Places(source, documents)
    for at in _candidates(source):
        if places.is_comment(at):
            document, path = places.entry(at.span.start)
            if document is not None and path and (_is_text(path) or not re.fullmatch(r"\d+", at.rest)):
                yield _of_comment(document, path, at, selected)
    for match in _PROPERTY.finditer(source.text, *source.span):
        document, path = places.entry(match.start("value"))
        if document is not None and path and _is_alone(document, path, match):
            yield _of_property(document, path, match, selected)


class _Places:
    """Where the values of documents stand: looked up by offset, and made when somebody asks."""

    def __init__(self, source: Source, documents: list[Document]) -> None:
        self._source = source
        self._documents = [document for document in documents if document.root is not None]
        self._beginnings = [document.root.start for document in self._documents if document.root is not None]
        self._parts: dict[int, tuple[list[int], list[tuple[str | int, Node]]]] = {}
        self._scalars: list[tuple[int, int]] | None = None

    def is_comment(self, at: _Cut) -> bool:
        """Whether a value is a whole plain scalar, behind which nothing but a comment stands."""
        if self._scalars is None:
            self._scalars = sorted(scalars(self._source, self._documents, headers=True))
        start = at.span.start
        index = bisect_right(self._scalars, (start, len(self._source.text))) - 1
        found = self._scalars[index] if index >= 0 else (0, 0)
        return found == (start, start + len(at.value)) if at.value else found[1] <= start

    def entry(self, offset: int) -> tuple[Document | None, Path]:
        """The document and the path of the value that begins at an offset, or that would stand there."""
        index = bisect_right(self._beginnings, offset) - 1
        if index < 0:
            return None, ()
        node: Node | None = self._documents[index].root
        path: Path = ()
        while node is not None and not isinstance(node, Scalar):
            starts, steps = self._steps(node)
            last = bisect_right(starts, offset) - 1
            if last < 0:
                break
            step, node = steps[last]
            path = (*path, step)
        return self._documents[index], path

    def _steps(self, node: Node) -> tuple[list[int], list[tuple[str | int, Node]]]:
        known = self._parts.get(id(node))
        if known is None:
            parts: list[tuple[int, str | int, Node]] = []
            if isinstance(node, Mapping):
                parts = [(one[0], key, one[2]) for key, one in node.entries.items() if one[3] is None]
            elif isinstance(node, Sequence):
                parts = [(item.start, number, item) for number, item in enumerate(node.items)]
            parts.sort(key=lambda part: part[0])
            known = self._parts[id(node)] = [part[0] for part in parts], [part[1:] for part in parts]
        return known


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
        head, rest = text[first:mark].rstrip(), text[mark + 1 : stop]
        match = _BEFORE.match(head)
        if match is None or head.lstrip()[:1] in ("", "#") or head[match.end() :][:1] in _NOT_PLAIN:
            continue
        value, key = head[match.end() :], match["key"] or ""
        second = re.search(r"[ \t]#", rest)
        rest = (rest[: second.start()] if second is not None else rest).rstrip()
        if _is_cut(value, rest, _name_above(text, begin, first) if key == "value" else key):
            yield _Cut(Span(first + match.end() if value else mark, mark + 1 + len(rest)), value, rest)


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
    if _PRAGMA.match(rest):
        return False
    if (re.fullmatch(r"\d+", rest) and _said(value)) or (rest[0].isdigit() and _NUMBERED.search(value)):
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
    if _PRAGMA.match(rest):
        return False
    if _CHANNEL.search(key):
        return re.fullmatch(r"[a-z0-9][\w-]+", rest) is not None and rest not in _REMARK
    return _SECRET.search(key) is not None and _is_secret(rest)


def _is_secret(rest: str) -> bool:
    """Whether a text is one word, and none that somebody would say."""
    return " " not in rest and re.search(r"\d|[^\w./:-]", rest) is not None and rest.lower() not in _REMARK


def _said(value: str) -> bool:
    """Whether a value is a text of several words, which a number may follow; one word alone has it as a remark."""
    return " " in value or "=" in value


def _is_text(path: Path) -> bool:
    """Whether a place holds a text, in which a number may stand behind `#`, and no name, amount or port."""
    return path[-1] in _TITLES or (path[-1] != "name" and not _TEXTS.isdisjoint(path))


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


def _is_alone(document: Document, path: Path, match: re.Match[str]) -> bool:
    """Whether an anchor that nothing repeats, or a tag, stands where a value should."""
    name = match["value"]
    if document.value(path) not in (None, ""):
        return False
    return name[0] != "&" or re.search(rf"\*{re.escape(name[1:])}\b", document.source.text) is None


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
