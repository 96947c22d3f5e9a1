"""Slips in values: characters that mean something to YAML where a text was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.words import quoted
from podlint.yaml.repair.draft import Change
from podlint.yaml.repair.lines import near, shown, value, written
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Failure
    from podlint.yaml.repair.draft import Draft

_TWO_PAIRS = r"\S+[ \t]+[A-Za-z]\w*:(?:[ \t]+\S+)?"
_HOLDERS = "metadata|spec|template|labels|annotations|selector|matchLabels|resources|limits|requests|securityContext"
"""Keys of manifests that hold other keys, wherever they stand, and never a text."""
_NESTED = rf" *(?:- +)*(?P<holder>{_HOLDERS}):[ \t]+(?:[A-Za-z][\w./-]*:[ \t]+[^\s,#\[\]{{}}\"'&*!|>%@`][^,\[\]{{}}]*)"
_NAMES = {
    "@": "@",
    "`": "a backquote",
    "%": "%",
    "*": "*",
    "&": "&",
    "!": "!",
    "|": "| (that is for a text on the lines below)",
    ">": "> (that is for a text on the lines below)",
    ",": "a comma",
    "]": "a closing bracket",
    "}": "a closing brace",
    "?": "a question mark and a space",
}
_ANCHOR = r"\*[A-Za-z_][\w-]*"


def colon(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A plain value that holds `: `, or ends in a colon."""
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        span = value(body)
        if span is None or body[span[0]] in "\"'[{|>&*!#%@`":
            continue
        start, stop = span
        text = body[start:stop]
        second = re.search(r"(?<![^\s({\[,])([^\s({\[,]*):(?:[ \t]|$)", text)
        if second is None or text.startswith("- "):
            continue
        two = re.fullmatch(_TWO_PAIRS, text) is not None
        at = start + second.end(1)
        word = second[1] or ":"
        nested = re.fullmatch(_NESTED, body[:stop])
        if nested is not None and not re.search(r":(?:[ \t]|$)", text[second.end() :]):
            yield Slip(
                f"`{word}: ` begins a second key in one line",
                At(line, at, at + 1),
                (Change(line, start, stop, f"{{{text}}}"),),
                f"move {shown(text)} to a line of its own, indented below {quoted(nested['holder'])}",
                "write it in braces",
            )
        yield Slip(
            f"`{word}: ` makes this a mapping inside a plain value",
            At(line, at, at + 1),
            (Change(line, start, stop, written(text)),),
            "begin a new line for the second key, or quote the whole value" if two else "quote the whole value",
            "quote the value",
            not two,
            (Doubt(line, start), Doubt(line, len(body) - len(body.lstrip(" -")), around=True)) if two else (),
        )


def first_character(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A plain value that begins with a character that YAML keeps for itself."""
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        span = value(body)
        if span is None:
            continue
        start, stop = span
        letter, text = body[start], body[start:stop]
        if text.startswith("{{"):
            yield _placeholder(line, start, stop, text)
            continue
        if letter not in _NAMES or (letter in "|>" and re.fullmatch(r"[|>][-+1-9]{0,2}", text)):
            continue
        if re.fullmatch(r"%\d{1,3}", text):
            yield Slip(
                f"a plain value cannot begin with %, and a percentage ends with it: {text[1:]}%",
                At(line, start, start + 1),
                (Change(line, start, stop, f"{text[1:]}%"),),
                f"write {text[1:]}%",
                f"write {text[1:]}%",
                sure=False,
                doubts=(Doubt(line, start),),
            )
            continue
        alias = failure.known and re.fullmatch(_ANCHOR, text) is not None
        message = f"a plain value cannot begin with {_NAMES[letter]}"
        if alias:
            message = str(failure.error)
        yield Slip(
            message,
            At(line, start, stop if alias else start + 1),
            (Change(line, start, stop, written(text)),),
            getattr(failure.error, "help", None) if alias else "put the value in quotes",
            "quote the value",
            not alias,
            (Doubt(line, start),) if alias else (),
        )


def _placeholder(line: int, start: int, stop: int, text: str) -> Slip:
    close = text.find("}}")
    whole = text[: close + 2] if close >= 0 else "{{"
    words = (
        "an unquoted template placeholder is not YAML: {{ begins a mapping used as a key"
        if len(whole) == stop - start
        else f"template placeholder {whole} is not YAML"
    )
    return Slip(
        words,
        At(line, start, start + len(whole)),
        (Change(line, start, stop, written(text)),),
        'quote it ("{{ ... }}"), or render the template before linting',
        "quote the value",
        sure=False,
        doubts=(Doubt(line, start),),
    )


def dash(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """`key: - item` on one line."""
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        span = value(body)
        if span is None or not body[span[0] :].startswith("- ") or body[: span[0]].strip()[-1:] != ":":
            continue
        start, stop = span
        yield Slip(
            "a list item cannot begin here",
            At(line, start, start + 1),
            (Change(line, start, stop, written(body[start:stop])),),
            "put the `-` on a line of its own below the key",
            sure=False,
            doubts=(Doubt(line, start),),
        )


def refused(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A value that is YAML, and that Kubernetes' reader does not take, such as `.inf`."""
    if not failure.known:
        return
    body = draft.body(failure.line)
    span = value(body)
    if span is None or body[span[0]] in "\"'[{|>":
        return
    start, stop = span
    error = failure.error
    length = error.span.end - error.span.start if hasattr(error, "span") else 1
    yield Slip(
        str(error),
        At(failure.line, failure.column, failure.column + length),
        (Change(failure.line, start, stop, written(body[start:stop])),),
        getattr(error, "help", None),
        "quote the value",
        sure=False,
        doubts=(Doubt(failure.line, start),),
    )
