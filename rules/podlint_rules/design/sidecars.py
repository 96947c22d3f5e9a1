"""Helpers of a pod: sidecars, and plain containers that could be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import (
    Hit,
    Scope,
    Severity,
    View,
    all_containers,
    containers,
    is_sidecar,
    label,
    quoted,
    rule,
)
from podlint.api.kubernetes import parse_image
from podlint_rules.design._helpers import LIFE, helper, stands_before
from podlint_rules.design._localhost import served, uses

_SINCE = 29
_MOST = 100
"""Most containers of a pod that are held against each other; no pod that works has so many."""


@rule("sidecar-as-container", severity=Severity.INFO, scope=Scope.POD, default=False, versioned=True)
def sidecar_as_container(pod: View) -> Iterator[Hit]:
    """Helper as a plain container, where it could be a sidecar.

    ## Why is this bad?
    Plain containers start at the same time and are stopped at the same time: the application may start before its
    proxy takes connections, and lose it, or its last logs, while it shuts down. A sidecar, which is an init container
    with `restartPolicy: Always`, is started before the containers and stopped after them. Kubernetes has them since
    1.29; for older versions the rule is silent. In the pods of Jobs, see `job-with-plain-sidecar`.

    Proxies that stand before the application and check who comes in, such as kube-rbac-proxy and oauth2-proxy, are left
    alone: the application needs them neither to start nor to end its work.

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
    helpers = [(container, helper(container)) for container in plain]
    if all(what for _, what in helpers):
        return
    for container, what in helpers:
        if what and not stands_before(container) and not _is_the_work(container):
            yield container.hit(
                f"{label(container)} runs {what} as a plain container: it is not started before what it helps, "
                f"nor stopped after it: {LIFE}",
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
        earlier = {port for c in inits[:position] if is_sidecar(c) for port in served(c)}
        for container in before:
            use = next((u for u in uses(container) if u.port in served(sidecar) and u.port not in earlier), None)
            if use is not None:
                yield _too_late(sidecar, container, f"connects to localhost:{use.port}", use.view)
                break
            volume = _reads(pod, container, sidecar, inits[:position])
            if volume is not None:
                yield _too_late(sidecar, container, f"reads volume {quoted(volume[0])}", volume[1])
                break


def _too_late(sidecar: View, container: View, why: str, view: View) -> Hit:
    return sidecar.hit(
        f"{label(sidecar)} is started only after {label(container)} has ended, which {why}: {LIFE}",
        "name",
        help=f"move it above {label(container)}",
        related=(view.related("needed here"),),
    )


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
