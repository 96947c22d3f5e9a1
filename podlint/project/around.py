"""What lies around the linted files: cross-object rules know it, and report nothing on it."""

from __future__ import annotations

import os
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from podlint.config.excludes import leaving_out, readable
from podlint.files.discover import is_manifest, walk
from podlint.files.paths import below, identity, is_folder, naming, real, repository
from podlint.findings import guard
from podlint.findings.result import Skip
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.facts import BuiltFacts, Facts, facts_of
from podlint.project.index import Index
from podlint.project.roles import Role
from podlint.project.schemas import defines
from podlint.project.scopes import scopes, with_built
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podlint.config.settings import Settings
    from podlint.engine.memory import Memory
    from podlint.files.reading import Reader
    from podlint.findings.result import FileResult
    from podlint.project.neighbours import Neighbours
    from podlint.project.roles import Roles
    from podlint.yaml.place import Path as Keys

ENTRIES = 100_000
"""Most files of a project that are read at all."""
MANY = 1000
"""A project with more YAML files than this is not read for the sake of a few: only their folders are."""


class Around(NamedTuple):
    """Files around the linted ones; `whole` unless there are too many, so that only their folders were read.

    Nor is it where a folder cannot be looked into.
    """

    files: list[Path]
    whole: bool


def surroundings(
    linted: list[Path],
    settings: Callable[[Path], Settings],
    unsaved: Iterable[str] = (),
    neighbours: Neighbours | None = None,
) -> Around:
    """The files of the projects that the linted ones belong to, themselves left out; `unsaved` ones too, by identity.

    A project is the folder of the configuration file, else the repository, else the folder of a file. What Git or the
    configuration leaves out is not part of it, but in the folder of a linted file that is left out itself. With what
    earlier runs learnt of the `neighbours` there may be any number of them.
    """
    known = {Path(identity(path)) for path in linted}
    folders = sorted({path.parent for path in known})
    settings = readable(settings)
    ignored = leaving_out(settings)
    found: dict[Path, None] = {}
    sure: set[Path] = set()
    whole = True
    most = (MANY if neighbours is None else ENTRIES) + len(known)
    for root in sorted({_project(folder, settings(folder)) for folder in folders}):
        names = neighbours.tree("files", str(root)) if neighbours is not None else None
        files = list(islice(walk(root, ignored(root)), most + 1)) if names is None else list(map(Path, names))
        if names is not None:
            sure.update(files)
        elif neighbours is not None and not any(map(is_folder, files)):
            neighbours.learn_tree("files", str(root), map(str, files))
        if len(files) > most:
            whole = False
            files = [file for folder in folders for file in walk(folder, ignored(folder), deep=False)]
        found.update(dict.fromkeys(files))
        within = (Path(name) for name in unsaved if below(name, str(root)) is not None)
        found.update(
            (path, None) for path in within if is_manifest(path.name) and not ignored(path.parent).excludes(path)
        )
    for folder in folders:
        if ignored(folder).all_of(folder):
            found.update(dict.fromkeys(walk(folder, deep=False)))
    closed = {path for path in found if path not in sure and is_folder(path)}
    return Around([path for path in found if path not in known and path not in closed], whole and not closed)


def _project(folder: Path, settings: Settings) -> Path:
    """The folder of the project that a folder belongs to."""
    root = real(settings.root) if settings.root is not None else ""
    if root and (root == str(folder) or below(str(folder), root) is not None):
        return Path(root)
    return repository(folder) or folder


_UNREAD = frozenset({Skip.UNPARSABLE, Skip.TEMPLATE, Skip.TOO_LARGE, Skip.UNREADABLE, Skip.NOT_READ, Skip.FAILED})
"""Why documents were not read that may hold objects."""


def index(
    results: Iterable[FileResult],
    around: Around,
    roles: Roles,
    pod_specs: Mapping[str, Keys],
    reader: Reader,
    memory: Memory | None = None,
    built: BuiltFacts = BuiltFacts(),  # noqa: B008 - a value
    known: Mapping[str, list[Facts]] = MappingProxyType({}),
    neighbours: Neighbours | None = None,
) -> Index:
    """The index over the facts of linted files and of those around them, which `reader` reads.

    Those of `built` objects stand for those of the lines that they are built of. Those of some files around are
    `known`, by the names of these.
    """
    whole = around.whole
    facts: list[Facts] = []
    files: dict[str, str] = {}
    called = naming()
    selecting: dict[str, list[str]] = {}
    replaced = {file for file, _, _ in built.instead_of}
    unread: list[str] = []
    for result in results:
        facts += result.facts
        files[identity(result.path)] = result.path
        rendered = result.templates and result.role == Role.TEMPLATE.value  # of which the names are not known
        if rendered or not _UNREAD.isdisjoint(result.skipped):
            unread.append(result.path)
    for path in around.files:
        file = str(path)
        name = files[file] = called(file)
        if name in known:
            facts += known[name]
        elif path.name not in KUSTOMIZATION_NAMES:
            held = neighbours.facts(path, name, roles) if neighbours is not None else None
            if held is not None:
                facts += held
                if neighbours is not None and name not in replaced:
                    selecting[name] = neighbours.selecting(file)
                continue
            role = roles.of(path)
            read = partial(facts_around, path, role, pod_specs, reader, neighbours)
            facts += read() if memory is None else memory.facts(path, role, read)
    roles.kustomizations.around_all({os.path.split(file)[0] for file in files})
    kept = [one for one in facts if (one.file, one.document, one.path) not in built.instead_of]
    found = with_built(scopes(roles.kustomizations.graph, (), files), built)
    # Objects may be in what could not be read: nothing is concluded from what its folder or kustomization lacks.
    closed = (found.of.get(file) or {file.rpartition("/")[0] or "."} for file in unread)
    found = found._replace(open=found.open.union(*closed))
    return Index([*kept, *built.facts], found, pod_specs, whole=whole, selecting=selecting)


def facts_around(
    path: Path, role: Role, pod_specs: Mapping[str, Keys], reader: Reader, neighbours: Neighbours | None = None
) -> list[Facts]:
    """The facts of a file that is only read as context; one that cannot be read fails nobody."""
    try:
        source, undecodable = reader.decoded(path)
        found = [] if undecodable is not None else facts_of(source, pod_specs, role)
    except (OSError, *guard.RAISED):
        return []
    if neighbours is not None:
        neighbours.learn(str(path), role.value, found, defines=defines(source))
    return found
