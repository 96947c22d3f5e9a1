"""When CronJobs run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, View, closest, did_you_mean, quoted, rule

_ZONE_PART = r"(?!-)(?!\.{1,2}\Z)[A-Za-z.\-_0-9+]{1,14}"


@rule("cron-schedule", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("CronJob",), versioned=True, partial=True)
def cron_schedule(job: KubeObject) -> Iterator[Hit]:
    """Schedule or time zone that cannot be read, or a date that never comes.

    ## Why is this bad?
    The API server refuses a schedule that its parser does not read: exactly five fields (no seconds), the day of the
    week from 0 (Sunday) to 6, names of three letters, or a descriptor such as `@daily`. The time zone is a field of its
    own, `timeZone`, with the exact name of the tz database; `TZ=` in the schedule is refused since Kubernetes 1.29. A
    date such as 31 February is accepted, and the job never runs.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: backup
    spec:
      schedule: "0 3 * * 7"
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: backup
                  image: registry.example/backup:1
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: backup
    spec:
      schedule: "0 3 * * 0"
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: backup
                  image: registry.example/backup:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
    - https://pkg.go.dev/github.com/robfig/cron/v3
    """
    spec = job.at("spec")
    if spec is None or job.group != "batch":
        return
    yield from _schedule(spec, job.minor)
    yield from _zone(spec)


def _schedule(spec: View, minor: int) -> Iterator[Hit]:
    schedule = spec.text("schedule")
    if not schedule:
        return
    if "TZ" in schedule:
        zone = re.match(r"(CRON_)?TZ=(\S*)\s*", schedule)
        if minor >= 29 or spec.at("timeZone") is not None:
            help = f"put the zone into the field timeZone: {zone[2]}" if zone and zone[2] else "use the field timeZone"
            yield spec.hit(f"schedule {quoted(schedule)} may not name a time zone", "schedule", help=help)
        return
    from podlint.api.kubernetes import cron

    problem = cron.problem(schedule)
    if problem is not None:
        yield spec.hit(
            f"schedule {quoted(schedule)} {problem.message}",
            "schedule",
            within=None if (problem.start, problem.end) == (0, len(schedule)) else (problem.start, problem.end),
            help=problem.help,
        )
        return
    never = cron.never(schedule)
    if never is not None:
        yield spec.hit(
            f"schedule {quoted(schedule)} is accepted, but never runs: it {never}", "schedule", help="fix the date"
        )


def _zone(spec: View) -> Iterator[Hit]:
    zone = spec.text("timeZone")
    if zone is None:
        return
    from podlint.api.kubernetes import timezones

    if not zone:
        yield spec.hit("timeZone must not be empty", "timeZone", help="remove it, or name a zone such as Etc/UTC")
    elif zone.lower() == "local":
        yield spec.hit(f"timeZone must be a zone of the tz database, not {quoted(zone)}", "timeZone")
    elif not all(re.fullmatch(_ZONE_PART, part) for part in zone.split("/")) or not timezones.known(zone):
        near = closest(zone, timezones.NAMES, 0.8)
        help = did_you_mean(near) or "name a zone such as Etc/UTC or Europe/Paris; case counts"
        yield spec.hit(f"time zone {quoted(zone)} is not in the tz database", "timeZone", help=help)
