"""`podlint check --since REV`: the files, and with `--changed-lines` the lines, that differ from a Git revision."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from podlint.errors import UsageError
from podlint.files.paths import identity, is_folder, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from podlint.engine.job import Lines

_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "diff.noprefix=false")
"""What a repository's configuration may not decide: nothing of it is run, and the output stays the same."""
_DIFF = (
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--no-color",
    "--ignore-submodules",
    "--diff-filter=d",
)
_HUNK = re.compile(rb"@@ -[0-9,]+ \+([0-9]+)(?:,([0-9]+))? @@")


def changed(revision: str, paths: Iterable[str], *, lines: bool) -> Mapping[str, Lines | None]:
    """What differs from a revision in the repositories that paths lie in, by the identity of each file.

    With `lines` the ranges of lines that are new or different, None for a file that Git does not track; without, None
    for all. Raises UsageError where there is no Git, no repository, or no such revision.
    """
    found: dict[str, Lines | None] = {}
    for root in {_root(path) for path in paths}:
        commit = _commit(root, revision)
        names = _names(_git(root, *_DIFF, "--name-only", "-z", commit, "--"))
        files = [identity(os.path.join(root, name)) for name in names]
        if lines:
            found.update(zip(files, _lines(_git(root, *_DIFF, "-U0", commit, "--")), strict=False))
        else:
            found.update(dict.fromkeys(files))
        others = _names(_git(root, "ls-files", "--others", "--exclude-standard", "-z"))
        found.update((identity(os.path.join(root, name)), None) for name in others)
    return found


def within(found: Mapping[str, Lines | None]) -> Mapping[str, Lines]:
    """The lines that findings are wanted on, by the names that reports have for files."""
    return {shown(file): lines for file, lines in found.items() if lines is not None}


def _root(path: str) -> str:
    """The root of the repository that a path lies in. Raises UsageError."""
    folder = path if is_folder(path) else os.path.split(path)[0] or "."
    return os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n"))


def _commit(root: str, revision: str) -> str:
    """The name of a commit that nobody takes for an option. Raises UsageError."""
    try:
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return _git(root, *words).decode().strip()
    except UsageError:
        raise UsageError(f"--since {revision}: Git knows no such revision") from None


def _git(folder: str, *words: str) -> bytes:
    """What Git prints. Raises UsageError."""
    import subprocess

    command = ["git", "-C", folder, *_QUIET, *words]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment)
    except OSError as error:
        raise UsageError(f"--since asks Git, which cannot be run: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"--since asks Git, which says: {said or 'nothing'}")
    return done.stdout


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _lines(patch: bytes) -> Sequence[Lines]:
    """The new lines of each file of a patch without context, in the order of the files.

    Lines of content begin with a sign: what begins otherwise is Git's own.
    """
    found: list[list[tuple[int, int]]] = []
    for line in patch.split(b"\n"):
        if line.startswith(b"diff --git "):
            found.append([])
        elif found and (hunk := _HUNK.match(line)) is not None:
            first, count = int(hunk[1]), int(hunk[2] or 1)
            # Where lines are only gone, the two around the gap are what changed.
            found[-1].append((first, first + count - 1) if count else (first, first + 1))
    return [tuple(ranges) for ranges in found]
