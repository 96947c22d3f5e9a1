"""Gateway API: routes, the Gateways they attach to, and the Services behind them."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, closest, did_you_mean, is_slip, listed, quoted, rule
from podlint.api.project import Index, Member
from podlint_rules._shared.absent import meant, weight

_GROUP = "gateway.networking.k8s.io"
_ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")
_CLASSES = frozenset(
    {"cilium", "contour", "eg", "envoy", "istio", "istio-remote", "istio-waypoint", "kong", "nginx", "traefik"}
)
"""Classes that controllers bring along."""
_CERTIFICATE = ("cert-manager.io", "Certificate")


@rule("gateway-references", severity=Severity.WARNING, scope=Scope.PROJECT, kinds=("Gateway", *_ROUTES))
def gateway_references(target: Member, index: Index) -> Iterator[Hit]:
    """Gateway or route that names what does not exist.

    ## Why is this bad?
    A route is attached to the listeners of a Gateway by name. Where the Gateway, its listener, or the Service behind
    the route does not exist, the API server says nothing: the route gets no traffic, or answers 500, and only its
    status tells why. Of what is missing it warns where an object is there that must have been meant, by its name; else
    it is an info, for another repository may bring it. The rule is silent about kinds that do not occur beside the
    object, and about a GatewayClass that is not one of the project mistyped: controllers make theirs themselves.

    ## Example
    ```yaml bad file
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: edge}
    spec:
      gatewayClassName: shared
      listeners: [{name: http, port: 80, protocol: HTTP}]
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: web}
    spec:
      parentRefs: [{name: edge, sectionName: https}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: edge}
    spec:
      gatewayClassName: shared
      listeners: [{name: http, port: 80, protocol: HTTP}]
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: web}
    spec:
      parentRefs: [{name: edge, sectionName: http}]
    ```

    ## References
    - https://gateway-api.sigs.k8s.io/concepts/api-overview/
    """
    if target.group != _GROUP:
        return
    if target.kind == "Gateway":
        yield from _listeners(target)
        yield from _class(target, index)
        yield from _certificates(target, index)
        return
    for parent in target.each("spec", "parentRefs"):
        yield from _parent(target, index, parent)
    for entry in target.each("spec", "rules"):
        for backend in entry.each("backendRefs"):
            yield from _backend(target, index, backend)


def _listeners(gateway: Member) -> Iterator[Hit]:
    first: dict[str, View] = {}
    for listener in gateway.each("spec", "listeners"):
        name = listener.text("name")
        if name and (before := first.setdefault(name, listener)) is not listener:
            related = (before.related("first used here", "name"),)
            message = f"listener name {quoted(name)} is used twice"
            yield listener.hit(message, "name", help="rename one of the two", related=related)


def _class(gateway: Member, index: Index) -> Iterator[Hit]:
    """A class that is one of the project mistyped: others are made by controllers, or by whoever runs the cluster."""
    name = gateway.text("spec", "gatewayClassName")
    if (
        name
        and index.complete(gateway, (_GROUP, "GatewayClass"))
        and name not in _CLASSES
        and not index.named(_GROUP, "GatewayClass", name, gateway)
    ):
        near = next((other for other in index.names(_GROUP, "GatewayClass", gateway) if is_slip(name, other)), None)
        if near is not None:
            message = f"there is no GatewayClass {quoted(name)} in the project"
            yield gateway.hit(message, "spec", "gatewayClassName", help=did_you_mean(near))


def _certificates(gateway: Member, index: Index) -> Iterator[Hit]:
    """Secrets that are not there, and that nothing makes: cert-manager does, by annotation or by a Certificate."""
    notes = gateway.get("metadata", "annotations", default={})
    made = isinstance(notes, dict) and any(str(key).startswith("cert-manager.io/") for key in notes)
    if made or any(index.near(gateway, *_CERTIFICATE)):
        return
    for listener in gateway.each("spec", "listeners"):
        for reference in listener.each("tls", "certificateRefs"):
            if reference.get("kind", default="Secret") == "Secret" and not reference.get("group"):
                yield from _absent(gateway, index, reference, "", "Secret")


def _parent(route: Member, index: Index, parent: View) -> Iterator[Hit]:
    if parent.get("kind", default="Gateway") != "Gateway" or parent.get("group", default=_GROUP) != _GROUP:
        return
    found = _found(route, index, parent, _GROUP, "Gateway")
    if not found:
        yield from _absent(route, index, parent, _GROUP, "Gateway")
        return
    section, port = parent.text("sectionName"), parent.integer("port")
    listeners = [listener for gateway in found for listener in gateway.each("spec", "listeners")]
    names = [str(listener.get("name")) for listener in listeners]
    ports = [listener.integer("port") for listener in listeners]
    if not all(gateway.complete("spec", "listeners") for gateway in found) or not names:
        return
    related = (found[0].related("its listeners stand here", "spec", "listeners"),)
    if section and section not in names:
        help = did_you_mean(closest(section, names))
        message = f"{found[0].name} has no listener {quoted(section)}: it has {listed(names)}"
        yield parent.hit(message, "sectionName", help=help, related=related)
    elif port and None not in ports and port not in ports:
        message = f"{found[0].name} has no listener on port {port}: it has {listed(map(str, ports))}"
        help = f"write {listed(map(str, ports), last='or')}"
        yield parent.hit(message, "port", help=help, related=related)


def _backend(route: Member, index: Index, backend: View) -> Iterator[Hit]:
    if backend.get("kind", default="Service") != "Service" or backend.get("group"):
        return
    found = _found(route, index, backend, "", "Service")
    if not found:
        yield from _absent(route, index, backend, "", "Service")
        return
    port = backend.integer("port")
    offered = {entry.integer("port") for service in found for entry in service.each("spec", "ports")}
    known = all(service.complete("spec", "ports") for service in found)
    if port and offered and known and None not in offered and port not in offered:
        shown = listed(str(number) for number in sorted(number for number in offered if number is not None))
        yield backend.hit(
            f"{found[0].name} offers no port {port}: it offers {shown}",
            "port",
            help="write a port of the Service, not of its pods",
            related=(found[0].related("its ports stand here", "spec", "ports"),),
        )


def _found(target: Member, index: Index, reference: View, group: str, kind: str) -> list[Member]:
    """The objects that a reference means: in the namespace that it names, else beside the object."""
    name = reference.text("name")
    return index.meant(group, kind, name, target, reference.text("namespace")) if name else []


def _absent(target: Member, index: Index, reference: View, group: str, kind: str) -> Iterator[Hit]:
    """A hit where the kind occurs beside the object, but none of that name; of another namespace nothing is said."""
    name = reference.text("name")
    other = reference.get("namespace")
    if not name or other is not None or not index.whole or not index.complete(target, (group, kind)):
        return
    if not index.named(group, kind, name, target):
        near = meant(name, index.names(group, kind, target))
        severity = weight(target, index, near)
        if severity is not None:
            message = f"there is no {kind} {quoted(name)} in the project"
            yield reference.hit(message, "name", help=did_you_mean(near), severity=severity)
