"""What a pod finds in the ConfigMaps, Secrets and claims that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podlint.project.index import Index, Member

_PAYLOADS = ("data", "binaryData", "stringData")
_FILLED = "kubernetes.io/service-account-token"


def config_keys(source: Member) -> set[str] | None:
    """The keys of a ConfigMap or Secret; None where they are not all known, or something adds to them."""
    keys: set[str] = set()
    for field in _PAYLOADS:
        found = source.at(field)
        if found is None:
            continue
        if not isinstance(found.value, dict) or any("${" in key or "{{" in key for key in found.value):
            return None
        keys |= set(found.value)
    marks = [key for part in ("labels", "annotations") for key, _ in source.entries("metadata", part)]
    if source.get("type") == _FILLED or any("inject" in mark for mark in marks):
        return None
    # Without any, something else fills it: an operator, an injector, a later apply.
    return keys or None


def of_claim_template(target: Member, index: Index, name: str) -> bool:
    """Whether a claim may be one that a StatefulSet makes: `<template>-<StatefulSet>-<ordinal>`."""
    head, _, ordinal = name.rpartition("-")
    return ordinal.isdecimal() and any(
        head == f"{template.text('metadata', 'name')}-{stateful.text('metadata', 'name')}"
        for stateful in index.near(target, "apps", "StatefulSet")
        for template in stateful.each("spec", "volumeClaimTemplates")
        if isinstance(template.value, dict)
    )
