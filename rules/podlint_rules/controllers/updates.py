"""How workloads replace their pods, and what their pod templates may ask for."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, closest, did_you_mean, rule
from podlint.api.kubernetes import WORKLOADS, kinds
from podlint_rules.controllers._amounts import amount, wrong


@rule(
    "rolling-update-stuck",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("Deployment", "DaemonSet", "StatefulSet"),
)
def rolling_update_stuck(workload: KubeObject) -> Iterator[Hit]:
    """Update strategy that contradicts itself, so that no pod could ever be replaced.

    ## Why is this bad?
    The API server refuses a strategy under which an update cannot proceed: neither an extra pod (`maxSurge`) nor a
    missing one (`maxUnavailable`) allowed, `rollingUpdate` settings beside another strategy, or a
    `progressDeadlineSeconds` (600 by default) that ends before `minReadySeconds` have passed. A DaemonSet takes one of
    maxSurge and maxUnavailable only, and its maxUnavailable is 1 by default. Percentages are texts such as `25%`.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      strategy:
        rollingUpdate:
          maxSurge: 0
          maxUnavailable: 0
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
            - name: web
              image: registry.example/web:1
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      strategy:
        rollingUpdate:
          maxSurge: 1
          maxUnavailable: 0
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
            - name: web
              image: registry.example/web:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
    """
    spec = workload.at("spec")
    if spec is None or workload.group != "apps":
        return
    if workload.kind == "Deployment":
        yield from _deployment(spec)
    elif workload.kind == "DaemonSet":
        yield from _daemon_set(spec)
    else:
        yield from _other_strategy(spec, "updateStrategy", "OnDelete")


def _deployment(spec: View) -> Iterator[Hit]:
    yield from _other_strategy(spec, "strategy", "Recreate")
    rolling = spec.at("strategy", "rollingUpdate")
    if rolling is not None and spec.get("strategy", "type") != "Recreate":
        yield from wrong(rolling, "maxSurge", at_most_all=False)
        yield from wrong(rolling, "maxUnavailable")
        if amount(rolling, "maxSurge", 25) == 0 and amount(rolling, "maxUnavailable", 25) == 0:
            yield rolling.hit(
                "maxSurge and maxUnavailable are both 0: no pod could ever be replaced",
                "maxUnavailable",
                help="allow one extra pod (maxSurge: 1) or one missing pod (maxUnavailable: 1)",
                related=(rolling.related("maxSurge is 0 here", "maxSurge"),),
            )
    ready = spec.integer("minReadySeconds")
    deadline = spec.integer("progressDeadlineSeconds")
    if spec.at("progressDeadlineSeconds") is None:
        deadline = 600
    if ready is not None and deadline is not None and deadline <= ready and deadline >= 0:
        given = spec.at("progressDeadlineSeconds") is not None
        shown = f"{deadline}" if given else f"{deadline} by default"
        yield spec.hit(
            f"progressDeadlineSeconds ({shown}) must be more than minReadySeconds ({ready}): "
            f"every update would count as failed",
            "progressDeadlineSeconds" if given else "minReadySeconds",
            help=f"set progressDeadlineSeconds well above {ready}, or lower minReadySeconds",
        )


def _daemon_set(spec: View) -> Iterator[Hit]:
    rolling = spec.at("updateStrategy", "rollingUpdate")
    if rolling is None or spec.get("updateStrategy", "type", default="RollingUpdate") != "RollingUpdate":
        return
    yield from wrong(rolling, "maxSurge")
    yield from wrong(rolling, "maxUnavailable")
    surge, unavailable = amount(rolling, "maxSurge", 0), amount(rolling, "maxUnavailable", 1)
    if surge == 0 and unavailable == 0:
        yield rolling.hit(
            "maxSurge and maxUnavailable are both 0: no pod could ever be replaced",
            "maxUnavailable",
            help="set one of the two to 1 or more",
        )
    elif surge and unavailable and surge > 0 and unavailable > 0:
        default = " (1 by default)" if rolling.at("maxUnavailable") is None else ""
        yield rolling.hit(
            f"a DaemonSet may not have both maxSurge ({rolling.get('maxSurge')}) "
            f"and maxUnavailable ({rolling.get('maxUnavailable', default=1)}){default}",
            "maxSurge",
            help="set maxUnavailable: 0 to use maxSurge",
        )


def _other_strategy(spec: View, key: str, name: str) -> Iterator[Hit]:
    """`rollingUpdate` beside a strategy that is none."""
    if spec.get(key, "type") == name and spec.get(key, "rollingUpdate") is not None:
        yield spec.hit(
            f"rollingUpdate may not be set when {key}.type is {name}",
            key,
            "rollingUpdate",
            part=Part.KEY,
            help=f"remove rollingUpdate, or the type {name}",
            related=(spec.related(f"the type is {name} here", key, "type"),),
        )


_MAKERS = tuple(kind for kind in WORKLOADS if kind != "Pod")


@rule(
    "workload-restart-policy",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=_MAKERS,
)
def workload_restart_policy(workload: KubeObject) -> Iterator[Hit]:
    """Restart policy (or deadline) that the pods of this kind of workload may not have.

    ## Why is this bad?
    The pods of Deployments, ReplicaSets, StatefulSets, DaemonSets and ReplicationControllers are to run for ever: the
    API server takes `restartPolicy: Always` only, and no `activeDeadlineSeconds`. The pods of Jobs are to end: it takes
    `Never` or `OnFailure`, and since the default is `Always`, a Job must say which.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: migrate
    spec:
      template:
        spec:
          containers:
            - name: migrate
              image: registry.example/migrate:1
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: migrate
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: migrate
              image: registry.example/migrate:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
    - https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template
    """
    pod = workload.pod()
    known = kinds.find(workload.group, workload.kind)
    if pod is None or known is None:
        return
    policy = pod.text("restartPolicy") or None
    if not known.long_running:
        if pod.at("restartPolicy") is None or pod.get("restartPolicy") == "":
            yield pod.hit(
                f"restartPolicy is missing: it defaults to Always, which a {workload.kind} may not have",
                *(("restartPolicy",) if "restartPolicy" in pod.value else ()),
                part=Part.KEY,
                help="add restartPolicy: Never or restartPolicy: OnFailure",
            )
        elif policy is not None and policy not in ("Never", "OnFailure"):
            near = closest(policy, ("Never", "OnFailure"))
            yield pod.hit(
                f"restartPolicy of a {workload.kind} must be Never or OnFailure, not {policy}",
                "restartPolicy",
                help=did_you_mean(near) or "OnFailure restarts a failed container, Never leaves it to a new pod",
            )
    else:
        if policy is not None and policy != "Always":
            yield pod.hit(
                f"restartPolicy of a {workload.kind} must be Always, not {policy}",
                "restartPolicy",
                help="remove it; for work that ends use a Job",
            )
        if pod.integer("activeDeadlineSeconds") is not None:
            yield pod.hit(
                f"activeDeadlineSeconds may not be set in the pod template of a {workload.kind}",
                "activeDeadlineSeconds",
                part=Part.KEY,
                help="remove it; for work with a deadline use a Job",
            )
