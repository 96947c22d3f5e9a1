"""Slips at the line `---` between documents: too many hyphens, dashes of a text processor, or glued to something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change, blank
from podlint.yaml.repair.lines import KEY, LIKE_HYPHENS, shown
from podlint.yaml.repair.slip import At, Slip

if TYPE_CHECKING:
    from podlint.yaml.repair.draft import Draft

DASHES = {"\u2010": "hyphen", **LIKE_HYPHENS, "\u30fc": "long vowel mark", "\u3161": "Korean letter eu"}
_OTHERS = "".join(DASHES)
_SEPARATOR = r"---(?=[ \t]|$)"
_ALMOST = rf"(?:-{{4,}}|--|[-{_OTHERS}]*[{_OTHERS}][-{_OTHERS}]*)[ \t]*(?:#.*)?"
_CONTENT = rf"---[ \t]+(?={KEY}:(?:[ \t]|$)|- )"
_GLUED = r"[ ]*[^\s#-].*?(?P<dashes>-{3,})[ \t]*"
_HEAD = r"(?:apiVersion|kind):(?:[ \t]|$)"


def separated(draft: Draft) -> tuple[list[int], list[Slip]]:
    """The lines at which documents begin, and the slips at those that separate them; what these change is done."""
    starts: list[int] = []
    slips: list[Slip] = []
    for number in range(len(draft.lines)):
        line = draft.lines[number]
        if starts and starts[-1] == number:
            continue
        if line.startswith("---") and re.match(_SEPARATOR, draft.body(number)):
            starts.append(number)
            _one(slips, _with_content(draft, number))
        elif (line[:1] and line[0] in "-" + _OTHERS and re.fullmatch(_ALMOST, draft.body(number))) or (
            line[:1] and line[0] in "=_*" and _is_rule(draft, number)
        ):
            starts.append(number)
            _one(slips, _almost(draft, number))
        elif "---" in line and (glued := _glued(draft, number)) is not None:
            _one(slips, glued)
            starts.append(number + 1)
    return starts, slips


def _is_rule(draft: Draft, line: int) -> bool:
    """Whether a line of other signs stands before an object, where a separator is meant."""
    above_head = line + 1 < len(draft.lines) and re.match(_HEAD, draft.lines[line + 1]) is not None
    return above_head and re.fullmatch(r"(?:={3,}|_{3,}|\*{3,})[ \t]*", draft.body(line)) is not None


def _one(slips: list[Slip], slip: Slip | None) -> None:
    if slip is not None:
        slips.append(slip)


def _with_content(draft: Draft, line: int) -> Slip | None:
    match = re.match(_CONTENT, draft.body(line))
    if match is None:
        return None
    return Slip(
        "content on the line of the document separator `---`, which kubectl refuses",
        At(line, 0, match.end()),
        (Change(line, 0, match.end(), ""),),
        "begin the document on the next line",
        "begin the document on the next line",
        fix=(Change(line, 3, match.end(), "\n"),),
    )


def _almost(draft: Draft, line: int) -> Slip:
    text = draft.body(line).partition("#")[0].rstrip()
    names = [f"{DASHES[letter]} (U+{ord(letter):04X})" for letter in dict.fromkeys(text) if letter in DASHES]
    why = f": it holds the {' and the '.join(names)}" if names else ""
    return Slip(
        f"{shown(text)} is no document separator{why}",
        At(line, 0, len(text)),
        (Change(line, 0, len(text), "---"),),
        "write three hyphens: ---",
        "write ---",
    )


def indented(draft: Draft, line: int) -> Slip:
    """A separator that does not stand in the first column."""
    body = draft.body(line)
    column = len(body) - len(body.lstrip())
    return Slip(
        "a `---` that does not begin its line separates nothing",
        At(line, column, column + 3),
        (Change(line, 0, len(body), "---"),),
        "put it at the beginning of the line",
        "remove the spaces before it",
    )


def _glued(draft: Draft, line: int) -> Slip | None:
    """A separator at the end of a line, where the next line begins an object."""
    if line + 1 >= len(draft.lines) or not re.match(_HEAD, draft.lines[line + 1]):
        return None
    if draft.body(line).strip() == "---":
        return indented(draft, line)
    match = re.fullmatch(_GLUED, draft.body(line))
    if match is None:
        return None
    start = match.start("dashes")
    if draft.body(line)[:start].rstrip()[-1:] not in "\"'])}" and blank(draft.body(line)[:start]):
        return None
    return Slip(
        "a `---` is glued to the value in this line",
        At(line, start, match.end("dashes")),
        (Change(line, start, len(draft.body(line)), ""),),
        "put it on a line of its own",
        "put it on a line of its own",
        fix=(Change(line, start, start, "\n"),),
    )
