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
from podlint.project.keys import FOREIGN_SPECS
from podlint.project.roles import Role
from podlint.project.schemas import defines
from podlint.project.scopes import scopes, scopes_asked, with_built
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podlint.config.settings import Settings
    from podlint.engine.memory import Memory
    from podlint.files.reading import Reader
    from podlint.findings.result import FileResult
    from podlint.project.neighbours import Neighbours
    from podlint.project.rest import Order
    from podlint.project.roles import Roles
    from podlint.project.stock import Stock
    from podlint.yaml.place import Path as Keys

ENTRIES = 100_000
"""Most files of a project that are read at all."""
_MANY_AROUND = 10
"""Where so many times more files lie around than are linted, they are read when somebody asks for what is in them."""
_MOST_READ = 500
"""Where more files around than this have to be read anyway, all are."""
MANY = 1000
"""A project with more YAML files than this is not read for the sake of a few: only their folders are."""


class Around(NamedTuple):
    """Files around the linted ones, by their identities.

    It is `whole` unless there are too many, so that only their folders were read, or a folder cannot be looked into.
    """

    files: list[str]
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
    known = {identity(path) for path in linted}
    folders = sorted({Path(path).parent for path in known})
    settings = readable(settings)
    ignored = leaving_out(settings)
    found: dict[str, None] = {}
    sure: set[str] = set()
    whole = True
    most = (MANY if neighbours is None else ENTRIES) + len(known)
    for root in sorted({_project(folder, settings(folder)) for folder in folders}):
        names = neighbours.tree("files", str(root)) if neighbours is not None else None
        files = list(map(str, islice(walk(root, ignored(root)), most + 1))) if names is None else names
        if names is not None:
            sure.update(files)
        elif neighbours is not None and not any(map(is_folder, files)):
            neighbours.learn_tree("files", str(root), files)
        if len(files) > most:
            whole = False
            files = [str(file) for folder in folders for file in walk(folder, ignored(folder), deep=False)]
        found.update(dict.fromkeys(files))
        within = (Path(name) for name in unsaved if below(name, str(root)) is not None)
        found.update(
            (str(path), None) for path in within if is_manifest(path.name) and not ignored(path.parent).excludes(path)
        )
    for folder in folders:
        if ignored(folder).all_of(folder):
            found.update(dict.fromkeys(map(str, walk(folder, deep=False))))
    closed = {path for path in found if path not in sure and is_folder(path)}
    return Around([path for path in found if path not in known and path not in closed], whole and not closed)


def _project(folder: Path, settings: Settings) -> Path:
    """The folder of the project that a folder belongs to."""
    root = real(settings.root) if settings.root is not None else ""
    if root and (root == str(folder) or below(str(folder), root) is not None):
        return Path(root)
    return repository(folder) or folder


_UNREAD = frozenset(
    {Skip.UNPARSABLE, Skip.IN_PART, Skip.TEMPLATE, Skip.TOO_LARGE, Skip.UNREADABLE, Skip.NOT_READ, Skip.FAILED}
)
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
    facts: list[tuple[Order, Facts]] = []
    files: dict[str, str] = {}
    called = naming()
    selecting: dict[str, list[str]] = {}
    replaced = {file for file, _, _ in built.instead_of}
    unread: list[str] = []
    for number, result in enumerate(results):
        facts += (((0, number), one) for one in result.facts)
        files[identity(result.path)] = result.path
        rendered = result.templates and result.role == Role.TEMPLATE.value  # of which the names are not known
        if rendered or not _UNREAD.isdisjoint(result.skipped):
            unread.append(result.path)

    def of_file(file: str, name: str) -> list[Facts]:
        path = Path(file)
        held = neighbours.facts(path, name, roles) if neighbours is not None else None
        if held is not None:
            if neighbours is not None and name not in replaced:
                selecting[name] = neighbours.selecting(file)
            return held
        role = roles.of(path)
        read = partial(facts_around, path, role, pod_specs, reader, neighbours)
        return read() if memory is None else memory.facts(path, role, read)

    waiting = _waiting(around.files, len(files), roles, neighbours, replaced | known.keys())
    for number, file in enumerate(around.files):
        if waiting is not None and file in waiting.files:
            continue
        name = files[file] = called(file)
        if name in known:
            facts += (((1, number), one) for one in known[name])
        elif os.path.split(file)[1] not in KUSTOMIZATION_NAMES:
            facts += (((1, number), one) for one in of_file(file, name))
    roles.kustomizations.around_all(
        {file.rpartition(os.sep)[0] for file in (*files, *(waiting.files if waiting else ()))}
    )
    graph = roles.kustomizations.graph
    found = scopes(graph, (), files) if waiting is None else scopes_asked(graph, {*files, *around.files})
    found = with_built(found, built)
    # Objects may be in what could not be read: nothing is concluded from what its folder or kustomization lacks.
    closed = (found.of.get(file) or {file.rpartition("/")[0] or "."} for file in unread)
    found = found._replace(open=found.open.union(*closed))
    kept = [(order, one) for order, one in facts if (one.file, one.document, one.path) not in built.instead_of]
    kept += (((2, number), one) for number, one in enumerate(built.facts))
    if waiting is None:
        plain = [one for _, one in kept]
        return Index(plain, found, pod_specs, whole=around.whole, selecting=selecting)
    from podlint.project.filling import Filling  # of few runs only, whose project is known already
    from podlint.project.rest import Rest

    rest = Rest(waiting.stock, waiting.files, graph, lambda file: of_file(file, called(file)))
    tables = Filling(kept, rest, found, {**FOREIGN_SPECS, **pod_specs})
    return Index((), found, pod_specs, whole=around.whole, tables=tables)


class _Waiting(NamedTuple):
    """Files that are read when somebody asks for what is in them: what is known of them, and their places."""

    stock: Stock
    files: dict[str, int]


def _waiting(
    files: list[str], linted: int, roles: Roles, neighbours: Neighbours | None, first: Iterable[str]
) -> _Waiting | None:
    """Those of many files around few linted ones that may wait; None where all are looked at. Some come `first`."""
    if neighbours is None or len(files) < _MANY_AROUND * max(linted, _MANY_AROUND):
        return None
    names = tuple(KUSTOMIZATION_NAMES)
    others = [file for file in files if not file.endswith(names)]
    found = neighbours.stocked(others, roles)
    if found is None or len(others) - len(found[1]) > _MOST_READ:
        return None
    stock, stocked = found
    stocked.difference_update(map(identity, first))
    return _Waiting(stock, {file: number for number, file in enumerate(files) if file in stocked})


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
