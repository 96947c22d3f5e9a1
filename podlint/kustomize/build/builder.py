"""The way through a build: gather, name, refer, fill in, sort."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from podlint.kustomize.build.accumulate import Accumulated
from podlint.kustomize.build.errors import Refusal, TooLarge, Unseen
from podlint.kustomize.build.files import Files, Missing, Reader, Root, on_disk, with_slashes
from podlint.kustomize.build.generate import add_hash
from podlint.kustomize.build.nodes import Map
from podlint.kustomize.build.notes import Notes, managed, write
from podlint.kustomize.build.order import sort
from podlint.kustomize.build.references import follow
from podlint.kustomize.build.resource import Resource, texts_set
from podlint.kustomize.build.result import Build, Built, Gap, Problem
from podlint.kustomize.build.schema import Schema
from podlint.kustomize.build.target import Session, Target
from podlint.kustomize.build.variables import fill_in, values_of
from podlint.yaml.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.kustomize.build.data import KnownData
    from podlint.kustomize.build.nodes import Origin
    from podlint.yaml.place import Location

_LOCAL = "config.kubernetes.io/local-config"


class Builder:
    """Builds kustomizations of one state of the files: each file is read once, each base built once.

    `name` is what places in a file call it, by its path. Without `strict`, kustomizations may read files beside their
    folders, as Flux has it and `--load-restrictor LoadRestrictionsNone`, and what is generated keeps its name without
    a hash behind it, as people know it.
    """

    def __init__(
        self, reader: Reader = on_disk, name: Callable[[str], str] | None = None, *, strict: bool = True
    ) -> None:
        self._files = Files(reader, name or with_slashes, restricted=strict)
        self._strict = strict
        self._built: dict[tuple[str, bool], Accumulated] = {}
        self._data: KnownData = {}

    def build(self, folder: str | os.PathLike[str]) -> Build:
        """What kustomize makes of a folder with a kustomization. Raises nothing: refusals are in its problems."""
        session = Session(self._files, Schema(), self._built)
        root = Root(self._files, os.path.normpath(os.fspath(folder)))
        state = Accumulated()
        try:
            return _finish(state, *_gather(session, root, state), self._data, hashes=self._strict)
        except Refusal as error:
            problems = [*state.problems, error]
        except TooLarge as error:
            ours = Problem(error.reason, None, ours=True)
            return Build([], [*map(_problem, state.problems), ours], _gaps(state), lacks=True)
        except Unseen as error:
            problems = [*state.problems, Refusal(error.reason, None)]
        return Build([], [_problem(each) for each in problems], _gaps(state), lacks=True)


def build(folder: str | os.PathLike[str], reader: Reader = on_disk) -> Build:
    """What kustomize makes of a folder with a kustomization."""
    return Builder(reader).build(folder)


def _gather(session: Session, root: Root, state: Accumulated) -> tuple[Accumulated, Target]:
    target = Target(session, root)
    if target.kustomization.data.get("buildMetadata"):
        target.notes = Notes()
    target.use_schema()
    return target.accumulate(state), target


def _finish(first: Accumulated, state: Accumulated, target: Target, known: KnownData, *, hashes: bool) -> Build:
    """The steps that come last, once for all kustomizations together. Raises Refusal."""
    kustomization = target.kustomization
    resources = state.resources
    for resource in resources.items if hashes else ():
        add_hash(resource)
    follow(resources, state.config.name_reference, state.unsure)
    fill_in(resources, values_of(resources, state.variables, state.unsure), state.config.var_reference)
    resources.items = [resource for resource in resources.items if _stays(resource)]
    sort(resources, kustomization.data.get("sortOptions"), kustomization.at("sortOptions"))
    again, resources.items = resources.items, []
    resources.extend(again)
    options = [option for option in kustomization.data.get("buildMetadata") or () if option]
    for resource in resources.items:
        if "managedByLabel" in options:
            managed(resource, kustomization.at("buildMetadata"))
        node = resource.metadata().get("annotations")
        if node is not None:
            texts_set(resource, "annotations", dict(node.entries) if isinstance(node, Map) else {})
        write(resource, options, kustomization.at("buildMetadata"))
    problems = list(state.problems)
    objects: list[Built] = []
    for resource in resources.items:
        problems += [Refusal(reason, origin) for reason, origin in resource.faults]
        try:
            objects.append(Built(resource, resource.data(known)))
        except Refusal as error:
            problems.append(error)
    return Build(
        objects,
        [_problem(each) for each in problems],
        _gaps(state),
        lacks=bool(state.gaps),
        ineffective=[Gap(each.reason, _location(each.origin)) for each in state.ineffective],
    )


def _stays(resource: Resource) -> bool:
    """Whether an object is written: not where it says that it is for local use. Raises Refusal."""
    if resource.root is None or not resource.root.entries:
        return False
    if not resource.metadata().get("name"):
        raise Refusal(f"the {resource.gvk.kind} has no metadata.name", resource.where)
    annotations = resource.texts("annotations")
    return annotations.get(_LOCAL, "false") == "false"


def _problem(error: Refusal) -> Problem:
    return Problem(error.reason, error.location or _location(error.origin), isinstance(error, Missing))


def _gaps(state: Accumulated) -> list[Gap]:
    return [Gap(gap.reason, _location(gap.origin)) for gap in (*state.gaps, *state.doubts)]


def _location(origin: Origin | None) -> Location | None:
    return None if origin is None else origin.document.locate(Place(origin.path))[0]
