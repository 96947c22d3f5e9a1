"""`# podlint:` comments and the annotation `podlint.dev/ignore`, read into directives, good and bad ones."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from podlint.suppression.directive import BadDirective, Directive, Word
from podlint.tuples import NamedTuple
from podlint.words import closest, did_you_mean, quoted
from podlint.yaml.comments import Below, comments
from podlint.yaml.place import Location, Part, Place, pointer
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podlint.kubernetes.view import KubeObject
    from podlint.suppression.foreign import Foreign
    from podlint.yaml.comments import Comment
    from podlint.yaml.document import Document
    from podlint.yaml.source import Source

MARK = "podlint:"
ANNOTATION = "podlint.dev/ignore"
ROLES = ("manifest", "patch", "template", "skip")
_MOST_WORDS = 1_000
"""Most words of one comment or annotation; those behind them hide nothing."""
_ACTIONS = ("ignore", "ignore-file", "off", "on", "role")
_DIRECTIVE = r"#[ \t]*podlint:[ \t]*([\w-]*)[ \t]*(\[[^\]]*\]?|=[ \t]*[\w-]*)?"
_HEADER = r"(?:[ \t]*(?:#[^\r\n]*|---[ \t]*(?:#[^\r\n]*)?|%[^\r\n]*)?(?:\r\n|\r|\n))*"
_WORD = r"[^\s,\[\]]+"


class Directives(NamedTuple):
    """What the comments of a file say."""

    found: list[Directive]
    bad: list[BadDirective]


def role_of(source: Source) -> str | None:
    """The role that the file's header gives itself with `# podlint: role=...`; None where it gives none."""
    if MARK not in source.text:
        return None
    for line in source.text[: _header_end(source)].splitlines():
        match = re.match(r"#[ \t]*podlint:[ \t]*role[ \t]*=[ \t]*([\w-]+)", line.strip())
        if match and match[1] in ROLES:
            return match[1]
    return None


def directives(source: Source, documents: Sequence[Document], foreign: Foreign | None = None) -> Directives:
    """The directives in the comments of a source, whose `documents` are those that could be read.

    What was written for other tools counts where `foreign` is given.
    """
    own = _own(source, documents)
    return own if foreign is None else Directives([*own.found, *foreign.comments(source, documents)], own.bad)


def annotated(target: KubeObject, foreign: Foreign | None = None) -> tuple[Directive, ...]:
    """The directives in an object's annotations; those for other tools count where `foreign` is given."""
    own = tuple(_annotated(target))
    return own if foreign is None else (*own, *foreign.annotated(target))


def _own(source: Source, documents: Sequence[Document]) -> Directives:
    """The directives in podlint's own words."""
    result = Directives([], [])
    if source.text.find(MARK, *source.span) < 0:
        return result
    header = _header_end(source)
    below: Below | None = None
    opened: list[tuple[Directive, int]] = []
    for comment in comments(source, MARK, documents):
        match = re.match(_DIRECTIVE, comment.text)
        action, rest = (match[1], match[2] or "") if match else ("", "")
        location = located(source, comment.span)
        bad = _bad(comment, action, rest, location, header)
        if bad is not None:
            result.bad.append(bad)
            continue
        words = tuple(_words(source, comment, match.start(2), rest)) if match and rest.startswith("[") else ()
        plain = Directive(words, location, removal=_removal(source, comment))
        if action == "ignore-file":
            result.found.append(plain._replace(span=source.span))
        elif action == "ignore":
            below = below or Below(source, documents)
            result.found.append(_placed(comment, plain, below))
        elif action == "off":
            opened.append((plain, comment.span.end))
        elif action == "on" and opened:
            begun, start = opened.pop()
            result.found.append(begun._replace(span=Span(start, comment.span.start)))
        elif action == "on":
            message = "nothing is off here: no `# podlint: off` comes before"
            result.bad.append(BadDirective(message, location, "remove the comment"))
    result.found.extend(begun._replace(span=Span(start, source.span.end)) for begun, start in opened)
    return result


def _annotated(target: KubeObject) -> Iterator[Directive]:
    """The directive in podlint's own annotation."""
    given = target.at("metadata", "annotations", ANNOTATION)
    text = given.value if given is not None else None
    if given is None or not isinstance(text, str):
        return
    words = []
    for match in islice(re.finditer(_WORD, text), _MOST_WORDS):
        place = Place(given.path, Part.VALUE, (match.start(), match.end()))
        words.append(Word(match[0], target.document.locate(place)[0]))
    location = target.document.locate(Place(given.path))[0]
    yield Directive(tuple(words), location, document=target.document.index, pointer=pointer(target.path))


def _placed(comment: Comment, plain: Directive, below: Below) -> Directive:
    """The directive with what it covers: its own line, or the node below it."""
    source = below.source
    line = source.position(comment.span.start).line
    if not comment.alone:
        return plain._replace(line=line)
    span = below.find(comment)
    if span is None:  # what follows cannot be read: the next line stands for it
        number = min(line + 1, len(source.line_starts))
        span = Span(source.line_starts[number - 1], source.line_starts[number - 1] + len(source.line(number)))
    return plain._replace(span=span)


def _bad(comment: Comment, action: str, rest: str, location: Location, header: int) -> BadDirective | None:
    if action not in _ACTIONS:
        near = did_you_mean(closest(action, _ACTIONS)) if action else None
        known = "write ignore[RULE], ignore-file[RULE], off, on or role=ROLE"
        return BadDirective(f"unknown directive {quoted(action)} for podlint", location, near or known)
    if action in ("ignore", "ignore-file") and not re.search(_WORD, rest if rest.startswith("[") else ""):
        return BadDirective(f"{action} names no rule", location, f"name the rules in brackets: {action}[RULE] reason")
    if rest.startswith("[") and not rest.endswith("]"):
        return BadDirective(f"the bracket of {action} is never closed", location, 'add "]"')
    if action == "role" and rest.lstrip("= \t") not in ROLES:
        return BadDirective(f"unknown role {quoted(rest.lstrip('= '))}", location, f"it is one of {', '.join(ROLES)}")
    if action in ("role", "ignore-file") and comment.span.start > header:
        return BadDirective(
            f"{action} has no effect here", location, "move it to the top of the file, before all content"
        )
    return None


def _words(source: Source, comment: Comment, offset: int, rest: str) -> Iterator[Word]:
    for match in islice(re.finditer(_WORD, rest), _MOST_WORDS):
        start = comment.span.start + offset + match.start()
        yield Word(match[0], located(source, Span(start, start + len(match[0]))))


def _header_end(source: Source) -> int:
    """Where the first content of a file begins."""
    match = re.compile(_HEADER).match(source.text, *source.span)
    return match.end() if match else source.span.start


def _removal(source: Source, comment: Comment) -> Location:
    """What goes when a comment is removed: the spaces before it, or its whole line where nothing else stands there."""
    line = source.position(comment.span.start).line
    start = source.line_starts[line - 1]
    before = source.text[start : comment.span.start]
    if before.strip():
        return located(source, Span(start + len(before.rstrip()), comment.span.end))
    if line < len(source.line_starts):
        return located(source, Span(start, source.line_starts[line]))
    # The last line, which has no line break of its own, goes with those before it: so ends the text.
    return located(source, Span(len(source.text[:start].rstrip("\r\n")), len(source.text)))


def located(source: Source, span: Span) -> Location:
    """A part of a text as a location, in lines and columns too."""
    return Location(source.path, span, source.position(span.start), source.position(span.end))
