"""What comes with a text that was copied: shell commands, fences, prompts, line numbers, marks of diffs and merges.

Only lines that begin in the first column are looked at: whatever is indented may be a part of a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.repair.draft import Change, blank
from podlint.yaml.repair.lines import KEY, emptied, shown
from podlint.yaml.repair.slip import At, Doubt, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.repair.draft import Draft

_HERE = r"(?![^\"']*: )[^#\s<].*<<-?[ \t]*(?P<quote>[\"'\\]?)(?P<word>\w+)(?P=quote)?.*"
_COMMAND = (
    r"(?:[\w.-]+@[\w.-]+[^$#%>]{0,80}[$#%>]|[$%\u276f\u279c])[ \t]+\S.*"
    r"|(?:>[ \t]*)?(?:sudo[ \t]+)?(?:kubectl|oc|helm|kustomize|k3s|microk8s|minikube|cat)[ \t]+[^:\s]\S*(?:[ \t][^:]*)?"
)
_PRINTED = (
    r"(?:[a-z][\w.-]*/[\w.-]+|[a-z]+ \"[\w.:-]+\") "
    r"(?:created|configured|unchanged|deleted|patched|serverside-applied)\b.*"
)
_FENCE = r"(?:`{3,}|~{3,})[ \t]*[\w.{}-]*[ \t]*"
_ENTRY = rf"(?:{KEY}:(?:[ \t]|$)|- |---|\.\.\.|#|$)"
_OURS, _BASE, _MIDDLE, _THEIRS = r"<{7}(?: |$)", r"\|{7}(?: |$)", r"={7}$", r">{7}(?: |$)"
_HUNK = r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@"
_DIFF_HEAD = (
    r"(?:diff --git |index [0-9a-f]{7}|--- a?/|\+\+\+ b?/|--- \S+\t|\+\+\+ \S+\t"
    r"|old mode|new mode|new file|similarity|rename)"
)
_NUMBER = r"[ \t]*(?P<number>\d+)(?P<mark>[:|.)\u2502]?)(?P<gap>[ \t]|$)"
_HEAD = r"(?:apiVersion|kind):(?:[ \t]|$)"


def cleaned(draft: Draft) -> tuple[list[int], list[Slip]]:
    """Lines before which a document ends, and the slips of a text; nothing of what they change is done."""
    numbers = _numbers(draft)
    if numbers is not None:
        return [], [numbers]
    quotation = _quotation(draft)
    if quotation is not None:
        return [], [quotation]
    diff = _diff(draft)
    if diff is not None:
        return [], [diff]
    breaks: list[int] = []
    slips = [*_commands(draft, breaks), *_fences(draft, breaks), *_conflicts(draft)]
    return breaks, slips


def _removed(
    line: int, draft: Draft, message: str, help: str, more: tuple[int, ...] = (), *, sure: bool = True
) -> Slip:
    lines = sorted({line, *more})
    return Slip(
        message,
        At(line, 0, max(len(draft.body(line).rstrip()), 1)),
        tuple(change for number in lines for change in emptied(draft, range(number, number + 1))),
        help,
        "remove the line" if len(lines) == 1 else "remove the lines",
        sure,
        gone=tuple(lines),
    )


def _commands(draft: Draft, breaks: list[int]) -> Iterator[Slip]:
    """Commands of a shell: one that begins a here-document with the line that ends it, others by themselves."""
    entry, here_document, printed, command = map(re.compile, (_ENTRY, _HERE, _PRINTED, _COMMAND))
    number = 0
    while number < len(draft.lines):
        body = draft.body(number)
        if body[:1] in " \t#-\"'" or not body or entry.match(body):
            number += 1
            continue
        here = here_document.fullmatch(body)
        if here is not None:
            word = here["word"]
            last = next((i for i in range(number + 1, len(draft.lines)) if draft.body(i).strip() == word), None)
            more = (last,) if last is not None else ()
            message = "a shell command that writes a here-document, not YAML"
            slip = _removed(number, draft, message, f"keep what stands between it and {word}", more)
        elif printed.fullmatch(body):
            slip = _removed(number, draft, f"{shown(body)} is what kubectl prints, not YAML", "remove the line")
        elif command.fullmatch(body):
            message = f"{shown(body)} is a command, not YAML"
            slip = _removed(number, draft, message, "remove the line")
        else:
            number += 1
            continue
        if _between_objects(draft, number):
            breaks.append(number)
            slip = slip._replace(
                fix=(Change(number, 0, len(body), "---"),), gone=tuple(i for i in slip.gone if i != number)
            )
        yield slip
        number += 1


def _between_objects(draft: Draft, line: int) -> bool:
    """Whether a line that goes away stands between two objects."""
    after = next((i for i in range(line + 1, len(draft.lines)) if not blank(draft.lines[i])), None)
    before = next((i for i in range(line - 1, -1, -1) if not blank(draft.lines[i])), None)
    return after is not None and before is not None and re.match(_HEAD, draft.lines[after]) is not None


def _fences(draft: Draft, breaks: list[int]) -> Iterator[Slip]:
    """The fences of a block in Markdown, in pairs: what stands between two blocks is no YAML."""
    marks = [i for i, line in enumerate(draft.lines) if line[0] in "`~" and re.fullmatch(_FENCE, draft.body(i))]
    if not marks:
        return
    message, help = "a fence of Markdown, not YAML", "keep only what stands inside of the fences"
    outside = [*range(marks[0])] if len(marks) > 1 else []
    for closing, opening in zip(marks[1::2], marks[2::2], strict=False):
        outside += range(closing + 1, opening)
        breaks.append(opening)
    if len(marks) % 2 == 0:
        outside += range(marks[-1] + 1, len(draft.lines))
    prose = [number for number in outside if not blank(draft.lines[number])]
    if any(re.match(_ENTRY, draft.body(number)) for number in prose):
        prose = []
    slip = _removed(marks[0], draft, message, help, (*marks[1:], *prose), sure=len(marks) <= 2 and not prose)
    yield slip if len(marks) <= 2 and not prose else slip._replace(title="", gone=())


def _conflicts(draft: Draft) -> Iterator[Slip]:
    """Both sides of a merge that nobody has resolved: the first one is read, and what it says is not known."""
    lines = draft.lines
    number = 0
    while number < len(lines):
        if not re.match(_OURS, draft.body(number)):
            number += 1
            continue
        stop = _next(draft, number + 1, rf"{_BASE}|{_MIDDLE}")
        middle = _next(draft, number + 1, _MIDDLE)
        last = _next(draft, number + 1, _THEIRS)
        if stop is None or middle is None or last is None or not stop <= middle < last:
            number += 1
            continue
        gone = (number, *range(stop, last + 1))
        slip = _removed(number, draft, "a merge conflict that is not resolved: both sides stand here", "", gone)
        yield slip._replace(
            help=f"keep one side, and remove the lines {shown('<<<<<<<')}, {shown('=======')} and {shown('>>>>>>>')}",
            title="keep the first side",
            sure=False,
            doubts=tuple(_doubts(draft, (*range(number + 1, stop), *range(middle + 1, last)))),
            related=(At(last, 0, 7), "the second side ends here"),
        )
        number = last + 1


def _doubts(draft: Draft, lines: tuple[int, ...]) -> Iterator[Doubt]:
    """What the lines of a conflict say, and that there may be more around them."""
    for line in lines[:100]:
        text = draft.lines[line]
        if not blank(text):
            column = len(text) - len(text.lstrip(" "))
            yield Doubt(line, column)
            yield Doubt(line, column, around=True)


def _next(draft: Draft, line: int, pattern: str) -> int | None:
    return next((i for i in range(line, len(draft.lines)) if re.match(pattern, draft.body(i))), None)


def _quotation(draft: Draft) -> Slip | None:
    """A text of which each line begins with `>`, as mails and Markdown quote."""
    lines = [number for number, line in enumerate(draft.lines) if line.strip()]
    if len(lines) < 2 or any(draft.lines[number][0] != ">" for number in lines):
        return None
    return Slip(
        "a quotation, not YAML: its lines begin with >",
        At(lines[0], 0, 1),
        tuple(Change(number, 0, 2 if draft.lines[number][1:2] == " " else 1, "") for number in lines),
        "copy the text without these signs",
        "remove the signs",
    )


def _diff(draft: Draft) -> Slip | None:
    """A text with the marks of a diff before its lines: added ones stay, removed ones go."""
    first: At | None = None
    changes: list[Change] = []
    gone: list[int] = []
    headed = signs = 0
    for number in range(len(draft.lines)):
        body = draft.body(number)
        if re.match(_HUNK, body) or re.match(_DIFF_HEAD, body):
            headed += body.startswith("@@")
            gone.append(number)
        elif body.startswith("+"):
            signs += 1
            changes.append(Change(number, 0, 1, ""))
        elif body.startswith("-") and not body.startswith("---"):
            gone.append(number)
        elif body.startswith(" "):
            changes.append(Change(number, 0, 1, ""))
        elif body.strip():
            return None
        if first is None and body[:1] in ("+", "-", "@", "d"):
            first = At(number, 0, 1)
    plain = not headed and all(draft.lines[change.line][0] == "+" for change in changes) and not gone
    both = len(gone) > headed and len(changes) > signs  # lines with each sign, and lines that stay as they are
    if first is None or not signs or not (headed or plain or both):
        return None
    emptied_lines = tuple(change for number in gone for change in emptied(draft, range(number, number + 1)))
    return Slip(
        "a diff, not YAML: its lines begin with + or -",
        first,
        (*changes, *emptied_lines),
        "keep the lines of the new text, without the signs before them",
        "remove what belongs to the diff",
        sure=plain
        or not any(draft.lines[number].startswith("-") for number in gone if draft.lines[number][:3] != "---"),
        fix=tuple(changes),
        gone=tuple(gone),
    )


def _numbers(draft: Draft) -> Slip | None:
    """A text with numbers before its lines."""
    found: list[tuple[int, re.Match[str]]] = []
    expected = None
    for number in range(len(draft.lines)):
        body = draft.body(number)
        if not body.strip():
            continue
        match = re.match(_NUMBER, body)
        if match is None or (expected is not None and int(match["number"][:9]) < expected):
            return None
        expected = int(match["number"][:9]) + 1
        found.append((number, match))
    if len(found) < 3 or expected is None or expected - int(found[0][1]["number"]) > 2 * len(draft.lines):
        return None
    gaps = [len(rest) - len(rest.lstrip(" ")) for rest in (draft.body(n)[m.end() :] for n, m in found) if rest.strip()]
    more = min(gaps, default=0)
    changes = tuple(Change(n, 0, min(m.end() + more, len(draft.body(n))), "") for n, m in found)
    line, match = found[0]
    return Slip(
        "line numbers stand before the text",
        At(line, match.start("number"), match.end("mark")),
        changes,
        "copy the text without them",
        "remove the line numbers",
    )
