"""Containers that keep running where the pod waits for their end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, containers, init_containers, label, rule, running_together
from podlint.api.kubernetes import server_run
from podlint_rules._shared.sleeps import goes_on, own_words
from podlint_rules.design._helpers import LIFE, keeps_running, text

_AGREED_END = (
    r"quitquitquit|/quit\b|/shutdown\b|\bpkill\b|\bkillall\b|linkerd-await|scuttle|exit-zero-on-sigterm|ISTIO_QUIT"
)
_ERRANDS = (
    r"(?:^|[-_.])(?:bootstrap|check|chown|config|configure|copy|create|download|fetch|init|initialize|install|load|"
    r"migrate|migrations?|perms|permissions|prepare|provision|restore|schema|seed|setup|sync|upgrade|wait)(?:[-_.]|\Z)"
)


@rule("job-with-plain-sidecar", severity=Severity.WARNING, scope=Scope.POD, kinds=("Job", "CronJob"))
def job_with_plain_sidecar(pod: View) -> Iterator[Hit]:
    """Helper that never ends as a plain container of a Job.

    ## Why is this bad?
    A pod of a Job succeeds when all its containers have ended. A proxy, a log shipper or a database beside the one that
    does the work goes on for ever: the work is done, but the Job never completes, its pod keeps its node and its
    memory, and a CronJob piles them up or never starts again. A sidecar, which is an init container with
    `restartPolicy: Always`, starts before the others and is stopped when they have ended (Kubernetes 1.29 and later).

    The rule knows common helpers and servers by their image. It is silent where the containers share a process
    namespace, or where the command of one tells the other to quit.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: Job
    metadata: {name: report}
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: registry.example/report:1
            - name: db-proxy
              image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
              args: [example:europe-west1:main]
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: Job
    metadata: {name: report}
    spec:
      template:
        spec:
          restartPolicy: Never
          initContainers:
            - name: db-proxy
              image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
              args: [example:europe-west1:main]
              restartPolicy: Always
          containers:
            - name: report
              image: registry.example/report:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers
    """
    if pod.get("shareProcessNamespace", default=False) is not False:
        return
    plain = [(container, keeps_running(container) or _goes_on(container)) for container in containers(pod)]
    workers = [container for container, what in plain if what is None and _is_understood(container)]
    if not workers or any(re.search(_AGREED_END, text(c)) for c in running_together(pod)):
        return
    for container, what in plain:
        if what is not None:
            yield container.hit(
                f"{label(container)} runs {what}: it goes on when {label(workers[0])} has ended, so that the "
                f"{pod.object.kind} never completes: {LIFE}",
                "image",
                help="move it to initContainers and give it restartPolicy: Always (Kubernetes 1.29 and later)",
                related=(workers[0].related("the work that is waited for", "name"),),
            )


def _is_understood(container: View) -> bool:
    """Whether it is understood what a container runs."""
    return all(container.understood(field) for field in ("image", "command", "args"))


@rule("init-never-ends", severity=Severity.WARNING, scope=Scope.POD, needs=("initContainers",))
def init_never_ends(pod: View) -> Iterator[Hit]:
    """Init container that looks like a server, or whose command goes on for ever.

    ## Why is this bad?
    Init containers run one after the other, each to its end, before the containers of the pod start. A server does not
    end: the pod stays in `Init:0/1` for ever, without an error. With `restartPolicy: Always` the init container becomes
    a sidecar, which is only waited for until it has started (Kubernetes 1.29 and later).

    A known server or proxy counts, and so do `sleep infinity`, `tail -f` and a loop without an end; another command of
    its own says that it runs something else. A declared port alone proves nothing: many an init container shares the
    lines of the application that it prepares.

    ## Example
    ```yaml bad
    initContainers:
      - name: proxy
        image: envoyproxy/envoy:v1.31.0
        ports: [{containerPort: 10000}]
    containers:
      - name: main
        image: registry.example/main:1
    ```

    ## Use instead
    ```yaml good
    initContainers:
      - name: proxy
        image: envoyproxy/envoy:v1.31.0
        restartPolicy: Always
        ports: [{containerPort: 10000}]
    containers:
      - name: main
        image: registry.example/main:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
    - https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
    """
    for container in init_containers(pod):
        if not container.complete("restartPolicy"):
            continue
        known = keeps_running(container)
        what = known or _goes_on(container)
        if what and not _is_errand(container):
            place = () if known else ("command",) if container.at("command") is not None else ("args",)
            yield container.hit(
                f"{label(container)} runs {what}: the pod waits for its end, which does not come: {LIFE}",
                *(place or ("image",)),
                help="make it a sidecar with restartPolicy: Always (Kubernetes 1.29 and later), or let its command end",
            )


def _goes_on(container: View) -> str | None:
    """What of a container's own command goes on for ever."""
    words = own_words(container)
    return goes_on(words, container) if words and words[0].text is not None else None


def _is_errand(container: View) -> bool:
    """Whether a container is called like work that ends, and its image is of somebody's own making."""
    server = server_run(container)
    own = server is not None and not server.ports
    return own and re.search(_ERRANDS, str(container.get("name", default=""))) is not None
