"""How long the runs of Jobs and CronJobs take, held against the time that they have."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, NamedTuple, Scope, Severity, View, containers, init_containers, rule
from podlint_rules._shared.sleeps import Sleep, own_words, slept
from podlint_rules.controllers._job_specs import job_spec

_JOBS = ("Job", "CronJob")


@rule(
    "job-deadline-under-sleep",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=_JOBS,
    needs=("activeDeadlineSeconds",),
)
def job_deadline_under_sleep(target: KubeObject) -> Iterator[Hit]:
    """Job whose deadline comes before its own command has slept enough.

    ## Why is this bad?
    `activeDeadlineSeconds` ends all pods of a Job, whatever they do. A command that sleeps for as long never reaches
    what stands behind the sleep, and the Job fails with `DeadlineExceeded`, each time. Init containers run one after
    the other before the containers, so that their sleeps add up.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: Job
    metadata: {name: report}
    spec:
      activeDeadlineSeconds: 60
      template:
        spec:
          restartPolicy: Never
          containers: [{name: report, image: "registry.example/report:1", command: [sh, -c, sleep 120; report]}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: Job
    metadata: {name: report}
    spec:
      activeDeadlineSeconds: 600
      template:
        spec:
          restartPolicy: Never
          containers: [{name: report, image: "registry.example/report:1", command: [sh, -c, sleep 120; report]}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
    """
    spec, pod = job_spec(target), target.pod()
    if spec is None or pod is None:
        return
    asleep = None
    for holder in (spec, pod):
        deadline = holder.integer("activeDeadlineSeconds")
        if deadline is None or deadline < 1:
            continue
        asleep = asleep or _asleep(pod)
        if asleep is None or asleep.seconds < deadline or asleep.seconds == float("inf"):
            continue
        yield holder.hit(
            f"the Job is ended after {deadline} seconds, and its command sleeps {asleep.seconds:g}: it never finishes",
            "activeDeadlineSeconds",
            help="raise activeDeadlineSeconds above the sleep and the time that the work needs",
            related=(asleep.word.related("it sleeps here"),),
        )


class _Runs(NamedTuple):
    """How long a run takes at least, or may take, and the value that says so."""

    seconds: float
    at: View
    surely: bool


@rule(
    "job-runs-skipped", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=("CronJob",), needs=("Forbid", "Replace")
)
def job_runs_skipped(target: KubeObject) -> Iterator[Hit]:
    """CronJob that falls due while the run before may still go on.

    ## Why is this bad?
    With `concurrencyPolicy: Forbid` a run that falls due is left out while the one before has not ended. Where a run
    sleeps longer than the schedule waits, every second one is; where its `activeDeadlineSeconds` is longer, one that
    hangs costs several runs before it is ended. With `Replace` the new run ends the old one: none that sleeps longer
    than the schedule waits gets to its end.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: sync}
    spec:
      schedule: "* * * * *"
      concurrencyPolicy: Forbid
      jobTemplate:
        spec:
          activeDeadlineSeconds: 600
          template:
            spec:
              restartPolicy: Never
              containers: [{name: sync, image: "registry.example/sync:1"}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: sync}
    spec:
      schedule: "*/15 * * * *"
      concurrencyPolicy: Forbid
      jobTemplate:
        spec:
          activeDeadlineSeconds: 600
          template:
            spec:
              restartPolicy: Never
              containers: [{name: sync, image: "registry.example/sync:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
    """
    spec, schedule = target.at("spec"), target.text("spec", "schedule")
    policy = target.text("spec", "concurrencyPolicy")
    if spec is None or not schedule or policy not in ("Forbid", "Replace") or spec.get("suspend"):
        return
    runs = _runs(target)
    if runs is None or (policy == "Replace" and not runs.surely):
        return
    from podlint.api.kubernetes import cron

    gap = cron.shortest_gap(schedule)
    if gap is None or runs.seconds <= gap:
        return
    lasts = f"{'takes' if runs.surely else 'may take'} {runs.seconds:g} seconds"
    then = "runs that fall due meanwhile are skipped" if policy == "Forbid" else "the next one ends it before"
    yield spec.hit(
        f"the schedule waits {gap} seconds between two runs and a run {lasts}: with concurrencyPolicy {policy} {then}",
        "schedule",
        help="run it less often, or shorten what a run may take",
        related=(runs.at.related("this is how long a run takes" if runs.surely else "it is ended only after that"),),
    )


def _runs(target: KubeObject) -> _Runs | None:
    """How long a run of a CronJob takes."""
    spec, pod = job_spec(target), target.pod()
    if spec is None or pod is None:
        return None
    limits = [(spec, spec.integer("activeDeadlineSeconds")), (pod, pod.integer("activeDeadlineSeconds"))]
    limit = min(((seconds, holder) for holder, seconds in limits if seconds), key=lambda pair: pair[0], default=None)
    deadline = _Runs(limit[0], limit[1].at("activeDeadlineSeconds") or limit[1], surely=False) if limit else None
    asleep = _asleep(pod)
    if asleep is None or (deadline is not None and asleep.seconds > deadline.seconds):
        return deadline
    return _Runs(asleep.seconds, asleep.word, surely=True)


def _asleep(pod: View) -> Sleep | None:
    """How long a pod sleeps in all: its init containers one after the other, then the longest of its containers."""
    first = [found for found in map(_of_one, init_containers(pod)) if found is not None]
    beside = [found for found in map(_of_one, containers(pod)) if found is not None]
    longest = max(beside, key=lambda found: found.seconds, default=None)
    every = [*first, *([longest] if longest is not None else [])]
    return every[-1]._replace(seconds=sum(found.seconds for found in every)) if every else None


def _of_one(container: View) -> Sleep | None:
    return slept(own_words(container), container)
