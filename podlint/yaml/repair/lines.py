"""Questions about the lines of a draft that several kinds of slips ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change, blank, indentation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Failure
    from podlint.yaml.repair.draft import Draft

KEY = r"(?:[A-Za-z_][\w.$/-]*|\"[^\"]*\"|'[^']*')"
DASHES = r" *(?:- +)*"
LIKE_HYPHENS = {
    "\u2011": "no-break hyphen",
    "\u2012": "figure dash",
    "\u2013": "en dash",
    "\u2014": "em dash",
    "\u2015": "horizontal bar",
    "\u2212": "minus sign",
    "\uff0d": "full-width hyphen",
}
"""What looks like a hyphen wherever it stands, by name."""
_VALUE = rf"(?P<before>{DASHES}(?:{KEY}:[ \t]+|(?<=- )))(?P<value>[^ \t#].*)"
HEADER = r"(?:^|[:-][ \t]+)(?:[&!]\S+[ \t]+)*[|>][-+1-9]{0,2}[ \t]*(?:#.*)?$"
_NEAR = 3
_MOST_ABOVE = 2_000


TOP_KEYS = frozenset(
    (
        *("metadata", "spec", "status", "data", "stringData", "binaryData", "immutable", "type", "rules", "subjects"),
        *("roleRef", "aggregationRule", "webhooks", "subsets", "endpoints", "ports", "addressType", "secrets"),
        *("imagePullSecrets", "automountServiceAccountToken", "provisioner", "parameters", "reclaimPolicy", "items"),
        *("volumeBindingMode", "allowVolumeExpansion", "mountOptions", "allowedTopologies", "value", "globalDefault"),
        *("preemptionPolicy", "description", "template", "handler", "overhead", "scheduling", "validations"),
    )
)
"""Keys that stand at the top of objects, beside apiVersion and kind."""


def near(draft: Draft, first: int, end: int, failure: Failure) -> list[int]:
    """The lines where the cause of a failure may stand: its own, those above and around it, of the context."""
    found = [failure.line] if failure.line < end and not blank(draft.lines[failure.line]) else []
    found += list(above(draft, first, min(failure.line, end), _NEAR))
    if failure.context_line >= first:
        found.append(failure.context_line)
    return list(dict.fromkeys([*found, *_around(draft, first, min(failure.line, end))]))


def _around(draft: Draft, first: int, line: int) -> Iterator[int]:
    """The lines of the blocks around a line, from the inside out."""
    seen = 0
    least = 10**9
    for number in above(draft, first, line):
        own = indentation(draft.lines[number])
        if own < least:
            least = own
            yield number
            seen += 1
            if not own or seen >= _NEAR + 1:
                return


def above(draft: Draft, first: int, line: int, most: int = _MOST_ABOVE) -> Iterator[int]:
    """The lines with content above a line, the nearest first."""
    seen = 0
    for number in range(line - 1, max(first, line - _MOST_ABOVE) - 1, -1):
        if not blank(draft.lines[number]):
            yield number
            seen += 1
            if seen >= most:
                return


def block(draft: Draft, line: int, end: int) -> range:
    """A line and the deeper ones below it."""
    own = indentation(draft.lines[line])
    last = line + 1
    for number in range(line + 1, end):
        if draft.lines[number].strip():
            if indentation(draft.lines[number]) <= own:
                break
            last = number + 1
    return range(line, last)


def moved(draft: Draft, lines: range, by: int) -> tuple[Change, ...]:
    """The changes that indent lines by some spaces more, or less."""
    changes = []
    for number in lines:
        text = draft.lines[number]
        if text.strip():
            changes.append(
                Change(number, 0, 0, " " * by) if by > 0 else Change(number, 0, min(-by, indentation(text)), "")
            )
    return tuple(changes)


def emptied(draft: Draft, lines: range) -> tuple[Change, ...]:
    """The changes that leave nothing in lines."""
    bodies = ((number, len(draft.body(number))) for number in lines)
    return tuple(Change(number, 0, length, "") for number, length in bodies if length)


def value(line: str) -> tuple[int, int] | None:
    """Where the value in a line `key: value` or `- value` begins and ends, without the comment; None without one."""
    match = re.match(_VALUE, line)
    if match is None:
        return None
    start = match.start("value")
    end = comment(line, start)
    return (start, end) if end > start else None


def comment(line: str, start: int = 0) -> int:
    """Where the text of a line ends that is no comment, quotes or not."""
    found = re.compile(r"[ \t]#").search(line, start)
    return len((line[: found.start()] if found else line).rstrip())


def content(line: str) -> int:
    """The column at which a line has its first character that is no dash."""
    return len(line) - len(line.lstrip(" -"))


def shown(text: str, most: int = 40) -> str:
    """A text for a message, in backquotes, cut where it is long."""
    text = " ".join(text.split())
    return f"`{text}`" if len(text) <= most else f"`{text[: most - 1]}…`"


def written(text: str) -> str:
    """A text in quotes."""
    if "\\" not in text and '"' not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def scalar_lines(draft: Draft, first: int, end: int, width: int = 1) -> set[int]:
    """The lines that lie in block scalars, below a `|` or `>`; a tab counts as so many columns."""
    found: set[int] = set()
    number = first
    while number < end:
        body = draft.body(number)
        if body[-1:] not in ("|", ">", "-", "+") and "#" not in body and not body[-1:].isdigit():
            number += 1
            continue
        header = re.search(HEADER, body) if body.strip() else None
        if header is None or blank(body):
            number += 1
            continue
        depth = _depth(body, width)
        number += 1
        while number < end and (not draft.lines[number].strip() or _depth(draft.lines[number], width) > depth):
            found.add(number)
            number += 1
    return found


def _depth(line: str, width: int) -> int:
    lead = line[: len(line) - len(line.lstrip(" \t"))]
    return sum(width if character == "\t" else 1 for character in lead)
