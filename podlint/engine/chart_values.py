"""Values that a HelmRelease or Application gives to a chart of the repository, held against the chart's own schema."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from podlint.engine import objects, resolve
from podlint.engine.embedded_schema import OF_VALUES
from podlint.files.paths import is_file, repository, strays
from podlint.kubernetes.objects import objects as objects_of
from podlint.rule import EngineRule
from podlint.schema import of_values
from podlint.schema.check import copied
from podlint.schema.explain import explain_by
from podlint.yaml.reader import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.engine.plan import Plan
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.source import Source

_RULES = OF_VALUES | {EngineRule.OUT_OF_RANGE}
_SCHEMA = "values.schema.json"


def findings(source: Source, path: Path, plan: Plan, reader: Reader) -> Iterator[Finding]:
    """What a chart of the repository refuses of the values that objects of a file give it."""
    root = repository(path.parent)
    for composed in parse(source).sound if root is not None else ():
        if composed.document.doubts:
            continue
        for target in objects_of(composed.document):
            given = _given(target)
            if given is None or root is None:
                continue
            chart, keys = given
            folder = root / chart
            schema = folder / _SCHEMA
            if is_file(folder / "Chart.yaml") and is_file(schema) and not strays(schema):
                yield from _of_object(target, keys, reader.documents(schema), plan)


def _given(target: KubeObject) -> tuple[PurePosixPath, tuple[str, ...]] | None:
    """The folder of a chart in the repository, and where the values for it stand."""
    kind = f"{target.group}/{target.kind}"
    chart = None
    keys: tuple[str, ...] = ("spec", "values")
    if kind == "helm.toolkit.fluxcd.io/HelmRelease":
        if target.get("spec", "chart", "spec", "sourceRef", "kind") == "GitRepository":
            chart = target.text("spec", "chart", "spec", "chart")
    elif kind == "argoproj.io/Application":
        chart, keys = target.text("spec", "source", "path"), ("spec", "source", "helm", "valuesObject")
    path = PurePosixPath((chart or "").lstrip("/"))
    usable = bool(chart) and ".." not in path.parts and isinstance(target.get(*keys), dict)
    return (path, keys) if usable else None


def _of_object(target: KubeObject, keys: tuple[str, ...], documents: list[Any], plan: Plan) -> Iterator[Finding]:
    root: dict[str, Any] = of_values.linked(documents[0]) if documents else {}
    for key in reversed(keys):
        root = {"properties": {key: root}}
    seen = copied(target, target.value)
    seen.partial = True  # what is not here stands in the values of the chart
    for own in explain_by(seen, root, []):
        selected = plan.engine.get(own.rule) if own.rule in _RULES else None
        if selected is not None and not objects.is_blank(own, target.document):
            hit = own.hit._replace(help=own.hit.help or f"the {_SCHEMA} of the chart says so")
            yield resolve.finding(hit, selected, target.document, target.name)[0]._replace(fix=None)
