"""Globs as `.gitignore` has them: in such files, and in the configuration."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from podlint.files.paths import below, identity, real
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SPECIAL = r"[*?\[\\]"
_PIECE = r"\\.|\[[!^]?(?:\\.|\[:\w+:\]|[^\\])(?:\\.|\[:\w+:\]|[^]\\])*\]|[^\\[]+"
_STARS = r"(\\.)|\*+"
_STAR = re.compile(r"\*+")
_LONGEST = 4096
_CLASSES = {
    "[:alnum:]": "a-zA-Z0-9",
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:xdigit:]": "a-fA-F0-9",
}
_END = "\x01"
"""Put after a pattern and a path, so that a pattern matches the path itself, and not a folder above it."""


class Glob(NamedTuple):
    """A pattern: its text, whether it takes back what others match, holds for folders only, for whole paths only."""

    text: str
    negated: bool
    folders: bool
    anchored: bool

    def matches(self, path: str, *, folder: bool) -> bool:
        """Whether it matches a path, relative to where the pattern stands; not whether it matches a folder above."""
        if self.folders and not folder:
            return False
        name = path if self.anchored else path.rpartition("/")[2]
        if not re.search(_SPECIAL, self.text):
            return name == self.text
        if not self.anchored and self.text[0] == "*" and not re.search(_SPECIAL, self.text[1:]):
            return name.endswith(self.text[1:])
        pattern = _compiled(self.text, self.anchored)
        if pattern is None:
            return False
        inside = self.anchored and (self.text == "**" or self.text.endswith("/**"))
        name = name if inside else name + _END
        if _goes_back(self.text):
            from podlint.kubernetes.formats import regexp

            return bool(regexp.found(pattern.regex.pattern, name))
        return pattern.match_file(name) is not None


class Globs(tuple[Glob, ...]):
    """The patterns of one place in order, of which the last that matches decides."""

    __slots__ = ()

    def say(self, path: str, *, folder: bool) -> bool | None:
        """Whether they match a path, relative to where they stand; None where no pattern speaks of it."""
        return next((not glob.negated for glob in reversed(self) if glob.matches(path, folder=folder)), None)

    def hold(self, path: str, *, folder: bool = False) -> bool:
        """Whether they match a path or a folder that it lies in; below such a folder nothing can be taken back."""
        steps = path.split("/")
        folders = ("/".join(steps[:end]) for end in range(1, len(steps)))
        return any(self.say(above, folder=True) for above in folders) or bool(self.say(path, folder=folder))


@lru_cache(maxsize=1024)
def globs(lines: tuple[str, ...]) -> Globs:
    """The patterns in lines; empty lines and comments are none, and what Git does not understand matches nothing."""
    return Globs(glob for line in lines if (glob := _glob(line)) is not None)


def matches(file: Path, root: Path, patterns: tuple[str, ...]) -> bool:
    """Whether patterns, relative to the folder `root`, match a file or a folder that it lies in."""
    path = below(identity(file), real(root)) if patterns else None
    return path is not None and globs(patterns).hold(path)


def flaw(line: str, *, alone: bool = False) -> str | None:
    """Why a pattern can match nothing, in words; None for a good one. `alone`: no other stands before it."""
    if not line.strip():
        return "it is empty"
    if line.startswith("#"):
        return r"it is a comment: a glob for names with # begins with \#"
    glob = _glob(line)
    if glob is None:
        return "it matches nothing"
    if glob.negated and alone:
        return r"with ! it only takes back what another glob matches: a glob for names with ! begins with \!"
    if any(step in ("", ".", "..") for step in glob.text.split("/")):
        return "it has an empty step, . or .., which no path has: it is relative to the folder of the configuration"
    if _unclosed(glob.text):
        return "a [ is not closed, or a backslash ends it"
    if re.search(_SPECIAL, glob.text) and _compiled(glob.text, glob.anchored) is None:
        return "it cannot be understood"
    return None


def first_flaw(lines: Iterable[str]) -> tuple[int, str] | None:
    """The first pattern of a list that can match nothing: its index, and why."""
    return next(((index, why) for index, line in enumerate(lines) if (why := flaw(line, alone=not index))), None)


def _glob(line: str) -> Glob | None:
    text = line.removesuffix("\r")
    while text.endswith(" ") and not text.endswith("\\ "):
        text = text[:-1]
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text[negated:]
    folders = text.endswith("/")
    text = text.removesuffix("/")
    anchored = "/" in text
    text = text.removeprefix("/")
    return Glob(text, negated, folders, anchored) if text and len(text) <= _LONGEST else None


def _goes_back(text: str) -> bool:
    """Whether the regular expression of a pattern could go back over a path again and again: it has many stars."""
    return len(_STAR.findall(text)) > 4 or any(len(_STAR.findall(step)) > 2 for step in text.split("/"))


def _unclosed(text: str) -> bool:
    """Whether a bracket is not closed, or a backslash at the end makes nothing plain: Git matches nothing then."""
    end = 0
    while end < len(text):
        piece = re.compile(_PIECE, re.DOTALL).match(text, end)
        if piece is None:
            return True
        end = piece.end()
    return False


@lru_cache(maxsize=4096)
def _compiled(text: str, anchored: bool) -> Any:
    """pathspec's pattern, imported only where there is need of it; None where it matches nothing."""
    if _unclosed(text):
        return None
    import warnings

    pattern_class = _pattern_class()
    inside = anchored and (text == "**" or text.endswith("/**"))
    steps = text.replace("\\/", "/").split("/")
    text = "/".join(step if step == "**" else re.sub(_STARS, lambda stars: stars[1] or "*", step) for step in steps)
    for name, members in _CLASSES.items():
        text = text.replace(name, members)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pattern = pattern_class(f"{'/' if anchored else '**/'}{text}{'' if inside else _END}")
        except (ValueError, re.error):
            return None
    return pattern if pattern.include is not None else None


def _pattern_class() -> Any:
    try:
        from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern
    except ImportError:  # before 1.0
        from pathspec.patterns.gitwildmatch import GitWildMatchPattern

        return GitWildMatchPattern
    return GitIgnoreSpecPattern
