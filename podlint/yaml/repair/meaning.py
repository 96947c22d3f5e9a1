"""Slips of texts that can be read, and that say something else than was meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from podlint.words import closest
from podlint.yaml.markdown import SUFFIXES
from podlint.yaml.nodes import Mapping, Scalar, children
from podlint.yaml.repair import json_text, keys, pasted, separators, whitespace
from podlint.yaml.repair.draft import Change, blank, indentation
from podlint.yaml.repair.lines import TOP_KEYS, above
from podlint.yaml.repair.slip import At, Slip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.yaml.parsed import Composed, Parsed
    from podlint.yaml.repair.draft import Draft

STRAY = "stray-separator"
_HEAD = ("apiVersion", "kind")
_DASHES = ("-", *keys.DASHES_OF_TEXT)
_FREE = frozenset({"data", "stringData", "binaryData", "annotations", "parameters", "options"})


class Found:
    """What was found: lines before which a document ends, and slips, with the rule of those that have another one."""

    def __init__(self) -> None:
        self.breaks: list[int] = []
        self.slips: list[Slip] = []
        self.refused: set[int] = set()
        """First lines of documents that are not to be read."""

    def __bool__(self) -> bool:
        return bool(self.slips)


def find(parsed: Parsed, draft: Draft, path: str, parses: Callable[[str], bool]) -> Found:
    """The slips of a text with these documents; `path` is the name of its file, `parses` says whether a text can be
    read as it is.
    """
    found = Found()
    documents = parsed.documents
    text = "".join(draft.lines)
    if not parsed.problems and any(_odd_keys(composed) for composed in documents):
        breaks, slips = pasted.cleaned(draft)
        if not breaks and len(slips) == 1 and len(slips[0].changes) > 1 and not slips[0].doubts:
            found.slips += slips
            return found
    if json_text.begins(text):
        found.slips += json_text.almost(draft)
    if not text.isascii():
        found.slips += _disguised(documents, draft)
    found.slips += _dashes(documents, draft, parses)
    for composed in documents:
        _second_objects(composed, draft, found)
    if len(documents) > 1:
        _between(text, draft, found)
        if not path.endswith(SUFFIXES):
            _without_kind(documents, draft, found)
    return found


def _odd_keys(composed: Composed) -> bool:
    data = composed.document.data
    return isinstance(data, dict) and any(not key[:1].isalpha() for key in data)


def _nameless(composed: Composed) -> bool:
    data = composed.document.data
    return isinstance(data, dict) and not any(key in data for key in _HEAD)


def _line(draft: Draft, offset: int) -> int:
    return min(max(bisect_right(draft.starts, offset) - 1, 0), len(draft.lines) - 1)


def _second_objects(composed: Composed, draft: Draft, found: Found) -> None:
    """Objects that begin in the middle of another one, where apiVersion and kind come again."""
    pending: dict[str, int] = {}
    again = sorted((span.start, str(path[0])) for path, span, _ in composed.duplicates if len(path) == 1)
    for offset, key in again:
        if key not in _HEAD:
            continue
        if key in pending:
            pending = {}
        pending[key] = offset
        if len(pending) == len(_HEAD):
            _second_object(draft, _line(draft, min(pending.values())), found)
            pending = {}


def _second_object(draft: Draft, line: int, found: Found) -> None:
    above = next((number for number in range(line - 1, -1, -1) if not blank(draft.lines[number])), None)
    body = draft.body(above).rstrip() if above is not None else ""
    if body.strip() == "---" and above is not None:
        found.breaks.append(line)
        found.slips.append(separators.indented(draft, above))
        return
    end = len(body.rstrip("-"))
    glued = len(body) - end >= len("---")
    changes = (Change(above, end, len(body), ""),) if glued and above is not None else ()
    fix = Change(line, 0, 0, "---\n")
    if glued and above is not None:
        fix = Change(above, end, end, "\n")
    where = " (it stands glued to the value above)" if glued else ""
    found.breaks.append(line)
    found.slips.append(
        Slip(
            f"a `---` is missing before this line{where}: a second object begins in the first one",
            At(line, 0, len(draft.body(line).partition(":")[0])),
            changes,
            "put a line `---` between the two",
            "put --- on a line of its own" if glued else "insert ---",
            fix=(fix,),
        )
    )


def _between(text: str, draft: Draft, found: Found) -> None:
    """Separators in a text that kubectl takes for JSON."""
    if not json_text.begins(text) or not json_text.then_separator(text):
        return
    lines = [number for number, line in enumerate(draft.lines) if re.match(r"---[ \t]*$", line.rstrip("\r\n"))]
    if lines:
        found.slips.append(
            Slip(
                "kubectl takes a file that begins with `{` for JSON, and stops at this `---`",
                At(lines[0], 0, 3),
                (),
                "remove the lines `---`, or put one above the first object",
                "remove the separators",
                gone=tuple(lines),
                json=True,
            )
        )


def _without_kind(documents: list[Composed], draft: Draft, found: Found) -> None:
    """Documents without apiVersion and kind among objects, above all those that a separator cuts off."""
    if not any(isinstance(one.document.data, dict) and one.document.data.get("kind") for one in documents):
        return
    before: Composed | None = None
    keys_before: set[str] = set()
    for composed in documents:
        data = composed.document.data
        if isinstance(data, dict) and not _nameless(composed):
            before, keys_before = composed, set(data)
            continue
        if not isinstance(data, dict) or any(closest(name, data, 0.8) for name in _HEAD):
            before = None
            continue
        line = _line(draft, composed.document.root.start if composed.document.root is not None else draft.starts[0])
        first = draft.body(line)
        column = len(first) - len(first.lstrip(" \t"))
        at = At(line, column, len(first.partition(":")[0]) if ":" in first else len(first.rstrip()))
        separator = next((n for n in range(line, -1, -1) if draft.lines[n].startswith("---")), None)
        words = "this document has no apiVersion and no kind, kubectl refuses it"
        joins = before is not None and not column and data and set(data) <= TOP_KEYS and not set(data) & keys_before
        if joins and separator is not None and re.match(r"---[ \t]*$", draft.body(separator)):
            kind = before.document.data.get("kind") if before is not None else ""
            found.slips.append(
                Slip(
                    f"{words}; the `---` before it cuts the {kind or 'object'} in two",
                    at,
                    (Change(separator, 0, len(draft.body(separator)), ""),),
                    f"remove the `---` in line {separator + 1}",
                    "remove the ---",
                    gone=(separator,),
                    rule=STRAY,
                )
            )
            keys_before |= set(data)
            continue
        found.slips.append(
            Slip(f"{words}: Object 'Kind' is missing", at, (), "add apiVersion and kind, or remove it", rule=STRAY)
        )
        found.refused.add(separator if separator is not None else 0)
        before = None


def _disguised(documents: list[Composed], draft: Draft) -> Iterator[Slip]:
    """Spaces and colons of other alphabets where they are a part of a key, or make a text of what was to be a key."""
    plain: dict[int, tuple[int, bool]] = {}
    for composed in documents:
        for start, end, is_key in _scalars(composed):
            plain[start] = (end, is_key)
    slips = list(whitespace.odd_spaces(draft, 0, len(draft.lines), plain))
    yield from slips
    other_colon = re.compile(keys.OTHER_COLON)
    for number, line in enumerate(draft.lines):
        if line.isascii():
            continue
        match = other_colon.fullmatch(draft.body(number))
        if match is not None and "-" not in match["before"] and draft.starts[number] + match.start("key") in plain:
            yield keys.wrong_colon(number, match)


def _dashes(documents: list[Composed], draft: Draft, parses: Callable[[str], bool]) -> list[Slip]:
    """Keys that begin with a dash, or with what looks like one, where list items were meant."""
    known: set[int] | None = None
    slips: list[Slip] = []
    for number in range(len(draft.lines)):
        line = draft.lines[number].lstrip(" ")
        # A key may well be a negative number.
        if not line.startswith(_DASHES) or ":" not in line or line[1:2].isdigit():
            continue
        if known is None:
            known = {start for one in documents for start, _, is_key in _scalars(one) if is_key}
        column = len(draft.lines[number]) - len(line)
        if draft.starts[number] + column in known and not _in_free_text(draft, number):
            slip = keys.dash_of(draft, number) or keys.dash_of_text(draft, number)
            if slip is not None:
                slips.append(slip)
    if not slips:
        return []
    before = draft.apply(change for slip in slips for change in slip.changes)
    sound = parses("".join(draft.lines))
    draft.undo(before)
    return slips if sound else []


def _in_free_text(draft: Draft, line: int) -> bool:
    """Whether keys may be anything where a line stands."""
    least = indentation(draft.lines[line])
    for number in above(draft, 0, line):
        own = indentation(draft.lines[number])
        if own < least or (own == least and not draft.lines[number].lstrip(" ").startswith("-")):
            least = own
            if draft.body(number).lstrip(" -").partition(":")[0].strip("\"' ") in _FREE:
                return True
            if not own:
                return False
    return False


def _scalars(composed: Composed) -> Iterator[tuple[int, int, bool]]:
    """Where keys and scalars begin and end, and whether each is a key."""
    waiting = [composed.document.root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        if isinstance(node, Scalar):
            yield node.start, node.end, False
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for start, end, _, merged in node.entries.values():
                if merged is None:
                    yield start, end, True
        waiting += children(node)
