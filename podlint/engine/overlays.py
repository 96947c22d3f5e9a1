"""What overlays build: the objects, with the plans that these are judged by and the suppressions that they bear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.objects import looks_like_object
from podlint.kubernetes.view import KubeObject
from podlint.rule import INTERNAL_ERROR
from podlint.suppression.apply import speaking
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.engine.merging import Lines
    from podlint.engine.plan import Plan
    from podlint.findings.finding import Finding, ObjectName
    from podlint.kustomize.build import Build, Problem
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
    """An object that an overlay builds, of which lines, and the plans of the files that it is made of.

    The first plan is that of the file that holds its lines. `name` is what it is called there: the same whichever
    overlays there are, and whatever these call it. `ignores` is what its annotation hides. It is `open`
    where something that is not known may have changed any of it.
    """

    overlay: Overlay
    lines: Lines
    target: KubeObject
    plans: tuple[Plan, ...]
    name: ObjectName
    ignores: tuple[Directive, ...]
    open: bool = False

    @property
    def known(self) -> KubeObject:
        """What is known of it: of an open one, that which nothing else follows from."""
        if not self.open:
            return self.target
        target = self.target
        copy = KubeObject(target.value, target.path, target.document, target.pod_path, partial=True)
        copy.variables = target.variables
        return copy

    def seen(self, finding: Finding, plan: Plan, plan_of: Callable[[str], Plan]) -> Iterator[Finding]:
        """A finding by a plan, where that one decides: it is the plan of the file that the finding is shown in."""
        there = plan_of(finding.location.path)
        decides = there is plan
        if not decides and plan is self.plans[0]:
            decides = finding.rule == INTERNAL_ERROR or _lacks(self.plans, there, finding.rule)
        if decides:
            yield finding._replace(object=self.name)

    def hidden(self, finding: Finding, vocabulary: Vocabulary) -> list[Location]:
        """The words of its annotation that hide a finding, by their places."""
        return [at for directive in self.ignores for at in speaking(directive, finding, vocabulary)]


def _lacks(plans: tuple[Plan, ...], there: Plan, rule: str) -> bool:
    return not any(plan is there for plan in plans) and rule in there.selected


def named(target: KubeObject, written: Any) -> ObjectName:
    """What an object is called where it was written: with its metadata, or as the entry of a generator."""
    named = written.get("metadata") if looks_like_object(written) else written
    if not isinstance(named, dict) or not isinstance(named.get("name"), str):
        return target.name
    namespace = named.get("namespace")
    return target.name._replace(
        name=named["name"], namespace=namespace if isinstance(namespace, str) and namespace else None
    )
