"""Slips at keys and dashes: the space or the colon behind them is missing, or looks like one and is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.words import quoted
from podlint.yaml.repair.draft import Change, blank, indentation
from podlint.yaml.repair.lines import DASHES, KEY, LIKE_HYPHENS, above, block, moved, near, shown
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.attempt import Failure
    from podlint.yaml.repair.draft import Draft

COLONS = {"\uff1a": "full-width colon", "\ufe55": "small colon", "\ufe13": "vertical colon", "\u2236": "ratio sign"}
_GLUED = rf"(?P<before>{DASHES})(?P<key>{KEY}):(?P<value>(?!//)[^\s:].*)"
OTHER_COLON = rf"(?P<before>{DASHES})(?P<key>{KEY})[ \t]*(?P<colon>[{''.join(COLONS)}])[ \t\u3000]*(?P<value>.*)"
_BARE = rf"(?P<before>{DASHES})(?P<key>[A-Za-z][\w./-]*)[ \t]*(?:#.*)?"
_PAIR = rf"(?P<before>{DASHES})(?P<key>[a-z][A-Za-z0-9]*|apiVersion)[ \t]+(?P<value>[^\s:#=][^#:]*?)[ \t]*(?:[ \t]#.*)?"
DASHES_OF_TEXT = {"\u2010": "hyphen of text", **LIKE_HYPHENS, "\u2022": "bullet"}
_OTHER_DASH = rf" *(?:- +)*(?P<dash>[{''.join(DASHES_OF_TEXT)}])(?=[ \t]+\S)"
_DASH = r"(?P<before> *(?:- +)*)-(?=[A-Za-z0-9\"'{\[])"


def without_space(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """`key:value`, in one line or in several that follow each other: without its spaces such a run is one text."""
    glued = {}
    for line in near(draft, first, end, failure):
        match = re.fullmatch(_GLUED, draft.body(line))
        if match is not None:
            glued[line] = match
            yield _no_space([(line, match)])
    run: list[tuple[int, re.Match[str]]] = []
    for line in sorted(glued):
        if line - 1 not in glued:
            run = []
        run.append((line, glued[line]))
        if len(run) > 1 and line + 1 not in glued:
            yield _no_space(run)


def _no_space(run: list[tuple[int, re.Match[str]]]) -> Slip:
    line, match = run[0]
    lines = f" (in {len(run)} lines)" if len(run) > 1 else ""
    colons = [(number, each.end("key") + 1) for number, each in run]
    return Slip(
        f"a space is missing after the colon of {quoted(match['key'])}{lines}",
        At(line, match.start("key"), match.end("key") + 1),
        tuple(Change(number, colon, colon, " ") for number, colon in colons),
        f"write {shown(match['key'] + ': ' + match['value'])}",
        "insert the space",
    )


def other_colon(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A colon of another alphabet, from a Korean, Japanese or Chinese keyboard."""
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        match = re.fullmatch(OTHER_COLON, body)
        if match is not None:
            yield wrong_colon(line, match)


def wrong_colon(line: int, match: re.Match[str]) -> Slip:
    """The slip of a line that `OTHER_COLON` matches."""
    mark = match["colon"]
    return Slip(
        f"a {COLONS[mark]} (U+{ord(mark):04X}) stands behind {quoted(match['key'])}, which YAML takes for a letter",
        At(line, match.start("colon"), match.end("colon")),
        (Change(line, match.end("key"), match.start("value"), ": " if match["value"] else ":"),),
        "write a plain colon and a space",
        "write a plain colon",
    )


def without_colon(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """`key value`, and a lone `key` above what belongs to it."""
    for line in near(draft, first, end, failure):
        body = draft.body(line)
        bare = re.fullmatch(_BARE, body)
        if bare is not None and _has_block(draft, line, end, bare["before"]):
            yield _no_colon(line, bare, "", sure=True)
        pair = re.fullmatch(_PAIR, body)
        if pair is not None and pair["value"]:
            yield _no_colon(line, pair, pair["value"], sure=" " not in pair["value"])


def _has_block(draft: Draft, line: int, end: int, before: str) -> bool:
    following = next((number for number in range(line + 1, end) if not blank(draft.lines[number])), None)
    if following is None:
        return False
    text = draft.lines[following]
    depth = indentation(text)
    return depth > len(before) or (depth == len(before) and text.lstrip(" ").startswith("- "))


def _no_colon(line: int, match: re.Match[str], value: str, *, sure: bool) -> Slip:
    key, at = match["key"], match.end("key")
    return Slip(
        f"a colon is missing after {quoted(key)}",
        At(line, match.start("key"), at),
        (Change(line, at, at, ":"),),
        f"write {shown(f'{key}: {value}'.rstrip())}",
        "insert the colon",
        sure,
        () if sure else (Doubt(line, match.start("key")),),
    )


def glued_dash(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """`-item`, also where the lines below are indented to fit it."""
    for line in near(draft, first, end, failure):
        slip = dash_of(draft, line)
        if slip is None:
            continue
        yield slip
        below = block(draft, line, end)
        if len(below) > 1:
            deeper = moved(draft, range(line + 1, below.stop), 1)
            yield slip._replace(changes=(*slip.changes, *deeper))


def other_dash(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """A dash of a text processor before a list item."""
    for line in near(draft, first, end, failure):
        slip = dash_of_text(draft, line)
        if slip is not None:
            yield slip


def dash_of_text(draft: Draft, line: int) -> Slip | None:
    """The slip of a line that begins with a dash that only looks like a hyphen, and a space."""
    match = re.match(_OTHER_DASH, draft.body(line))
    if match is None:
        return None
    mark = match["dash"]
    return Slip(
        f"this {DASHES_OF_TEXT[mark]} (U+{ord(mark):04X}) is no hyphen: YAML takes it for a letter",
        At(line, *match.span("dash")),
        (Change(line, *match.span("dash"), "-"),),
        "begin the list item with a hyphen",
        "write a hyphen",
    )


def missing_dash(draft: Draft, first: int, end: int, failure: Failure) -> Iterator[Slip]:
    """The first key of a list item, in the column of the dashes above and without one."""
    for line in near(draft, first, end, failure):
        yield from _missing_dash(draft, first, end, line)


def _missing_dash(draft: Draft, first: int, end: int, line: int) -> Iterator[Slip]:
    body = draft.body(line)
    key = re.match(rf" *(?P<key>{KEY}):(?:[ \t]|$)", body)
    own = indentation(body)
    item = next((n for n in above(draft, first, line) if indentation(draft.lines[n]) <= own), None)
    if key is None or item is None or indentation(draft.lines[item]) != own:
        return
    before = re.match(rf" *- +(?P<key>{KEY}):(?:[ \t]|$)", draft.body(item))
    if before is None or before["key"] != key["key"]:
        return
    slip = Slip(
        f"the `-` of a list item is missing before {quoted(key['key'])}",
        At(line, own, key.end("key")),
        (Change(line, own, own, "- "),),
        f"write {shown('- ' + body.strip())}",
        "insert the hyphen",
    )
    following = next((n for n in range(line + 1, end) if not blank(draft.lines[n])), None)
    beside = following is not None and indentation(draft.lines[following]) == own
    if beside and following is not None and _goes_on(draft.body(following), own):
        last = line + 1
        while last < end and (blank(draft.lines[last]) or _goes_on(draft.body(last), own)):
            last += 1
        slip = slip._replace(changes=(*slip.changes, *moved(draft, range(line + 1, last), 2)))
    yield slip


def _goes_on(body: str, column: int) -> bool:
    """Whether a line may belong to an item whose keys stand in a column."""
    own = indentation(body)
    return own > column or (own == column and not body.lstrip(" ").startswith("- "))


def dash_of(draft: Draft, line: int) -> Slip | None:
    """The slip of a line that begins with a dash and no space behind it."""
    body = draft.body(line)
    match = re.match(_DASH, body)
    if match is None:
        return None
    dash = match.end() - 1
    return Slip(
        "a space is missing after the `-` of a list item",
        At(line, dash, dash + 1),
        (Change(line, dash + 1, dash + 1, " "),),
        f"write {shown('- ' + body[dash + 1 :])}",
        "insert the space",
    )
