"""Address ranges and addresses of the cluster itself: ServiceCIDRs, IPAddresses, Nodes."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, did_you_mean, quoted, rule
from podlint.api.kubernetes import addresses


@rule(
    "cluster-address-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("ServiceCIDR", "IPAddress", "Node"),
    versioned=True,
)
def cluster_address_invalid(target: KubeObject) -> Iterator[Hit]:
    """ServiceCIDR, IPAddress or Node with an address that the API server refuses.

    ## Why is this bad?
    A ServiceCIDR has one block, or one of each IP family, in the usual form; an IPAddress is named as its address is
    written usually. A Node has one block for its pods, or one of each family. The object is refused.

    ## Example
    ```yaml bad file
    apiVersion: networking.k8s.io/v1
    kind: ServiceCIDR
    metadata: {name: more}
    spec: {cidrs: [10.96.0.0/16, 10.97.0.0/16]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: networking.k8s.io/v1
    kind: ServiceCIDR
    metadata: {name: more}
    spec: {cidrs: [10.96.0.0/16, "fd00:96::/112"]}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies
    """
    spec = target.at("spec")
    if target.group == "networking.k8s.io" and target.kind == "IPAddress":
        name = target.text("metadata", "name")
        if name and (wrong := _address_name(name)) is not None:
            yield target.hit(f"name {quoted(name)} of IPAddress {wrong}", "metadata", "name")
    elif spec is None or not isinstance(spec.value, dict):
        return
    elif target.group == "networking.k8s.io" and target.kind == "ServiceCIDR":
        yield from _blocks(spec, "cidrs", usual=True, minor=target.minor)
    elif target.group == "" and target.kind == "Node":
        yield from _of_node(spec, target.minor)


def _of_node(spec: View, minor: int) -> Iterator[Hit]:
    """The blocks of a Node; a podCIDR that is not the first of podCIDRs stands for all of them."""
    blocks, first = spec.get("podCIDRs"), spec.text("podCIDR")
    if not spec.complete("podCIDR") or not spec.complete("podCIDRs"):
        return
    if not first or (isinstance(blocks, list) and blocks[:1] == [first]):
        yield from _blocks(spec, "podCIDRs", usual=False, minor=minor)
    elif (wrong := addresses.cidr(first, minor)) is not None:
        yield spec.hit(f"podCIDR {quoted(first)} {wrong}", "podCIDR")


def _address_name(text: str) -> str | None:
    try:
        found = str(ipaddress.ip_address(text))
    except ValueError:
        return "must be an IP address"
    return None if found == text else f"must be written as {quoted(found)}"


def _blocks(spec: View, field: str, *, usual: bool, minor: int) -> Iterator[Hit]:
    families: dict[bool, View] = {}
    for block in spec.each(field):
        text = block.text()
        if not text:
            continue
        wrong = addresses.cidr(text, 36 if usual else minor)
        network = addresses.network(text)
        if wrong is None and usual and network is not None and str(network) != text:
            yield block.hit(f"block {quoted(text)} must be in its usual form", help=did_you_mean(str(network)))
        elif wrong is not None:
            yield block.hit(f"block {quoted(text)} {wrong}")
        elif (first := families.setdefault(":" in text, block)) is not block:
            shown = "IPv6" if ":" in text else "IPv4"
            related = (first.related("the first one stands here"),)
            message = f"{field} may have one block of each IP family, not two of {shown}"
            yield block.hit(message, help="remove one of them", related=related)
    if isinstance(spec.get(field), list) and len(spec.get(field)) > 2 and field == "podCIDRs":
        yield spec.hit("podCIDRs may have two blocks, one of each IP family", field, part=Part.KEY)
