"""Versions of custom kinds: which are served, which are deprecated, and what to use instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.findings.finding import EngineHit, Hit
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.schema.quick import VERSION
from podlint.tuples import NamedTuple
from podlint.words import closest, did_you_mean, listed
from podlint.yaml.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.kubernetes.view import KubeObject

_STAGES = {"alpha": 0, "beta": 1, None: 2}


class Version(NamedTuple):
    """A version of a kind, as its definition lists it."""

    name: str
    served: bool
    deprecated: bool

    @property
    def order(self) -> tuple[int, ...]:
        """The newest and most stable version has the highest; what is no version has the lowest."""
        match = re.fullmatch(r"v(\d+)(?:(alpha|beta)(\d+))?", self.name)
        return (_STAGES[match[2]], int(match[1]), int(match[3] or 0)) if match else (-1,)


def of_version(target: KubeObject, schema: catalog.CustomSchema) -> EngineHit | None:
    """The hit of a version that its definition does not serve any more, or calls deprecated."""
    said = catalog.linked(schema).get(VERSION)
    if not said:
        return None
    whole = f"{target.api_version} {target.kind}"
    others = [Version(*row) for row in said["versions"]]
    if not said["served"]:
        served = _served(target.group, others)
        words = listed(served, last="and") if served else "no version"
        message = f"{whole} is not served: its definition serves {words}"
        hit = Hit(_place(target), message, f"use {served[0]}" if served else None)
        return EngineHit(EngineRule.REMOVED_API, hit)
    if not said["deprecated"]:
        return None
    own = next((one for one in others if f"{target.group}/{one.name}" == target.api_version), None)
    newer = [one for one in others if own is not None and not one.deprecated and one.order > own.order]
    help = next((f"use {name}" for name in _served(target.group, newer)), None)
    message = f"{whole} is deprecated by its definition"
    if said["warning"]:
        message += f": {said['warning']}"
    return EngineHit(EngineRule.DEPRECATED_API, Hit(_place(target), message, help))


def unknown_version(target: KubeObject, custom: catalog.Custom) -> EngineHit | None:
    """The hit of a version that no definition of the kind has; None where not all versions are known."""
    known: dict[str, Version] = {}
    for (api_version, kind), schema in custom.items():
        if kind == target.kind and api_version.rpartition("/")[0] == target.group:
            for one in (schema, *schema.others):
                said = catalog.linked(one).get(VERSION)
                if not said or not said["versions"]:
                    return None
                known.update((row[0], Version(*row)) for row in said["versions"])
    served = _served(target.group, known.values())
    if not served:
        return None
    message = f"{target.kind} has no version {target.api_version}: its definition serves {listed(served, last='and')}"
    near = closest(target.api_version, served, 0.6)
    return EngineHit(EngineRule.UNKNOWN_KIND, Hit(_place(target), message, did_you_mean(near or served[0])))


def _served(group: str, versions: Iterable[Version]) -> list[str]:
    """The apiVersions of the versions that are served, the newest first."""
    found = sorted((one for one in versions if one.served), key=lambda one: one.order, reverse=True)
    return [f"{group}/{one.name}" for one in found]


def _place(target: KubeObject) -> Place:
    return Place((*target.path, "apiVersion"))
