"""JSON that is not one value alone: several objects one after the other, comments."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change
from podlint.yaml.repair.slip import At, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.draft import Draft

_SPACE = r"\s*"
_LOOSE = (
    r"\"(?:\\.|[^\"\\\r\n])*\"|#[^\r\n]*|//[^\r\n]*|/\*.*?(?:\*/|\Z)|,(?=(?:\s|(?:#|//)[^\r\n]*(?:[\r\n]|\Z))*[}\]])"
)
_COMMENTS = (
    "JSON has no comments",
    "remove the comments, or write YAML, where a comment begins with #",
    "remove the comments",
)
_BOTH = (
    "JSON has no comments, and no comma behind the last item",
    _COMMENTS[1],
    "remove the comments, and the commas",
)
_COMMAS = (
    "JSON has no comma behind the last item, and kubectl takes what begins with `{` for JSON",
    "remove the comma",
    "remove the comma",
)


def begins(text: str) -> bool:
    """Whether kubectl takes a text for JSON: it begins with a brace."""
    return re.match(r"\s*\{", text) is not None


def stream(text: str) -> list[tuple[int, int]]:
    """Where the values of a stream of JSON stand, as kubectl reads `jq -c`; none where it is anything else."""
    decoder = json.JSONDecoder()
    found: list[tuple[int, int]] = []
    space = re.compile(_SPACE)
    at = space.match(text).end()  # type: ignore[union-attr]
    while at < len(text):
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        found.append((at, end))
        at = space.match(text, end).end()  # type: ignore[union-attr]
    return found


def then_separator(text: str) -> bool:
    """Whether a line `---` follows the first value, which is JSON."""
    start = re.match(_SPACE, text).end()  # type: ignore[union-attr]
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return False
    return re.compile(r"\s*^---", re.MULTILINE).match(text, end) is not None


def comments(draft: Draft) -> Slip | None:
    """The comments of a text that begins with a brace, with `//` or between `/*` and `*/`: one slip for all."""
    text = "".join(draft.lines)
    if not begins(text) or ("//" not in text and "/*" not in text):
        return None
    found = [match for match in re.compile(_LOOSE, re.DOTALL).finditer(text) if match[0][0] in "/,"]
    if all(match[0] == "," for match in found):
        return None
    commas = any(match[0] == "," for match in found)
    slip = _removing(draft, [match.span() for match in found], _BOTH if commas else _COMMENTS)
    first = next(match for match in found if match[0] != ",").start()
    line = bisect_right(draft.starts, first + draft.starts[0]) - 1
    column = first + draft.starts[0] - draft.starts[line]
    return slip._replace(at=next(At(*change[:3]) for change in slip.changes if change[:2] >= (line, column)))


def almost(draft: Draft) -> Iterator[Slip]:
    """What YAML takes and JSON does not, in a text that is JSON but for that: comments, and commas with nothing behind.

    kubectl takes what begins with a brace for JSON.
    """
    text = "".join(draft.lines)
    found = list(re.compile(_LOOSE, re.DOTALL).finditer(text))
    commas = [match.span() for match in found if match[0][0] == ","]
    notes = [match.span() for match in found if match[0][0] in "#/"]
    if any(text[start] == "/" for start, _ in notes):  # which YAML refuses: `comments` tells of them
        return
    if not (commas or notes) or not stream(_blanked(text, [*commas, *notes])):
        return
    if commas:
        yield _removing(draft, commas, _COMMAS)._replace(json=True)
    if notes:
        yield _removing(draft, notes, _COMMENTS)._replace(
            title="", json=True
        )  # they are YAML's own, which no fix takes away


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        pieces += (text[at:start], " " * (end - start))
        at = end
    return "".join([*pieces, text[at:]])


def _removing(draft: Draft, spans: list[tuple[int, int]], words: tuple[str, str, str]) -> Slip:
    """The slip of stretches of the text that are to go: the words, what to do, what the fix does."""
    starts = [start - draft.starts[0] for start in draft.starts]
    changes: list[Change] = []
    for begin, stop in spans:
        line = bisect_right(starts, begin) - 1
        while line < len(draft.lines) and starts[line] < stop:
            start = max(begin - starts[line], 0)
            end = min(stop - starts[line], len(draft.body(line)))
            if end > start:
                changes.append(Change(line, start, end, ""))
            line += 1
    message, help, title = words
    return Slip(message, At(changes[0].line, changes[0].start, changes[0].end), tuple(changes), help, title)
