"""One document to its findings: for whom it is, the text of it, and the objects in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine import most, objects, resolve, text
from podlint.findings import guard
from podlint.findings.finding import EngineHit, Hit
from podlint.findings.result import FileResult, Skip
from podlint.kubernetes.kinds import GROUPS
from podlint.kubernetes.objects import is_list, looks_like_object
from podlint.kubernetes.objects import objects as objects_of
from podlint.kustomize.fields import is_kustomization, is_kustomization_file
from podlint.project.foreign import is_sops, whose, without_sops
from podlint.project.roles import Role
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema.unknown import is_client_config
from podlint.yaml.document import Document
from podlint.yaml.place import Part, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.engine.plan import Plan
    from podlint.engine.resolve import Located
    from podlint.kubernetes.view import KubeObject
    from podlint.schema.cel.judge import Skipped
    from podlint.yaml.doubts import Doubts
    from podlint.yaml.parsed import Composed

_MOST_SKIPPED = 20
"""How many rules of a document that could not be evaluated are named."""


def lint(composed: Composed, plan: Plan, role: Role, variables: frozenset[str] | None) -> FileResult:
    """Check one document of a file with a role; `variables` are what a kustomization fills in, None without one."""
    document = composed.document
    fragment = _completed(document) if role is Role.MARKDOWN else None
    document = fragment or document
    if is_sops(document.data):
        document = Document(document.source, document.index, without_sops(document.data), document.root)
        document.doubts = composed.document.doubts
    data = document.data
    named = role is Role.KUSTOMIZATION
    if is_kustomization_file(data, named=named) or (role is Role.CHART and isinstance(data, dict)):
        from podlint.engine import tools

        return tools.lint(composed, "chart" if role is Role.CHART else "kustomization", plan)
    if is_kustomization(data):
        return FileResult(document.source.path).skipping(Skip.KUSTOMIZATION)
    if document.doubts and _who_is_in_doubt(document, document.doubts):
        return FileResult(document.source.path).skipping(Skip.UNPARSABLE)
    if not looks_like_object(data) and not is_list(data):
        return _untyped(document, plan, role)
    targets = list(objects_of(document, plan.pod_specs, partial=role is Role.PATCH or fragment is not None))
    for target in targets:
        target.fragment = fragment is not None
        target.variables = variables
    if len(targets) == 1 and is_client_config(targets[0]):
        return FileResult(document.source.path).skipping(Skip.NOT_A_MANIFEST)
    return _objects(composed, document, targets, plan, role)


def _who_is_in_doubt(document: Document, doubts: Doubts) -> bool:
    """Whether it is not known what a document is, because its text had to be repaired just there."""
    if any(doubts.about((key,)) for key in ("apiVersion", "kind")):
        return True
    return () in doubts.partial and not looks_like_object(document.data)


def _completed(document: Document) -> Document | None:
    """The document as the part of an object that it shows; None where it shows a whole one."""
    from podlint.kubernetes.fragments import completed

    return completed(document)


def _untyped(document: Document, plan: Plan, role: Role) -> FileResult:
    """The result of a document without apiVersion and kind: not for the server, or meant to be."""
    from podlint.engine import untyped

    wrong = untyped.almost_a_manifest(document.data) if role is Role.MANIFEST else None
    if wrong is None:
        hit = Hit(Place((), Part.KEY), "document without apiVersion and kind is not checked")
        wrong = EngineHit(EngineRule.NOT_A_MANIFEST, hit)
    selected = plan.engine.get(wrong.rule)
    found = (resolve.finding(wrong.hit, selected, document)[0],) if selected is not None else ()
    path = document.source.path
    reason = whose(path, document.data) if wrong.rule is EngineRule.NOT_A_MANIFEST else Skip.NOT_A_MANIFEST
    return FileResult(path, findings=found).skipping(reason)


def _objects(composed: Composed, document: Document, targets: list[KubeObject], plan: Plan, role: Role) -> FileResult:
    """The result of a document that holds objects."""
    found: list[Located] = []
    if is_list(document.data) and (selected := plan.engine.get(EngineRule.MISSING_FIELD)) is not None:
        from podlint.engine import untyped

        for hit in untyped.items(document.data):
            if most.reached(document.source, selected.rule.name):
                break
            most.count(document.source, selected.rule.name)
            found.append(resolve.finding(hit, selected, document))
    custom = (plan.custom.get((target.api_version, target.kind)) for target in targets)
    counted = _counted() if any(schema is not None and schema.rules for schema in custom) else None
    judged = [_guarded(target, plan, role) for target in targets]
    found += [located for one in judged for located in one.found]
    skipped = counted() if counted is not None else []
    result = FileResult(
        document.source.path,
        findings=(*text.of_keys(composed, plan.engine), *resolve.without_repeats(found)),
        documents=1,
        checked=1,
        without_schema=int(not all(one.has_schema for one in judged)),
        unknown_kinds=tuple(
            target.kind
            for target, one in zip(targets, judged, strict=True)
            if target.kind and not one.has_schema and target.group not in catalog.groups()
        ),
        without_cel=int(bool(skipped)),
        rules_skipped=tuple(f"{targets[0].name}: {rule}: {why}" for rule, why in skipped[:_MOST_SKIPPED]),
        facts=tuple(known for one in judged for known in one.facts),
        directives=tuple(written for one in judged for written in one.directives),
        failures=tuple(failure for one in judged for failure in one.failures),
    )
    for target in targets:
        if target.group not in GROUPS and target.kind and not target.partial:
            result = _with_texts(result, target, plan)
    templates = sum(one.templates for one in judged)
    return result.skipping(Skip.TEMPLATE, templates) if templates else result


def _with_texts(result: FileResult, target: KubeObject, plan: Plan) -> FileResult:
    """The result with what is said of the texts in a custom resource that are YAML themselves."""
    from podlint.kubernetes.inner_texts import INNER_TEXTS

    if f"{target.group}/{target.kind}" not in INNER_TEXTS:
        return result
    from podlint.engine import deployers

    inner = deployers.lint(target, plan)
    return result._replace(
        findings=(*result.findings, *inner.findings),
        directives=(*result.directives, *inner.directives),
        failures=(*result.failures, *inner.failures),
    )


def _guarded(target: KubeObject, plan: Plan, role: Role) -> objects.Judged:
    """What is said of one object; where saying it fails, that."""
    try:
        return objects.judge(target, plan, role)
    except guard.RAISED as error:
        document = target.document
        at = document.locate(target.place("kind"))[0]
        found = guard.internal_error("checking this object", error, at, document.index, target.name)
        failure = guard.failure("checking an object", document.source.path, error)
        return objects.Judged(((found, None),), has_schema=True, failures=(failure,))


def _counted() -> Callable[[], list[Skipped]]:
    """Begin to count rules in CEL that cannot be evaluated; gives what tells which they were."""
    from podlint.schema.cel import rules

    rules.begin()
    return rules.skipped
