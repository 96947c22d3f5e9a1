"""Istio: the subsets that a VirtualService routes to, and the DestinationRules that have them."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, NamedTuple, Part, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule
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


class _Subsets(NamedTuple):
    """The DestinationRules for a host, as objects of one namespace write it, and their subsets; None where unknown."""

    rules: list[Member]
    names: set[str] | None


def _missing(target: Member, index: Index, destination: View, host: str, subset: str) -> Iterator[Hit]:
    name, namespace = _full(host, target)
    table = index.remember("subsets of hosts", lambda: _subsets(index)).get(name, {})
    spaces = list(table) if namespace is None else [space for space in (namespace, None) if space in table]
    alike = [table[space] for space in spaces]
    near = next((one for each in alike for one in each.rules if index.together([one], target)), None)
    names = set[str]()
    for each in alike:
        if near is None or each.names is None or subset in each.names:
            return
        names |= each.names
    if near is None:
        return
    has = f"it has {listed(sorted(names))}" if names else "it has none"
    yield destination.hit(
        f"the DestinationRule for host {quoted(host)} has no subset {quoted(subset)}: {has}",
        "subset",
        help=did_you_mean(closest(subset, sorted(names))),
        related=(near.related("the DestinationRule stands here", "spec", "host", part=Part.KEY),),
    )


def _subsets(index: Index) -> dict[str, dict[str | None, _Subsets]]:
    """The subsets of each host by its name and namespace, None where that is left open."""
    rules: dict[tuple[str, str | None], list[Member]] = {}
    for one in index.of_kind(_GROUP, "DestinationRule"):
        rules.setdefault(_full(one.text("spec", "host") or "", one), []).append(one)
    table: dict[str, dict[str | None, _Subsets]] = {}
    for (name, namespace), found in rules.items():
        known = all(one.understood("spec", "subsets", EACH, "name") and not index.may_be_patched(one) for one in found)
        names = {own for one in found for entry in one.each("spec", "subsets") if (own := entry.text("name"))}
        table.setdefault(name, {})[namespace] = _Subsets(found, names if known else None)
    return table


def _full(host: str, member: Member) -> tuple[str, str | None]:
    """The name and namespace of a host, as an object writes it."""
    for ending in _CLUSTER:
        host = host.removesuffix(ending)
    name, dot, namespace = host.partition(".")
    return name, namespace if dot else member.namespace
