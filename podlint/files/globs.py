"""Globs as `.gitignore` has them: in such files, and in the configuration."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from podlint.files.paths import below, identity, real
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
_FEW = 8
MOST = 1_000
"""Most patterns of one place that have to be tried one after the other: those with stars, but for `*.log`."""
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
        if self.plain:
            return name == self.text
        if self.ending:
            return name.endswith(self.text[1:])
        return self.matcher()(name)

    @property
    def plain(self) -> bool:
        """Whether it matches its own text and nothing else."""
        return not re.search(_SPECIAL, self.text)

    @property
    def ending(self) -> bool:
        """Whether it is a star and the end of a name."""
        return not self.anchored and self.text[0] == "*" and not re.search(_SPECIAL, self.text[1:])

    def matcher(self) -> Callable[[str], bool]:
        """A function that says whether it matches a name, or the whole path of one that is anchored."""
        pattern = _compiled(self.text, self.anchored)
        if pattern is None:
            return _nothing
        behind = "" if self.anchored and (self.text == "**" or self.text.endswith("/**")) else _END
        if _goes_back(self.text):
            from podlint.kubernetes.formats import regexp

            return lambda name: bool(regexp.found(pattern.regex.pattern, name + behind))
        return lambda name: pattern.match_file(name + behind) is not None


def _nothing(_: str) -> bool:
    return False


class Globs(tuple[Glob, ...]):
    """The patterns of one place in order, of which the last that matches decides.

    Of long lists, plain names and endings are looked up; of those that have to be tried, the first `MOST` count.
    """

    def say(self, path: str, *, folder: bool) -> bool | None:
        """Whether they match a path, relative to where they stand; None where no pattern speaks of it."""
        if len(self) > _FEW:
            return self._table.say(path, folder=folder)
        return next((not glob.negated for glob in reversed(self) if glob.matches(path, folder=folder)), None)

    @cached_property
    def _table(self) -> _Table:
        return _Table(self)

    def hold(self, path: str, *, folder: bool = False) -> bool:
        """Whether they match a path or a folder that it lies in; below such a folder nothing can be taken back."""
        steps = path.split("/")
        folders = ("/".join(steps[:end]) for end in range(1, len(steps)))
        return any(self.say(above, folder=True) for above in folders) or bool(self.say(path, folder=folder))


class _Table:
    """Many patterns: by what can be looked up in them, and those that have to be tried, the last one first."""

    def __init__(self, patterns: Iterable[Glob]) -> None:
        self._plain: dict[tuple[bool, str], list[tuple[int, Glob]]] = defaultdict(list)
        self._endings: dict[int, dict[str, list[tuple[int, Glob]]]] = defaultdict(lambda: defaultdict(list))
        tried: list[tuple[int, Glob]] = []
        for index, glob in enumerate(patterns):
            if glob.plain:
                self._plain[glob.anchored, glob.text].append((index, glob))
            elif glob.ending:
                self._endings[len(glob.text) - 1][glob.text[1:]].append((index, glob))
            elif len(tried) < MOST:
                tried.append((index, glob))
        self._tried = [
            (index, glob, re.split(_SPECIAL, glob.text, maxsplit=1)[0], glob.matcher()) for index, glob in tried[::-1]
        ]

    def say(self, path: str, *, folder: bool) -> bool | None:
        """What the last pattern says that matches a path."""
        name = path.rpartition("/")[2]
        found = [*self._plain.get((True, path), ()), *self._plain.get((False, name), ())]
        for length, endings in self._endings.items():
            if length <= len(name):
                found += endings.get(name[len(name) - length :], ())
        last = max(((index, glob) for index, glob in found if folder or not glob.folders), default=None)
        for index, glob, start, matcher in self._tried:
            if last is not None and index < last[0]:
                break
            whole = path if glob.anchored else name
            if (folder or not glob.folders) and whole.startswith(start) and matcher(whole):
                last = index, glob
                break
        return None if last is None else not last[1].negated


@lru_cache(maxsize=4096)
def globs(lines: tuple[str, ...]) -> Globs:
    """The patterns in lines; empty lines and comments are none, and what Git does not understand matches nothing."""
    return Globs(glob for line in lines if (glob := _glob(line)) is not None)


def matches(file: Path, root: Path, patterns: tuple[str, ...]) -> bool:
    """Whether patterns, relative to the folder `root`, match a file or a folder that it lies in."""
    path = below(identity(file), real(root)) if patterns else None
    return path is not None and globs(patterns).hold(path)


def fitting(file: Path, root: Path, patterns: Iterable[str]) -> Iterator[int]:
    """The indices of the patterns, relative to the folder `root`, that match a file or a folder that it lies in."""
    path = below(identity(file), real(root))
    for index, pattern in enumerate(patterns) if path is not None else ():
        if globs((pattern,)).hold(path or ""):
            yield index


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
    tried = 0
    for index, line in enumerate(lines):
        why = flaw(line, alone=not index)
        glob = _glob(line)
        tried += glob is not None and not glob.plain and not glob.ending
        if why is None and tried > MOST:
            why = f"there are {MOST} others with stars before it"
        if why is not None:
            return index, why
    return None


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
