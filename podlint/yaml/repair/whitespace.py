"""Tabs, and characters that only look like spaces, where YAML wants spaces; and characters that no text may hold."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change, blank
from podlint.yaml.repair.lines import comment, scalar_lines
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.draft import Draft

WIDTHS = (2, 4, 8, 6, 3, 1, 0)
_LEAD = r"[ \t]*(?:-[ \t]+)*"
SPACES = {
    "\u00a0": "no-break space",
    "\u2000": "en quad",
    "\u2001": "em quad",
    "\u2002": "en space",
    "\u2003": "em space",
    "\u2004": "space of a third of an em",
    "\u2005": "space of a quarter of an em",
    "\u2006": "space of a sixth of an em",
    "\u2007": "figure space",
    "\u2008": "punctuation space",
    "\u2009": "thin space",
    "\u200a": "hair space",
    "\u202f": "narrow no-break space",
    "\u205f": "mathematical space",
    "\u3000": "full-width space",
}
NOTHING = {
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark",
    "\u2060": "word joiner",
    "\ufeff": "byte-order mark",
    "\u00ad": "soft hyphen",
}
ODD = "".join((*SPACES, *NOTHING))
_INDENT = rf"^(?=[ \t-]*[{ODD}])[ \t{ODD}]*(?:-[ \t{ODD}]+)*"
_BEHIND = rf"^[ ]*(?:- +)*[\w./\"'-]+:(?P<odd>[{ODD}]+)[ \t{ODD}]*"
_AROUND_KEY = rf"^[ ]*(?:- +)*[\w./-]*(?P<odd>[{ODD}]+)[\w./-]*:(?=[ \t]|$)"
_FORBIDDEN = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+"
_MOST_REMOVED = 1_000
"""Most places of one line from which a fix removes control characters: a line of more is no text."""


def tabs(draft: Draft, first: int, end: int) -> list[Slip]:
    """One slip for each width that a tab may have, for all lines that are indented with tabs; none without such lines.

    In block scalars only what all their lines begin with is indentation.
    """
    if not any("\t" in draft.lines[number] for number in range(first, end)):
        return []
    found = []
    aligned = sorted(_aligned(draft, first, end))
    if aligned:
        found.append(_of_tabs(draft, aligned, None))
    leads = [_lead(draft.lines[number]) for number in range(first, end) if draft.lines[number].strip()]
    alike = all(not lead or (lead.lstrip("\t").strip(" ") == "" and lead.startswith("\t")) for lead in leads)
    for width in WIDTHS[:1] if alike else WIDTHS:
        changes = list(_untabbed(draft, first, end, width))
        if not changes:
            return []
        found.append(_of_tabs(draft, changes, width))
        if all(draft.body(change.line)[: change.start].strip("-") == "" == change.text for change in changes):
            break
    return found


_TITLES = {None: "indent with spaces like the lines around", 0: "remove the tabs", 1: "write a space for each tab"}


def _of_tabs(draft: Draft, changes: list[Change], width: int | None) -> Slip:
    line = changes[0].line
    body = draft.body(line)
    tab = body.index("\t")
    lines = len({change.line for change in changes})
    more = f" (in {lines} lines)" if lines > 1 else ""
    return Slip(
        f"tab used for indentation{more}; YAML allows only spaces there",
        At(line, tab, tab + 1),
        tuple(changes),
        "indent with spaces, two for each level",
        _TITLES.get(width, f"write {width} spaces for each tab"),
        tabs=True,
    )


def _aligned(draft: Draft, first: int, end: int) -> Iterator[Change]:
    """Single lines with tabs between lines with spaces, indented as what stands above them asks for."""
    inside = scalar_lines(draft, first, end)
    above: str | None = None
    numbers = [number for number in range(first, end) if not blank(draft.lines[number]) and number not in inside]
    tabbed = ["\t" in _lead(draft.body(number)) for number in numbers]
    if not any(tabbed) or any(one and other for one, other in pairwise(tabbed)):
        return
    for number in numbers:
        body = draft.body(number)
        lead = _lead(body)
        if "\t" in lead:
            if above is None:
                return
            wanted = len(above) - len(above.lstrip(" -"))
            item = body.lstrip().startswith("- ")
            if above[: comment(above)].endswith(":"):
                wanted += 2
            elif item and above.lstrip().startswith("- "):
                wanted = len(above) - len(above.lstrip(" "))
            elif item:
                return
            yield Change(number, 0, len(lead), " " * wanted)
            body = " " * wanted + body[len(lead) :]
        above = body
    for number in range(first, end):
        if "\t" in draft.lines[number] and not draft.lines[number].strip() and number not in inside:
            yield Change(number, 0, len(draft.body(number)), "")


def _untabbed(draft: Draft, first: int, end: int, width: int) -> Iterator[Change]:
    inside = scalar_lines(draft, first, end, width)
    common = ""
    for number in range(first, end):
        body = draft.body(number)
        if not body.strip():
            if "\t" in body and number not in inside:
                yield Change(number, 0, len(body), "")
            continue
        if number in inside:
            if number - 1 not in inside or not common:
                common = _lead(body)
            lead = common if body.startswith(common) else _lead(body)
        else:
            common = ""
            match = re.match(_LEAD, body)
            lead = match[0] if match else ""
        if "\t" in lead:
            yield Change(number, 0, len(lead), lead.replace("\t", " " * width))


def _lead(body: str) -> str:
    return body[: len(body) - len(body.lstrip(" \t"))]


def odd_spaces(draft: Draft, first: int, end: int, plain: dict[int, tuple[int, bool]] | None = None) -> Iterator[Slip]:
    """One slip for all places of a document where a character that is not seen, or looks like a space, is structure.

    Of a text that could be read, `plain` says where keys and scalars begin, where they end, and whether each is a key:
    one of them must hold the character then.
    """
    changes: list[Change] = []
    where: At | None = None
    marks: dict[str, str] = {}
    what = "indentation"
    inside: set[int] | None = None
    odd = re.compile(f"[{ODD}]")
    for number in range(first, end):
        body = draft.body(number)
        if body.isascii() or odd.search(body) is None:
            continue
        inside = scalar_lines(draft, first, end) if inside is None else inside
        if number in inside:
            continue
        for own, place in _odd(body, number):
            if plain is not None and not _holds(plain, draft, own, place, body):
                continue
            letters = odd.findall(body, own.start, own.end)
            if not letters:
                continue
            column = own.start + body[own.start : own.end].index(letters[0])
            if where is None:
                where, what = At(number, column, column + 1), place
            marks.update(dict.fromkeys(letters, place))
            changes.append(own)
    if where is None:
        return
    if set(marks) == {"\ufeff"}:
        yield Slip("byte-order mark in the middle of the text", where, tuple(changes), "remove it", "remove it")
        return
    names = [f"{SPACES.get(mark) or NOTHING[mark]}s (U+{ord(mark):04X})" for mark in marks]
    listed = " and ".join(names[:3])
    yield Slip(
        f"the {what} holds {listed}, which YAML takes for letters",
        where,
        tuple(changes),
        "indent with plain spaces" if what == "indentation" else "write a plain space",
        "write plain spaces",
    )


def _holds(plain: dict[int, tuple[int, bool]], draft: Draft, own: Change, place: str, body: str) -> bool:
    """Whether a key begins with the characters, or holds them; or a plain scalar is what was to be a key."""
    start = draft.starts[own.line]
    key = len(body) - len(body.lstrip(" -"))
    if place == "indentation":
        return plain.get(start + key, (0, False))[1]
    end, is_key = plain.get(start + key, (0, False))
    if place == "key":
        return is_key and end > start + own.start
    return "-" not in body[:key] and end > start + own.start


def _odd(body: str, number: int) -> Iterator[tuple[Change, str]]:
    """The places in a line where a character only looks like a space, from the left to the right, and what they are."""
    indent, around_key, behind_key = _places()
    lead = indent.match(body)
    if lead is not None:
        yield Change(number, 0, lead.end(), _plain(lead[0])), "indentation"
        if lead.end() == len(body):
            return
    start = lead.end() if lead is not None else 0
    rest = " " * start + body[start:]
    key = around_key.match(rest)
    if key is not None:
        yield Change(number, *key.span("odd"), ""), "key"
    behind = behind_key.match(rest)
    if behind is not None:
        text = _plain(behind[0][behind.start("odd") :]) or " "
        yield Change(number, behind.start("odd"), behind.end(), text), "space after the colon"


@lru_cache(maxsize=1)
def _places() -> tuple[re.Pattern[str], ...]:
    """What finds the places of a line; compiled once, for lines are asked by the hundred thousand."""
    return tuple(map(re.compile, (_INDENT, _AROUND_KEY, _BEHIND)))


def _plain(text: str) -> str:
    return "".join(" " if letter in SPACES else "" if letter in NOTHING else letter for letter in text)


def forbidden(draft: Draft, first: int, end: int) -> Iterator[Slip]:
    """A control character, each one a slip: nobody knows what it stood for."""
    for number in range(first, end):
        body = draft.body(number)
        found = list(re.finditer(_FORBIDDEN, body))
        if not found:
            continue
        column, code = found[0].start(), ord(body[found[0].start()])
        words = f"control character U+{code:04X} is not allowed" if code else "a NUL byte: binary data, not a text file"
        few = len(found) <= _MOST_REMOVED
        changes = (Change(number, *match.span(), "") for match in found)
        yield Slip(
            words,
            At(number, column, column + 1),
            tuple(changes) if few else (Change(number, 0, len(body), re.sub(_FORBIDDEN, "", body)),),
            "remove it, or escape it in double quotes",
            "remove it" if few else "",
            sure=False,
            doubts=(Doubt(number, column),),
        )
