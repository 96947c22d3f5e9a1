"""Kustomizations built in memory: what `kustomize build` makes of them, every value with the place it comes from.

Nothing is run and nothing is fetched. What only a program or another machine could tell is unknown, and the build says
so.
"""

from podlint.kustomize.build.builder import Builder, build
from podlint.kustomize.build.document import BuiltDocument
from podlint.kustomize.build.files import Reader, on_disk
from podlint.kustomize.build.result import Build, Built, Gap, Problem, Spot, UnknownValue

__all__ = [
    "Build",
    "Builder",
    "Built",
    "BuiltDocument",
    "Gap",
    "Problem",
    "Reader",
    "Spot",
    "UnknownValue",
    "build",
    "on_disk",
]
