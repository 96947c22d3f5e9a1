"""Ports of a Service by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Change, Fix, Hit, Insert, KubeObject, Part, Safety, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import names
from podlint.api.project import Index, Member, Vicinity
from podlint_rules.services._kinds import headless, service_type

_SERVICE = ("Service",)
_FIRST, _LAST = 30000, 32767
"""The range of node ports, where the cluster sets no other one."""


def _taken_node_ports(service: Member, index: Index) -> Iterator[Hit]:
    """Node ports that a Service before this one has, of those that the same cluster must be meant to hold."""
    if service.group:
        return
    if not any(port.integer("nodePort") for port in service.each("spec", "ports")):
        return
    near = index.vicinity(service)
    table = near.remember("node ports", lambda: _node_ports(near))
    for port in service.each("spec", "ports"):
        number, protocol = port.integer("nodePort"), port.text("protocol") or "TCP"
        before = table.get((number, protocol, service.scopes), service) if number else service
        if before is not service and _other_object(before, service):
            related = next(p for p in before.each("spec", "ports") if p.integer("nodePort") == number)
            yield port.hit(
                f"nodePort {number}/{protocol} is the one of {before.name} too: a node has each port once",
                "nodePort",
                help="choose another number, or leave the choice to the cluster",
                related=(related.related("first used here", "nodePort"),),
            )


def _node_ports(near: Vicinity) -> dict[tuple[object, object, frozenset[str]], Member]:
    """The first Service with each node port, by the sets that it belongs to."""
    table: dict[tuple[object, object, frozenset[str]], Member] = {}
    for service in near.of_kind("", "Service"):
        for port in service.each("spec", "ports"):
            if number := port.integer("nodePort"):
                table.setdefault((number, port.text("protocol") or "TCP", service.scopes), service)
    return table


def _other_object(one: Member, other: Member) -> bool:
    """Whether two Services can exist at the same time: what bears one name is one object, written twice."""
    names = one.text("metadata", "name"), other.text("metadata", "name")
    return None not in names and (names[0] != names[1] or one.namespace != other.namespace)


@rule(
    "service-ports-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=_SERVICE,
    across=_taken_node_ports,
    across_kinds=_SERVICE,
    category="ports",
)
def service_ports_invalid(service: KubeObject) -> Iterator[Hit]:
    """Ports of a Service that the API server refuses.

    ## Why is this bad?
    A Service needs a port unless it is headless or an ExternalName; several ports all need a name, each its own; port
    and protocol, nodePort and protocol may occur once (a nodePort once in the whole cluster); a ClusterIP Service has
    no nodePorts; and a `targetPort` in quotes is a port name, which needs a letter.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector: {app: web}
      ports:
        - port: 80
        - name: metrics
          port: 9090
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector: {app: web}
      ports:
        - name: http
          port: 80
        - name: metrics
          port: 9090
    ```

    ## Fix safety
    Safe: quotes around the number of a targetPort are removed. Unsafe: a port without a name is named after its
    protocol and number, such as `tcp-8080`; a service mesh may read another protocol in that name.

    ## References
    - https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services
    """
    spec = service.at("spec")
    if spec is None or service.api_version != "v1" or not isinstance(spec.value, dict):
        return
    kind = service_type(spec)
    yield from _absent(spec, kind)
    ports = [port for port in spec.each("ports") if isinstance(port.value, dict)]
    yield from _unnamed(spec, ports)
    yield from _repeated_names(ports)
    yield from _repeated(ports, "port", "port")
    yield from _repeated(ports, "nodePort", "node port")
    yield from _shared(ports)
    for port in ports:
        yield from _target(port)
        number = port.integer("nodePort")
        if number and kind == "ClusterIP":
            given = spec.at("type") is not None
            yield port.hit(
                f"nodePort {number} may not be set for a Service of type ClusterIP{'' if given else ' (the default)'}",
                "nodePort",
                help="set type: NodePort, or remove the nodePort",
            )
        elif number and 0 < number <= 65535 and not _FIRST <= number <= _LAST:
            message = f"nodePort {number} is outside of the range of node ports, {_FIRST} to {_LAST} as a rule"
            help = "choose another number, or leave the choice to the cluster"
            yield port.hit(message, "nodePort", help=help, severity=Severity.WARNING)


def _absent(spec: View, kind: str | None) -> Iterator[Hit]:
    """No ports, where there must be some."""
    if kind is None or kind == "ExternalName" or headless(spec) is not False:
        return
    found = spec.at("ports")
    if found is None or found.value == []:
        yield spec.hit(
            f"a Service of type {kind} must have ports",
            *(() if found is None else ("ports",)),
            part=Part.KEY,
            help="add ports, or clusterIP: None for a headless Service",
        )


def _unnamed(spec: View, ports: list[View]) -> Iterator[Hit]:
    found = spec.get("ports")
    if not isinstance(found, list) or len(found) < 2:
        return
    for port in ports:
        if port.at("name") is None or port.get("name") == "":
            number = port.integer("port")
            shown = f"port {number}" if number is not None else "a port"
            message = f"{shown} must have a name: the Service has {len(found)} ports"
            yield port.hit(message, help="add a name", fix=_named(port, number, ports))


def _named(port: View, number: int | None, ports: list[View]) -> Fix | None:
    """The fix that names a port after its protocol and number, where it has no name at all."""
    protocol = port.get("protocol", default="TCP")
    name = f"{str(protocol).lower()}-{number}"
    if number is None or "name" in port.value or any(other.get("name") == name for other in ports):
        return None
    same = [p for p in ports if p.integer("port") == number and p.get("protocol", default="TCP") == protocol]
    return Fix(f"name it {name}", (Insert(port.place(), "name", name),), Safety.UNSAFE) if len(same) == 1 else None


def _repeated_names(ports: list[View]) -> Iterator[Hit]:
    first: dict[str, View] = {}
    for port in ports:
        name = port.text("name")
        if name and (before := first.setdefault(name, port)) is not port:
            yield port.hit(
                f"port name {quoted(name)} is used twice in the Service",
                "name",
                help="rename one of the two",
                related=(before.related("first used here", "name"),),
            )


def _repeated(ports: list[View], key: str, words: str) -> Iterator[Hit]:
    """The same number under the same protocol twice."""
    first: dict[tuple[int, str], View] = {}
    for port in ports:
        number, protocol = port.integer(key), port.get("protocol", default="TCP")
        if not number or not isinstance(protocol, str):
            continue
        before = first.setdefault((number, protocol or "TCP"), port)
        if before is not port:
            yield port.hit(
                f"{words} {number}/{protocol or 'TCP'} is used twice in the Service",
                key,
                help="remove one of the two, or change its number",
                related=(before.related("first used here", key),),
            )


def _shared(ports: list[View]) -> Iterator[Hit]:
    """One node port for two ports of other protocols, which the server gives only to one port number."""
    first: dict[int, View] = {}
    for port in ports:
        number = port.integer("nodePort")
        before = first.setdefault(number, port) if number else port
        if before is port or before.get("protocol", default="TCP") == port.get("protocol", default="TCP"):
            continue
        if not port.complete() or not before.complete() or before.integer("port") == port.integer("port"):
            continue
        yield port.hit(
            f"node port {number} is given to two ports of different numbers",
            "nodePort",
            help="change one of the two, or let both have the same port",
            related=(before.related("first used here", "nodePort"),),
        )


def _target(port: View) -> Iterator[Hit]:
    target = port.text("targetPort")
    if target is None:
        number = port.integer("targetPort")
        if number is not None and not 0 <= number <= 65535:
            yield port.hit(f"targetPort must be from 1 to 65535, not {number}", "targetPort")
        return
    if target.isascii() and target.isdigit():
        number = int(target[:9])
        certain = target == str(number) and 0 < number < 65536
        fix = Fix("remove the quotes", (Change(port.place("targetPort"), number),)) if certain else None
        yield port.hit(
            f"targetPort {quoted(target)} in quotes is a port name, and a name needs a letter",
            "targetPort",
            help="remove the quotes" if certain else "write a number from 1 to 65535, without quotes",
            fix=fix,
        )
    elif target and (wrong := names.port_name(target)) is not None:
        yield port.hit(
            f"targetPort {quoted(target)} {wrong}", "targetPort", help="name a port of the pods, or its number"
        )
