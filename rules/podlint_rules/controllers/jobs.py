"""Jobs, and the Job templates of CronJobs: fields that depend on each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import (
    Hit,
    KubeObject,
    Part,
    Scope,
    Severity,
    View,
    all_containers,
    closest,
    did_you_mean,
    quoted,
    rule,
)
from podlint.api.kubernetes import names, names_known

_MANY = 100_000
_FEW = 10_000
_NAME_LABELS = ("batch.kubernetes.io/job-name", "job-name")
_UID_LABELS = ("batch.kubernetes.io/controller-uid", "controller-uid")


@rule("job-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("Job", "CronJob"))
def job_invalid(job: KubeObject) -> Iterator[Hit]:
    """Job whose fields contradict each other.

    ## Why is this bad?
    The API server refuses the Job: an Indexed Job needs `completions` beside `parallelism`; `backoffLimitPerIndex`,
    `maxFailedIndexes` and `successPolicy` are for Indexed Jobs only; a `podFailurePolicy` needs `restartPolicy: Never`
    and exit codes in order; labels such as `job-name` are set by the server.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: shards
    spec:
      completionMode: Indexed
      parallelism: 3
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: shard
              image: registry.example/shard:1
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: shards
    spec:
      completionMode: Indexed
      completions: 3
      parallelism: 3
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: shard
              image: registry.example/shard:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/job/
    """
    spec = job.at(*job.pod_path[:-2]) if job.pod_path is not None else None
    if spec is None or not isinstance(spec.value, dict) or job.group != "batch":
        return
    yield from _indexes(spec)
    yield from _failure_policy(spec)
    yield from _success_policy(spec)
    if spec.at("podFailurePolicy") is not None and spec.text("podReplacementPolicy") == "TerminatingOrFailed":
        yield spec.hit("podReplacementPolicy must be Failed beside a podFailurePolicy", "podReplacementPolicy")
    manager = spec.text("managedBy")
    if manager is not None and (words := _domain_path(manager)):
        yield spec.hit(f"managedBy {quoted(manager)} {words}", "managedBy")
    if job.kind == "Job":
        yield from _names(job, spec)


def _indexes(spec: View) -> Iterator[Hit]:
    """What belongs to Indexed Jobs only, and what they need."""
    mode = spec.get("completionMode")
    if mode is None and spec.at("completionMode") is not None:
        return
    per_index = spec.at("backoffLimitPerIndex") is not None
    if spec.at("maxFailedIndexes") is not None and not per_index:
        yield spec.hit("maxFailedIndexes needs backoffLimitPerIndex", "maxFailedIndexes", part=Part.KEY)
    if mode != "Indexed":
        for key in ("backoffLimitPerIndex", "successPolicy"):
            if spec.at(key) is not None:
                help = "set completionMode: Indexed, and completions"
                yield spec.hit(f"{key} needs completionMode: Indexed", key, part=Part.KEY, help=help)
        return
    completions, parallelism = spec.integer("completions"), spec.integer("parallelism")
    most = spec.integer("maxFailedIndexes")
    # The server gives a Job without both of them one of each, but not the template of a CronJob.
    template = spec.object.kind == "CronJob"
    if spec.at("completions") is None and (parallelism is not None or (template and spec.complete("completions"))):
        help = "set completions to the number of indexes"
        shown = "" if template else " beside parallelism"
        yield spec.hit(f"an Indexed Job must have completions{shown}", part=Part.KEY, help=help)
    if parallelism is not None and parallelism > _MANY:
        yield spec.hit(f"parallelism of an Indexed Job must be at most {_MANY}, not {parallelism}", "parallelism")
    if completions is None:
        return
    if most is not None and most > completions:
        yield spec.hit(f"maxFailedIndexes ({most}) must not be above completions ({completions})", "maxFailedIndexes")
    if per_index and completions > _MANY:
        if spec.at("maxFailedIndexes") is None:
            message = f"maxFailedIndexes is needed beside backoffLimitPerIndex above {_MANY} completions"
            yield spec.hit(message, part=Part.KEY)
        for key in ("parallelism", "maxFailedIndexes"):
            value = spec.integer(key)
            if value is not None and value > _FEW:
                yield spec.hit(f"{key} must be at most {_FEW} above {_MANY} completions, not {value}", key)


def _failure_policy(spec: View) -> Iterator[Hit]:
    policy = spec.at("podFailurePolicy")
    if policy is None or not isinstance(policy.value, dict):
        return
    pod = spec.at("template", "spec")
    restart = pod.text("restartPolicy") if pod is not None else None
    if pod is not None and restart == "OnFailure":
        yield policy.hit(
            f"podFailurePolicy needs restartPolicy: Never, not {restart}",
            part=Part.KEY,
            related=(pod.related("the restart policy stands here", "restartPolicy"),),
        )
    rules = policy.get("rules")
    if isinstance(rules, list) and len(rules) > 20:
        yield policy.hit(f"podFailurePolicy may have 20 rules, not {len(rules)}", "rules", part=Part.KEY)
    for entry in policy.each("rules"):
        if entry.text("action") == "FailIndex" and spec.at("backoffLimitPerIndex") is None:
            yield entry.hit("action FailIndex needs backoffLimitPerIndex", "action")
        codes = entry.at("onExitCodes")
        if codes is not None and isinstance(codes.value, dict):
            yield from _exit_codes(codes, pod)
        conditions = entry.get("onPodConditions")
        if isinstance(conditions, list) and len(conditions) > 20:
            message = f"a rule may have 20 onPodConditions, not {len(conditions)}"
            yield entry.hit(message, "onPodConditions", part=Part.KEY)
        for condition in entry.each("onPodConditions"):
            kind = condition.text("type")
            if kind and (words := names.qualified_name(kind)):
                yield condition.hit(f"condition type {quoted(kind)} {words}", "type")


def _exit_codes(codes: View, pod: View | None) -> Iterator[Hit]:
    values = codes.get("values")
    if isinstance(values, list) and len(values) > 255:
        yield codes.hit(f"onExitCodes may have 255 values, not {len(values)}", "values", part=Part.KEY)
    before: int | None = None
    for index, _ in enumerate(values if isinstance(values, list) else ()):
        value = codes.integer("values", index) if values[index] is not None else 0
        if value is None:
            return
        if value == 0 and codes.get("operator") == "In":
            yield codes.hit("exit code 0 is success: it may not stand under operator In", "values", index)
        if before is not None and value == before:
            yield codes.hit(f"exit code {value} stands twice", "values", index, help="remove one of the two")
        elif before is not None and value < before:
            help = "sort the values"
            yield codes.hit(f"exit codes must be in order: {value} stands behind {before}", "values", index, help=help)
            return
        before = value
    name = codes.text("containerName")
    if pod is not None and name is not None and names_known(pod):
        known = [str(c.get("name")) for c in all_containers(pod)]
        if name not in known:
            message = f"containerName {quoted(name)} is no container of the pod"
            yield codes.hit(message, "containerName", help=did_you_mean(closest(name, known)))


def _success_policy(spec: View) -> Iterator[Hit]:
    rules = spec.get("successPolicy", "rules")
    if not isinstance(rules, list) or spec.get("completionMode") != "Indexed":
        return
    if not 0 < len(rules) <= 20:
        yield spec.hit(f"successPolicy must have 1 to 20 rules, not {len(rules)}", "successPolicy", "rules")
    completions = spec.integer("completions")
    if spec.at("completions") is None:
        completions = 1
    for entry in spec.each("successPolicy", "rules"):
        if not isinstance(entry.value, dict):
            continue
        if entry.at("succeededCount") is None and entry.at("succeededIndexes") is None:
            yield entry.hit("a rule of successPolicy must have succeededIndexes or succeededCount")
        count, indexes = entry.integer("succeededCount"), entry.text("succeededIndexes")
        total = completions
        if indexes == "":
            total = 0
        elif indexes is not None:
            found = _index_ranges(indexes, completions)
            if isinstance(found, str):
                help = "write increasing numbers and ranges, such as 0,2-4"
                yield entry.hit(f"succeededIndexes {quoted(indexes)} {found}", "succeededIndexes", help=help)
                continue
            total = found
        if count is not None and total is not None and count > total:
            message = f"succeededCount ({count}) must not be above the number of indexes ({total})"
            yield entry.hit(message, "succeededCount")


def _index_ranges(text: str, completions: int | None) -> int | str:
    """How many indexes a text names; what is wrong with it where it names none."""
    total, before = 0, -1
    for item in text.split(","):
        if re.fullmatch(r"[0-9]{1,9}(-[0-9]{1,9})?", item, re.ASCII) is None:
            return f"has {quoted(item)}, which is neither a number nor a range"
        first, _, last = item.partition("-")
        start, end = int(first), int(last or first)
        if last and start >= end:
            return f"has the range {item}, which does not increase"
        if start <= before:
            return f"is not in increasing order at {item}"
        if completions is not None and end >= completions:
            return f"names index {end}, but the last one is {completions - 1}"
        total, before = total + end - start + 1, end
    return total


def _names(job: KubeObject, spec: View) -> Iterator[Hit]:
    """The name that the last index would get, and labels that the server sets itself."""
    name, completions = job.text("metadata", "name"), spec.integer("completions")
    if not name:
        return
    indexed = spec.get("completionMode") == "Indexed" and completions is not None
    if indexed and names.dns_label(name) is not None and names.dns_subdomain(name) is None:
        message = f"name {quoted(name)} of an Indexed Job must be a DNS label: its pods have host names of it"
        yield job.hit(message, "metadata", "name", help="write it without dots, and with at most 60 characters")
    if indexed and completions is not None and names.dns_label(name) is None:
        last = f"{name}-{max(completions - 1, 0)}"
        words = names.dns_label(last)
        if words is not None:
            message = f"name {quoted(name)} is too long for an Indexed Job: its last pod would be {quoted(last, 80)}"
            yield job.hit(f"{message}, which {words}", "metadata", "name")
    if spec.flag("manualSelector"):
        return
    for key, value in spec.entries("template", "metadata", "labels"):
        wrong = key in _UID_LABELS or (key in _NAME_LABELS and value.text() != name and value.text() is not None)
        if wrong:
            yield value.hit(f"label {key} is set by the server and may not be given another value", help="remove it")


def _domain_path(text: str) -> str | None:
    """What is wrong with `domain/path`."""
    domain, slash, path = text.partition("/")
    if len(text) > 63:
        return f"must be at most 63 characters, not {len(text)}"
    if not slash or not path or names.dns_subdomain(domain) is not None:
        return "must be a domain and a path, such as example.com/controller"
    if re.fullmatch(r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+", path, re.ASCII) is None:
        return "must have only URL path characters behind the domain"
    return None
