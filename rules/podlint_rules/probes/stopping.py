"""Hooks that run before a container stops, held against the time that they have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, all_containers, label, quoted, rule
from podlint_rules._shared.bare_images import is_bare
from podlint_rules._shared.command_lines import is_shell, words_at
from podlint_rules._shared.sleeps import Sleep, slept

_DEFAULT = 30


@rule("prestop-exceeds-grace", severity=Severity.WARNING, scope=Scope.POD, needs=("preStop",))
def prestop_exceeds_grace(pod: View) -> Iterator[Hit]:
    """preStop hook that sleeps as long as the grace period, or longer.

    ## Why is this bad?
    The grace period (30 seconds unless `terminationGracePeriodSeconds` says otherwise) begins before the hook runs, and
    the program gets SIGTERM only after the hook. A hook that uses up the time is killed, and so is the program two
    seconds later, in the midst of its work. Where the image is named as one without programs (distroless), the hook
    fails at once instead, as there is no `sleep`: that is an info.

    ## Example
    ```yaml bad
    terminationGracePeriodSeconds: 20
    containers:
      - name: web
        image: registry.example/web:1
        lifecycle: {preStop: {exec: {command: [sh, -c, sleep 60]}}}
    ```

    ## Use instead
    ```yaml good
    terminationGracePeriodSeconds: 90
    containers:
      - name: web
        image: registry.example/web:1
        lifecycle: {preStop: {exec: {command: [sh, -c, sleep 60]}}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
    """
    field = "terminationGracePeriodSeconds"
    grace = _DEFAULT if pod.at(field) is None else pod.integer(field)
    for container in all_containers(pod):
        if container.get("lifecycle", "preStop") is None:
            continue
        yield from _without_programs(container)
        found = _action(container) or _hook(container)
        if grace is None or grace < 0 or found is None or found.seconds < grace:
            continue
        how_long = "for ever" if found.seconds == float("inf") else f"{found.seconds:g} seconds"
        said = "is" if pod.at(field) is not None else "is by default"
        yield found.word.hit(
            f"the preStop hook of {label(container)} sleeps {how_long}, and the grace period {said} {grace}: "
            "no time is left for the program to stop",
            within=found.within,
            help=f"sleep less, or raise {field} above the sleep and the time that the program needs",
            related=(pod.related(f"the grace period is {grace} seconds", field),) if pod.at(field) is not None else (),
        )


def _action(container: View) -> Sleep | None:
    """The sleep action of the hook, which the API server only refuses where it is longer."""
    action = container.at("lifecycle", "preStop", "sleep", "seconds")
    seconds = action.integer() if action is not None else None
    pod = container.object.pod()
    grace = pod.get("terminationGracePeriodSeconds", default=_DEFAULT) if pod is not None else None
    return Sleep(seconds, action, None) if action is not None and seconds is not None and seconds == grace else None


def _hook(container: View) -> Sleep | None:
    """The sleep of the hook's command; None where it does not surely sleep."""
    return slept(words_at(container, "lifecycle", "preStop", "exec", "command") or [], container)


def _without_programs(container: View) -> Iterator[Hit]:
    """An info where the image is known, or named, as one that has no programs beside its own."""
    words = words_at(container, "lifecycle", "preStop", "exec", "command") or []
    program = words[0].text if words else None
    if program is None or not (is_shell(program) or re.fullmatch(r"(.*/)?sleep", program)):
        return
    if is_bare(container):
        message = f"the preStop hook of {label(container)} runs {quoted(program)}, which its image does not have"
        help = "use preStop.sleep.seconds, which needs no program (Kubernetes 1.30 and later)"
        yield words[0].view.hit(message, help=help, severity=Severity.INFO)
