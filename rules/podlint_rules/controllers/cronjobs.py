"""What Jobs and CronJobs leave to defaults that surprise."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, rule

_CRON = ("CronJob",)


@rule(
    "cronjob-concurrency",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    default=False,
    kinds=_CRON,
    profiles=("production",),
)
def cronjob_concurrency(cronjob: KubeObject) -> Iterator[Hit]:
    """CronJob whose runs may overlap.

    ## Why is this bad?
    With `Allow`, the default, a run begins though the last one has not ended. Jobs that grow slower pile up.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup}
    spec:
      schedule: "@hourly"
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup}
    spec:
      schedule: "@hourly"
      concurrencyPolicy: Forbid
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
    """
    spec = cronjob.at("spec")
    if cronjob.group == "batch" and spec is not None and isinstance(spec.value, dict):
        given = spec.get("concurrencyPolicy")
        if spec.complete("concurrencyPolicy") and given in (None, "", "Allow"):
            key = ("concurrencyPolicy",) if given else ()
            yield spec.hit(
                "runs may overlap", *key, part=Part.VALUE if given else Part.KEY, help="set Forbid or Replace"
            )


@rule(
    "cronjob-deadline", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=_CRON, profiles=("production",)
)
def cronjob_deadline(cronjob: KubeObject) -> Iterator[Hit]:
    """CronJob without startingDeadlineSeconds.

    ## Why is this bad?
    A run that could not begin in time begins late, however late: hours after the reason for it has gone, or beside the
    next one. With a deadline it is left out.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup}
    spec:
      schedule: "@hourly"
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup}
    spec:
      schedule: "@hourly"
      startingDeadlineSeconds: 600
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
    """
    spec = cronjob.at("spec")
    if cronjob.group != "batch" or spec is None or not isinstance(spec.value, dict):
        return
    if spec.at("startingDeadlineSeconds") is None:
        yield spec.hit("missed runs have no deadline", part=Part.KEY, help="set startingDeadlineSeconds")


@rule(
    "job-ttl",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    default=False,
    kinds=("Job", "CronJob"),
    profiles=("production",),
)
def job_ttl(job: KubeObject) -> Iterator[Hit]:
    """Job that stays after it has ended, or CronJob whose Jobs go before its history limits say so.

    ## Why is this bad?
    A finished Job and its pods stay until somebody deletes them, or `ttlSecondsAfterFinished` does. A CronJob keeps the
    last ones by its history limits: with a time to live in its template they are gone when somebody wants the log.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: Job
    metadata: {name: migrate}
    spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: Job
    metadata: {name: migrate}
    spec:
      ttlSecondsAfterFinished: 86400
      template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
    """
    if job.group == "batch" and job.kind == "CronJob":
        keys = ("spec", "jobTemplate", "spec", "ttlSecondsAfterFinished")
        if job.at(*keys) is not None:
            message = "Jobs of this CronJob are deleted before its history limits say so"
            yield job.hit(
                message, *keys, part=Part.KEY, help="use successfulJobsHistoryLimit and failedJobsHistoryLimit"
            )
        return
    spec = job.at("spec")
    if job.group != "batch" or spec is None or not isinstance(spec.value, dict):
        return
    if spec.at("ttlSecondsAfterFinished") is None:
        yield spec.hit("the Job stays after it has ended", part=Part.KEY, help="set ttlSecondsAfterFinished")
