"""What is wrong with text that is not YAML, in words that say what to do."""

from __future__ import annotations

import re

from podlint.yaml import events as compose
from podlint.yaml.source import Source, Span, Unreadable

_TAB_INDENT = r"[ \t]*\t"
_FORBIDDEN = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|(?<=[^-]\n)\ufeff"
_DIRECTIVE = r"(?m)^%(YAML|TAG)\b"
_PLACEHOLDER = r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%"


# problem as libyaml or ruamel words it -> (our words, help)
_WORDS: tuple[tuple[str, str, str | None], ...] = (
    (
        "mapping values are not allowed",
        "a second `: ` stands in one line, or this line is indented deeper than the key it follows",
        "quote a value that contains `: `, or align the key with its neighbours",
    ),
    (
        "could not find expected ':'",
        "this line is neither `key: value` nor a list item",
        "add the colon and a space after the key, or indent the line to continue the value above",
    ),
    (
        "did not find expected key",
        "the line does not fit the mapping it stands in",
        "check its indentation, and quotes or brackets left open above",
    ),
    (
        "expected <block end>",
        "the line does not fit the mapping it stands in",
        "check its indentation, and quotes or brackets left open above",
    ),
    (
        "did not find expected '-' indicator",
        "a list item is expected here",
        "begin the line with `- `, or correct its indentation",
    ),
    ("expected ',' or '}'", "a `,` or `}` is missing in a `{...}` mapping", None),
    ("expected ',' or ']'", "a `,` or `]` is missing in a `[...]` list", None),
    ("unexpected end of stream", "a quoted text is never closed", "add the closing quote"),
    ("unexpected document indicator", "a quoted text is not closed before the next document", "add the closing quote"),
    (
        "sequence entries are not allowed",
        "a list item cannot begin here",
        "put the `-` on a line of its own below the key",
    ),
    ("<document start>", "text after the end of the document", "begin a new document with `---`"),
    (
        "unknown escape character",
        "unknown escape in a double-quoted text",
        "write a backslash as `\\\\`, or use single quotes",
    ),
)
# What is still open where the document ends: context as libyaml or ruamel words it -> (our words, help)
_OPEN = {
    "while scanning a quoted scalar": ("a quoted text is never closed", "add the closing quote"),
    "while scanning a double-quoted scalar": ("a quoted text is never closed", "add the closing quote"),
    "while scanning a single-quoted scalar": ("a quoted text is never closed", "add the closing quote"),
    "while parsing a flow sequence": ("a `[...]` list is never closed", "add the closing bracket `]`"),
    "while parsing a flow mapping": ("a `{...}` mapping is never closed", "add the closing brace `}`"),
}
_STARTS = {
    "@": "a plain value cannot begin with @",
    "`": "a plain value cannot begin with a backquote",
    "%": "a plain value cannot begin with %",
}


def problem(source: Source, base: int, end: int, error: compose.ComposeError) -> Unreadable:
    """Explain a parser's complaint about the text `base:end` of a source."""
    text = source.text
    forbidden = re.compile(_FORBIDDEN).search(text, base, end)
    if forbidden:
        code = ord(forbidden.group())
        span = Span(forbidden.start(), forbidden.end())
        if code == 0xFEFF:
            return Unreadable("byte-order mark in the middle of the text", span, "remove it")
        words = f"control character U+{code:04X} is not allowed" if code else "a NUL byte: binary data, not a text file"
        return Unreadable(words, span, "remove it, or escape it in double quotes")
    words, offset, context, context_offset = compose.explain(error)
    at = min(base + offset, end) if offset is not None else base
    if "unknown escape" in words and text[at : at + 1] != "\\" and text[at - 1 : at] == "\\":
        at -= 1  # ruamel's own parser points behind the backslash
    tab = _tab(source, at)
    if tab is not None:
        return Unreadable(
            "tab used for indentation; YAML allows only spaces there", tab, "indent with spaces, two for each level"
        )
    lines = [at]
    if context_offset is not None and "simple key" in (context or ""):
        lines.append(base + context_offset)
    for offset in lines:
        number = source.position(offset).line
        placeholder = re.search(_PLACEHOLDER, source.line(number))
        if placeholder and not _is_inside(source.line(number)[: placeholder.start()]):
            start = source.line_starts[number - 1] + placeholder.start()
            return Unreadable(
                f"template placeholder {placeholder.group()} is not YAML",
                Span(start, start + len(placeholder.group())),
                "render the template before linting, or quote a placeholder that is a whole value",
            )
    words = words.replace("'<document start>'", "<document start>")
    directive = re.compile(_DIRECTIVE).search(text, base, end) if "<document start>" in words else None
    if directive:
        return Unreadable(
            "YAML directive before a document: Kubernetes splits files at `---` and then finds it alone",
            Span(directive.start(), directive.end()),
            "remove the line that begins with %",
        )
    if context_offset is not None and not text[at:end].strip() and context in _OPEN:
        return Unreadable(_OPEN[context][0], _token(text, base + context_offset, end), _OPEN[context][1])
    span = _token(text, at, end)
    related = None
    if context_offset is not None and base + context_offset != at:
        related = (_token(text, base + context_offset, end), f"{_plain_words(context)} began here")
    if "mapping values" in words and (word := _second_key(source, at)) is not None:
        words = f"`{word}: ` makes this a mapping inside a plain value"
        return Unreadable(words, span, "quote the whole value", related)
    if (
        "mapping values" in words
        and ": " not in source.line(source.position(at).line)[: source.position(at).column - 1]
    ):
        words = "this line is indented deeper than the key it follows, which has a value already"
        return Unreadable(words, span, "align the key with its neighbours, or quote a text of several lines", related)
    if "cannot start any token" in words and text[at : at + 1] in _STARTS:
        return Unreadable(_STARTS[text[at]], span, "put the value in quotes", related)
    for key, ours, help in _WORDS:
        if key in words:
            return Unreadable(ours, span, help, related)
    return Unreadable(words, span, None, related)


def _is_inside(before: str) -> bool:
    """Whether a plain value has begun in a line before a placeholder, which is no more than a part of it then."""
    match = re.match(r"[ \t]*(?:- +)*(?:[^\s:#'\"{\[][^:#]*: +)?", before)
    return match is not None and bool(before[match.end() :].strip())


def _second_key(source: Source, at: int) -> str | None:
    """The word before the `:` at an offset, if another `: ` stands before it in the line."""
    position = source.position(at)
    before = source.line(position.line)[: position.column - 1]
    start = len(before)
    while start and not before[start - 1].isspace() and before[start - 1] not in ":({[,":
        start -= 1
    return before[start:] or None if ": " in before and source.text[at : at + 1] == ":" else None


def _tab(source: Source, offset: int) -> Span | None:
    """The tab in the indentation of the line at `offset`, or of one of the two lines above it."""
    here = source.position(offset).line
    for number in range(here, max(here - 3, 0), -1):
        match = re.match(_TAB_INDENT, source.line(number))
        if match and source.line(number).strip() and source.line(number)[match.end() :].lstrip()[:1] != "#":
            start = source.line_starts[number - 1] + match.group().index("\t")
            return Span(start, start + 1)
    return None


def _token(text: str, offset: int, end: int) -> Span:
    """The word at `offset`, one character at least, without running into the next line."""
    if offset >= end or text[offset] in "\r\n":
        return Span(offset, offset)
    stop = offset + 1
    while stop < end and not text[stop].isspace() and text[offset].isalnum():
        stop += 1
    return Span(offset, stop)


def _plain_words(context: str | None) -> str:
    words = (context or "").removeprefix("while ").removeprefix("parsing ").removeprefix("scanning ")
    return words or "what is broken"
