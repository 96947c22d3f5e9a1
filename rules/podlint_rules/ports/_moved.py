"""Ports that probes and Services ask for, where the container is told to listen on another one instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from podlint.api import Hit, NamedTuple, Related, View, label, once, running_together
from podlint.api.kubernetes import facts_of
from podlint_rules.ports._declared import Port, declared
from podlint_rules.ports._inward import Inward, inward
from podlint_rules.ports._listening import Listens, told
from podlint_rules.ports._names import Role

_MOST = 100
"""Containers that are held against each other."""
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HEALTH = r"(?i)health|live|ready|probe"
_METRICS = r"(?i)metric|prom|telemetry|monitor"
_OTHER = r"(?i)admin|manage|debug|pprof|rpc|status|webhook|ws|https|tls|ssl|secure|peer|raft|gossip|udp|dns|ssh"
_SECOND = r"--?(?:enable-)?(?:health|liveness|readiness|probe|admin|http-address|status)"
_PATH = r"(?i)health|live|ready|ping|status"


class _Asked(NamedTuple):
    """A port as it is asked for: its number, its declaration, the path that is asked for, whether by gRPC."""

    number: int
    declared: View | None
    path: str | None
    grpc: bool = False


def by_probes(pod: View) -> Iterator[Hit]:
    """Hits at probes."""
    for container in islice(running_together(pod), _MOST):
        if _as_declared(container):
            yield from _from_inside(pod, container)
            continue
        found: dict[int, tuple[str, View, Listens]] = {}
        others: dict[int, list[tuple[str, View]]] = {}
        for probe, handler, asked in _probes(container):
            moved = instead(pod, container, asked)
            if moved is None:
                continue
            if asked.number in found:
                others.setdefault(asked.number, []).append((probe, handler))
            else:
                found[asked.number] = probe, handler, moved
        for number, (probe, handler, moved) in found.items():
            more = others.get(number, ())
            yield handler.hit(
                f"{probe} of {label(container)} asks for port {number}, but it is told to listen on {moved.number} by "
                f"{moved.how}",
                "port",
                help=f"ask for port {moved.number}, and declare it, or let it listen on {number}",
                related=(_place(moved), *(other.related(f"{who} asks for it too", "port") for who, other in more)),
            )
        yield from _from_inside(pod, container)


def _from_inside(pod: View, container: View) -> Iterator[Hit]:
    """Probes of a server that listens inside of its pod only: the kubelet asks at the pod's address."""
    kept = inward(container)
    seen: set[int] = set()
    for probe, handler, asked in _probes(container) if kept else ():
        if asked.number not in kept or asked.number in seen or _served_elsewhere(pod, container, asked.number):
            continue
        seen.add(asked.number)
        yield handler.hit(
            f"{probe} of {label(container)} asks for port {asked.number} at the address of the pod, but "
            f"{kept[asked.number].how}: the connection is refused",
            "port",
            help="let it listen at 0.0.0.0, or ask by a command inside of the container (exec)",
            related=(kept[asked.number].view.related("told here"),),
        )


def _as_declared(container: View) -> bool:
    """Whether a container is told to listen on ports only that it declares: then nothing has moved."""
    numbers = {port.number for port in declared(container)}
    return all(one.number in numbers for one in told(container))


def by_service(service: View, pods: list[View]) -> Iterator[Hit]:
    """Hits at the ports of a Service that selects some pods."""
    for port in service.each("spec", "ports"):
        key = "targetPort" if port.at("targetPort") is not None else "port"
        found = [_at(pod, port.get(key)) for pod in pods] if port.get("protocol", default="TCP") == "TCP" else [None]
        first = found[0]
        if first is None or any(one is None for one in found):
            yield from _inside_of_service(port, key, pods)
            continue
        container, number, moved = first
        yield port.hit(
            f"{key} {port.get(key)} of this Service is port {number} of {label(container)}, but by {moved.how} "
            f"that listens on {moved.number}",
            key,
            help=f"ask for port {moved.number}, and declare it, or let it listen on {number}",
            related=(_place(moved),),
        )


def _inside_of_service(port: View, key: str, pods: list[View]) -> Iterator[Hit]:
    """A port of a Service behind which each pod has a server that listens inside of its pod only."""
    found = [_kept(pod, port.get(key)) for pod in pods] if port.get("protocol", default="TCP") == "TCP" else [None]
    first = found[0] if found else None
    if first is None or any(one is None for one in found):
        return
    container, number, kept = first
    yield port.hit(
        f"{key} {port.get(key)} of this Service is port {number} of {label(container)}, but {kept.how}: "
        "connections are refused",
        key,
        help="let it listen at 0.0.0.0",
        related=(kept.view.related("told here"),),
    )


def _kept(pod: View, wanted: object) -> tuple[View, int, Inward] | None:
    """The container that has what a Service asks for, and keeps it inside; none if a probe asks for it too."""
    for container in running_together(pod):
        kept = inward(container)
        for port in declared(container) if kept else ():
            if port.number not in kept or not _is_wanted(port, wanted):
                continue
            if not _probed(container, port.number) and not _served_elsewhere(pod, container, port.number):
                return container, port.number, kept[port.number]
    return None


def instead(pod: View, container: View, asked: _Asked) -> Listens | None:
    """What tells a container to listen elsewhere than on a port that is asked for; None where it may listen there."""
    if any(asked.number == one.number for one in told(container)):
        return None
    ports = [one for one in told(container) if one.protocol == "TCP" and not one.how.endswith((" -p", " -P"))]
    numbers = {port.number for port in declared(container)}
    role = _role(asked, numbers, ports)
    if role is Role.OTHER or len({one.number for one in ports if one.role is role}) != 1:
        return None
    moved = next(one for one in ports if one.role is role)
    if moved.number in numbers or (numbers and asked.declared is None and role not in (Role.HEALTH, Role.GRPC)):
        return None
    if asked.number in _mentioned(container) or _served_elsewhere(pod, container, asked.number):
        return None
    if asked.declared is None and asked.path is not None and role is Role.MAIN and _has_second(container):
        return None
    facts = facts_of(container)
    if facts is None:
        return moved
    own = asked.number in facts.ports and not moved.named.sure and "env" in moved.view.path
    return None if own or asked.number in (*facts.exposes, *facts.ports[1:]) else moved


def _asked(container: View, handler: View) -> _Asked | None:
    if not isinstance(handler.value, dict) or handler.at("host") is not None or handler.get("scheme") == "HTTPS":
        return None
    port, grpc = handler.get("port"), handler.path[-1] == "grpc"
    for own in declared(container):
        if _is_wanted(own, port):
            return _Asked(own.number, own.view, handler.text("path"), grpc)
    if not isinstance(port, int) or isinstance(port, bool):
        return None
    return _Asked(port, None, handler.text("path"), grpc)


def _role(asked: _Asked, declared: set[int], ports: list[Listens]) -> Role:
    """What is asked for, as far as the names of the port and of the path tell."""
    name = asked.declared.text("name") or "" if asked.declared is not None else ""
    if re.search(_HEALTH, name):
        return Role.HEALTH
    if re.search(_METRICS, name):
        return Role.METRICS
    roles = {one.role for one in ports}
    if "grpc" in name or (asked.grpc and Role.GRPC in roles):
        return Role.GRPC
    if re.search(_OTHER, name):
        return Role.OTHER
    if Role.HEALTH in roles:
        # The server itself may answer such paths too: only one without a name and a second port is left.
        alone = not name and len(declared) < 2 and Role.MAIN not in roles
        return Role.HEALTH if alone and re.search(_PATH, asked.path or "") else Role.OTHER
    return Role.MAIN


@once
def _mentioned(container: View) -> frozenset[int]:
    """The numbers that may be ports and stand anywhere in the arguments or variables."""
    texts = [word.value for key in ("command", "args") for word in container.each(key)]
    texts += [entry.get("value") for entry in container.each("env") if isinstance(entry.value, dict)]
    numbers = (number for text in texts if isinstance(text, str) for number in re.findall(r"\d+", text))
    return frozenset(int(number) for number in numbers if len(number) <= 5)


def _has_second(container: View) -> bool:
    """Whether an option opens a port for health beside the one that is told, whose number is then the program's own."""
    words = (word.value for key in ("command", "args") for word in container.each(key))
    return any(isinstance(word, str) and re.match(_SECOND, word) for word in words)


def _served_elsewhere(pod: View, container: View, number: int) -> bool:
    """Whether another container of the pod has the port."""
    for other in islice(running_together(pod), _MOST):
        if other.path == container.path:
            continue
        if number in _mentioned(other) or any(port.number == number for port in declared(other)):
            return True
        facts = facts_of(other)
        if facts is not None and number in (*facts.ports, *facts.exposes):
            return True
    return False


def _at(pod: View, wanted: object) -> tuple[View, int, Listens] | None:
    """The container that declares what a Service asks for, the number, and what moves it; none if a probe asks too."""
    for container in running_together(pod):
        for port in declared(container):
            if not _is_wanted(port, wanted):
                continue
            moved = instead(pod, container, _Asked(port.number, port.view, None))
            return (
                (container, port.number, moved) if moved is not None and not _probed(container, port.number) else None
            )
    return None


def _is_wanted(port: Port, wanted: object) -> bool:
    """Whether a declared port is the one that is asked for, by number or by name."""
    return bool(port.number) and (wanted == port.number or (bool(port.name) and wanted == port.name))


def _probed(container: View, number: int) -> bool:
    return any(asked.number == number for _, _, asked in _probes(container))


def _probes(container: View) -> Iterator[tuple[str, View, _Asked]]:
    """The probes that ask for a port of the container itself: their names, their handlers, and the port."""
    for probe in _PROBES:
        found = container.value.get(probe)
        for kind in ("httpGet", "tcpSocket", "grpc") if isinstance(found, dict) else ():
            handler = container.at(probe, kind) if kind in found else None
            asked = _asked(container, handler) if handler is not None else None
            if handler is not None and asked is not None:
                yield probe, handler, asked


def _place(moved: Listens) -> Related:
    return moved.view.related(f"told here to listen on {moved.number}")
