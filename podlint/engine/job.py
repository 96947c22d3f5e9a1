"""What a run is asked for: files or standard input, settings, and what the caller knows better."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from podlint.config.settings import Settings
    from podlint.engine.memory import Memory
    from podlint.files.discover import Target
    from podlint.findings.fix import Safety
    from podlint.project.neighbours import Neighbours
    from podlint.project.roles import Role
    from podlint.registry import Registry
    from podlint.suppression.baseline import Baseline

STDIN = "<stdin>"
Lines = tuple[tuple[int, int], ...]
"""Ranges of lines, from 1, both ends included."""
_NONE: Mapping[str, bytes] = MappingProxyType({})
_NOTHING_LEFT: Mapping[str, str] = MappingProxyType({})
_NO_ROLES: Mapping[str, Role] = MappingProxyType({})


class Stdin(NamedTuple):
    """The bytes of standard input, and the name that they go by: it decides configuration and role."""

    data: bytes
    name: str = STDIN


class Job(NamedTuple):
    """What to lint, and how.

    `settings` gives the settings of a folder, the command line merged in. `folders` are those that were named to find
    the targets. `unsaved` are the contents, by identity, that files have instead of those on the disk: text of an
    editor, or half fixed. `roles` are those of files, by identity, for which the caller knows better. `inline` says
    that suppressions in the files count; `baseline` holds the findings that are known; with `rendering`, kustomizations
    and charts are rendered by their programs, and what they become is linted too. `neighbours` are what earlier runs
    learnt of the files around, `memory` keeps what was read around the linted files, `processes` are how many may
    work, 0 as many as pay; `step` is called after each file. With `fixing`, findings whose fix is at least as safe
    are all looked for, however many a file has: they are about to be fixed.
    `left` is what the folders have that is left out, by identity, and why.
    `lines` are those that findings are wanted on, of files by their shown names; of files that are not in it, all.
    """

    registry: Registry
    settings: Callable[[Path], Settings]
    targets: Sequence[Target] = ()
    folders: Sequence[Path] = ()
    stdin: Stdin | None = None
    unsaved: Mapping[str, bytes] = _NONE
    roles: Mapping[str, Role] = _NO_ROLES
    inline: bool = True
    baseline: Baseline | None = None
    rendering: bool = False
    memory: Memory | None = None
    neighbours: Neighbours | None = None
    processes: int = 1
    step: Callable[[], None] | None = None
    fixing: Safety | None = None
    lines: Mapping[str, Lines] | None = None
    left: Mapping[str, str] = _NOTHING_LEFT
