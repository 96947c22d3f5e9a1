"""Addresses that are right, and not written as they usually are."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, View, quoted, rule

_FIELDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "Service"): (
        "spec.clusterIP",
        "spec.clusterIPs[]",
        "spec.externalIPs[]",
        "spec.loadBalancerIP",
        "spec.loadBalancerSourceRanges[]",
    ),
    ("", "Endpoints"): ("subsets[].addresses[].ip", "subsets[].notReadyAddresses[].ip"),
    ("", "Node"): ("spec.podCIDRs[]",),
    ("networking.k8s.io", "NetworkPolicy"): (
        *(f"spec.{rules}[].{peers}[].ipBlock.cidr" for rules, peers in (("ingress", "from"), ("egress", "to"))),
        *(f"spec.{rules}[].{peers}[].ipBlock.except[]" for rules, peers in (("ingress", "from"), ("egress", "to"))),
    ),
}
_OF_PODS = ("hostAliases[].ip", "dnsConfig.nameservers[]")


@rule(
    "non-canonical-address",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    needs=(
        "clusterIP",
        "clusterIPs",
        "externalIPs",
        "loadBalancerIP",
        "loadBalancerSourceRanges",
        "subsets",
        "podCIDRs",
        "ipBlock",
        "hostAliases",
        "nameservers",
    ),
)
def non_canonical_address(target: KubeObject) -> Iterator[Hit]:
    """IPv6 address that is not written in its usual form.

    ## Why is this bad?
    There is one usual form of an IPv6 address (RFC 5952): lower-case, without leading zeros, the longest run of zeros
    as `::`. What compares addresses as texts takes others for other addresses. The API server warns of them.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80}]
      loadBalancerIP: "2001:DB8::0001"
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80}]
      loadBalancerIP: "2001:db8::1"
    ```

    ## References
    - https://datatracker.ietf.org/doc/html/rfc5952
    """
    for path in _FIELDS.get((target.group, target.kind), ()):
        yield from _judged(target, path.split("."))
    pod = target.pod()
    if pod is not None:
        for path in _OF_PODS:
            yield from _judged(pod, path.split("."))


def _judged(view: View, steps: list[str]) -> Iterator[Hit]:
    key = steps[0].removesuffix("[]")
    if not isinstance(view.value, dict) or view.value.get(key) is None:
        return
    for found in view.each(key) if steps[0].endswith("[]") else [view.at(key)]:
        if found is None:
            continue
        if len(steps) > 1:
            yield from _judged(found, steps[1:])
        elif (text := found.text()) and ":" in text and (usual := _usual(text)) not in (None, text):
            yield found.hit(f"{quoted(text)} is not written as usual", help=f"write {usual}")


def _usual(text: str) -> str | None:
    """The usual form of an IPv6 address or block; None for what is none, which has its own finding."""
    import ipaddress  # for the few objects with such an address

    try:
        return str(ipaddress.IPv6Network(text) if "/" in text else ipaddress.IPv6Address(text))
    except ValueError:
        return None
