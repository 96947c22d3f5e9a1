"""The actions of a template: where each stands, and what it does to the lines around it.

Go's text/template as Helm uses it, and Jinja. Nothing is evaluated: of an expression only its first word counts, and
the `nindent` at its end.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_GO_OPEN = frozenset({"if", "range", "with", "define", "block"})
_GO_SILENT = frozenset({"break", "continue"})
_JINJA_OPEN = frozenset({"if", "for", "block", "macro", "filter", "call", "raw", "with", "autoescape"})
_JINJA_ELSE = frozenset({"else", "elif"})
_JINJA_OUTPUT = frozenset({"include"})
_JINJA = r"\{%[-+]?\s*(?:if|elif|else|for|set|include|macro|block|extends|import|from|raw|call|with|end\w+)\b|\{#"
_INDENT = r"\|\s*(n?indent)\s+(\d{1,3})\s*(?:\)\s*)?$"
_HEAD = r"\s*([A-Za-z_]\w*)"
_ASSIGNMENT = r"\s*\$\w*(?:\s*,\s*\$\w*)?\s*:?="
VARIABLE = r"(?m)^[ \t]*(\$\{[A-Za-z_][^{}\s]*\}|\$[A-Z_][A-Z0-9_]*)[ \t]*\r?$"
"""A line of nothing but a variable."""
_TOKENS = re.compile(r'["`\']|\}\}')
_JINJA_TOKENS = {"{{": re.compile(r"[\"']|\}\}"), "{%": re.compile(r"[\"']|%\}"), "{#": re.compile(r"#\}")}
_STRINGS = {'"': re.compile(r'(?:[^"\\\n]|\\.)*"'), "'": re.compile(r"(?:[^'\\\n]|\\.)*'"), "`": re.compile(r"[^`]*`")}
_COMMENT = re.compile(r"\{\{(?:-[ \t\r\n]+)?/\*")
_COMMENT_END = re.compile(r"\*/(?:[ \t\r\n]+-)?\}\}")


class Does(str, Enum):
    """What an action does.

    `OPENS` begins a block, `TURNS` begins another branch of it, `ENDS` ends it; `WRITES` puts text in its place,
    `SILENT` puts none.
    """

    OPENS = "opens"
    TURNS = "turns"
    ENDS = "ends"
    WRITES = "writes"
    SILENT = "silent"


class Action(NamedTuple):
    """An action: its text with the braces, its first word, and the expression behind that word.

    `trims` says that it takes the spaces and line breaks before it away; `indent` is the column, from 0, at which what
    it writes begins on a new line (`nindent`, then `breaks`) or in its own line (`indent`), None where it does not say.
    """

    span: Span
    does: Does
    word: str
    rest: str
    trims: bool = False
    indent: int | None = None
    breaks: bool = False


class Fault(NamedTuple):
    """What is wrong with the actions of a template by themselves: the words, the place, what to do."""

    message: str
    span: Span
    help: str | None = None


class Actions(NamedTuple):
    """The actions of a text in order; what is wrong with them, after which none are read; whether they are Jinja's."""

    found: list[Action]
    faults: list[Fault]
    jinja: bool


@lru_cache(maxsize=1)
def actions(text: str, span: Span) -> Actions:
    """The actions in a part of a text. After one that is never closed no more are read.

    Those of the last text are kept for who asks next: they are to be read, not changed.
    """
    jinja = re.compile(_JINJA).search(text, *span) is not None
    found: list[Action] = []
    faults: list[Fault] = []
    raw = False
    for part in _spans(text, span, faults, jinja=jinja):
        action = _jinja(text, part) if jinja else _go(text, part)
        if raw and not (action.does is Does.ENDS and action.word == "endraw"):
            continue  # between `raw` and `endraw` braces are text
        raw = action.does is Does.OPENS and action.word == "raw"
        found.append(action)
    return Actions(found, faults, jinja)


def variables(text: str, span: Span) -> list[Action]:
    """The lines of nothing but `${NAME}`, which envsubst and its like fill in with other lines."""
    found = re.compile(VARIABLE).finditer(text, *span)
    return [Action(Span(*match.span(1)), Does.WRITES, "$", match[1]) for match in found]


def _spans(text: str, span: Span, faults: list[Fault], *, jinja: bool) -> Iterator[Span]:
    """Where actions stand."""
    at, end = span
    opening = re.compile(r"\{[{%#]" if jinja else r"\{\{")
    while (match := opening.search(text, at, end)) is not None:
        start = match.start()
        stop = _end(text, start, end, match.group(), jinja=jinja)
        if stop is None:
            line_end = text.find("\n", start, end)
            first = Span(start, len(text[start : line_end if line_end >= 0 else end].rstrip()) + start)
            close = {"{{": "}}", "{%": "%}", "{#": "#}"}[match.group()]
            faults.append(Fault("this action is never closed", first, f"close it with {close}"))
            return
        yield Span(start, stop)
        at = stop


def _end(text: str, start: int, end: int, brace: str, *, jinja: bool) -> int | None:
    """Where an action that begins at `start` ends; None where it does not."""
    if not jinja and (comment := _COMMENT.match(text, start, end)) is not None:
        closed = _COMMENT_END.search(text, comment.end(), end)
        return closed.end() if closed is not None else None
    tokens = _JINJA_TOKENS[brace] if jinja else _TOKENS
    at = start + 2
    while (token := tokens.search(text, at, end)) is not None:
        string = _STRINGS.get(token.group())
        if string is None:
            return token.end()
        closed = string.match(text, token.end(), end)
        if closed is None:  # a lone apostrophe, or a string that is not closed in its line
            if token.group() != "'":
                return None
            at = token.end()
        else:
            at = closed.end()
    return None


def _go(text: str, span: Span) -> Action:
    inner = text[span.start + 2 : span.end - 2]
    trims = inner[:1] == "-" and inner[1:2].isspace()
    inner = inner[1:] if trims else inner
    inner = inner[:-1] if inner[-1:] == "-" and inner[-2:-1].isspace() else inner
    if inner.lstrip().startswith("/*"):
        return Action(span, Does.SILENT, "/*", "", trims)
    head = re.match(_HEAD, inner)
    word = head[1] if head is not None else ""
    rest = inner[head.end() :].strip() if head is not None else inner.strip()
    if re.match(_ASSIGNMENT, inner):
        return Action(span, Does.SILENT, "=", inner.strip(), trims)
    if word == "end":
        return Action(span, Does.ENDS, word, rest, trims)
    if word == "else":
        return Action(span, Does.TURNS, word, rest, trims)
    if word in _GO_OPEN:
        return Action(span, Does.OPENS, word, rest, trims)
    if word in _GO_SILENT:
        return Action(span, Does.SILENT, word, rest, trims)
    indent = re.search(_INDENT, inner)
    if indent is None:
        return Action(span, Does.WRITES, word, inner.strip(), trims)
    return Action(span, Does.WRITES, word, inner.strip(), trims, int(indent[2]), indent[1] == "nindent")


def _jinja(text: str, span: Span) -> Action:
    brace, inner = text[span.start : span.start + 2], text[span.start + 2 : span.end - 2]
    trims = inner[:1] == "-"
    inner = inner.strip("-+")
    if brace == "{#":
        return Action(span, Does.SILENT, "#", "", trims)
    if brace == "{{":
        return Action(span, Does.WRITES, "", inner.strip(), trims)
    word, _, rest = inner.strip().partition(" ")
    rest = rest.strip()
    if word.startswith("end"):
        return Action(span, Does.ENDS, word, rest, trims)
    if word in _JINJA_ELSE:
        return Action(span, Does.TURNS, word, rest, trims)
    if word in _JINJA_OPEN or (word == "set" and "=" not in rest):
        return Action(span, Does.OPENS, word, rest, trims)
    return Action(span, Does.WRITES if word in _JINJA_OUTPUT else Does.SILENT, word, rest, trims)
