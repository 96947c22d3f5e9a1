"""What is certain of an object in a template: which rules look at it, and what they must not draw conclusions from."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.findings.finding import Severity
from podlint.rule import EngineRule, Scope
from podlint.schema import catalog
from podlint.schema.belongs import schema_at
from podlint.templates.parts import WRITTEN
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.engine.plan import Plan
    from podlint.findings.finding import EngineHit
    from podlint.kubernetes.view import KubeObject
    from podlint.rule import Rule
    from podlint.templates.parts import Open
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path, Place

_RULES = frozenset(
    {
        *("selector-mismatch", "workload-restart-policy", "rolling-update-stuck", "job-invalid"),
        *("args-unresolved-ref", "env-duplicate", "env-invalid", "env-ref-order", "env-self-ref", "env-unresolved-ref"),
        *("mount-undeclared-volume", "mount-invalid", "volume-invalid", "pod-invalid", "security-invalid"),
        *("probe-port-undeclared", "probe-invalid", "host-port-mismatch", "service-ports-invalid", "service-invalid"),
        *("rbac-invalid", "rbac-unknown-name", "request-exceeds-limit", "network-policy-invalid", "ingress-invalid"),
        *("capability-name", "deprecated-field", "deprecated-registry", "duplicate-mount-path", "duplicate-port"),
        *("fractional-bytes", "grace-period-negative", "implausible-quantity", "redundant-pod-entry"),
    }
)
"""Rules that ask whether all is known before they conclude from what is not there; of warnings those of plain mistakes.

Errors that may be seen in a part of an object (a Kustomize patch) follow from what is there alone. What is a risk is
not weighed here: it depends on what else an object is.
"""
_PASSED = frozenset({EngineRule.PLACEHOLDER, EngineRule.NOT_A_MANIFEST, EngineRule.UNKNOWN_CRD})


def _refused(rule: Rule) -> bool:
    return rule.severity is Severity.ERROR and rule.default


@lru_cache(maxsize=16)
def plan_of(plan: Plan) -> Plan:
    """The plan for the templates of files with a plan."""
    passed = {own.value for own in _PASSED}
    selected = {
        name: chosen
        for name, chosen in plan.selected.items()
        if name not in passed
        and (chosen.rule.scope is Scope.ENGINE or name in _RULES or (chosen.rule.partial and _refused(chosen.rule)))
        and chosen.rule.scope is not Scope.PROJECT
    }
    return plan.like(selected)


class Unwritten(NamedTuple):
    """What is open in a document, for the check of the objects in it with a plan.

    With `filled`, all that may be there besides what is written is there, and not known: more items, more keys, the
    fields that could be among them, values. Else only values are there, as placeholders that are like no other text.
    """

    open: Open
    plan: Plan
    filled: bool

    def paths(self, target: KubeObject) -> Iterator[Path]:
        """What rules must not draw conclusions from: values, more keys and items, fields that may be among them."""
        if not self.filled:
            return
        above = len(target.path)
        for path in self.open.values:
            if path[:above] == target.path and len(path) > above:
                yield path[above:]
        for path in self.open.collections:
            if path[:above] != target.path:
                continue
            inside = target.document.value(path)
            yield (*path[above:], len(inside) if isinstance(inside, list) else WRITTEN)
            if isinstance(inside, dict):
                yield from ((*path[above:], name) for name in self.fields(target, path[above:]) if name not in inside)

    def fields(self, target: KubeObject, path: Path) -> Iterator[str]:
        """The fields that may stand in a mapping of an object."""
        blob = catalog.find(self.plan.versions[-1], target.api_version, target.kind)
        found = blob or self.plan.custom.get((target.api_version, target.kind))
        if found is not None:
            yield from schema_at(catalog.linked(found), path).get("properties", ())

    def allows(self, own: EngineHit, target: KubeObject) -> bool:
        """Whether what the schema check says of an object holds, whatever is not known."""
        path = own.hit.place.path
        if own.rule is EngineRule.MISSING_FIELD:
            return not self.open.lacks((*target.path, *(own.withheld or path)[:-1]))
        if own.rule is EngineRule.ONE_OF_VIOLATION and own.withheld is not None:
            return not self.open.lacks(path)
        if own.rule is EngineRule.ONE_OF_VIOLATION:  # what is filled in may be null, which counts as absent
            return not any(self.open.unknown(at) for at in (path, *(one.place.path for one in own.hit.related)))
        if own.rule is EngineRule.CRD_SCHEMA:
            return self.open.whole(path if own.about is None else (*target.path, *own.about))
        return True

    def holds(self, place: Place, document: Document) -> bool:
        """Whether what a rule says of a place is about something that is written, or that surely is not."""
        path = place.path
        while path and not document.has(path):
            path = path[:-1]
            if self.open.lacks(path):
                return False
        return not self.open.unknown(path)
