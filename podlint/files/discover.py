"""Arguments to files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files import witness
from podlint.files.ignored import BY_GIT, EXCLUDED
from podlint.files.paths import exists, identity, is_folder, real
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.files.ignored import Ignored

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
NAMES = frozenset({"Kustomization"})
"""Files that Kustomize reads under a name without an ending."""
OWN = ".podlint"
"""What podlint's own files begin with: configuration, baseline; and the folder of definitions that it keeps."""
NOT_ENTERED = witness.NOT_ENTERED | {".git", OWN}


class MissingPath(Exception):
    """An argument names no file or folder."""


class Target(NamedTuple):
    """A file to lint, by its identity: `explicit` where it was named itself, not found in a folder."""

    path: Path
    explicit: bool


MARKDOWN = "Markdown"
"""Why Markdown files of a folder are left out: they are read where they are named."""
Left = dict[str, str]
"""What is left out, files and whole folders by their identities, and why."""


def discover(
    arguments: Iterable[str], ignored: Callable[[Path], Ignored], *, force: bool = False, left: Left | None = None
) -> list[Target]:
    """The files that the arguments name, in order and once each; folders give their YAML and JSON files, sorted.

    `ignored` gives what is left out below the folder of an argument: it holds for what is found in folders, and with
    `force`, as far as the configuration says it, for named files too. That is noted in `left`. Raises MissingPath.
    """
    found: dict[Path, Target] = {}
    for argument in arguments:
        if is_folder(argument):
            folder = Path(real(argument))
            out = ignored(folder)
            whole = out.all_of(folder)
            if whole and left is not None:
                left[str(folder)] = BY_GIT if out.git is not None and out.git.ignores_all(folder) else EXCLUDED
            for file in () if whole else walk(folder, out, left=left):
                found.setdefault(file, Target(file, explicit=False))
        elif exists(argument):
            file = Path(identity(argument))
            if not force or not ignored(file.parent).excludes(file):
                found[file] = Target(file, explicit=True)
            elif left is not None:
                left[str(file)] = EXCLUDED
        else:
            raise MissingPath(f"{argument}: {_why_missing(argument)}")
    if left:
        for file in found:
            left.pop(str(file), None)
    return list(found.values())


_MARKDOWN = (".md", ".markdown")


def _left(path: Path, ignored: Ignored | None, left: Left | None, *, folder: bool = False) -> bool:
    """Whether a file or folder is left out, which is noted."""
    reason = ignored.reason(path, folder=folder) if ignored is not None else None
    if reason is not None and left is not None:
        left[str(path)] = reason
    return reason is not None


def is_manifest(name: str) -> bool:
    """Whether a file of that name is looked at where only its folder is named: YAML or JSON, and not podlint's own."""
    return name in NAMES or (os.path.splitext(name)[1].lower() in SUFFIXES and not name.startswith(OWN))


def _why_missing(argument: str) -> str:
    """Why an argument is neither a file nor a folder."""
    try:
        os.stat(argument)  # noqa: PTH116 - of what may be no path at all
    except PermissionError as error:
        return f"it cannot be looked at: {error.strerror}"
    except (OSError, ValueError):
        pass
    return "no such file or folder"


def walk(
    folder: Path, ignored: Ignored | None = None, *, deep: bool = True, left: Left | None = None
) -> Iterator[Path]:
    """The YAML and JSON files of a folder, sorted, and with `deep` those below it; but for what is `ignored`.

    Given the identity of a folder, it gives those of files. That the folder itself is ignored is not asked. A folder
    that cannot be looked into is given itself: who tries to read it learns why. Links to folders are not followed.
    What is ignored, and Markdown, is noted in `left`.
    """
    closed: list[Path] = []

    def note(error: OSError) -> None:
        if error.filename is not None and is_folder(error.filename):
            closed.append(Path(error.filename))

    for base, folders, files in os.walk(folder, onerror=note):
        yield from closed
        closed.clear()
        if (watching := witness.watching()) is not None:
            watching.folder(base, folders, files)
        entered = sorted(name for name in folders if name not in NOT_ENTERED) if deep else ()
        folders[:] = [name for name in entered if not _left(Path(base, name), ignored, left, folder=True)]
        for name in sorted(files):
            if is_manifest(name):
                file = Path(base, name)
                if not _left(file, ignored, left):
                    yield file
            elif left is not None and name.lower().endswith(_MARKDOWN) and not _left(Path(base, name), ignored, None):
                left[os.path.join(base, name)] = MARKDOWN
    yield from closed
