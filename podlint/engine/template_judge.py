"""What is wrong with the documents of one reading of a template, whatever stands where it leaves something open."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from podlint.engine import objects, resolve, template_versions, text, untyped
from podlint.engine.certain import Unwritten, plan_of
from podlint.engine.helm import misplaced
from podlint.findings import guard
from podlint.kubernetes.objects import is_list, looks_like_object, make_object
from podlint.kubernetes.objects import objects as objects_of
from podlint.kustomize.fields import is_kustomization
from podlint.project.roles import Role
from podlint.rule import EngineRule
from podlint.schema.slips import slips
from podlint.schema.unknown import is_client_config
from podlint.templates.parts import separators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.engine.plan import Plan
    from podlint.engine.resolve import Located
    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure
    from podlint.kubernetes.view import KubeObject
    from podlint.suppression.directive import Directive
    from podlint.templates.parts import Open, Piece
    from podlint.yaml.document import Document
    from podlint.yaml.source import Source


class Judge:
    """Judges documents of readings of one template; what its objects say of suppressions, and what failed, is kept."""

    def __init__(self, source: Source, plan: Plan, role: Role, *, helm: bool) -> None:
        self.plan = plan_of(plan)
        self.directives: dict[object, Directive] = {}
        self.failures: list[Failure] = []
        self.separators = separators(source)
        self._source = source
        self._role = role
        self._helm = helm

    def number(self, offset: int) -> int:
        """The number of the document that an offset of the template lies in."""
        return bisect_right(self.separators, offset)

    def judged(self, piece: Piece) -> Iterator[Finding]:
        """What is wrong with a document of one reading."""
        document = piece.composed.document
        data = document.data
        for one in piece.misplaced if self._helm else ():
            yield from misplaced(piece.composed.document.source, one, self.plan)
        if not isinstance(data, dict) or is_kustomization(data):
            return
        if not looks_like_object(data) and not is_list(data):
            wrong = untyped.almost_a_manifest(data) if self._role is not Role.MARKDOWN else None
            if wrong is not None and not (wrong.rule is EngineRule.MISSING_FIELD and piece.open.lacks(())):
                selected = self.plan.engine.get(wrong.rule)
                if selected is not None:
                    yield resolve.finding(wrong.hit, selected, document)[0]
            return
        targets = list(objects_of(document, self.plan.pod_specs))
        if len(targets) == 1 and is_client_config(targets[0]):
            return
        yield from text.of_keys(piece.composed, self.plan.engine)
        found: list[Located] = []
        for target in targets:
            try:
                if target.api_version and target.kind:
                    found += self._of_object(target, piece.open, self.plan)
                elif which := template_versions.candidates(target, self._source, self.plan):
                    found += self._of_one(target, piece.open, which)
                else:  # a value decides what it is
                    found += self._of_any(target)
            except guard.RAISED as error:
                self.failures.append(guard.failure("checking a template", self._source.path, error))
        yield from resolve.without_repeats(found)

    def _of_any(self, target: KubeObject) -> Iterator[Located]:
        """What is wrong with an object whatever its kind is."""
        selected = self.plan.engine.get(EngineRule.UNKNOWN_FIELD)
        if selected is None:
            return
        for own in slips(target):
            yield resolve.finding(own.hit, selected, target.document, target.name)

    def _of_one(self, target: KubeObject, left_open: Open, which: list[tuple[str, str, str]]) -> Iterator[Located]:
        """What is wrong with an object of which a value decides what of some it is."""

        def make(document: Document) -> KubeObject:
            return make_object(document, document.data, (), self.plan.pod_specs)

        def judge(one: KubeObject, plan: Plan) -> list[Located]:
            return self._of_object(one, left_open, plan)

        return template_versions.judged(target, self.plan, which, make, judge)

    def _of_object(self, target: KubeObject, left_open: Open, plan: Plan) -> list[Located]:
        """What is wrong with an object by a plan, whether the fields that may be there are, or not."""
        judged = objects.judge(target, plan, self._role, unwritten=Unwritten(left_open, plan, filled=True))
        self.failures += judged.failures
        for written in judged.directives:
            number = self.number(written.location.span.start)
            self.directives.setdefault(written.location, written._replace(document=number))
        if not (left_open.collections or left_open.values) or not judged.found:
            return list(judged.found)
        bare = objects.judge(target, plan, self._role, unwritten=Unwritten(left_open, plan, filled=False))
        also = {(finding.rule, finding.location.span.start, finding.message) for finding, _ in bare.found}
        return [one for one in judged.found if (one[0].rule, one[0].location.span.start, one[0].message) in also]
