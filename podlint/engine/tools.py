"""Files that tools read before the API server does: kustomizations, and the Chart.yaml of Helm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine import resolve, text
from podlint.kubernetes.view import KubeObject
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema import check as shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.config.select import Selected
    from podlint.findings.result import FileResult
    from podlint.yaml.builder import Composed

_KINDS = {"kustomization": "Kustomization", "chart": "Chart"}


def check(composed: Composed, what: str, engine: Mapping[EngineRule, Selected], result: FileResult) -> None:
    """Check a tool's file: its fields and their types. `what` is the name of its schema.

    Kustomize refuses fields that it does not know. Helm reads past them, so only those that look misspelt are reported.
    """
    document = composed.document
    result.documents += 1
    result.checked += 1
    target = KubeObject(document.data, (), document)
    target.kind = target.kind or _KINDS[what]
    if (chosen := engine.get(EngineRule.DUPLICATE_KEY)) is not None:
        result.findings.extend(text.duplicate_keys(composed, chosen))
    for own in shape.against(target, catalog.tool(what)):
        guessed = what == "chart" and own.rule is EngineRule.UNKNOWN_FIELD and not own.hit.help
        if (chosen := engine.get(own.rule)) is not None and not guessed:
            result.findings.append(resolve.finding(own.hit, chosen, document, target.name)[0])
