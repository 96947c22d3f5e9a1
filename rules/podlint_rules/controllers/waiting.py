"""Init containers that wait for what is there only after them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, init_containers, label, quoted, rule
from podlint.api.kubernetes import LONG_RUNNING
from podlint.api.project import Index, Member
from podlint_rules._shared.waits import Wait
from podlint_rules.controllers._awaited import awaited, waits_everywhere


def _own_service(workload: Member, index: Index) -> Iterator[Hit]:
    """Init containers that wait for a Service which only the pods of their own workload serve."""
    pod = workload.pod()
    if pod is None or not workload.labels_known() or index.may_be_patched(workload):
        return
    for container in init_containers(pod):
        for wait in waits_everywhere(container):
            service = _served_by_itself(wait, workload, index)
            if service is not None:
                yield _at(
                    wait,
                    f"{label(container)} waits for Service {quoted(str(service.text('metadata', 'name')))}, which only "
                    "the pods of its own workload serve: they start after it",
                    "take the wait out, or let the application wait for its peers once it runs",
                    service,
                )
                return


@rule(
    "statefulset-init-waits",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=("StatefulSet",),
    across=_own_service,
    across_kinds=LONG_RUNNING,
    needs=("initContainers",),
)
def statefulset_init_waits(workload: KubeObject) -> Iterator[Hit]:
    """Init container that waits for pods which start only after it.

    ## Why is this bad?
    A StatefulSet makes its pods one after the other (`podManagementPolicy: OrderedReady`): the second when the first is
    ready. An init container of the first that waits for the name of a later one waits for ever, and no pod becomes
    ready. The same holds for an init container, of whatever workload, that waits for connections to a Service which
    only its own pods serve: none of them listens before its init containers have ended. A headless Service has no
    address before either, unless it has `publishNotReadyAddresses: true`.

    The rule reads loops of shells (`until`, `while !`) over nslookup, nc, curl and the like, and tools made for
    waiting. It is silent where a script asks in which pod it runs, or gives up at some time.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: quorum}
    spec:
      serviceName: quorum
      replicas: 3
      selector: {matchLabels: {app: quorum}}
      template:
        metadata: {labels: {app: quorum}}
        spec:
          initContainers:
            - name: wait-for-peers
              image: busybox:1.36
              command: [sh, -c, "until nslookup quorum-2.quorum; do sleep 2; done"]
          containers: [{name: quorum, image: "registry.example/quorum:1"}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: quorum}
    spec:
      serviceName: quorum
      replicas: 3
      podManagementPolicy: Parallel
      selector: {matchLabels: {app: quorum}}
      template:
        metadata: {labels: {app: quorum}}
        spec:
          containers:
            - name: quorum
              image: registry.example/quorum:1
              args: [--join=quorum-0.quorum, --retry-join]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees
    - https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
    """
    pod, name = workload.pod(), workload.text("metadata", "name")
    first = workload.integer("spec", "ordinals", "start") or 0
    if workload.group != "apps" or pod is None or not name or not workload.complete("spec", "podManagementPolicy"):
        return
    policy = workload.get("spec", "podManagementPolicy", default="OrderedReady")
    for container in init_containers(pod):
        for wait in waits_everywhere(container):
            ordinal = _ordinal(wait.host, name, workload)
            if ordinal is None:
                continue
            if policy == "OrderedReady" and ordinal > first:
                message = (
                    f"{label(container)} waits for pod {name}-{ordinal}, which is made only when {name}-{first} is "
                    f"ready, and {name}-{first} waits here"
                )
                help = "set podManagementPolicy: Parallel, and publishNotReadyAddresses: true in the headless Service"
                if wait.connects:
                    help = "let the application wait for its peers once it runs: no pod listens before its init ends"
            elif wait.connects and ordinal >= first:
                message = (
                    f"{label(container)} waits for connections to pod {name}-{ordinal}, in which it runs itself before "
                    "anything listens"
                )
                help = "let the application wait for its peers once it runs"
            else:
                continue
            yield _at(wait, message, help)
            break


def _at(wait: Wait, message: str, help: str, service: Member | None = None) -> Hit:
    related = (service.related("the Service stands here", "spec", "selector"),) if service is not None else ()
    return wait.view.hit(message, within=wait.within, help=help, related=related)


def _ordinal(host: str, name: str, workload: KubeObject) -> int | None:
    """The number of the pod of a StatefulSet that a host names; None where it names something else."""
    found = re.fullmatch(rf"{re.escape(name)}-(\d{{1,4}})(?:\.([^.]+)(?:\.(.+))?)?", host)
    if found is None:
        return None
    service, namespace = workload.text("spec", "serviceName"), workload.text("metadata", "namespace")
    if found[2] is not None and service and found[2] != service:
        return None
    of = (found[3] or "").partition(".")[0]
    return None if namespace and of and of not in ("svc", namespace) else int(found[1])


def _served_by_itself(wait: Wait, workload: Member, index: Index) -> Member | None:
    """The Service that a host names, where only the pods of a workload serve it, and not before they are ready."""
    found = awaited(wait, workload, index)
    return found.service if found is not None and len(found.pods) == 1 and found.pods[0] is workload else None
