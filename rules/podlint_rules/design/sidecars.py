"""Helpers of a pod: sidecars, plain containers that could be one, and who talks to whom on localhost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from podlint.api import (
    Hit,
    NamedTuple,
    Scope,
    Severity,
    View,
    all_containers,
    containers,
    is_placeholder,
    is_sidecar,
    label,
    quoted,
    rule,
    running_together,
)
from podlint.api.kubernetes import parse_image, port_numbers_known, server_run
from podlint_rules.design._helpers import _helper, text

_SINCE = 29
_MOST = 100
"""Most containers of a pod that are held against each other; no pod that works has so many."""
_SHOWN = 20
_NUMBER = r"\d+"
_LOCALHOST = (
    r"(?<![\w.-])(?P<scheme>[a-zA-Z][\w+.-]{0,30}://(?:[^\s/@]{0,200}@)?)?(?:localhost|127\.0\.0\.1|\[::1\])"
    r"(?::(?P<port>\d{1,5}))?(?![\w.:-])"
)
_OWN = (
    r"(?i)listen|bind|^-*(http|https|grpc|web)?[-_.]?addr(ess)?\Z|serve|metrics|health|probe|pprof|admin|debug|advertise|external|public|"
    r"origin|cors|callback|redirect|issuer|(app|base|root|site|self|web|server)[_.-]?ur[li]|allow|no_?proxy"
)
_SCHEMES = {"http": 80, "https": 443, "redis": 6379, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "amqp": 5672}


class _Use(NamedTuple):
    """A text of a container that speaks of a port on localhost."""

    view: View
    port: int
    start: int
    end: int


@rule("sidecar-as-container", severity=Severity.INFO, scope=Scope.POD, default=False, versioned=True)
def sidecar_as_container(pod: View) -> Iterator[Hit]:
    """Helper as a plain container, where it could be a sidecar.

    ## Why is this bad?
    Plain containers start at the same time and are stopped at the same time: the application may start before its
    proxy takes connections, and lose it, or its last logs, while it shuts down. A sidecar, which is an init container
    with `restartPolicy: Always`, is started before the containers and stopped after them. Kubernetes has them since
    1.29; for older versions the rule is silent. In the pods of Jobs, see `job-with-plain-sidecar`.

    ## Example
    ```yaml bad
    containers:
      - name: app
        image: registry.example/app:1
      - name: db-proxy
        image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
        args: [example:europe-west1:main]
    ```

    ## Use instead
    ```yaml good
    initContainers:
      - name: db-proxy
        image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
        args: [example:europe-west1:main]
        restartPolicy: Always
    containers:
      - name: app
        image: registry.example/app:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
    """
    if pod.object.minor < _SINCE or pod.object.kind in ("Job", "CronJob"):
        return
    plain = list(containers(pod))
    if len(plain) < 2:
        return
    helpers = [(container, _helper(container)) for container in plain]
    if all(what for _, what in helpers):
        return
    for container, what in helpers:
        if what and not _is_the_work(container):
            yield container.hit(
                f"{label(container)} runs {what} as a plain container: it is not started before what it helps, "
                "nor stopped after it",
                "name",
                help="move it to initContainers and give it restartPolicy: Always (Kubernetes 1.29 and later)",
            )


def _is_the_work(container: View) -> bool:
    """Whether the object is named after what the container runs: then the others help it."""
    image = parse_image(container.text("image") or "")
    name = str(container.object.get("metadata", "name", default=""))
    words = (image.name if image else "", str(container.get("name", default="")))
    return any(len(word) > 2 and _plain(word) in _plain(name) for word in words)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


@rule("sidecar-lifecycle-order", severity=Severity.INFO, scope=Scope.POD, default=False)
def sidecar_lifecycle_order(pod: View) -> Iterator[Hit]:
    """Sidecar that comes after the init container that needs it.

    ## Why is this bad?
    Init containers start in the order of the list, each when the one before has ended, or, if that is a sidecar, has
    started. An init container that connects to a sidecar further down, or reads what that one writes, fails or waits
    for ever: the sidecar is not started until it has ended.

    It is known by a port on localhost that the sidecar serves, or by an emptyDir that the init container mounts
    read-only and only the sidecar writes.

    ## Example
    ```yaml bad
    initContainers:
      - name: migrate
        image: registry.example/app:1
        args: [migrate, --db=localhost:5432]
      - name: proxy
        image: registry.example/db-proxy:1
        restartPolicy: Always
        ports: [{containerPort: 5432}]
    containers:
      - {name: app, image: "registry.example/app:1"}
    ```

    ## Use instead
    ```yaml good
    initContainers:
      - name: proxy
        image: registry.example/db-proxy:1
        restartPolicy: Always
        ports: [{containerPort: 5432}]
      - name: migrate
        image: registry.example/app:1
        args: [migrate, --db=localhost:5432]
    containers:
      - {name: app, image: "registry.example/app:1"}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#pod-sidecar-containers
    """
    if pod.get("hostNetwork", default=False) is not False:
        return
    inits = [c for c in all_containers(pod) if "initContainers" in c.path]
    for position, sidecar in enumerate(inits if len(inits) <= _MOST else ()):
        if not is_sidecar(sidecar):
            continue
        before = [c for c in inits[:position] if not is_sidecar(c) and c.complete("restartPolicy")]
        earlier = {port for c in inits[:position] if is_sidecar(c) for port in _served(c)}
        for container in before:
            use = next((u for u in _uses(container) if u.port in _served(sidecar) and u.port not in earlier), None)
            if use is not None:
                yield _too_late(sidecar, container, f"connects to localhost:{use.port}", use.view)
                break
            volume = _reads(pod, container, sidecar, inits[:position])
            if volume is not None:
                yield _too_late(sidecar, container, f"reads volume {quoted(volume[0])}", volume[1])
                break


def _too_late(sidecar: View, container: View, why: str, view: View) -> Hit:
    return sidecar.hit(
        f"{label(sidecar)} is started only after {label(container)} has ended, which {why}",
        "name",
        help=f"move it above {label(container)}",
        related=(view.related("needed here"),),
    )


def _served(container: View) -> set[int]:
    """The ports that a container is known to serve: declared, of its known server, or given by `--port`."""
    found = {port.integer("containerPort") or 0 for port in container.each("ports")}
    server = server_run(container)
    found |= set(server.ports) if server else set()
    found |= {int(number) for number in re.findall(r"(?:^|\s)--?(?:\w+-)?port[= ](\d{1,5})\b", text(container))}
    return found - {0}


def _reads(pod: View, container: View, sidecar: View, before: list[View]) -> tuple[str, View] | None:
    """The emptyDir, and its mount, that an init container only reads and that only the sidecar writes by then."""
    empty = {volume.text("name") for volume in pod.each("volumes") if volume.at("emptyDir") is not None}
    written = {m.text("name") for m in sidecar.each("volumeMounts") if not m.flag("readOnly")}
    others = {m.text("name") for c in before for m in c.each("volumeMounts") if not m.flag("readOnly")}
    for mount in container.each("volumeMounts"):
        name = mount.get("name")
        if isinstance(name, str) and mount.flag("readOnly") and name in (empty & written) - others:
            return name, mount
    return None


@rule("localhost-port-unserved", severity=Severity.INFO, scope=Scope.POD, default=False)
def localhost_port_unserved(pod: View) -> Iterator[Hit]:
    """Variable or argument with a port on localhost that no container of the pod declares.

    ## Why is this bad?
    The containers of a pod share one network, and `localhost` reaches exactly them. Where the others declare ports,
    but not this one, the number is most likely wrong, or of a container that is not there any more. Ports need not be
    declared; if one serves it, declaring it says so.

    Silent for listening addresses and addresses that are given to others, for ports that the container or the settings
    of another one mention, and for pods on the network of their node.

    ## Example
    ```yaml bad
    containers:
      - name: app
        image: registry.example/app:1
        ports: [{containerPort: 8080}]
        env: [{name: CACHE, value: "localhost:6378"}]
      - name: cache
        image: redis:7
        ports: [{containerPort: 6379}]
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: app
        image: registry.example/app:1
        ports: [{containerPort: 8080}]
        env: [{name: CACHE, value: "localhost:6379"}]
      - name: cache
        image: redis:7
        ports: [{containerPort: 6379}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
    """
    if pod.get("hostNetwork", default=False) is not False:
        return
    together = list(running_together(pod))
    if len(together) < 2 or not port_numbers_known(pod):
        return
    if len(together) > _MOST:
        return
    served = set().union(*map(_served, together))
    mentioned = {container.path: _mentioned(container) for container in together}
    for container in together:
        others = [c for c in together if c.path != container.path]
        declared = sorted({p.integer("containerPort") or 0 for c in others for p in c.each("ports")} - {0})
        elsewhere = [mentioned[c.path] for c in others]
        if not declared or any(numbers is None for numbers in elsewhere):
            continue
        own = Counter(re.findall(_NUMBER, " ".join(_texts(container)))) if any(container.each("ports")) else None
        for use in _uses(container):
            port = str(use.port)
            # A container that declares no ports may serve it itself, and so may one that names it a second time.
            if use.port in served or own is None or own[port] > 1 or any(port in (n or ()) for n in elsewhere):
                continue
            numbers = ", ".join(map(str, declared[:_SHOWN])) + (", ..." if len(declared) > _SHOWN else "")
            yield use.view.hit(
                f"{label(container)} asks localhost:{use.port}, but no container of the pod declares that port: "
                f"the others declare {numbers}",
                within=(use.start, use.end),
                help="correct the number, or declare the port in the container that serves it",
            )


def _mentioned(container: View) -> set[str] | None:
    """The numbers in a container's settings; None where they are not all to be seen: files, a Secret, a placeholder."""
    words = " ".join(_texts(container))
    return None if container.value.get("envFrom") or is_placeholder(words) else set(re.findall(_NUMBER, words))


def _texts(container: View) -> Iterator[str]:
    for entry in container.each("env"):
        yield str(entry.get("value", default=""))
    yield text(container)


def _uses(container: View) -> Iterator[_Use]:
    """Where env values and arguments name a port on localhost, except for addresses of the container itself."""
    for entry in container.each("env"):
        value = entry.at("value")
        if value is not None and not re.search(_OWN, str(entry.get("name", default=""))):
            yield from _in(value)
    for key in ("command", "args"):
        before = ""
        for word in container.each(key):
            option = re.match(r"[\w.-]+(?==)", str(word.value))
            name = option[0] if option else before
            if not re.search(_OWN, name):
                yield from _in(word)
            before = str(word.value) if str(word.value).startswith("-") and not option else ""


def _in(view: View) -> Iterator[_Use]:
    if not isinstance(view.value, str):
        return
    for found in re.finditer(_LOCALHOST, view.value):
        scheme = (found["scheme"] or "").partition(":")[0]
        port = int(found["port"]) if found["port"] else _SCHEMES.get(scheme)
        if port and port < 65536:
            yield _Use(view, port, *found.span())
