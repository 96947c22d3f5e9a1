"""Slips in lists and mappings in brackets: not closed, closed twice or wrongly, without a comma."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change, blank, indentation
from podlint.yaml.repair.lines import comment, near, value
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Failure
    from podlint.yaml.repair.draft import Draft

_CLOSING = {"[": "]", "{": "}"}
_WORDS = {
    "[": ("a `[...]` list is never closed", "add the closing bracket `]`"),
    "{": ("a `{...}` mapping is never closed", "add the closing brace `}`"),
}
_TOKEN = r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'|(?<=[ \t])#.*|[\[\]{}]"


class _Balance:
    """The brackets of a line: those that stay open, as columns, and the first that closes none."""

    def __init__(self, body: str, start: int) -> None:
        self.open: list[int] = []
        self.extra: int | None = None
        for match in re.compile(_TOKEN).finditer(body, start):
            letter = match[0]
            if letter in ("[", "{"):
                self.open.append(match.start())
            elif letter in ("]", "}"):
                if not self.open:
                    self.extra = match.start() if self.extra is None else self.extra
                else:
                    self.open.pop()


def unclosed(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A bracket that is not closed in its line, or not before the block around it ends."""
    lines = list(dict.fromkeys([failure.context_line, *near(draft, first, end, failure)]))
    for line in lines:
        if line < first:
            continue
        body = draft.body(line)
        span = value(body)
        if span is None or body[span[0]] not in _CLOSING:
            continue
        balance = _Balance(body, span[0])
        if not balance.open:
            continue
        at = balance.open[0]
        closing = "".join(_CLOSING[body[column]] for column in reversed(balance.open))
        words, help = _WORDS[body[at]]
        stop = comment(body, span[0])
        if re.search(r"[ \t]#.*[\]}]", body[stop:]):
            yield Slip(
                f"{words}: everything behind ` #` is a comment",
                At(line, at, at + 1),
                (Change(line, stop, stop, closing),),
                "put the value that holds # in quotes",
                sure=False,
                doubts=(Doubt(line, span[0]),),
            )
            continue
        text = body[:stop].rstrip(" ,")
        last = _last_line(draft, line, end)
        if len(text) > at + 1 or last == line:
            half = text.endswith((":", ",", "[", "{"))
            yield Slip(
                words,
                At(line, at, at + 1),
                (Change(line, stop, stop, f" {closing}" if half else closing),),
                help,
                "" if text.endswith(":") else "add the closing bracket",
                not text.endswith(":"),
                (Doubt(line, span[0]),) if half else (),
            )
        if last > line:
            body = draft.body(last)
            stop = comment(body)
            yield Slip(
                words,
                At(line, at, at + 1),
                (Change(last, stop, stop, closing),),
                help,
                "add the closing bracket",
            )


def _last_line(draft: Draft, line: int, end: int) -> int:
    """The last line that is indented deeper than the one with the bracket."""
    depth = indentation(draft.lines[line])
    last = line
    for number in range(line + 1, end):
        if blank(draft.lines[number]):
            continue
        if indentation(draft.lines[number]) <= depth:
            break
        last = number
    return last


def _closed_late(body: str, line: int, column: int) -> Iterator[Slip]:
    """A bracket that is not closed before the one around it is."""
    span = value(body)
    if span is None or body[span[0]] not in _CLOSING:
        return
    opened = _Balance(body[:column], span[0]).open
    if len(opened) < 2 or _CLOSING[body[opened[-2]]] != body[column]:
        return
    words, help = _WORDS[body[opened[-1]]]
    closing = _CLOSING[body[opened[-1]]]
    at = At(line, opened[-1], opened[-1] + 1)
    yield Slip(words, at, (Change(line, column, column, closing),), help, "add the closing bracket")


def _comma_above(draft: Draft, first: int, line: int, column: int) -> Iterator[Slip]:
    """A comma that is missing at the end of the line above an item of a list or mapping in brackets."""
    other = next((n for n in range(line - 1, first - 1, -1) if not blank(draft.lines[n])), None)
    if other is None:
        return
    stop = comment(draft.body(other))
    if draft.body(other)[:stop][-1:] in ("", ",", "[", "{", ":"):
        return
    yield Slip(
        f"a `,` is missing before this line, at the end of line {other + 1}",
        At(line, column, len(draft.body(line).rstrip())),
        (Change(other, stop, stop, ","),),
        "put a comma between the two",
        "insert the comma",
    )


def mixed_up(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A bracket closed by one of the other kind, one too many, or a comma that is missing."""
    if failure.line >= end:
        return
    line, column = failure.line, failure.column
    body = draft.body(line)
    letter = body[column : column + 1]
    flow = "flow sequence" in failure.context or "flow mapping" in failure.context
    closing = "]" if "sequence" in failure.context else "}"
    if flow and letter in ("]", "}") and letter != closing:
        yield from _closed_late(body, line, column)
        what = "list" if closing == "]" else "mapping"
        yield Slip(
            f"a `{letter}` closes a {what} that a `{'[' if closing == ']' else '{'}` opened",
            At(line, column, column + 1),
            (Change(line, column, column + 1, closing),),
            f"write `{closing}`",
            f"write `{closing}`",
        )
    if flow and letter and letter not in "]},":
        start = column
        if letter == ":":
            start = len(body[:column].rstrip()) - len(re.search(r"[^\s,\[{]*$", body[:column].rstrip())[0])  # type: ignore[index]
        before = body[:start].rstrip()
        if not before:
            yield from _comma_above(draft, first, line, start)
        inside_out = before[-1:] in ("'", '"') and len(before) == start and before[-2:-1] in (" ", ",")
        if before and before[-1] not in ",[{:" and not inside_out:
            shape = "`[...]` list" if closing == "]" else "`{...}` mapping"
            yield Slip(
                f"a `,` is missing in a {shape}",
                At(line, start, max(column, start + 1)),
                (Change(line, len(before), len(before), ","),),
                "put a comma between the two",
                "insert the comma",
            )
    for other in near(draft, first, end, failure):
        body = draft.body(other)
        span = value(body)
        if span is None:
            continue
        extra = _Balance(body, span[0]).extra
        if extra is not None and body[span[0]] in _CLOSING:
            yield Slip(
                f"a `{body[extra]}` too many: no bracket is open here",
                At(other, extra, extra + 1),
                (Change(other, extra, extra + 1, ""),),
                "remove it",
                "remove it",
            )
