"""What a rule about one object imports; what is not in this package is internal and may change.

`podlint.api.kubernetes` has the facts of Kubernetes (kinds, formats of names and amounts, images, variables),
`podlint.api.project` what a rule about several objects needs besides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.finding import Hit, Severity
from podlint.findings.fix import Change, Fix, Insert, Move, Safety
from podlint.kubernetes.pods import (
    all_containers,
    containers,
    init_containers,
    is_sidecar,
    label,
    lists_complete,
    running_together,
    sidecars,
)
from podlint.kubernetes.view import EACH, UNKNOWN, KubeObject, View, is_placeholder, is_unfilled, once
from podlint.rule import EngineRule, Rule, Scope, rule
from podlint.tuples import NamedTuple
from podlint.words import closest, counted, described, did_you_mean, is_other, is_slip, listed, quoted
from podlint.yaml.place import Part, Path, Place, Related, dotted

if TYPE_CHECKING:
    from podlint.hooks import hookimpl

__all__ = [
    "EACH",
    "UNKNOWN",
    "Change",
    "EngineRule",
    "Fix",
    "Hit",
    "Insert",
    "KubeObject",
    "Move",
    "NamedTuple",
    "Part",
    "Path",
    "Place",
    "Related",
    "Rule",
    "Safety",
    "Scope",
    "Severity",
    "View",
    "all_containers",
    "closest",
    "containers",
    "counted",
    "described",
    "did_you_mean",
    "dotted",
    "hookimpl",
    "init_containers",
    "is_other",
    "is_placeholder",
    "is_sidecar",
    "is_slip",
    "is_unfilled",
    "label",
    "listed",
    "lists_complete",
    "once",
    "quoted",
    "rule",
    "running_together",
    "sidecars",
]


def __getattr__(name: str) -> Any:
    """`hookimpl` of plugins, imported when one asks for it: pluggy costs a tenth of a clean file's time."""
    if name == "hookimpl":
        from podlint.hooks import hookimpl

        return hookimpl
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
