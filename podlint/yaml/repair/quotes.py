"""Slips at quotes: not closed, closed too early, or with a backslash inside that means something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change
from podlint.yaml.repair.lines import DASHES, KEY, above, near, shown, value
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Failure
    from podlint.yaml.repair.draft import Draft

_OPENING = rf"{DASHES}(?:{KEY}:[ \t]+)?(?P<quote>[\"'])"
_OPEN_KEY = rf"{DASHES}(?P<quote>[\"'])(?P<key>[\w./-]+):(?=[ \t]|$)"
_INSIDE = {'"': r'(?:\\.|[^"\\])*"', "'": r"(?:''|[^'])*'"}
_MOST = 4


def unclosed(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A quote that opens in a line above and is not closed in it."""
    lines = [failure.line] if failure.line < end else []
    if failure.context_line >= first:
        lines.append(failure.context_line)
    found = 0
    for line in dict.fromkeys([*lines, *above(draft, first, min(failure.line, end))]):
        slips = list(_unclosed(draft.body(line), line))
        yield from slips
        found += bool(slips)
        if found >= _MOST:
            return


def _unclosed(body: str, line: int) -> Iterator[Slip]:
    key = re.match(_OPEN_KEY, body)
    if key is not None:
        yield _close(line, key.start("quote"), key.end("key"), key["quote"])
        return
    match = re.match(_OPENING, body)
    if match is not None:
        quote, start = match["quote"], match.start("quote")
        if re.compile(_INSIDE[quote]).match(body, start + 1) is not None:
            return
        rest = body[start + 1 :]
        cut = re.search(r"(?<=[ \t])#", rest)
        stop = start + 1 + len((rest[: cut.start()] if cut else rest).rstrip())
        yield _close(line, start, stop, quote)
        return
    yield from _in_brackets(body, line)


def _in_brackets(body: str, line: int) -> Iterator[Slip]:
    """A quote that is not closed in a list or mapping in brackets, which ends at the next comma or bracket."""
    span = value(body)
    if span is None or body[span[0]] not in "[{":
        return
    at = span[0]
    while at < len(body):
        letter = body[at]
        if letter in "\"'" and body[:at].rstrip()[-1:] in ("[", "{", ",", ":"):
            inside = re.compile(_INSIDE[letter]).match(body, at + 1)
            early = inside is not None and body[inside.end() :].lstrip()[:1] not in (",", "]", "}", ":", "", "#")
            if inside is None or early:
                stop = re.compile(r"[^,\]}]*").match(body, at + 1)
                yield _close(line, at, stop.end() if stop else len(body), letter)
                return
            at = inside.end()
        else:
            at += 1


def _close(line: int, start: int, stop: int, quote: str) -> Slip:
    return Slip(
        "a quoted text is never closed",
        At(line, start, start + 1),
        (Change(line, stop, stop, quote),),
        "add the closing quote",
        "add the closing quote",
    )


def behind(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """Text behind the quote that closes a value: quotes inside of quotes, or a value quoted in part."""
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        span = value(body)
        if span is None or body[span[0]] not in "\"'":
            continue
        start, stop = span
        quote = body[start]
        inside = re.compile(_INSIDE[quote]).match(body, start + 1)
        if inside is None or inside.end() >= stop:
            continue
        text = body[start:stop]
        place = At(line, inside.end() - 1, inside.end())
        if text.endswith(quote) and len(text) > 2:
            inner = text[1:-1].replace(quote, "''" if quote == "'" else '\\"')
            yield Slip(
                f"the quoted text ends at this quote, and {shown(body[inside.end() : stop])} follows it",
                place,
                (Change(line, start + 1, stop - 1, inner),),
                "write quotes inside of quotes twice" if quote == "'" else 'write quotes inside of quotes as \\"',
                "escape the quotes inside",
            )
        else:
            other = "'" + text.replace("'", "''") + "'"
            yield Slip(
                f"the quoted text ends at this quote, and {shown(body[inside.end() : stop])} follows it",
                place,
                (Change(line, start, stop, other),),
                "quote the whole value",
                "quote the whole value",
                sure=False,
                doubts=(Doubt(line, start),),
            )


def inside_of_brackets(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """Quotes inside of quotes in a list or mapping in brackets, as in `[sh, -c, "echo "it""]`."""
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        span = value(body)
        if span is None or body[span[0]] not in "[{":
            continue
        for match in re.compile(r"(?<=[\[{,:])[ \t]*(?P<quote>[\"'])").finditer(body, span[0]):
            quote, start = match["quote"], match.end()
            inside = re.compile(_INSIDE[quote]).match(body, start)
            last = re.compile(rf"[^,]*?{quote}(?=[ \t]*[,\]}}])").match(body, inside.end()) if inside else None
            if inside is None or last is None or "," in body[start : inside.end()]:
                continue  # with a comma it is rather a quote that is never closed
            if body[inside.end()] in ' \t,]}:"' + "'":
                continue
            inner = body[start : last.end() - 1].replace(quote, "''" if quote == "'" else '\\"')
            follows = shown(body[inside.end() : last.end()])
            yield Slip(
                f"the quoted text ends at this quote, and {follows} follows it",
                At(line, inside.end() - 1, inside.end()),
                (Change(line, start, last.end() - 1, inner),),
                "write quotes inside of quotes twice" if quote == "'" else 'write quotes inside of quotes as \\"',
                "escape the quotes inside",
            )
            break


def backslash(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A backslash that begins no escape in a text in double quotes."""
    if "unknown escape" not in failure.words and "escape" not in failure.words:
        return
    body = draft.body(failure.line)
    at = failure.column
    if body[at : at + 1] != "\\":
        at -= 1
    if body[at : at + 1] != "\\":
        return
    start = body.rfind('"', 0, at)
    others = re.findall(r"\\(.)", body[start + 1 : at])
    sure = not any(letter in "0abtnvfrexuUNLP" for letter in others)
    yield Slip(
        "unknown escape in a double-quoted text",
        At(failure.line, at, at + 1),
        (Change(failure.line, at, at + 1, "\\\\"),),
        "write a backslash as `\\\\`, or use single quotes",
        "write the backslash twice",
        sure,
        () if sure else (Doubt(failure.line, start),),
    )
