"""What lies around the linted files: cross-object rules know it, and report nothing on it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from podlint.config.excludes import leaving_out
from podlint.config.settings import Settings
from podlint.errors import ConfigError
from podlint.files.discover import walk
from podlint.files.paths import below, identity, is_file, real, repository, shown
from podlint.files.reading import documents_of
from podlint.findings import guard
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.kustomize.graph import sets
from podlint.project.facts import Facts, facts_of
from podlint.project.index import Index
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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

    A project is the folder of the configuration file, else the repository, else the folder of a file. What Git or the
    configuration leaves out is not part of it, but in the folder of a linted file that is left out itself.
    """
    known = {Path(identity(path)) for path in linted}
    folders = sorted({path.parent for path in known})
    ignored = leaving_out(_readable(settings))
    found: dict[Path, None] = {}
    whole = True
    most = MANY + len(known)
    for root in sorted({_project(folder, settings(folder)) for folder in folders}):
        files = list(islice(walk(root, ignored(root)), most + 1))
        if len(files) > most:
            whole = False
            files = [file for folder in folders for file in walk(folder, ignored(folder), deep=False)]
        found.update(dict.fromkeys(files))
    for folder in folders:
        if ignored(folder).all_of(folder):
            found.update(dict.fromkeys(walk(folder, deep=False)))
    return Around([path for path in found if path not in known], whole)


def _project(folder: Path, settings: Settings) -> Path:
    """The folder of the project that a folder belongs to."""
    root = real(settings.root) if settings.root is not None else ""
    if root and (root == str(folder) or below(str(folder), root) is not None):
        return Path(root)
    return repository(folder) or folder


def _readable(settings: Callable[[Path], Settings]) -> Callable[[Path], Settings]:
    """The same, but without configuration files that are wrong: those of folders not linted are not judged."""

    def readable(folder: Path) -> Settings:
        try:
            return settings(folder)
        except ConfigError:
            return Settings()

    return readable


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
        name = shown(path)
        files.append(name)
        if path.name not in KUSTOMIZATION_NAMES:
            if memory is None:
                facts += _facts(path, name, roles, pod_specs, contents)
            else:
                facts += _remembered(memory, path, name, lambda p, n: _facts(p, n, roles, pod_specs, contents))
    bare = [folder / "Kustomization" for folder in {Path(name).parent for name in files}]
    files += [shown(path) for path in bare if is_file(path)]
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
