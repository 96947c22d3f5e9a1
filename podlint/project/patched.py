"""Definitions of custom resources that kustomizations patch: what is applied is not what their files say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files.paths import identity, shown
from podlint.schema import crd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podlint.files.reading import Reader
    from podlint.kustomize.build import Builder
    from podlint.kustomize.graph import Graph
    from podlint.project.kustomizations import Kustomizations
    from podlint.schema.catalog import CustomSchema

Kind = tuple[str, str]
Found = tuple[str, Kind, "CustomSchema"]

_OF_SCHEMAS = re.compile(r"openAPIV3Schema|/versions\b|(?<![$\w])schema:")
"""What the text of a patch holds that changes the schema of a definition."""


def with_patches(definitions: Sequence[Found], kustomizations: Kustomizations, reader: Reader) -> None:
    """Give each definition, as `others`, what kustomizations that take its file make of it by patches.

    Either may be in force: the cluster that an object is for is not known. Only patches that speak of schemas count.
    """
    made: dict[str, dict[Kind, CustomSchema]] = {}
    for file, kind, schema in definitions:
        graph = kustomizations.around(Path(file).parent)
        takers = sorted(taker for taker in graph.scopes(file) if graph.has_patches(taker))
        for taker in takers:
            if taker not in made:
                made[taker] = _built(taker, reader) if _patches_schemas(taker, graph, reader) else {}
        others = (made[taker].get(kind) for taker in takers)
        schema.others = tuple(other for other in others if other is not None)


def _patches_schemas(kustomization: str, graph: Graph, reader: Reader) -> bool:
    """Whether a kustomization, or a patch of it or of one that it takes, speaks of schemas."""
    for file in sorted(graph.reads(kustomization) - graph.files(kustomization)):
        try:
            if _OF_SCHEMAS.search(reader.source(file).text):
                return True
        except OSError:
            continue
    return False


def _built(kustomization: str, reader: Reader) -> dict[Kind, CustomSchema]:
    """The definitions that a kustomization builds and that are known as a whole, by their kinds."""
    build = _builder(reader).build(Path(kustomization).parent)
    unsure = {id(unknown.object) for unknown in build.unknown}
    found: dict[Kind, CustomSchema] = {}
    for built in build.objects:
        if crd.is_crd(built.data) and id(built) not in unsure:
            place = built.place(("kind",))
            at = place.locate() if place is not None else None
            for api_version, kind, schema in crd.schemas(
                built.data, identity(at.path) if at is not None else kustomization
            ):
                schema.at = at
                found[api_version, kind] = schema
    return found


def _builder(reader: Reader) -> Builder:
    from podlint.kustomize.build import Builder

    def read(path: str) -> bytes | None:
        try:
            return reader(path)
        except OSError:
            return None

    return Builder(read, shown, strict=False)
