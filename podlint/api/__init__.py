"""What a rule about one object imports; what is not in this package is internal and may change.

`podlint.api.kubernetes` has the facts of Kubernetes (kinds, formats of names and amounts, images, variables),
`podlint.api.project` what a rule about several objects needs besides; `Finding` and `Report` are for output formats.

What a rule may rely on:

- It is called once for each object, pod or container, after the schema was looked at, whatever else is wrong with it.
  It gets a `View`: plain data (dict, list, str, int, float, bool) that knows its path.
- Null is absent, as for the API server. Of a field with a schema, a value is of the type that the schema says, or it is
  not known: `UNKNOWN` stands for what has a wrong type, is under a misspelt key, or comes from a repair of the text.
  `text`, `integer`, `flag`, `each` and `get` answer as if it were absent; `text` does so for placeholders (`${X}`) too.
- So what is *seen* is sure; an *absence* is sure only where `complete`, `understood` or `keys_known` says so.
- Values that are only out of range are in the data as they stand. Objects of kinds without a schema are as they are
  written, of whatever types.
- Patches, templates that are read as they stand and parts of objects in notes are not shown, unless the rule asks for
  them (`partial`, `fragments`). Manifests that a kustomization of the project takes are seen as it builds them, and a
  hit stands where the value was written.
- A rule keeps nothing between calls: several processes and an editor may call it, in any order, more than once.
- What it raises becomes an `internal-error` finding with its file and line, and hides no other finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.finding import Finding, Hit, Severity
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
    from podlint.findings.result import Report
    from podlint.hooks import hookimpl

__all__ = [
    "EACH",
    "UNKNOWN",
    "Change",
    "EngineRule",
    "Finding",
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
    "Report",
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
    """What only plugins ask for, imported then: pluggy costs a tenth of a clean file's time."""
    if name == "hookimpl":
        from podlint.hooks import hookimpl

        return hookimpl
    if name == "Report":
        from podlint.findings.result import Report

        return Report
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
