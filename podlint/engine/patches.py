"""Patches that stand in a kustomization, and what the steps of JSON patches set: judged where they are written.

A strategic-merge patch in the text of a kustomization is judged as one in a file of its own; of a JSON patch the values
are, where the kustomization says for which kind of object they are. What follows of them for whole objects is judged
on the built ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.engine import objects, resolve, text
from podlint.findings.result import FileResult
from podlint.kubernetes.kinds import group_of
from podlint.kubernetes.objects import looks_like_object, make_object
from podlint.kubernetes.objects import objects as objects_of
from podlint.kustomize.build.inline import inner_text
from podlint.kustomize.build.jsonpatch import steps_of
from podlint.kustomize.fields import inline_patches
from podlint.project.roles import Role
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema import check as schema
from podlint.schema.belongs import schema_at
from podlint.tuples import NamedTuple
from podlint.yaml.document import Document
from podlint.yaml.place import Place, pointer
from podlint.yaml.texts import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.engine.plan import Plan
    from podlint.findings.finding import Finding
    from podlint.yaml.parsed import Composed
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source

_OF_VALUES = frozenset(
    {
        *(EngineRule.UNKNOWN_FIELD, EngineRule.FUTURE_FIELD, EngineRule.WRONG_TYPE, EngineRule.INVALID_ENUM),
        *(EngineRule.ENV_NOT_STRING, EngineRule.INVALID_QUANTITY),
    }
)
"""What is wrong with a value whatever stands around it."""
_OF_KINDS = frozenset({EngineRule.UNKNOWN_KIND, EngineRule.REMOVED_API, EngineRule.DEPRECATED_API})
_OF_SCHEMA = frozenset(
    own.value
    for own in (
        *_OF_VALUES,
        *(EngineRule.ONE_OF_VIOLATION, EngineRule.OUT_OF_RANGE, EngineRule.DUPLICATE_LIST_ENTRY, EngineRule.CRD_SCHEMA),
    )
)
_INLINE = re.compile(r"/(?:(?:patches|patchesJson6902)/\d+/patch|patchesStrategicMerge/\d+)")
_OF_OTHERS = re.compile(r"/.*/patches/\d+(?:/patch|/target(?:/\w+)?)?|/.*/helm/values|/.*/valuesContent")


def is_inline(place: str) -> bool:
    """Whether a JSON pointer into a kustomization leads to a patch that stands there."""
    return _INLINE.fullmatch(place) is not None


def is_in_text(place: str) -> bool:
    """Whether a JSON pointer into an object may lead to a text that is a patch, or the values of a chart."""
    return _OF_OTHERS.fullmatch(place) is not None


def lint(document: Document, plan: Plan) -> FileResult:
    """What is said of the patches in a kustomization: findings without fixes, suppressions, failures."""
    return lint_each(document, inline_patches(document.data), plan)


def lint_each(document: Document, given: Iterable[tuple[Path, str, Any]], plan: Plan) -> FileResult:
    """The same of patches in any document: the place of each, its text, and its target, None without one."""
    parts = [
        part
        for path, value, target in given
        if document.locate(Place(path))[1] is None  # else an alias repeats another one
        for composed in inner_text(document, path, value).composed
        for part in _one(composed, target, plan)
    ]
    place = [finding._replace(fix=None) for part in parts for finding in part.findings]
    return FileResult(
        document.source.path,
        findings=tuple(place),
        directives=tuple(written for part in parts for written in part.directives),
        failures=tuple(failure for part in parts for failure in part.failures),
    )


def of_file(result: FileResult, source: Source, targets: list[Any], plan: Plan) -> FileResult:
    """The result of a file of patches that kustomizations use for targets: of those kinds, whatever it says itself.

    With what is wrong with the values that the steps of JSON patches set in the targets.
    """
    steps: list[Finding] = []
    left = result.findings
    for document in documents(source):
        steps += of_steps(document, targets, plan)
        if looks_like_object(document.data):
            passed = {own.value for own in _OF_KINDS}
            passed |= set() if any(_is_for(document.data, target) for target in targets) else _OF_SCHEMA
            left = tuple(one for one in left if one.document != document.index or one.rule not in passed)
    return result._replace(findings=left).adding(steps, source)


def of_steps(document: Document, targets: Iterable[Any], plan: Plan) -> Iterator[Finding]:
    """What is wrong with the values that a document of JSON patch steps sets in each of its targets."""
    said: set[tuple[str, int]] = set()
    for target in targets:
        for finding in _steps(document, target, plan):
            key = finding.rule, finding.location.span.start
            if key not in said:
                said.add(key)
                yield finding._replace(fix=None)


def _one(composed: Composed, target: Any, plan: Plan) -> Iterator[FileResult]:
    """The results of one document of a patch."""
    document = composed.document
    path = document.source.path
    if isinstance(document.data, list):
        yield FileResult(path, findings=tuple(of_steps(document, [target], plan)))
        return
    if not looks_like_object(document.data) or not _is_for(document.data, target):
        return
    assert document.outer is not None
    index, at = document.outer
    said = [
        finding._replace(document=index, pointer=pointer(at), named_pointer=pointer(at))
        for finding in text.of_keys(composed, plan.engine)
    ]
    yield FileResult(path, findings=tuple(said))
    for each in objects_of(document, plan.pod_specs, partial=True):
        judged = objects.judge(each, plan, Role.PATCH)
        passed = {own.value for own in _OF_KINDS} if isinstance(target, dict) else set()
        found = [located for located in judged.found if located[0].rule not in passed]
        yield FileResult(
            path,
            findings=tuple(resolve.without_repeats(found)),
            directives=tuple(one._replace(document=index, pointer=pointer(at)) for one in judged.directives),
            failures=judged.failures,
        )


def _is_for(data: Any, target: Any) -> bool:
    """Whether a patch is written for the kind that it is used for: with a target, its own kind does not decide."""
    kind = target.get("kind") if isinstance(target, dict) else None
    return not kind or kind == data.get("kind")


class _Type(NamedTuple):
    api_version: str
    kind: str


def _steps(document: Document, target: Any, plan: Plan) -> Iterator[Finding]:
    """What every type that the target may mean refuses."""
    found = [list(_by_type(document, target, one, plan)) for one in _types(target, plan)]
    if found:
        said = [{(each.rule, each.location.span) for each in findings} for findings in found]
        yield from (each for each in found[0] if all((each.rule, each.location.span) in one for one in said))


def _by_type(document: Document, target: Any, kind: _Type, plan: Plan) -> Iterator[Finding]:
    blob = catalog.find(plan.versions[-1], *kind) or plan.custom[kind]
    root = catalog.linked(blob)
    for step in steps_of(document.data):
        place = _path(root, step.path)
        if step.value is None or not place or place[0] in ("apiVersion", "kind", "status"):
            continue
        data = _around({"apiVersion": kind.api_version, "kind": kind.kind, **_named(target)}, place, step.value)
        part = StepDocument(document, data, place, step.number)
        made = make_object(part, data, (), plan.pod_specs, partial=True)
        hits, _ = schema.check(made, plan.versions, plan.custom)
        for own, versions in hits.items():
            selected = plan.engine.get(own.rule) if own.rule in _OF_VALUES else None
            if selected is not None and not objects.is_blank(own, part):
                some = () if len(versions) == len(plan.versions) else tuple(versions)
                yield resolve.finding(own.hit, selected, part, made.name, some)[0]


def _types(target: Any, plan: Plan) -> list[_Type]:
    """The types that a target may mean, stable ones first; none where it has a pattern for the kind."""
    if not isinstance(target, dict) or not isinstance(target.get("kind"), str):
        return []
    kind, group, version = target["kind"], target.get("group"), target.get("version")
    known = [*catalog.groups_of(plan.versions[-1], kind), *(api for api, own in plan.custom if own == kind)]
    return [
        _Type(api, kind)
        for api in dict.fromkeys(known)
        if (not group or group == group_of(api)) and (not version or version == api.rpartition("/")[2])
    ]


def _named(target: dict[str, Any]) -> dict[str, Any]:
    """The metadata of the object that a target means, where it names it and has no pattern for it."""
    name = target.get("name")
    return {"metadata": {"name": name}} if isinstance(name, str) and re.fullmatch(r"[\w-]+", name) else {}


def _path(root: dict[str, Any], written: str) -> Path:
    """The path that a JSON pointer means in an object of a schema: a number is an index where a list is."""
    path: Path = ()
    for part in written.split("/")[1:]:
        step = part.replace("~1", "/").replace("~0", "~")
        listed = schema_at(root, path).get("type") == "array"
        if listed and step != "-" and not step.isdigit():
            return ()
        path = (*path, 0 if listed else step)
    return path


def _around(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """An object that holds nothing but a value at a path."""
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return {**data, **value}


class StepDocument(Document):
    """The part of an object that a step of a JSON patch sets; its places are in the document of the steps."""

    __slots__ = ("_above", "_index", "_steps")

    def __init__(self, steps: Document, data: Any, above: Path, index: int) -> None:
        super().__init__(steps.source, steps.index, data, None)
        self._steps = steps
        self._above = above
        self._index = index

    def written(self, place: Place) -> tuple[Document, Place]:
        """Where a value was written: in the step's value, or else in its path."""
        above = self._above
        inside = place.path[: len(above)] == above
        if inside and (len(place.path) > len(above) or place.part is not place.part.KEY):
            return self._steps, place._replace(path=(self._index, "value", *place.path[len(above) :]))
        return self._steps, Place((self._index, "path"))

    def exactly(self, place: Place) -> tuple[Document, Place] | None:
        """Nothing: a step is no text to be corrected as a part of the object."""
        return None

    def locate(self, place: Place) -> Any:
        """The concrete location of a place."""
        document, there = self.written(place)
        return document.locate(there)
