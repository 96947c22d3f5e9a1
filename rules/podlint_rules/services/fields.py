"""Fields of a Service that do not go with its type."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import addresses, names
from podlint_rules.services._kinds import headless, service_type

_BALANCER_ONLY = ("loadBalancerSourceRanges", "loadBalancerClass", "allocateLoadBalancerNodePorts")
_NO_PROXY = ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_HINTS = ("service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints")


@rule("service-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("Service",), versioned=True)
def service_invalid(service: KubeObject) -> Iterator[Hit]:
    """Fields of a Service that contradict its type or each other.

    ## Why is this bad?
    The API server refuses the Service: an ExternalName needs a DNS name and has no addresses; NodePort and LoadBalancer
    cannot be headless; load balancer fields need type LoadBalancer, traffic policies a Service that is reached from
    outside; addresses must be IP addresses of the families asked for.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      type: LoadBalancer
      clusterIP: None
      selector: {app: web}
      ports:
        - port: 80
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      type: LoadBalancer
      selector: {app: web}
      ports:
        - port: 80
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
    """
    spec = service.at("spec")
    if spec is None or service.api_version != "v1" or not isinstance(spec.value, dict):
        return
    kind = service_type(spec)
    if kind == "ExternalName":
        yield from _external_name(spec)
    elif kind is not None:
        yield from _cluster_ips(spec, kind, service.minor)
    if kind is not None:
        yield from _for_other_types(spec, kind)
    yield from _families(spec)
    for item in spec.each("externalIPs"):
        yield from _external_ip(item, service.minor)
    for item in spec.each("loadBalancerSourceRanges"):
        text = item.text()
        words = addresses.cidr(text.strip(), service.minor) if text is not None else None
        if words is not None and kind == "LoadBalancer":
            yield item.hit(f"source range {quoted(str(text))} {words}")
    for item in spec.each("ports"):
        protocol = item.text("appProtocol")
        words = names.qualified_name(protocol) if protocol is not None else None
        if words is not None:
            yield item.hit(f"appProtocol {quoted(str(protocol))} {words}", "appProtocol")
    timeout = spec.integer("sessionAffinityConfig", "clientIP", "timeoutSeconds")
    if timeout is not None and spec.get("sessionAffinity") == "ClientIP" and not 0 < timeout <= 86400:
        message = f"timeoutSeconds must be from 1 to 86400, not {timeout}"
        yield spec.hit(message, "sessionAffinityConfig", "clientIP", "timeoutSeconds")
    yield from _annotations(service, spec, kind)


def _external_name(spec: View) -> Iterator[Hit]:
    name = spec.text("externalName")
    if spec.at("externalName") is None or spec.get("externalName") == "":
        yield spec.hit("a Service of type ExternalName must have externalName", part=Part.KEY, help="add externalName")
    elif name is not None and (words := names.dns_subdomain(name.removesuffix("."))) is not None:
        yield spec.hit(f"externalName {quoted(name)} {words}", "externalName", help=_for_external(name))
    for key in _NO_PROXY:
        if spec.get(key) not in (None, "", []):
            yield spec.hit(
                f"{key} may not be set for a Service of type ExternalName", key, part=Part.KEY, help="remove it"
            )


def _for_external(name: str) -> str:
    """What to write in place of an address or a URL."""
    if addresses.ip(name, 0) is None:
        return "an address is no name: use a Service without selector, and an EndpointSlice that holds it"
    host = name.rpartition("://")[2].partition("/")[0].lower()
    before, _, port = host.rpartition(":")
    host = before if before and port.isdecimal() else host
    if host != name.lower() and names.dns_subdomain(host) is None:
        return f"write {quoted(host)}, a DNS name without scheme, port and path"
    return "write a DNS name without scheme, port and path"


def _cluster_ips(spec: View, kind: str, minor: int) -> Iterator[Hit]:
    bare = headless(spec)
    first = "clusterIP" if spec.at("clusterIP") is not None else "clusterIPs"
    if bare and kind in ("NodePort", "LoadBalancer"):
        yield spec.hit(
            f"a Service of type {kind} cannot be headless (clusterIP: None)",
            first,
            help="remove clusterIP, or the type",
            related=(spec.related(f"the type is {kind}", "type"),),
        )
    address = spec.text("clusterIP")
    if address and address != "None" and (words := addresses.ip(address, minor)) is not None:
        help = "write clusterIP: None for a headless Service" if address.lower() == "none" else None
        yield spec.hit(f"clusterIP {quoted(address)} {words}, or None", "clusterIP", help=help)
        return
    listed = spec.get("clusterIPs")
    if not isinstance(listed, list) or not listed or not spec.complete("clusterIPs") or not spec.complete("clusterIP"):
        return
    if listed[0] != (address or ""):
        message = f"the first of clusterIPs ({listed[0]}) must be the clusterIP ({address or 'unset'})"
        yield spec.hit(message, "clusterIPs", 0, help="give both the same value")
    elif len(listed) > 2:
        yield spec.hit(f"clusterIPs may have 2 entries, not {len(listed)}", "clusterIPs", part=Part.KEY)
    elif len(listed) == 2 and "None" in listed:
        yield spec.hit("None may not stand beside another address in clusterIPs", "clusterIPs", listed.index("None"))
    else:
        for item in spec.each("clusterIPs"):
            text = item.text()
            if text and text != "None" and (words := addresses.ip(text, minor)) is not None:
                yield item.hit(f"cluster IP {quoted(text)} {words}")
                return
        if len(listed) == 2 and (":" in str(listed[0])) == (":" in str(listed[1])):
            message = "the two clusterIPs must be of different families, one IPv4 and one IPv6"
            yield spec.hit(message, "clusterIPs", 1)


def _families(spec: View) -> Iterator[Hit]:
    families, listed = spec.get("ipFamilies"), spec.get("clusterIPs")
    if isinstance(families, list) and len(families) > 2:
        yield spec.hit(f"ipFamilies may have 2 entries, not {len(families)}", "ipFamilies", part=Part.KEY)
    elif (
        spec.at("ipFamilyPolicy") is None
        and isinstance(families, list)
        and sorted(map(str, families)) == ["IPv4", "IPv6"]
    ):
        # A headless Service that selects nothing takes both families.
        selecting = headless(spec) is False or spec.get("selector")
        if spec.complete("ipFamilyPolicy") and service_type(spec) != "ExternalName" and selecting:
            message = "two ipFamilies need ipFamilyPolicy PreferDualStack or RequireDualStack"
            yield spec.hit(message, "ipFamilies", part=Part.KEY, help="add ipFamilyPolicy: PreferDualStack")
    elif spec.get("ipFamilyPolicy") == "SingleStack":
        for key, found in (("ipFamilies", families), ("clusterIPs", listed)):
            if isinstance(found, list) and len(found) == 2:
                message = f"ipFamilyPolicy SingleStack allows one entry in {key}, not 2"
                yield spec.hit(message, key, part=Part.KEY, help="set ipFamilyPolicy: PreferDualStack, or remove one")
                return


def _for_other_types(spec: View, kind: str) -> Iterator[Hit]:
    """Fields that the server refuses for a Service of this type."""
    if kind != "LoadBalancer":
        for key in _BALANCER_ONLY:
            if spec.get(key) not in (None, []):
                message = f"{key} may be set only for a Service of type LoadBalancer, not {kind}"
                yield spec.hit(message, key, part=Part.KEY, help="remove it, or set type: LoadBalancer")
    elif (name := spec.text("loadBalancerClass")) and (words := names.qualified_name(name)) is not None:
        yield spec.hit(f"loadBalancerClass {quoted(name)} {words}", "loadBalancerClass")
    outside = kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and spec.at("externalIPs") is not None)
    if spec.text("externalTrafficPolicy") and not outside:
        message = f"externalTrafficPolicy may not be set for a Service of type {kind} without externalIPs"
        yield spec.hit(message, "externalTrafficPolicy", part=Part.KEY, help="remove it, or set another type")
    local = kind == "LoadBalancer" and spec.get("externalTrafficPolicy", default="Local") == "Local"
    local = local and spec.at("externalTrafficPolicy") is not None
    if spec.integer("healthCheckNodePort") and not local:
        message = "healthCheckNodePort may be set only for type LoadBalancer with externalTrafficPolicy: Local"
        yield spec.hit(message, "healthCheckNodePort", part=Part.KEY, help="remove it")


def _external_ip(item: View, minor: int) -> Iterator[Hit]:
    text = item.text()
    if text is None:
        return
    words = addresses.ip(text, minor)
    if words is None and (kind := addresses.special(text)) is not None:
        words = f"must not be {kind} address"
    if words is not None:
        yield item.hit(f"external IP {quoted(text)} {words}")


def _annotations(service: KubeObject, spec: View, kind: str | None) -> Iterator[Hit]:
    ranges = service.text("metadata", "annotations", _RANGES)
    if ranges and ranges.strip() and kind is not None:
        if kind != "LoadBalancer":
            message = f"annotation {_RANGES} may be set only for a Service of type LoadBalancer, not {kind}"
            yield service.hit(message, "metadata", "annotations", _RANGES, part=Part.KEY, help="remove it")
        elif not spec.get("loadBalancerSourceRanges"):
            for part in ranges.strip().split(","):
                words = addresses.cidr(part.strip(), service.minor)
                if words is not None:
                    message = f"source range {quoted(part.strip())} {words}"
                    yield service.hit(message, "metadata", "annotations", _RANGES)
                    break
    mode, hints = (service.text("metadata", "annotations", key) for key in _HINTS)
    if mode is not None and hints is not None and mode != hints:
        message = f"annotations {_HINTS[0]} and {_HINTS[1]} must not differ ({quoted(mode)} and {quoted(hints)})"
        yield service.hit(message, "metadata", "annotations", _HINTS[1], help="remove the older one")


@rule("service-ignored-field", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=("Service",))
def service_ignored_field(service: KubeObject) -> Iterator[Hit]:
    """Field that has no effect for this type of Service.

    ## Why is this bad?
    The API server takes the field and nothing reads it: load balancer addresses, external IPs, session affinity and
    traffic policies of a headless Service, which has no proxy; `externalName` without type ExternalName; the selector
    of an ExternalName; `loadBalancerIP` without a load balancer; a session affinity timeout without session affinity.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata:
      name: db
    spec:
      clusterIP: None
      sessionAffinity: ClientIP
      selector: {app: db}
      ports:
        - port: 5432
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Service
    metadata:
      name: db
    spec:
      clusterIP: None
      selector: {app: db}
      ports:
        - port: 5432
    ```

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
    """
    spec = service.at("spec")
    if spec is None or service.api_version != "v1" or not isinstance(spec.value, dict):
        return
    kind, bare = service_type(spec), headless(spec)
    if kind is None or bare is None:
        return
    ignored: list[tuple[str, str]] = []
    if kind == "ExternalName":
        ignored = [(key, "type ExternalName") for key in ("selector", "externalIPs", "loadBalancerIP")]
    elif bare and kind == "ClusterIP":
        ignored = [(key, "a headless Service") for key in ("loadBalancerIP", "externalIPs", "trafficDistribution")]
        ignored += [("sessionAffinity", "a headless Service")] if spec.get("sessionAffinity") == "ClientIP" else []
        local = spec.get("internalTrafficPolicy") == "Local"
        ignored += [("internalTrafficPolicy", "a headless Service")] if local else []
    elif kind != "LoadBalancer":
        ignored = [("loadBalancerIP", f"type {kind}")]
    if kind != "ExternalName":
        ignored.append(("externalName", f"type {kind}"))
    if spec.get("sessionAffinity", default="None") == "None" and spec.complete("sessionAffinity"):
        ignored.append(("sessionAffinityConfig", "sessionAffinity None"))
    for key, words in ignored:
        if spec.get(key) not in (None, "", [], {}):
            help = "set type: ExternalName, or remove it" if key == "externalName" else "remove it"
            yield spec.hit(f"{key} has no effect with {words}", key, part=Part.KEY, help=help)
