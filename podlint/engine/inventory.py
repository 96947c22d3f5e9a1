"""The objects in files and folders, where each stands, and the index over them: for `list` and `graph`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.files.discover import discover
from podlint.files.disk import NotRead
from podlint.files.gitignore import GitIgnore
from podlint.files.ignored import Ignored
from podlint.files.paths import shown
from podlint.files.reading import Reader
from podlint.kubernetes.objects import objects
from podlint.kustomize.fields import is_kustomization
from podlint.project.facts import facts
from podlint.project.index import Index
from podlint.project.kustomizations import Kustomizations
from podlint.project.roles import Role, Roles
from podlint.project.scopes import scopes
from podlint.tuples import NamedTuple
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podlint.files.discover import Target
    from podlint.kubernetes.view import KubeObject
    from podlint.project.facts import Facts
    from podlint.yaml.place import Location
    from podlint.yaml.place import Path as Keys
    from podlint.yaml.source import Source


_PARTIAL = (Role.HELM_TEMPLATE, Role.TEMPLATE, Role.PATCH)
_API_VERSION = r"(?m)^apiVersion:[ \t]*[\"']?([A-Za-z0-9./-]+)[\"']?[ \t]*(?:#.*)?$"
_KIND = r"(?m)^kind:[ \t]*[\"']?([A-Za-z0-9-]+)[\"']?[ \t]*(?:#.*)?$"


class Entry(NamedTuple):
    """An object, and the place of its name."""

    object: KubeObject
    location: Location


class Part(NamedTuple):
    """A document of a template or a patch, which is no whole object: its kind as it is written, and its place."""

    kind: tuple[str, str]
    path: str
    line: int
    role: Role


class Inventory(NamedTuple):
    """The objects of files in order, the project's index over them, and messages for standard error.

    `errors` are about files that cannot be read, `notes` about what is passed over; `parts` are the kinds of templates
    and patches, as far as these say them.
    """

    entries: list[Entry]
    project: Index
    errors: list[str]
    notes: list[str]
    parts: list[Part]


def inventory(arguments: Iterable[str], pod_specs: Mapping[str, Keys]) -> Inventory:
    """Read what the arguments name, whatever the configuration leaves out. Raises MissingPath."""
    ignored = Ignored(GitIgnore())
    return inventory_of(discover(arguments, lambda _: ignored), pod_specs, Reader())


def inventory_of(targets: Sequence[Target], pod_specs: Mapping[str, Keys], reader: Reader) -> Inventory:
    """Read these files; templates and patches hold no whole objects: of these the kinds are read."""
    roles = Roles(Kustomizations(target.path for target in targets))
    entries: list[Entry] = []
    known: list[Facts] = []
    files: list[str] = []
    errors: list[str] = []
    notes: list[str] = []
    parts: list[Part] = []
    for target in targets:
        name = shown(target.path)
        files.append(name)
        role = roles.of(target.path)
        if role.skip is not None or role is Role.PATCH:
            parts += _parts(target.path, name, role, reader) if role in _PARTIAL else ()
            continue
        try:
            source, undecodable = reader.decoded(target.path)
        except OSError as error:
            passed = isinstance(error, NotRead) and not target.explicit
            (notes if passed else errors).append(f"{name}: cannot be read: {error.strerror or error}")
            continue
        if undecodable is not None:
            errors.append(f"{name}: cannot be read: {undecodable.message}")
            continue
        for found in _objects(source, pod_specs, notes):
            entries.append(Entry(found, found.document.locate(found.place("metadata", "name"))[0]))
            known.append(facts(found, name))
    return Inventory(entries, Index(known, scopes(roles.kustomizations.graph, files), pod_specs), errors, notes, parts)


def _parts(path: Path, name: str, role: Role, reader: Reader) -> Iterator[Part]:
    """The kinds that the documents of a template or patch say, each way that branches of a template may say it."""
    try:
        text = reader.source(path).text
    except OSError:
        return
    start = 0
    for piece in re.split(r"(?m)^(?=---)", text):
        versions = dict.fromkeys(re.findall(_API_VERSION, piece))
        for kind in re.finditer(_KIND, piece):
            line = text.count("\n", 0, start + kind.start()) + 1
            yield from (Part((version, kind[1]), name, line, role) for version in versions)
        start += len(piece)


def _objects(source: Source, pod_specs: Mapping[str, Keys], notes: list[str]) -> Iterator[KubeObject]:
    for text in texts(source).texts:
        for _, problem in text.parsed.problems:
            at = source.position(problem.span.start)
            notes.append(f"{source.path}:{at}: {problem.message}")
        for document in text.documents:
            if not is_kustomization(document.data):
                yield from (o for o in objects(document, pod_specs) if isinstance(o.value, dict))
