"""What lies around the files of a run: how they are read, the project, its schemas and kustomizations."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.engine import workers
from podlint.engine.job import STDIN
from podlint.errors import ConfigError
from podlint.files.held import TEXTS
from podlint.files.paths import identity, repository, shown
from podlint.files.reading import Reader, TooLarge
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.definitions import Definitions
from podlint.project.kustomizations import Kustomizations
from podlint.project.schemas import Scan, changes_objects, scan
from podlint.project.schemas import definitions as definitions_in
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from podlint.engine.file import Early, Kind
    from podlint.engine.job import Job
    from podlint.engine.plan import Plans
    from podlint.project.around import Around
    from podlint.project.neighbours import Neighbours
    from podlint.project.remembered import Found as Definition
    from podlint.yaml.source import Source, Unreadable


class JobReader(Reader):
    """Reads files, and standard input under the name it goes by."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.unsaved, (identity(target.path) for target in job.targets if target.explicit), job.folders)
        self._stdin = job.stdin
        name = job.stdin.name if job.stdin is not None else STDIN
        self._names = {STDIN, name, shown(name), identity(name)}
        self._fixing = job.fixing

    def __call__(self, path: str | Path) -> bytes:
        """The bytes of a file, or those of standard input under its name. Raises OSError."""
        if self._stdin is not None and str(path) in self._names:
            if len(self._stdin.data) > MAX_BYTES:
                raise TooLarge
            return self._stdin.data
        return super().__call__(path)

    def decoded(self, path: str | Path) -> tuple[Source, Unreadable | None]:
        """The text of a file under the name that reports show, and why it is none. Raises OSError."""
        source, undecodable = super().decoded(path)
        source.fixing = self._fixing
        return source, undecodable


class Context:
    """The files around those of a run, looked for once and only where somebody asks."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._paths = [target.path for target in job.targets]
        if job.stdin is not None and job.stdin.name != STDIN:
            self._paths.append(Path(job.stdin.name))
        self._found: Around | None = None

    @property
    def paths(self) -> list[Path]:
        """The files of the run themselves."""
        return self._paths

    def __call__(self) -> Around:
        """The files around."""
        if self._found is None:
            from podlint.project.around import surroundings

            memory, names = self._job.memory, tuple(map(str, self._paths))
            self._found = memory.around.get(names) if memory is not None else None
            self._found = self._found or surroundings(
                self._paths, self._job.settings, self._job.unsaved, self._job.neighbours
            )
            if memory is not None:
                memory.around[names] = self._found
        return self._found


def with_schemas(
    job: Job, plans: Plans, reader: Reader, context: Context, kustomizations: Kustomizations, early: Early
) -> Plans:
    """The plans with the definitions of custom resources: those of the files, and of the project around them.

    The project is looked through only where a file holds objects of groups that Kubernetes does not know, and so are
    the definitions that `podlint schemas` keeps for it. Files with definitions are linted, or read, `early`: they are
    parsed here. Raises ConfigError where a kept definition cannot be used.
    """
    known = job.neighbours
    found = _scanned(
        (*context.paths, *((Path(STDIN),) if job.stdin is not None else ())), job, reader, early, early.lint
    )
    definitions, mutated = found.definitions, found.mutated
    if found.groups and context.paths:
        files = context().files
        remembered: list[Definition] = []
        if known is not None:
            files, remembered = _remembered(known.defining(files, found.groups), known, reader)
        around = _scanned([*map(Path, files)], job, reader, early, early.read)
        definitions, mutated = [*definitions, *remembered, *around.definitions], (*mutated, *around.mutated)
        if known is not None:
            _learn(around, known, reader)
    if definitions:
        from podlint.project.patched import with_patches

        with_patches(definitions, kustomizations, reader)
    if found.groups:
        from podlint.project import kept

        folders = {path.parent for path in context.paths} or {Path()}
        places = [(folder, _root(job, folder)) for folder in folders]
        definitions = [*definitions, *kept.lacking(found.groups, definitions, places, reader)]
    if not definitions:
        return plans
    return plans.with_definitions(
        Definitions(definitions, mutated, lambda file: kustomizations.around(Path(file).parent).scopes(file))
    )


def _remembered(files: Iterable[str], known: Neighbours, reader: Reader) -> tuple[list[str], list[Definition]]:
    """Those of the files that have to be read, and the definitions in the others."""
    left: list[str] = []
    remembered: list[Definition] = []
    for file in files:
        found = known.definitions(file, lambda path: definitions_in(path, reader))
        if found is None:
            left.append(file)
        else:
            remembered += found
    return left, remembered


def _learn(found: Scan, known: Neighbours, reader: Reader) -> None:
    """Keep what was found in files that change no objects, and that there is nothing in kustomizations."""
    by_file: dict[str, list[Definition]] = {}
    for file, defines in found.defining.items():
        if defines or os.path.split(file)[1] in KUSTOMIZATION_NAMES:
            by_file[file] = []
    for one in found.definitions:
        by_file.setdefault(one[0], []).append(one)
    for file, definitions in by_file.items():
        if not found.defining.get(file, True) or not changes_objects(file, reader):
            known.learn_definitions(file, definitions)


def _scanned(
    paths: Sequence[Path], job: Job, reader: Reader, early: Early, also: Callable[[Path, frozenset[Kind]], None]
) -> Scan:
    """What a look at files tells, by as many processes as pay."""
    number, sizes = workers.processes(job.processes, paths)
    if number == 1:
        found = scan(paths, reader, also)
    else:
        shares = workers.pieces(sizes)

        def do(share: int) -> tuple[list[Scan], Any]:
            return [scan([paths[i]], reader, also) for i in shares[share]], early.give()

        parts: list[Scan] = [Scan()] * len(paths)
        for share, (scans, given) in workers.shared(len(shares), do, number).items():
            early.take(given)
            for i, part in zip(shares[share], scans, strict=True):
                parts[i] = part
        if sum(sizes) > TEXTS:
            reader.hold_little()
        found = Scan.joined(parts)
    if job.neighbours is not None:
        for file, defines in found.defining.items():
            job.neighbours.note_defining(file, defines)
    return found


def kustomizations(job: Job, reader: Reader, context: Context) -> Kustomizations:
    """The kustomizations of the run, with their unsaved texts, and on demand those of the projects around it."""
    memory, neighbours = job.memory, job.neighbours
    read: Callable[[str], list[Any]] = reader.documents
    if memory is not None:
        read = partial(memory.documents, read=reader.documents)
    elif neighbours is not None:
        read = partial(_known_documents, neighbours, reader)
    return Kustomizations(
        context.paths,
        read,
        lambda folder: repository(folder) or _root(job, folder),
        memory.kustomizations if memory is not None else None,
        lambda file: reader.source(file).text,
        neighbours,
    )


def _root(job: Job, folder: Path) -> Path | None:
    """The folder of the configuration that holds for a folder; None where there is none that can be used."""
    try:
        return job.settings(folder).root
    except ConfigError:
        return None


def _known_documents(neighbours: Neighbours, reader: Reader, file: str) -> list[Any]:
    """The documents of a kustomization, which is read only where it is not known already."""
    found = neighbours.documents(file)
    if found is None:
        found = reader.documents(file)
        neighbours.learn_documents(file, found)
    return found
