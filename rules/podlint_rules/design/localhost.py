"""Ports on localhost that nobody in the pod serves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, is_placeholder, label, rule, running_together
from podlint.api.kubernetes import port_numbers_known
from podlint_rules.design._localhost import served as served_by
from podlint_rules.design._localhost import texts, uses

_MOST = 100
"""Most containers of a pod that are held against each other; no pod that works has so many."""
_SHOWN = 20
_NUMBER = r"\d+"


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
    served = set().union(*map(served_by, together))
    mentioned = {container.path: _mentioned(container) for container in together}
    for container in together:
        others = [c for c in together if c.path != container.path]
        declared = sorted({p.integer("containerPort") or 0 for c in others for p in c.each("ports")} - {0})
        elsewhere = [mentioned[c.path] for c in others]
        if not declared or any(numbers is None for numbers in elsewhere):
            continue
        own = Counter(re.findall(_NUMBER, " ".join(texts(container)))) if any(container.each("ports")) else None
        for use in uses(container):
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
    words = " ".join(texts(container))
    return None if container.value.get("envFrom") or is_placeholder(words) else set(re.findall(_NUMBER, words))
