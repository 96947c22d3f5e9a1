"""JSON that is not one value alone: several objects one after the other, comments."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change
from podlint.yaml.repair.slip import At, Slip

if TYPE_CHECKING:
    from podlint.yaml.repair.draft import Draft

_TOKEN = r"\"(?:\\.|[^\"\\\r\n])*\"|//[^\r\n]*|/\*.*?(?:\*/|\Z)"
_SPACE = r"\s*"


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
    starts = [0]
    for body in draft.lines:
        starts.append(starts[-1] + len(body))
    changes: list[Change] = []
    number = 0
    for match in re.compile(_TOKEN, re.DOTALL).finditer(text):
        if match[0].startswith('"'):
            continue
        while starts[number + 1] <= match.start():
            number += 1
        line = number
        while line < len(draft.lines) and starts[line] < match.end():
            start = max(match.start() - starts[line], 0)
            end = min(match.end() - starts[line], len(draft.body(line)))
            if end > start:
                changes.append(Change(line, start, end, ""))
            line += 1
    if not changes:
        return None
    first = changes[0]
    return Slip(
        "JSON has no comments",
        At(first.line, first.start, first.end),
        tuple(changes),
        "remove the comments, or write YAML, where a comment begins with #",
        "remove the comments",
    )
