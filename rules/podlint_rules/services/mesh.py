"""Istio: the subsets that a VirtualService routes to, and the DestinationRules that have them."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, Part, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule
from podlint.api.project import Index, Member

_GROUP = "networking.istio.io"
_WAYS = ("http", "tcp", "tls")
_CLUSTER = (".svc.cluster.local", ".svc")


@rule("route-subset-missing", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=("VirtualService",))
def route_subset_missing(target: Member, index: Index) -> Iterator[Hit]:
    """VirtualService that routes to a subset which no DestinationRule of the host has.

    ## Why is this bad?
    A subset is a name that a DestinationRule gives to some pods of a Service. For one that there is not, the proxies
    have no cluster, and answer every request with 503; the API server takes it. The rule is silent where the project
    has no DestinationRule for the host.

    ## Example
    ```yaml bad file
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: web}
    spec:
      host: web
      subsets: [{name: v1, labels: {version: v1}}]
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: web}
    spec:
      hosts: [web]
      http: [{route: [{destination: {host: web, subset: v2}}]}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: web}
    spec:
      host: web
      subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: web}
    spec:
      hosts: [web]
      http: [{route: [{destination: {host: web, subset: v2}}]}]
    ```

    ## References
    - https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset
    """
    if target.group != _GROUP:
        return
    for destination in _destinations(target):
        host, subset = destination.text("host"), destination.text("subset")
        if host and subset:
            yield from _missing(target, index, destination, host, subset)


def _destinations(target: Member) -> Iterator[View]:
    for way in _WAYS:
        for entry in target.each("spec", way):
            routes = (*entry.each("route"), *entry.each("mirrors"))
            found = (*(route.at("destination") for route in routes), entry.at("mirror"))
            yield from (one for one in found if one is not None and isinstance(one.value, dict))


def _missing(target: Member, index: Index, destination: View, host: str, subset: str) -> Iterator[Hit]:
    rules = index.remember("rules by the first word of their host", lambda: _rules(index)).get(_first(host), [])
    alike = [one for one in rules if _same_host(host, target, one.text("spec", "host") or "", one)]
    near = index.together(alike, target)
    if not near or not all(one.understood("spec", "subsets", EACH, "name") for one in alike):
        return
    if any(map(index.may_be_patched, near)):
        return
    names = {name for one in alike for entry in one.each("spec", "subsets") if (name := entry.text("name"))}
    if subset in names:
        return
    has = f"it has {listed(sorted(names))}" if names else "it has none"
    yield destination.hit(
        f"the DestinationRule for host {quoted(host)} has no subset {quoted(subset)}: {has}",
        "subset",
        help=did_you_mean(closest(subset, sorted(names))),
        related=(near[0].related("the DestinationRule stands here", "spec", "host", part=Part.KEY),),
    )


def _rules(index: Index) -> dict[str, list[Member]]:
    table: dict[str, list[Member]] = {}
    for one in index.of_kind(_GROUP, "DestinationRule"):
        table.setdefault(_first(one.text("spec", "host") or ""), []).append(one)
    return table


def _first(host: str) -> str:
    return host.partition(".")[0]


def _same_host(one: str, of: Member, other: str, of_other: Member) -> bool:
    """Whether two hosts may be the same, as objects of some namespaces write them."""
    return _full(one, of) == _full(other, of_other) or one == other


def _full(host: str, member: Member) -> tuple[str, str | None]:
    for ending in _CLUSTER:
        host = host.removesuffix(ending)
    name, dot, namespace = host.partition(".")
    return name, namespace if dot else member.namespace
