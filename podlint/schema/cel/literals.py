"""Texts that are written out in an expression and that a function reads: the server reads them when it compiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.schema.cel import times
from podlint.schema.cel.lexing import Refused, content
from podlint.words import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.schema.cel.syntax import Tree


def is_read(name: str, tree: Tree | None) -> None:
    """Raise `Refused` for a text that a function surely does not read."""
    if tree is None or tree.kind != "literal" or tree.name != "string" or name not in _READS:
        return
    text = content(tree.text)
    wrong = _READS[name](text) if text is not None else None
    if text is not None and wrong is not None:
        raise Refused(f"gives {name}() {quoted(text)}, {wrong}")


def _pattern(text: str) -> str | None:
    from podlint.kubernetes.formats import regexp

    words = regexp.flaw(text)
    return None if words is None else f"which is no regular expression: it has {words}"


def _duration(text: str) -> str | None:
    return None if times.duration(text) is not None else "which is no duration such as 1h30m"


def _moment(text: str) -> str | None:
    return None if times.moment(text) is not None else "which is no time such as 2024-01-31T12:00:00Z"


_READS: dict[str, Callable[[str], str | None]] = {
    "matches": _pattern,
    "find": _pattern,
    "findAll": _pattern,
    "duration": _duration,
    "timestamp": _moment,
}
