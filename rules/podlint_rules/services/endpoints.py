"""Endpoints and EndpointSlices."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import addresses, names


@rule(
    "endpoints-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("Endpoints", "EndpointSlice"),
    versioned=True,
)
def endpoints_invalid(target: KubeObject) -> Iterator[Hit]:
    """Endpoints, or EndpointSlice, that the API server refuses.

    ## Why is this bad?
    Addresses are IP addresses, of the slice's family, and not of the machine itself or of the link; a subset has some.
    Where there are several ports each has a name of its own.

    ## Example
    ```yaml bad file
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: db, labels: {kubernetes.io/service-name: db}}
    addressType: IPv4
    ports: [{port: 5432}]
    endpoints: [{addresses: [db.example.com]}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: db, labels: {kubernetes.io/service-name: db}}
    addressType: IPv4
    ports: [{port: 5432}]
    endpoints: [{addresses: [192.0.2.7]}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
    """
    if target.kind == "Endpoints" and target.api_version == "v1":
        for subset in target.each("subsets"):
            if isinstance(subset.value, dict):
                yield from _subset(subset, target.minor)
    elif target.kind == "EndpointSlice" and target.group == "discovery.k8s.io":
        yield from _ports(target, several=False)
        family = target.text("addressType")
        for endpoint in target.each("endpoints"):
            for address in endpoint.each("addresses"):
                yield from _address(address, family, target.minor)


def _subset(subset: View, minor: int) -> Iterator[Hit]:
    lists = ("addresses", "notReadyAddresses")
    if not any(subset.get(key) for key in lists) and all(subset.complete(key) for key in lists):
        yield subset.hit("a subset must have addresses or notReadyAddresses", part=Part.KEY, help="add addresses")
    for key in lists:
        for entry in subset.each(key):
            address = entry.at("ip") if isinstance(entry.value, dict) else None
            if address is not None:
                yield from _address(address, "IP", minor)
    yield from _ports(subset, several=True)


def _address(address: View, family: str | None, minor: int) -> Iterator[Hit]:
    text = address.text()
    if text is None or family is None:
        return
    if family == "FQDN":
        wrong = names.dns_subdomain(text)
    else:
        wrong = addresses.ip(text, minor)
        if wrong is None and family in ("IPv4", "IPv6") and (":" in text) != (family == "IPv6"):
            wrong = f"must be an {family} address"
    if wrong is None and family == "IPv6" and minor >= 36 and str(ipaddress.ip_address(text)) != text:
        wrong = f"must be written in its usual form, {ipaddress.ip_address(text)}"
    if wrong is None and family != "FQDN" and (kind := addresses.special(text)) is not None:
        wrong = f"must not be {kind} address"
    if wrong is not None:
        yield address.hit(f"address {quoted(text)} {wrong}")


def _ports(holder: View, *, several: bool) -> Iterator[Hit]:
    """Names of ports: with `several` each needs one where there are more; in a slice no two may be equal."""
    ports = [port for port in holder.each("ports") if isinstance(port.value, dict)]
    if len(ports) < 2:
        return
    seen: dict[str, View] = {}
    for port in ports:
        if not port.complete("name"):
            continue
        name = port.get("name", default="")
        if several and not name:
            yield port.hit("each of several ports must have a name", help="add a name")
        elif not several and name in seen:
            related = (seen[name].related("the first one stands here"),)
            shown = f"name {quoted(name)} of a port is taken" if name else "only one port may be without a name"
            at = ("name",) if name else ()
            yield port.hit(shown, *at, help="give each port a name of its own", related=related)
        elif isinstance(name, str):
            seen[name] = port
