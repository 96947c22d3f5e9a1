"""The ports that a container listens on for certain: those of its image, where nothing can have moved them."""

from __future__ import annotations

import re

from podlint.api import NamedTuple, View, once
from podlint.api.kubernetes import ImageFacts, facts_of, runs
from podlint_rules.ports._declared import declared
from podlint_rules.ports._listening import told
from podlint_rules.volumes._paths import lies_in

_TELLING = re.compile(r"(?i)port|listen|bind|addr|conf|host|url|:\d|/etc/|\.ya?ml|\.json|\.toml|\.ini|\.cnf")
"""What a word of arguments has in it that may say where a server listens."""
_NAMING = re.compile(r"(?i)port|listen|bind|addr|conf")
"""What the name of a variable has in it that may say so: hosts and addresses of pages are others'."""
_HARMLESS = ("/tmp", "/var/tmp", "/var/run", "/run", "/var/log", "/var/cache", "/dev", "/var/lib", "/mnt", "/data")
_PLAIN = frozenset({"/etc/localtime", "/etc/timezone", "/etc/ssl/certs", "/etc/resolv.conf", "/etc/hosts"})
_FOREGROUND = ("-g", "daemon off;")


class Own(NamedTuple):
    """The image's server and its ports with their protocols."""

    server: ImageFacts
    ports: frozenset[tuple[int, str]]


@once
def own_ports(container: View) -> Own | None:
    """What a container's image listens on, where nothing that is written can move it; None where anything can."""
    server = facts_of(container)
    if server is None or not server.moves or not container.complete() or not runs(container, server):
        return None
    if container.object.partial or container.get("envFrom") or container.get("lifecycle", "postStart") is not None:
        return None
    ports = frozenset({*((number, "TCP") for number in server.ports), *((number, "UDP") for number in server.udp)})
    if not ports or told(container) or _moved(container, server) or _contradicted(container, ports):
        return None
    return Own(server, ports)


@once
def exposed(container: View) -> frozenset[tuple[int, str]]:
    """What the Dockerfile of an image of the project exposes, where nothing that is written says another port."""
    found = facts_of(container) if not container.object.partial else None
    if found is None or found.ports or found.source.startswith("https://") or not found.exposes:
        return frozenset()
    if not container.complete():
        return frozenset()
    own = container.value
    if (
        any(own.get(key) for key in ("command", "args", "ports", "envFrom"))
        or told(container)
        or _moved(container, found)
    ):
        return frozenset()
    return frozenset((number, "TCP") for number in found.exposes)


def _moved(container: View, server: ImageFacts) -> bool:
    words = [str(word.value) for key in ("command", "args") for word in container.each(key)]
    words = [word for word in words if word not in _FOREGROUND]
    options = tuple(move for move in server.moves if move[0] == "-")
    if any(
        word.startswith(options) or _TELLING.search(word)
        for word in words
        if word.rpartition("/")[2] not in server.programs
    ):
        return True
    names = [str(entry.get("name")) for entry in container.each("env") if isinstance(entry.value, dict)]
    if any(name in server.moves or _NAMING.search(name) for name in names):
        return True
    paths = tuple(move for move in server.moves if move[0] == "/")
    return any(_over(mount, server, paths) for mount in container.each("volumeMounts"))


def _over(mount: View, server: ImageFacts, paths: tuple[str, ...]) -> bool:
    """Whether a mount may bring another configuration."""
    path = mount.text("mountPath") if isinstance(mount.value, dict) else None
    if path is None:
        return True
    path = path.rstrip("/")
    if any(lies_in(path, known) or lies_in(known, path) for known in paths):
        return True
    return not (path in _PLAIN or any(lies_in(path, known) for known in (*server.data, *_HARMLESS)))


def _contradicted(container: View, ports: frozenset[tuple[int, str]]) -> bool:
    """Whether what the container declares, or its probes ask for, says that the server listens elsewhere."""
    own = {port.number for port in declared(container)}
    numbers = {number for number, _ in ports}
    if own and numbers.isdisjoint(own):
        return True
    for key in ("livenessProbe", "readinessProbe", "startupProbe"):
        for kind in ("httpGet", "tcpSocket"):
            asked = container.get(key, kind, "port")
            if isinstance(asked, int) and asked not in numbers:
                return True
    return False
