"""What Jobs do with failures, and with the numbers of their pods."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import (
    Hit,
    KubeObject,
    Scope,
    Severity,
    View,
    all_containers,
    label,
    rule,
)
from podlint_rules._shared.command_lines import Word, command_lines, script_in
from podlint_rules.controllers._job_specs import job_spec

_JOBS = ("Job", "CronJob")
_INDEX = "JOB_COMPLETION_INDEX"
_ANNOTATION = "batch.kubernetes.io/job-completion-index"


@rule("job-backoff-on-failure", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=_JOBS, needs=("backoffLimit",))
def job_backoff_on_failure(target: KubeObject) -> Iterator[Hit]:
    """Job without retries whose containers are restarted.

    ## Why is this bad?
    `restartPolicy: OnFailure` lets the kubelet start a failed container again at once. With `backoffLimit: 0` the
    first such restart fails the Job: its controller deletes the pod while the second attempt runs. So the work begins
    twice where it was to run once, is cut off in the middle, and its logs go with the pod.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: Job
    metadata: {name: migrate}
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: OnFailure
          containers: [{name: migrate, image: "registry.example/migrate:1"}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: Job
    metadata: {name: migrate}
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers: [{name: migrate, image: "registry.example/migrate:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/job/#handling-pod-and-container-failures
    """
    spec, pod = job_spec(target), target.pod()
    if spec is None or pod is None or spec.integer("backoffLimit") != 0 or pod.text("restartPolicy") != "OnFailure":
        return
    yield spec.hit(
        "backoffLimit 0 allows no retry, but restartPolicy OnFailure starts the container again: the Job fails and "
        "its pod is deleted while the second attempt runs",
        "backoffLimit",
        help="set restartPolicy: Never, which runs it once and keeps the pod for its logs",
        related=(pod.related("the restart policy stands here", "restartPolicy"),),
    )


@rule(
    "job-index-unset",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=_JOBS,
    needs=(_INDEX, _ANNOTATION),
)
def job_index_unset(target: KubeObject) -> Iterator[Hit]:
    """Completion index used in a Job that gives its pods none.

    ## Why is this bad?
    Only with `completionMode: Indexed` does each pod get its number: the variable `JOB_COMPLETION_INDEX`, an annotation
    and a label. In any other Job the variable is not set, so that every pod works on the same part, or on none, and
    `$(JOB_COMPLETION_INDEX)` in arguments stays as it is written.

    ## Example
    ```yaml bad
    apiVersion: batch/v1
    kind: Job
    metadata: {name: shards}
    spec:
      completions: 3
      template:
        spec:
          restartPolicy: Never
          containers: [{name: shard, image: "registry.example/shard:1", args: [--part=$(JOB_COMPLETION_INDEX)]}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: batch/v1
    kind: Job
    metadata: {name: shards}
    spec:
      completions: 3
      completionMode: Indexed
      template:
        spec:
          restartPolicy: Never
          containers: [{name: shard, image: "registry.example/shard:1", args: [--part=$(JOB_COMPLETION_INDEX)]}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
    """
    spec, pod = job_spec(target), target.pod()
    mode = spec.get("completionMode", default="NonIndexed") if spec is not None else None
    if spec is None or pod is None or mode != "NonIndexed" or not spec.complete("completionMode"):
        return
    stated = spec.at("completionMode") is not None
    related = (spec.related("the mode stands here", "completionMode"),) if stated else ()
    for container in all_containers(pod):
        for view, within in _uses(container):
            yield view.hit(
                f"{label(container)} asks for its completion index, which only completionMode Indexed gives",
                within=within,
                help="set completionMode: Indexed, and completions",
                related=related,
            )
            break


def _uses(container: View) -> Iterator[tuple[View, tuple[int, int] | None]]:
    """Where a container asks for its index, unless it sets the variable itself."""
    entries = [entry for entry in container.each("env") if isinstance(entry.value, dict)]
    for entry in entries:
        path = entry.text("valueFrom", "fieldRef", "fieldPath")
        found = entry.at("valueFrom", "fieldRef", "fieldPath")
        if found is not None and path and _ANNOTATION in path:
            yield found, None
    if any(entry.get("name") == _INDEX for entry in entries) or container.get("envFrom"):
        return
    for line in command_lines(container):
        if line.where in ("command", "args"):
            script = script_in(line.words)
            for word in line.words:
                yield from _in_word(word, is_script=script is not None and word.view is script.view)


def _in_word(word: Word, *, is_script: bool) -> Iterator[tuple[View, tuple[int, int]]]:
    form = rf"(?<!\$)\$\({_INDEX}\)"
    if is_script:
        form = rf"{form}|\$\{{{_INDEX}\}}|\${_INDEX}(?!\w)"
        # Set by itself, or asked for whether it is there.
        if re.search(rf"(?<![$\w]){_INDEX}=|-[nz]\s{{1,9}}\"?\$\{{?{_INDEX}|\$\{{{_INDEX}[:+?=-]", word.text or ""):
            return
    for found in re.finditer(form, word.text or ""):
        yield word.view, found.span()
