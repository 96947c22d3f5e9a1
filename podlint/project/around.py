"""What lies around the linted files: cross-object rules know it, and report nothing on it."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podlint.files.discover import matches, walk
from podlint.files.reading import documents_of
from podlint.findings import guard
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.kustomize.graph import sets
from podlint.project.facts import Facts, facts_of
from podlint.project.index import Index
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podlint.config.settings import Settings
    from podlint.engine.memory import Memory
    from podlint.findings.result import FileResult
    from podlint.project.roles import Roles
    from podlint.yaml.place import Path as Keys

MANY = 1000
"""A project with more YAML files than this is not read for the sake of a few: only their folders are."""


class Around(NamedTuple):
    """Files around the linted ones; `whole` unless there are too many, so that only their folders were read."""

    files: list[Path]
    whole: bool


def surroundings(linted: list[Path], settings: Callable[[Path], Settings]) -> Around:
    """The files of the projects that the linted ones belong to, themselves left out.

    A project is the folder of the configuration file, else the repository, else the folder of a file.
    """
    known = {os.path.abspath(path) for path in linted}
    folders = {path.parent for path in linted}
    roots: dict[str, Settings] = {}
    for folder in sorted(folders):
        own = settings(folder)
        root = str(own.root or _repository(folder) or folder)
        roots.setdefault(os.path.abspath(root), own)
    found: dict[str, Path] = {}
    whole = True
    most = MANY + len(linted)
    for root, own in roots.items():
        files = list(islice(walk(Path(root)), most + 1))
        if len(files) > most:
            whole = False
            files = [file for folder in sorted(folders) for file in walk(Path(os.path.abspath(folder)), deep=False)]
        if own.root is not None and own.exclude:
            files = [file for file in files if not matches(file, own.root, own.exclude)]
        found.update((str(path), path) for path in files)
    return Around([path for name, path in found.items() if name not in known], whole)


def index(
    results: Iterable[FileResult],
    around: Around,
    roles: Roles,
    pod_specs: Mapping[str, Keys],
    contents: Callable[[Path], bytes],
    memory: Memory | None = None,
) -> Index:
    """The index over the facts of linted files and of those around them, whose bytes `contents` gives."""
    whole = around.whole
    facts: list[Facts] = []
    files: list[str] = []
    for result in results:
        facts += result.facts
        files.append(result.path)
    for path in around.files:
        name = _shown(path)
        files.append(name)
        if path.name not in KUSTOMIZATION_NAMES:
            if memory is None:
                facts += _facts(path, name, roles, pod_specs, contents)
            else:
                facts += _remembered(memory, path, name, lambda p, n: _facts(p, n, roles, pod_specs, contents))
    bare = [folder / "Kustomization" for folder in {Path(name).parent for name in files}]
    files += [_shown(path) for path in bare if path.is_file()]
    together = sets(files, documents_of)
    every = [*facts, *(Facts(made.file, 0, (), made.data, generated=True) for made in together.generated)]
    return Index(every, together.of, pod_specs, together.opened, together.images, whole=whole, patched=together.patched)


def _remembered(memory: Memory, path: Path, name: str, read: Callable[[Path, str], list[Facts]]) -> list[Facts]:
    try:
        status = path.stat()
    except OSError:
        return []
    version = memory.versions.get(str(path))
    state = (status.st_mtime_ns, status.st_size) if version is None else (-1, version)
    known = memory.facts.get(str(path))
    if known is None or known[0] != state:
        known = memory.facts[str(path)] = state, read(path, name)
    return known[1]


def _facts(
    path: Path, name: str, roles: Roles, pod_specs: Mapping[str, Keys], contents: Callable[[Path], bytes]
) -> list[Facts]:
    """The facts of a file that is only read as context; one that cannot be read fails nobody."""
    try:
        source, undecodable = decode(contents(path), name)
        if undecodable is not None:
            return []
        return facts_of(source, pod_specs, roles.of(path), kustomized=roles.variables(path) is not None)
    except (OSError, *guard.RAISED):
        return []


def _shown(path: Path) -> str:
    """Relative to the current folder where it lies in it, as named files mostly are."""
    relative = os.path.relpath(path)
    return (str(path) if relative.startswith("..") else relative).replace(os.sep, "/")


def _repository(folder: Path) -> Path | None:
    start = Path(os.path.abspath(folder))
    return next((p for p in (start, *start.parents) if (p / ".git").exists()), None)
