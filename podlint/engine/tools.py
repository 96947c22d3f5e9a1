"""Files that tools read before the API server does: kustomizations, and the Chart.yaml of Helm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.engine import most, resolve, text
from podlint.files.paths import identity
from podlint.findings.finding import Severity
from podlint.findings.result import FileResult
from podlint.kubernetes.view import KubeObject
from podlint.kustomize.checks import faults
from podlint.kustomize.fields import inline_patches
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema import check as shape
from podlint.words import quoted
from podlint.yaml.reader import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podlint.engine.plan import Plan
    from podlint.findings.finding import EngineHit, Finding, Hit
    from podlint.kustomize.graph import Graph
    from podlint.yaml.parsed import Composed
    from podlint.yaml.source import Source

_NEEDED = frozenset({"apiVersion", "name", "version"})
"""Fields of a chart and its dependencies that Helm does not do without, however they are misspelt."""
_KINDS = {"kustomization": "Kustomization", "chart": "Chart"}


def lint(composed: Composed, what: str, plan: Plan) -> FileResult:
    """Check a tool's file: its fields and their types, and the patches in it. `what` is the name of its schema.

    Kustomize refuses fields that it does not know. Helm reads past them, so only those that look misspelt are reported.
    """
    document, engine = composed.document, plan.engine
    target = KubeObject(document.data, (), document)
    target.kind = target.kind or _KINDS[what]
    found: list[Finding] = []
    if (chosen := engine.get(EngineRule.DUPLICATE_KEY)) is not None:
        found.extend(most.first(text.duplicate_keys(composed, chosen), document.source))
    for own in shape.against(target, catalog.tool(what)):
        if document.doubts and shape.in_doubt(own, target, document.doubts):
            continue
        guessed = what == "chart" and own.rule is EngineRule.UNKNOWN_FIELD and not own.hit.help
        if (chosen := engine.get(own.rule)) is not None and not guessed:
            hit = _weighed(own, document.data, what)
            from podlint.engine import placeholders

            blank = placeholders.blank(hit, document, Severity.ERROR, own.rule.value)
            if blank is not None:
                note = engine.get(EngineRule.PLACEHOLDER)
                found += [placeholders.note(blank, note, document, target.name)[0]] if note is not None else []
                continue
            found.append(resolve.finding(hit, chosen, document, target.name)[0])
    result = FileResult(document.source.path, findings=tuple(found), documents=1, checked=1)
    if what != "kustomization" or next(inline_patches(document.data), None) is None:
        return result
    from podlint.engine import patches

    inner = patches.lint(document, plan)
    return result._replace(findings=(*found, *inner.findings), directives=inner.directives, failures=inner.failures)


def _weighed(own: EngineHit, data: Any, what: str) -> Hit:
    """A hit as far as its tool minds.

    Helm reads past unknown fields; Kustomize takes any unknown `behavior` of a generator as `create`.
    """
    hit = own.hit
    if what == "chart" and own.rule is EngineRule.UNKNOWN_FIELD and (own.withheld or ("",))[-1] not in _NEEDED:
        return hit._replace(severity=Severity.WARNING)
    if own.rule is not EngineRule.INVALID_ENUM or hit.place.path[-1:] != ("behavior",):
        return hit
    words = hit.message.partition(", in ")[2]
    value = quoted(str(data[hit.place.path[0]][hit.place.path[1]]["behavior"]))
    message = f"behavior {value} has no effect: Kustomize takes it as create, in {words}"
    help = hit.help or "write create, replace or merge"
    return hit._replace(message=message, help=help, fix=None, severity=Severity.WARNING)


def named_by(source: Source, path: Path, plan: Plan, graph: Graph) -> Iterator[Finding]:
    """What is wrong with what a kustomization names, looked up in the file system, which `lint` does not do."""
    if (selected := plan.engine.get(EngineRule.KUSTOMIZATION_INVALID)) is None:
        return
    for composed in parse(source).sound:
        for hit in faults(identity(path), composed.document.data, graph):
            if most.reached(source, selected.rule.name):
                return
            most.count(source, selected.rule.name)
            yield resolve.finding(hit, selected, composed.document)[0]
