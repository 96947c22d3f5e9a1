"""What overlays build: the objects, with the plans that these are judged by and the suppressions that they bear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.objects import looks_like_object
from podlint.kubernetes.view import KubeObject
from podlint.rule import INTERNAL_ERROR
from podlint.suppression.apply import speaking
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.engine.merging import Lines, Seen
    from podlint.engine.plan import Plan
    from podlint.findings.finding import Finding, ObjectName
    from podlint.kustomize.build import Build, Problem
    from podlint.kustomize.graph import Graph
    from podlint.project.facts import Facts
    from podlint.suppression.apply import Vocabulary
    from podlint.suppression.directive import Directive
    from podlint.yaml.place import Location


class Overlay(NamedTuple):
    """A kustomization that no other one takes: its file by identity, how reports show its folder, what it builds."""

    file: str
    name: str
    build: Build

    @property
    def refused(self) -> list[Problem]:
        """Why Kustomize refuses it. A file that is not there is no reason: it may be made before, and kept from Git."""
        return [problem for problem in self.build.problems if not problem.missing]


class BuiltObject(NamedTuple):
    """An object that an overlay builds, of which lines, and the files that it is made of: one for each of their plans.

    The first file is the one that holds its lines. `name` is what it is called there: the same whichever overlays there
    are, and whatever these call it. `ignores` is what its annotation hides. It is `open` where something that
    is not known may have changed any of it.
    """

    lines: Lines
    files: tuple[str, ...]
    name: ObjectName
    ignores: tuple[Directive, ...]
    open: bool = False

    def seen(self, finding: Finding, plan: Plan, plan_of: Callable[[str], Plan]) -> Iterator[Finding]:
        """A finding by a plan, where that one decides: it is the plan of the file that the finding is shown in."""
        there = plan_of(finding.location.path)
        decides = there is plan
        if not decides and plan is plan_of(self.files[0]):
            decides = finding.rule == INTERNAL_ERROR or _lacks(map(plan_of, self.files), there, finding.rule)
        if decides:
            yield finding._replace(object=self.name)

    def hidden(self, finding: Finding, vocabulary: Vocabulary) -> list[Location]:
        """The words of its annotation that hide a finding, by their places."""
        return [at for directive in self.ignores for at in speaking(directive, finding, vocabulary)]


class Judged(NamedTuple):
    """What is said of a built object: what is found on it, and its facts.

    `concerns` says that a cross-object rule has to look at it.
    """

    object: BuiltObject
    found: list[Seen]
    facts: Facts | None
    concerns: bool


class Look(NamedTuple):
    """What is said of the objects of an overlay, in the order in which it builds them."""

    overlay: Overlay
    objects: list[Judged]


def apart(overlays: Iterable[str], graph: Graph) -> list[list[str]]:
    """Overlays in groups that are made of different files; all in the order given."""
    group_of: dict[str, list[str]] = {}
    groups: list[list[str]] = []
    for overlay in overlays:
        group = [overlay]
        files = graph.reads(overlay)
        for other in {id(found): found for file in files if (found := group_of.get(file)) is not None}.values():
            group += other
            groups.remove(other)
        groups.append(group)
        group_of.update(dict.fromkeys((file for one in group for file in graph.reads(one)), group))
    order = {overlay: number for number, overlay in enumerate(overlays)}
    return sorted((sorted(group, key=order.__getitem__) for group in groups), key=lambda group: order[group[0]])


def _lacks(plans: Iterable[Plan], there: Plan, rule: str) -> bool:
    return not any(plan is there for plan in plans) and rule in there.selected


def known_of(built: BuiltObject, target: KubeObject) -> KubeObject:
    """What is known of a built object: of an open one, that which nothing else follows from."""
    if not built.open:
        return target
    copy = KubeObject(target.value, target.path, target.document, target.pod_path, partial=True)
    copy.variables = target.variables
    return copy


def named(target: KubeObject, written: Any) -> ObjectName:
    """What an object is called where it was written: with its metadata, or as the entry of a generator."""
    named = written.get("metadata") if looks_like_object(written) else written
    if not isinstance(named, dict) or not isinstance(named.get("name"), str):
        return target.name
    namespace = named.get("namespace")
    return target.name._replace(
        name=named["name"], namespace=namespace if isinstance(namespace, str) and namespace else None
    )
