"""Containers of one pod that would be better off in pods of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from podlint.api import Hit, NamedTuple, Scope, Severity, View, containers, label, listed, lists_complete, rule
from podlint.api.kubernetes import LONG_RUNNING, ImageFacts, Serves, facts_of, parse_image, server_image, server_run
from podlint.api.project import Index, Member, selecting
from podlint_rules.design._helpers import LIFE, SCALE, keeps_running
from podlint_rules.design._localhost import served, uses
from podlint_rules.ports._certain import own_ports
from podlint_rules.ports._declared import declared

_MOST = 1_000
_SIDE = (Serves.CONTROLLER, Serves.MONITORING)
_STORES = (Serves.DATABASE, Serves.SEARCH, Serves.QUEUE)
_APP_WORD = (
    "api|app|application|backend|dashboard|frontend|portal|server|service|shop|site|ui|web|webapp|website|worker"
)
_HELPER_WORD = (
    "agent|auth|backup|balancer|bootstrap|bouncer|certs?|check|client|collector|config|configmap|controller|cron|"
    "curator|debug|discovery|dump|exporter|finder|ha|heartbeat|helper|init|lb|leader|log|logger|logging|logs|manager|"
    "metrics|monitor|monitoring|operator|patroni|peer|pool|proxy|reload|reloader|replica|replication|restore|scraper|"
    "shell|sidecar|stats|statsd|sync|syncer|tail|tls|tools?|tunnel|watch|watcher|xtrabackup"
)
_SIDE_PORT = r"admin|debug|health|metric|monitor|pprof|probe|prom|stat|telemetry"
_BASES = frozenset({"alpine", "bash", "busybox", "debian", "pause", "toolbox", "ubuntu"})
_ALIASES = {"postgres": ("postgres", "pg", "psql"), "elasticsearch": ("elastic", "es"), "mongo": ("mongo",)}


class _Part(NamedTuple):
    """A container that could be an application: its name for messages, and what it is for, None where unknown."""

    container: View
    name: str
    kind: Serves | None
    http: bool


def _served_apart(member: Member, index: Index) -> Iterator[Hit]:
    """Containers that different Services send to, none of them a helper by its name or by its port's."""
    pod = member.pod()
    own = pod.get("containers") if pod is not None else None
    if pod is None or not isinstance(own, list) or len(own) < 2 or not lists_complete(pod, "ports"):
        return
    services = selecting(member, index, "", "Service", "spec", "selector", as_map=True)
    if len(services) < 2 or any(_alike(pod)):
        return
    parts = [part for container in _first(pod) if not _is_helper(part := _part(container))]
    if len(parts) < 2:
        return
    # One container for each set of Services: of thousands, most are served by the same.
    apart: dict[frozenset[str], tuple[_Part, dict[str, Member]]] = {}
    for part in parts:
        senders = _senders(part.container, services)
        own_names = frozenset(senders)
        if not senders or own_names in apart:
            continue
        for other, others in apart.values():
            if own_names.isdisjoint(others) and not _work_together(pod, part.container, other.container):
                yield _apart(part, senders, other, others)
                return
        apart[own_names] = part, senders


def _work_together(pod: View, one: View, other: View) -> bool:
    """Whether one calls the other on localhost, or hands it files in an emptyDir: then it may well be its helper."""
    for asks, answers in ((one, other), (other, one)):
        ports = served(answers)
        if any(use.port in ports for use in uses(asks)):
            return True
    empty = {volume.text("name") for volume in pod.each("volumes") if volume.at("emptyDir") is not None}
    return not empty.isdisjoint(_volumes(one) & _volumes(other))


def _volumes(container: View) -> set[str | None]:
    return {mount.text("name") for mount in container.each("volumeMounts")}


def _senders(container: View, services: list[Member]) -> dict[str, Member]:
    """The Services, by name, with a port that the container declares and that is not for monitoring."""
    declared: set[object] = set()
    for port in container.each("ports"):
        if not re.search(_SIDE_PORT, str(port.get("name", default=""))):
            declared |= {port.integer("containerPort"), port.text("name")}
    declared.discard(None)
    found = {}
    for service in services:
        targets = (p.get("targetPort") or p.get("port") for p in service.each("spec", "ports"))
        if any(isinstance(target, int | str) and target in declared for target in targets):
            found[str(service.name)] = service
    return found


def _is_helper(part: _Part) -> bool:
    words = re.split(r"[^a-z]+", f"{part.container.get('name', default='')} {part.name}".lower())
    return bool(keeps_running(part.container)) or any(re.fullmatch(_HELPER_WORD, word) for word in words)


def _apart(part: _Part, senders: dict[str, Member], other: _Part, others: dict[str, Member]) -> Hit:
    return part.container.hit(
        f"{label(part.container)} and {label(other.container)} look like independent applications: "
        f"{next(iter(senders))} sends to the one, {next(iter(others))} to the other: {SCALE}",
        "name",
        help=f"move {label(part.container)} into a workload with labels of its own, and let its Service select those",
        related=tuple(
            service.related("this Service sends to one of them only", "metadata", "name")
            for service in (*senders.values(), *others.values())
        ),
        severity=Severity.INFO,
    )


@rule(
    "multi-app-containers",
    severity=Severity.WARNING,
    scope=Scope.POD,
    kinds=LONG_RUNNING,
    across=_served_apart,
    across_kinds=LONG_RUNNING,
)
def multi_app_containers(pod: View) -> Iterator[Hit]:
    """Containers of one pod that look like independent applications.

    ## Why is this bad?
    The containers of a pod share its life cycle, its scale and its node. A database in the pod of the application is
    stopped with every update of the application, every further replica gets an empty database of its own, and the
    node must have room for both at once. Containers belong together where one helps the other and is of no use
    without it: a proxy, a log shipper, an exporter, a local cache. The rule asks nothing about these.

    Ask of two containers: do they live and die together? Do they scale together? The rule warns of a known database,
    search engine or message broker beside a known server of another kind. Two of a kind, what only looks like an
    application, and containers that different Services send to, are for your information.

    Known helpers are left alone, and so are containers that share a volume with the one that they stand beside, or of
    which one calls the other on localhost where only Services tell them apart. A web server that no configuration
    reaches, by a volume, an argument or a variable, passes nothing on: it is no proxy of the other container.

    ## Why this default?
    On: two servers of different kinds in one pod can be neither scaled nor updated apart. What is less sure is
    info.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80}]
      - name: db
        image: mysql:8.4
        ports: [{containerPort: 3306}]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80}]
      - name: exporter
        image: nginx/nginx-prometheus-exporter:1.4.0
        ports: [{containerPort: 9113}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/#how-pods-manage-multiple-containers
    """
    yield from _alike(pod)


def _alike(pod: View) -> Iterator[Hit]:
    """What one look at the images tells."""
    found = _first(pod)
    if len(found) < 2 or not any(server_run(one) or _server_by_port(one) for one in found):
        return
    parts = [_part(container) for container in found]
    stores = [part for part in parts if part.kind in _STORES]
    asked = {(part.name, part.kind): part for part in reversed(stores or [p for p in parts if p.kind is Serves.APP])}
    for part in reversed(asked.values()):  # one of each: for its like the answer is the same
        others = [other for other in parts if _independent(other, part)]
        if others:
            yield _hit(pod, part, others)
            return


def _first(pod: View) -> list[View]:
    """The containers, as many as are looked at."""
    return list(islice(containers(pod), _MOST))


def _part(container: View) -> _Part:
    """What a container runs. An own command hides the server of its image, unless its port is declared."""
    server = server_run(container) or _server_by_port(container)
    if server is not None:
        return _Part(container, server.name, server.kind, server.http)
    image = parse_image(container.text("image") or "")
    return _Part(container, image.name if image else "", None, False)


def _server_by_port(container: View) -> ImageFacts | None:
    server = server_image(container.text("image") or "")
    if server is None:
        return None
    return server if any(port.number in server.ports for port in declared(container)) else None


def _independent(other: _Part, part: _Part) -> bool:
    """Whether a container could live without the one that holds the data, and is no helper of it."""
    if other.container.path == part.container.path or other.name == part.name:
        return False
    if other.kind is None:
        kind = part.container.object.kind
        return part.kind in _STORES and kind not in ("StatefulSet", "DaemonSet") and _looks_like_app(other, part)
    if other.kind is Serves.WEB:
        return part.kind in _STORES and (not part.http or own_ports(other.container) is not None)
    return other.kind is Serves.APP or other.kind in _STORES


def _looks_like_app(other: _Part, store: _Part) -> bool:
    """Whether a container with an unknown image looks like the application that uses the store."""
    container = other.container
    name = str(container.get("name", default=""))
    if not other.name or keeps_running(container) or not container.complete("ports"):
        return False
    facts = facts_of(container)
    if (facts is not None and facts.kind in _SIDE) or _volumes(container) & _volumes(store.container):
        return False
    words = set(re.split(r"[^a-z]+", f"{name} {other.name}".lower()))
    aliases = _ALIASES.get(store.name, (store.name,))
    if any(re.fullmatch(_HELPER_WORD, word) or word.startswith(aliases) for word in words):
        return False
    if any(container.each("ports")) or _watches_itself(store):
        return True
    return other.name not in _BASES and any(re.fullmatch(_APP_WORD, word) for word in words)


def _watches_itself(store: _Part) -> bool:
    """Whether it is a Prometheus that no configuration reaches: it scrapes nobody else, and helps nobody here."""
    return store.name == "prometheus" and own_ports(store.container) is not None


def _seen(part: _Part) -> str:
    """What a container is taken for, and by what."""
    if part.kind is not None:
        article = "an" if part.kind.value[0] in "aeiou" else "a"
        return f"{part.name}, {article} {part.kind.value}"
    port = next((n for port in part.container.each("ports") if (n := port.integer("containerPort"))), None)
    return f"{part.name}, with port {port}" if port is not None else part.name


def _hit(pod: View, part: _Part, others: list[_Part]) -> Hit:
    names = listed(f"{label(other.container)} ({_seen(other)})" for other in others)
    replicas = pod.object.integer("spec", "replicas") or 1
    each = f", and each of the {replicas} replicas has a {part.name} of its own" if replicas > 1 else ""
    return part.container.hit(
        f"{label(part.container)} ({_seen(part)}) and {names} look like independent applications{each}: "
        f"{LIFE[:-1]}, and {SCALE}",
        "image",
        help=_apart_by(part),
        related=tuple(other.container.related(f"beside {other.name}", "image") for other in others),
        severity=None if any(_surely(other, part) for other in others) else Severity.INFO,
    )


def _surely(other: _Part, part: _Part) -> bool:
    """Whether both are known servers of different kinds, and the one can be no proxy before the other."""
    return other.kind not in (None, part.kind) and not (other.kind is Serves.WEB and part.http)


def _apart_by(part: _Part) -> str:
    kind = "a StatefulSet with a claim for its data" if part.kind in _STORES else "a Deployment of its own"
    return f"move {label(part.container)} into {kind}, and let the others reach it by the name of a Service"
