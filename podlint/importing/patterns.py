"""Regular expressions for paths as globs, where one surely means the same."""

from __future__ import annotations

import re

_PLAIN = r"(?:[\w/~ @,=%-]|\\[^\w\s]|\[\.\])"
_PATTERN = re.compile(rf"(\^?)((?:\./|\\\./)?)((?:\.\*)?)({_PLAIN}+)((?:\.\*)?)(\$?)")
_LONGEST = 1_000


def glob_of(pattern: str) -> str | None:
    """The glob for paths in which a regular expression is found; None where it is not simple enough.

    Simple are literal parts of a path, `^` and `$`, and `.*` at an end; a slash before a name may also be the one that
    stands before the whole path. A `.` that is not escaped is taken for the
    dot that it was surely meant to be, where it stands before an extension.
    """
    if len(pattern) > _LONGEST:
        return None
    match = _PATTERN.fullmatch(re.sub(r"(?<=[\w*-])\.(?=\w+\$?$)(?<!\\\.)", r"\\.", pattern))
    if match is None:
        return None
    start, _, before, text, behind, end = match.groups()
    literal = re.sub(r"\\(.)|\[\.\]", lambda found: found[1] or ".", text)
    fixed_start, fixed_end = bool(start and not before), bool(end and not behind)
    if "//" in literal or literal in ("/", ""):
        return None
    return _glob(re.sub(r"([*?\[\\!#])", r"\\\1", literal), fixed_start, fixed_end)


def _glob(literal: str, fixed_start: bool, fixed_end: bool) -> str:
    """A glob for paths that hold a literal text, at their start or end or anywhere."""
    tail = literal if fixed_end or literal.endswith("/") else f"{literal}*"
    if fixed_start:
        return f"/{tail.lstrip('/')}"
    if literal.startswith("/"):
        return f"**{tail}"
    return f"**/*{tail}" if "/" in literal.rstrip("/") else f"*{tail}"
