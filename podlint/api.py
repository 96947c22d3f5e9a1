"""Everything a rule or a plugin may import. What is not here is internal and may change."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from podlint.findings.finding import Hit, Severity
from podlint.findings.fix import Change, Fix, Insert, Move, Safety
from podlint.kubernetes.formats import addresses, labels, names, quantity
from podlint.kubernetes.images import Image, ServerImage, Serves, parse_image, server_image, server_run
from podlint.kubernetes.pods import (
    CONTAINER_LISTS,
    all_containers,
    containers,
    init_containers,
    is_sidecar,
    label,
    lists_complete,
    running_together,
    sidecars,
)
from podlint.kubernetes.variables import Reference, expand, references
from podlint.kubernetes.view import UNKNOWN, KubeObject, View, is_placeholder, once
from podlint.project import mentions
from podlint.project.configs import config_keys, of_claim_template
from podlint.project.index import Index, Member, selector_known
from podlint.project.scale import least_replicas, scaler, selected_by
from podlint.rule import Rule, Scope, rule
from podlint.words import closest, described, did_you_mean, listed, quoted
from podlint.yaml.place import Part, Path, Place, Related, dotted

if TYPE_CHECKING:
    from podlint.hooks import hookimpl

__all__ = [
    "CONTAINER_LISTS",
    "UNKNOWN",
    "Change",
    "Fix",
    "Hit",
    "Image",
    "Index",
    "Insert",
    "KubeObject",
    "Member",
    "Move",
    "Part",
    "Path",
    "Place",
    "Reference",
    "Related",
    "Rule",
    "Safety",
    "Scope",
    "ServerImage",
    "Serves",
    "Severity",
    "View",
    "addresses",
    "all_containers",
    "closest",
    "config_keys",
    "containers",
    "described",
    "did_you_mean",
    "dotted",
    "expand",
    "hookimpl",
    "init_containers",
    "is_placeholder",
    "is_sidecar",
    "label",
    "labels",
    "least_replicas",
    "listed",
    "lists_complete",
    "mentions",
    "names",
    "of_claim_template",
    "once",
    "parse_image",
    "quantity",
    "quoted",
    "references",
    "rule",
    "running_together",
    "scaler",
    "selected_by",
    "selector_known",
    "server_image",
    "server_run",
    "sidecars",
]


def __getattr__(name: str) -> Any:
    """What few modules need, imported when one does: the facts `cron` and `timezones`, and `hookimpl` of plugins."""
    if name in ("cron", "timezones"):
        return import_module(f"podlint.kubernetes.formats.{name}")
    if name == "hookimpl":
        return import_module("podlint.hooks").hookimpl
    raise AttributeError(name)
