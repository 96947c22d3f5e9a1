"""Schedulers that would do everything once for each replica."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from podlint.api import Hit, Scope, Severity, View, label, quoted, rule, running_together
from podlint_rules.design._helpers import SCALE, text

_LONGEST = 2_000
_LOCKED = re.compile(r"(?i)redbeat|single[-_]?beat|beatx|lock")


@rule(
    "replicated-scheduler",
    severity=Severity.WARNING,
    scope=Scope.POD,
    kinds=("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"),
    needs=("celery",),
)
def replicated_scheduler(pod: View) -> Iterator[Hit]:
    """Several replicas of a scheduler that may run only once.

    ## Why is this bad?
    `celery beat` sends each task when it is due, and knows nothing of others of its kind: with three replicas every
    task is sent three times. So it is with a worker that has a scheduler in it (`-B`), and with a scheduler beside a
    web server that is scaled. It belongs into a Deployment of its own with one replica and `strategy: Recreate`.
    Schedulers that take a lock (RedBeat) are left alone.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: beat}
    spec:
      replicas: 2
      selector: {matchLabels: {app: beat}}
      template:
        metadata: {labels: {app: beat}}
        spec:
          containers: [{name: beat, image: "registry.example/shop:1", command: [celery, -A, shop, beat]}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: beat}
    spec:
      replicas: 1
      strategy: {type: Recreate}
      selector: {matchLabels: {app: beat}}
      template:
        metadata: {labels: {app: beat}}
        spec:
          containers: [{name: beat, image: "registry.example/shop:1", command: [celery, -A, shop, beat]}]
    ```

    ## References
    - https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
    """
    replicas = pod.object.integer("spec", "replicas")
    if replicas is None or replicas < 2:
        return
    for container in running_together(pod):
        words = text(container)
        what = _scheduler(words) if "celery" in words and len(words) <= _LONGEST else None
        if what is None or _LOCKED.search(words) or _LOCKED.search(str(container.get("env", default=""))):
            continue
        yield pod.object.hit(
            f"{replicas} replicas of {quoted(what)} ({label(container)}) send each task {replicas} times: {SCALE}",
            "spec",
            "replicas",
            help="run the scheduler in a Deployment of its own with one replica and strategy Recreate",
            related=(container.related("it is started here", "name"),),
        )


def _scheduler(words: str) -> str | None:
    """The scheduler that a command starts, as messages call it."""
    for line in re.split(r"&&|[;|\n]", words):
        parts = line.split()
        at = next((index for index, part in enumerate(parts) if part.rpartition("/")[2] == "celery"), None)
        if at is None:
            continue
        said = [part for before, part in pairwise(parts[at:]) if before not in ("-A", "--app")]
        if "beat" in said:
            return "celery beat"
        if "worker" in said and not {"-B", "--beat"}.isdisjoint(said):
            return "celery worker -B"
    return None
