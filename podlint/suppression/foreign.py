"""Suppressions written for other tools, read as suppressions of the rules that podlint has for their checks.

kube-linter, kube-score, Polaris and Checkov are told by annotations of an object, Checkov and Trivy by comments.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from podlint.foreign.table import check, tool
from podlint.suppression.comments import located
from podlint.suppression.directive import UNKNOWN, Directive, Word
from podlint.yaml.comments import Below, comments
from podlint.yaml.place import Part, Place, pointer
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.comments import Comment
    from podlint.yaml.document import Document
    from podlint.yaml.place import Location, Path
    from podlint.yaml.source import Source

_MOST = 1_000
"""Most checks of one comment or object that count."""
_KUBE_LINTER = "ignore-check.kube-linter.io/"
_KUBE_LINTER_ALL = "kube-linter.io/ignore-all"
_KUBE_SCORE = "kube-score/ignore"
_POLARIS = "polaris.fairwinds.com/"
_EXEMPT = "exempt"
_CHECKOV = ("checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip")
_OF_TEMPLATES = ("kube-score", "checkov")
"""The tools that look at the annotations of a pod template as well."""
_CHECKOV_MARKS = ("checkov:skip=", "bridgecrew:skip=", "cortex:skip=")
_TRIVY_MARK = "trivy:ignore:"

Named = tuple[str, str]
"""A tool, and the name of one of its checks; all of them where it is `*`."""


class _Documents:
    """Where the documents of a source stand, and so which one a comment is about."""

    def __init__(self, source: Source, documents: Sequence[Document]) -> None:
        self._source = source
        self._roots = sorted((d.root.start, d.root.end) for d in documents if d.root is not None)
        self._separators = [match.start() for match in re.finditer(r"(?m)^---(?=\s|$)", source.text)]

    def around(self, comment: Comment) -> Span:
        """The document that a comment stands in, above it or behind its content."""
        at = comment.span.start
        index = bisect_right(self._roots, (at, len(self._source.text))) - 1
        if index < 0 or (self._roots[index][1] <= at and self._separated(self._roots[index][1], at)):
            index += 1
        if index >= len(self._roots):
            return comment.span
        start, end = self._roots[index]
        return Span(self._source.line_starts[self._source.position(start).line - 1], end)

    def _separated(self, start: int, end: int) -> bool:
        """Whether a separator stands between two places."""
        following = bisect_left(self._separators, start)
        return following < len(self._separators) and self._separators[following] < end


class Foreign:
    """Reads what was written for other tools. It is made where the configuration asks for it."""

    def comments(self, source: Source, documents: Sequence[Document]) -> list[Directive]:
        """The directives in the comments of a source, whose `documents` are those that could be read."""
        found: list[Directive] = []
        around: _Documents | None = None
        for mark in _CHECKOV_MARKS:
            for comment in _comments(source, mark, documents):
                ids = re.match(r"[\w,-]*", comment.text.partition("=")[2].lstrip())
                named = [("checkov", name) for name in (ids[0] if ids else "").split(",") if name]
                location = located(source, comment.span)
                around = around or _Documents(source, documents)
                found += _directives(named, location, span=around.around(comment))
        below: Below | None = None
        for comment in _comments(source, _TRIVY_MARK, documents):
            below = below or Below(source, documents)
            named = [("trivy", name) for name in _ignored(comment.text)]
            location = located(source, comment.span)
            span = below.find(comment) if comment.alone else None
            line = location.start.line + (1 if comment.alone else 0)
            found += _directives(named, location, span=span, line=0 if span is not None else line)
        return found

    def annotated(self, target: KubeObject) -> Iterator[Directive]:
        """The directives in the annotations of an object, and of its pod template for tools that look there."""
        paths: list[tuple[Path, frozenset[str] | None]] = [(("metadata", "annotations"), None)]
        if target.pod_path is not None and len(target.pod_path) > 1:
            paths.append(((*target.pod_path[:-1], "metadata", "annotations"), frozenset(_OF_TEMPLATES)))
        for path, tools in paths:
            given = target.at(*path)
            if given is None or not isinstance(given.value, dict):
                continue
            for key, value in islice(_marked(given.value), _MOST):
                named = [one for one in _named(key, value) if tools is None or one[0] in tools]
                if named:
                    at = target.document.locate(Place((*given.path, key), Part.KEY))[0]
                    yield from _directives(named, at, document=target.document.index, at=pointer(target.path))


def _marked(annotations: dict[object, object]) -> Iterator[tuple[str, object]]:
    """The annotations that are for one of the tools."""
    for key, value in annotations.items():
        if isinstance(key, str) and ("kube-linter.io/" in key or "skip" in key or "/exempt" in key or "-exempt" in key):
            yield key, value
        elif key == _KUBE_SCORE:
            yield _KUBE_SCORE, value


def _named(key: str, value: object) -> Iterator[Named]:
    """The checks that an annotation names."""
    if key == _KUBE_LINTER_ALL:
        yield "kube-linter", "*"
    elif key.startswith(_KUBE_LINTER):
        yield "kube-linter", key.removeprefix(_KUBE_LINTER)
    elif not isinstance(value, str):
        return
    elif key == _KUBE_SCORE:
        yield from (("kube-score", name.strip()) for name in islice(value.split(","), _MOST) if name.strip())
    elif any(mark in key for mark in _CHECKOV):
        yield "checkov", value.partition("=")[0].strip()
    elif key.startswith(_POLARIS) and key.endswith(_EXEMPT) and value.lower() == "true":
        name = key.removeprefix(_POLARIS).removesuffix(_EXEMPT)
        if not name or name.endswith("-"):
            yield "polaris", name[:-1] or "*"


def _ignored(text: str) -> Iterator[str]:
    """The checks that a comment for Trivy names, but for those whose last day has passed.

    One with parameters is about what Terraform knows of a resource: it does not count.
    """
    for word in islice(text.split(), _MOST):
        before, mark, said = word.lstrip("#").partition(_TRIVY_MARK)
        if before or not mark or "[" in said:
            continue
        name, *more = said.split(":")
        until = dict(zip(more[::2], more[1::2], strict=False)).get("exp")
        if name and (until is None or not _passed(until)):
            yield name


def _passed(day: str) -> bool:
    """Whether a last day has passed; one that cannot be read has."""
    try:
        return date.today() > date.fromisoformat(day)
    except ValueError:
        return True


def _directives(
    named: Iterable[Named],
    location: Location,
    *,
    line: int = 0,
    span: Span | None = None,
    document: int = -1,
    at: str = "",
) -> Iterator[Directive]:
    """The directive for the checks that something names; none where podlint has no rule for any of them."""
    words = dict.fromkeys(word for of, name in named for word in _rules(of, name))
    if words:
        yield Directive(
            tuple(Word(word, location) for word in words),
            location,
            line=line,
            span=span,
            document=document,
            pointer=at,
            foreign=True,
        )


def _rules(of: str, name: str) -> tuple[str, ...]:
    """The rules for a check; for one that is not known, a word that is no rule."""
    if name == "*":
        return _every(of)
    known = check(of, name)
    return known.rules if known is not None else (f"{of}{UNKNOWN}{name}",)


@lru_cache(maxsize=8)
def _every(of: str) -> tuple[str, ...]:
    """The rules for all that a tool checks, but for checks that `ignore all` was hardly ever meant for."""
    return tuple(dict.fromkeys(rule for one in tool(of).checks.values() if one.in_all for rule in one.rules))


def _comments(source: Source, mark: str, documents: Sequence[Document]) -> Iterator[Comment]:
    if source.text.find(mark, *source.span) >= 0:
        yield from comments(source, mark, documents)
