"""Texts in custom resources of continuous delivery, judged where they are written: patches, and values of charts.

Flux and Argo CD give patches to Kustomize, which refuses them as it does those of a kustomization. What they are for
is not known, so that a patch is judged by itself, and a target only where nothing at all can fit it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.engine import most, patches, resolve, text
from podlint.findings.finding import Hit
from podlint.kubernetes.inner_texts import INNER_TEXTS
from podlint.kubernetes.kinds import GROUPS
from podlint.kubernetes.within import ANY, values
from podlint.kustomize.build import select
from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.inline import inner_text
from podlint.kustomize.build.jsonpatch import fault_of
from podlint.kustomize.build.nodes import Origin
from podlint.kustomize.build.patches import patch_of
from podlint.kustomize.build.schema import Schema
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.words import closest, described, did_you_mean, is_slip, quoted
from podlint.yaml.place import Place, pointer
from podlint.yaml.source import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.config.select import Selected
    from podlint.engine.plan import Plan
    from podlint.findings.finding import Finding
    from podlint.findings.result import FileResult
    from podlint.kubernetes.view import KubeObject
    from podlint.kustomize.build.load import Text
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path


def lint(target: KubeObject, plan: Plan) -> FileResult:
    """What is said of the texts in an object of a kind that may have some: findings without fixes, and more."""
    row = INNER_TEXTS[f"{target.group}/{target.kind}"]
    document = target.document
    found: list[Finding] = []
    for path, written in _texts(target, row.values):
        if not any(mark in written for mark in row.marks):
            found += _of_values(document, path, written, plan, target)
    given = []
    for path, entry in _entries(target, row.patches):
        value = entry.get("patch")
        if not isinstance(value, str) or entry.get("path") or _is_repeated(document, path):
            continue
        if any(mark in str(entry.get("target")) for mark in row.marks):
            continue
        open_text = any(mark in value for mark in row.marks)
        own = list(_of_patch(target, path, entry, plan, open_text=open_text))
        found += own
        if all(one.rule != EngineRule.KUSTOMIZATION_INVALID.value for one in own):
            given.append(((*path, "patch"), value, entry.get("target")))
    inner = patches.lint_each(document, given, plan)
    findings = (*(one._replace(fix=None) for one in found), *inner.findings)
    return inner._replace(findings=findings)


def _texts(target: KubeObject, places: tuple[tuple[str, ...], ...]) -> Iterator[tuple[Path, str]]:
    for keys in places:
        for path, value in values(target.value, keys, target.path):
            if isinstance(value, str) and not _is_repeated(target.document, path):
                yield path, value


def _entries(target: KubeObject, places: tuple[tuple[str, ...], ...]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for keys in places:
        for path, value in values(target.value, (*keys, ANY), target.path):
            if isinstance(value, dict):
                yield path, value


def _is_repeated(document: Document, path: Path) -> bool:
    """Whether an alias repeats a text that stands elsewhere."""
    return document.locate(Place(path))[1] is not None


def _of_values(document: Document, path: Path, value: str, plan: Plan, target: KubeObject) -> Iterator[Finding]:
    """What is wrong with a text that Helm reads as values: it must be a mapping."""
    read = inner_text(document, path, value)
    if read.broken is not None:
        yield from _unreadable(document, path, read, plan)
        return
    for composed in read.composed[:1]:
        if (selected := plan.engine.get(EngineRule.DUPLICATE_KEY)) is not None:
            for finding in most.first(text.duplicate_keys(composed, selected), document.source):
                yield finding._replace(document=document.index, pointer=pointer(path), named_pointer=pointer(path))
        data = composed.document.data
        if data is not None and not isinstance(data, dict):
            selected = plan.engine.get(EngineRule.WRONG_TYPE)
            if selected is not None:
                message = (
                    f"the text of {path[-1]} must be a mapping, not {described(data)}, for Helm takes it as values"
                )
                yield resolve.finding(Hit(Place(path), message), selected, document, target.name)[0]


def _unreadable(document: Document, path: Path, read: Text, plan: Plan) -> Iterator[Finding]:
    selected = plan.engine.get(EngineRule.YAML_SYNTAX)
    if selected is not None and read.broken is not None:
        message, span = read.broken
        found = text.syntax(document.source, Unreadable(message, span), document.index, selected)
        yield found._replace(pointer=pointer(path), named_pointer=pointer(path))


def _of_patch(
    target: KubeObject, path: Path, entry: dict[str, Any], plan: Plan, *, open_text: bool
) -> Iterator[Finding]:
    """Why Kustomize refuses a patch, or why its target fits nothing."""
    document = target.document
    read = inner_text(document, (*path, "patch"), entry["patch"])
    selected = plan.engine.get(EngineRule.KUSTOMIZATION_INVALID)
    try:
        _try(entry, read, document, path)
    except Refusal as error:
        if selected is not None and not (open_text and read.broken is not None):
            yield _refused(error, selected, document, path, target)
    selected, wanted = plan.engine.get(EngineRule.PATCH_WITHOUT_EFFECT), entry.get("target")
    for hit in _misses(wanted, (*path, "target"), plan) if isinstance(wanted, dict) else ():
        if selected is not None:
            yield resolve.finding(hit, selected, document, target.name)[0]


def _try(entry: dict[str, Any], read: Text, document: Document, path: Path) -> None:
    """Raises Refusal where Kustomize takes no such patch, whatever the objects are."""
    patch = patch_of(entry, read, document, path, Schema())
    if patch.target is not None:
        select.check(patch.target)
    elif patch.steps:
        raise Refusal("a JSON patch needs a target", Origin(document, (*path, "patch")))
    for step in patch.steps or ():
        why = fault_of(step)
        if why is not None:
            at = step.origin
            raise Refusal(why, Origin(at.document, (*at.path, "op")) if why.startswith("`op") else at)
    if patch.target is not None and len(patch.merges) > 1:
        raise Refusal("several strategic-merge patches with one target", Origin(document, (*path, "patch")))


def _refused(error: Refusal, selected: Selected, document: Document, path: Path, target: KubeObject) -> Finding:
    message = f"Kustomize refuses this patch: {error.reason.removeprefix('this is no patch: ')}"
    if error.location is None:
        where, at = error.origin or Origin(document, path)
        return resolve.finding(Hit(Place(at), message), selected, where, target.name)[0]
    place = pointer((*path, "patch"))
    found = selected.finding(message, error.location, document=document.index, pointer=place, named_pointer=place)
    return found._replace(object=target.name)


def _misses(wanted: dict[str, Any], path: Path, plan: Plan) -> Iterator[Hit]:
    """Hits for parts of a target that no object at all fits."""
    for key in ("group", "version"):
        given = wanted.get(key)
        if isinstance(given, str) and re.fullmatch(r"[a-z0-9.-]+/[a-z0-9]+", given):
            both = given.partition("/")
            message = f"the target of this patch fits no object: {quoted(given)} is no {key}"
            yield Hit(Place((*path, key)), message, f"write group: {both[0]} and version: {both[2]}")
    kind, group = wanted.get("kind"), wanted.get("group")
    if not isinstance(kind, str) or not re.fullmatch(r"[A-Za-z]+", kind):
        return
    if group and (not isinstance(group, str) or group not in GROUPS):
        return
    known = catalog.kinds(plan.versions[-1])
    custom = {name for _, name in plan.custom}
    if kind in known or kind in custom or any(kind in catalog.kinds(version) for version in catalog.versions()):
        return
    near = next((name for name in known if name.lower() == kind.lower()), None) or closest(kind, sorted(known), 0.8)
    if near is not None and (near.lower() == kind.lower() or (group and is_slip(kind, near))):
        message = f"the target of this patch fits no object: there is no kind {quoted(kind)}"
        yield Hit(Place((*path, "kind")), message, did_you_mean(near))
