"""Port numbers that Services and NetworkPolicies name, and that the pods they are about do not declare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from podlint.api import Hit, Part, Severity, View, listed, running_together
from podlint.api.kubernetes import port_numbers_known, selector_known
from podlint.api.project import Index, Member

KINDS = ("Service", "NetworkPolicy")


def undeclared_numbers(target: Member, index: Index) -> Iterator[Hit]:
    """Hits for the numbers of a Service's or a NetworkPolicy's ports, where the pods declare others only."""
    if target.kind == "Service" and not target.group:
        yield from _service(target, index)
    elif target.group == "networking.k8s.io":
        yield from _policy(target, index)


def served_by(service: Member, index: Index) -> list[Member]:
    """What runs the pods that a Service gives to its clients; nothing where that is not known, or nobody is led there.

    Clients of a headless Service choose the port themselves.
    """
    selector = service.at("spec", "selector")
    if selector is None or not selector.value or not selector_known(selector):
        return []
    if service.get("spec", "type") == "ExternalName" or service.get("spec", "clusterIP") == "None":
        return []
    return index.together(index.selected(selector.value, service, as_map=True), service)


def _service(service: Member, index: Index) -> Iterator[Hit]:
    selected = served_by(service, index)
    declared = _declared(selected, service.get("spec", "selector"), as_map=True)
    for port in service.each("spec", "ports") if declared else ():
        key = "targetPort" if port.at("targetPort") is not None else "port"
        number = port.integer(key)
        if number and number not in declared:
            yield _hit(port, key, f"{key} {number} of this Service", number, declared, selected)


def _policy(policy: Member, index: Index) -> Iterator[Hit]:
    selector = policy.at("spec", "podSelector")
    wanted = [port for entry in policy.each("spec", "ingress") for port in entry.each("ports") if port.integer("port")]
    if not wanted or selector is None or not selector_known(selector):
        return
    selected = index.together(index.selected(selector.value, policy), policy)
    declared = _declared(selected, selector.value)
    for port in wanted if declared else ():
        first = port.integer("port") or 0
        last = port.integer("endPort") or first
        if not any(first <= number <= last for number in declared):
            yield _hit(port, "port", f"port {first} of this policy", first, declared, selected)


def _declared(members: list[Member], selector: dict[str, Any], *, as_map: bool = False) -> set[int]:
    """The port numbers that the pods declare; empty where not all are known, or any number may be meant."""
    numbers: set[int] = set()
    for member in members:
        pod = member.pod()
        if not member.labels_known(selector, as_map=as_map) or pod is None or not port_numbers_known(pod):
            return set()
        if pod.get("hostNetwork", default=False) is not False:
            return set()
        own = {number for c in running_together(pod) for p in c.each("ports") if (number := p.integer("containerPort"))}
        if not own:
            return set()
        numbers |= own
    return numbers


def _hit(port: View, key: str, what: str, number: int, declared: set[int], members: list[Member]) -> Hit:
    who = members[0].name if len(members) == 1 else f"the {len(members)} workloads it selects"
    declare = "declares" if len(members) == 1 else "declare"
    shown = listed(map(str, sorted(declared)))
    places = tuple(m.related("the pods stand here", *(m.pod_path or ()), part=Part.KEY) for m in members[:3])
    return port.hit(
        f"{what} is declared by no container: {who} {declare} {shown}",
        key,
        help=f"write the port that is meant, or add containerPort {number} to the container that listens on it",
        related=places,
        severity=Severity.INFO if any(_is_told(number, member) for member in members) else None,
    )


def _is_told(number: int, member: Member) -> bool:
    """Whether a container is told the number where it starts: `--metrics-bind-address=:8443`, or PORT in its env.

    It listens there then, most likely, and only the declaration is missing.
    """
    pod = member.pod()
    for container in running_together(pod) if pod is not None else ():
        texts = [view.value for key in ("command", "args") for view in container.each(key)]
        texts += [env.get("value") for env in container.each("env")]
        if any(isinstance(text, str) and re.search(rf"(?<![\d.]){number}(?![\d.])", text) for text in texts):
            return True
    return False
