"""The Services that init containers wait for, and the pods behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import NamedTuple, View
from podlint.api.kubernetes import selector_known
from podlint.api.project import Index, Member
from podlint_rules._shared.waits import Wait, script_of, waits

_GUARD = re.compile(r"hostname|HOSTNAME|POD_NAME|PODNAME|ORDINAL|ordinal|INDEX|(?<!\w)(?:if|case)(?!\w)")
"""What makes a script do other things in other pods."""


class Awaited(NamedTuple):
    """A Service, and the workloads whose pods it selects: it serves nobody before one of them is ready."""

    service: Member
    pods: list[Member]


def waits_everywhere(container: View) -> Iterator[Wait]:
    """What a container waits for, in whatever pod it runs; nothing where its script may do other things in others."""
    if not _GUARD.search(script_of(container)):
        yield from waits(container)


def awaited(wait: Wait, workload: Member, index: Index) -> Awaited | None:
    """The Service that a host names, where a wait for it lasts until its pods are ready."""
    name, _, rest = wait.host.partition(".")
    namespace = rest.partition(".")[0] if rest and not rest.startswith("svc") else None
    if namespace and workload.namespace and namespace != workload.namespace:
        return None
    found = index.meant("", "Service", name, workload, namespace)
    if len(found) != 1 or not index.of_one_set(found[0], workload) or index.may_be_patched(found[0]):
        return None
    spec = found[0].at("spec")
    selector = spec.at("selector") if spec is not None else None
    if spec is None or selector is None or not selector.value or not selector_known(selector) or not spec.complete():
        return None
    headless = spec.get("clusterIP") == "None" and spec.get("publishNotReadyAddresses") is not True
    if spec.get("type") == "ExternalName" or not (wait.connects or headless):
        return None
    return Awaited(found[0], index.selected(selector.value, found[0], as_map=True))
