"""NetworkPolicies by themselves."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import addresses, names

_SELECTORS = ("podSelector", "namespaceSelector")


@rule("network-policy-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("NetworkPolicy",), versioned=True)
def network_policy_invalid(policy: KubeObject) -> Iterator[Hit]:
    """Peer, address block or port that a NetworkPolicy may not have, or rules that have no effect.

    ## Why is this bad?
    The API server refuses an empty peer, an `ipBlock` beside a selector, a block without its length (`/24`), an
    `except` outside the block, an `endPort` below its port and a port number in quotes. It accepts egress rules under
    `policyTypes: [Ingress]`, but they do nothing: the traffic that they were to bound stays open. That is a warning.

    ## Example
    ```yaml bad
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata:
      name: web
    spec:
      podSelector: {}
      policyTypes: [Ingress]
      egress:
        - to:
            - ipBlock: {cidr: 10.0.0.0/8}
    ```

    ## Use instead
    ```yaml good
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata:
      name: web
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
      egress:
        - to:
            - ipBlock: {cidr: 10.0.0.0/8}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    spec = policy.at("spec")
    if spec is None or policy.api_version != "networking.k8s.io/v1" or not isinstance(spec.value, dict):
        return
    yield from _types(spec)
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for entry in spec.each(direction):
            for peer in entry.each(peers):
                yield from _peer(peer, peers, policy.minor)
            for port in entry.each("ports"):
                yield from _port(port)


def _types(spec: View) -> Iterator[Hit]:
    types = spec.get("policyTypes")
    if not isinstance(types, list) or not types or not spec.complete("policyTypes"):
        return
    if len(types) > 2:
        yield spec.hit(f"policyTypes may have 2 entries, not {len(types)}", "policyTypes", part=Part.KEY)
        return
    for key, name in (("ingress", "Ingress"), ("egress", "Egress")):
        if spec.get(key) and name not in types:
            yield spec.hit(
                f"the {key} rules have no effect: policyTypes does not have {name}",
                key,
                part=Part.KEY,
                help=f"add {name} to policyTypes, or remove the {key} rules",
                related=(spec.related("the types stand here", "policyTypes"),),
                severity=Severity.WARNING,  # The server takes it.
            )


def _peer(peer: View, where: str, minor: int) -> Iterator[Hit]:
    if not isinstance(peer.value, dict):
        return
    block, selectors = peer.at("ipBlock"), [key for key in _SELECTORS if peer.at(key) is not None]
    if block is None and not selectors:
        if not peer.value or all(value is None for value in peer.value.values()):
            help = "podSelector: {} means all pods of the namespace, namespaceSelector: {} those of all namespaces"
            yield peer.hit(f"an empty peer in `{where}` is not allowed", help=help)
        return
    if block is None or not isinstance(block.value, dict):
        return
    for key in selectors:
        yield peer.hit(
            f"{key} may not stand beside ipBlock in one peer",
            key,
            part=Part.KEY,
            help="make two peers of them: each begins with its own `-`",
        )
    yield from _block(block, minor)


def _block(block: View, minor: int) -> Iterator[Hit]:
    text = block.text("cidr")
    if not text:
        return
    wrong = addresses.cidr(text, minor)
    if wrong is not None:
        yield block.hit(f"cidr {quoted(text)} {wrong}", "cidr", help=_block_help(text))
        return
    whole = _network(text)
    for item in block.each("except"):
        inner = item.text()
        if inner is None:
            continue
        wrong = addresses.cidr(inner, minor)
        if wrong is not None:
            yield item.hit(f"except {quoted(inner)} {wrong}", help=_block_help(inner))
            continue
        part = _network(inner)
        if whole is None or part is None:
            continue
        inside = part.version == whole.version and part.prefixlen > whole.prefixlen
        if not (inside and whole.network_address <= part.network_address <= whole.broadcast_address):  # type: ignore[operator]
            yield item.hit(
                f"except {quoted(inner)} must be a part of the block {text}, and smaller",
                related=(block.related("the block stands here", "cidr"),),
            )


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _block_help(text: str) -> str | None:
    if "/" not in text and addresses.ip(text, 0) is None:
        return f'did you mean "{text}/{128 if ":" in text else 32}"?'
    return None


def _port(port: View) -> Iterator[Hit]:
    name, number = port.text("port"), port.integer("port")
    if name is not None and (words := names.port_name(name)) is not None:
        help = "remove the quotes" if name.isdigit() else "name a port of the pods, or its number"
        yield port.hit(f"port {quoted(name)} {words}", "port", help=help)
    elif number is not None and not 1 <= number <= 65535:
        yield port.hit(f"port must be from 1 to 65535, not {number}", "port")
    end = port.integer("endPort")
    if end is None:
        return
    if port.at("port") is None:
        yield port.hit("endPort needs port, the beginning of the range", "endPort", part=Part.KEY, help="add port")
    elif name is not None:
        yield port.hit(f"endPort needs a port number, not the name {quoted(name)}", "endPort", part=Part.KEY)
    elif number is not None and end < number:
        yield port.hit(f"endPort ({end}) must not be below port ({number})", "endPort", help="swap the two")
