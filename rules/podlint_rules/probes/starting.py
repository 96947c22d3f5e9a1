"""Probes held against the time that a container takes to begin."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Scope, Severity, View, label, quoted, rule, running_together
from podlint_rules._shared.command_lines import script_in, words_at
from podlint_rules._shared.sleeps import goes_on, own_words, slept_first
from podlint_rules.probes._timing import seconds

_ASKING = ("httpGet", "tcpSocket", "grpc")
"""The handlers that need a server; what a command of an exec probe asks is not known."""


@rule("liveness-before-start", severity=Severity.WARNING, scope=Scope.POD, needs=("sleep",))
def liveness_before_start(pod: View) -> Iterator[Hit]:
    """Probe that kills a container while its own command still sleeps.

    ## Why is this bad?
    A container whose command sleeps before it starts its server answers no liveness probe until then. Where the last
    failure that is allowed (`initialDelaySeconds` and `failureThreshold` periods) comes before, the kubelet restarts
    the container, which sleeps anew: it never gets to its server. While there is a startup probe, the liveness probe
    waits for it, and the same holds for the startup probe.

    Probes that run a command are left alone, and ports that another container of the pod may serve.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: registry.example/web:1
        command: [sh, -c, "sleep 60; exec web --port=8080"]
        livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 10, failureThreshold: 3}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: registry.example/web:1
        command: [sh, -c, "sleep 60; exec web --port=8080"]
        startupProbe: {tcpSocket: {port: 8080}, periodSeconds: 10, failureThreshold: 12}
        livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 10, failureThreshold: 3}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """
    running = list(running_together(pod))
    for container in running:
        name = "startupProbe" if container.at("startupProbe") is not None else "livenessProbe"
        probe = container.at(name)
        if probe is None or not probe.complete() or not _asks(probe, container, alone=len(running) == 1):
            continue
        found = slept_first(own_words(container), container)
        last = seconds(probe, "initialDelaySeconds") + seconds(probe, "periodSeconds") * seconds(
            probe, "failureThreshold"
        )
        if found is None or last >= found.seconds:
            continue
        slept = "for ever" if found.seconds == float("inf") else f"{found.seconds:g} seconds"
        yield container.hit(
            f"the {name} of {label(container)} gives up after {last} seconds at most, and its command sleeps {slept} "
            + ("before it starts anything" if found.then else "and starts nothing"),
            name,
            part=Part.KEY,
            help="sleep less, or add a startupProbe whose failureThreshold periods are longer than the sleep"
            if name == "livenessProbe"
            else "sleep less, or raise its failureThreshold",
            related=(found.word.related("it sleeps here"),),
        )


def _asks(probe: View, container: View, *, alone: bool) -> bool:
    """Whether a probe asks a server of its own container."""
    for handler in _ASKING:
        port = probe.get(handler, "port")
        if port is not None and not probe.get(handler, "host"):
            ports = [one.get(key) for one in container.each("ports") for key in ("name", "containerPort")]
            return alone or port in ports
    return False


@rule("liveness-timeout-over-period", severity=Severity.INFO, scope=Scope.POD, needs=("timeoutSeconds",))
def liveness_timeout_over_period(pod: View) -> Iterator[Hit]:
    """Probe that waits longer for an answer than until its next turn.

    ## Why is this bad?
    The kubelet asks a container one question of a kind at a time. A check that waits for its timeout lets the turns in
    between pass: failures are counted every `timeoutSeconds`, not every `periodSeconds`, and the restart, or the end of
    the traffic, comes later than the period says.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: nginx:1.27
        livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5, timeoutSeconds: 30}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: nginx:1.27
        livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10, timeoutSeconds: 5}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes
    """
    for container in running_together(pod):
        for name in ("livenessProbe", "readinessProbe", "startupProbe"):
            given = container.value.get(name)
            if not isinstance(given, dict) or given.get("timeoutSeconds") in (None, 1):
                continue  # most probes, without a view of them
            probe = container.at(name)
            if probe is None or probe.integer("timeoutSeconds") is None or not probe.complete("periodSeconds"):
                continue
            timeout, period = seconds(probe, "timeoutSeconds"), seconds(probe, "periodSeconds")
            if timeout > period:
                default = "" if probe.at("periodSeconds") is not None else ", which is the default"
                yield probe.hit(
                    f"the {name} of {label(container)} waits {timeout} seconds for an answer and asks every {period}"
                    f"{default}: it cannot keep to that",
                    "timeoutSeconds",
                    help="lower timeoutSeconds, or raise periodSeconds",
                )


@rule("poststart-never-ends", severity=Severity.WARNING, scope=Scope.POD, needs=("postStart",))
def poststart_never_ends(pod: View) -> Iterator[Hit]:
    """postStart hook whose command goes on for ever.

    ## Why is this bad?
    A container counts as running only when its postStart hook has ended, and what is behind it in the pod waits for it:
    the pod stays in `ContainerCreating`, without an error. A hook cannot be a second program of the container.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: registry.example/web:1
        lifecycle: {postStart: {exec: {command: [sh, -c, "while true; do sync-files; sleep 60; done"]}}}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: registry.example/web:1
      - name: sync
        image: registry.example/web:1
        command: [sh, -c, "while true; do sync-files; sleep 60; done"]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
    """
    for container in running_together(pod):
        words = words_at(container, "lifecycle", "postStart", "exec", "command") or []
        if not words or words[0].text is None:
            continue
        script = script_in(words)
        if goes_on(words, container) is None:
            continue
        view = script.view if script is not None else words[0].view
        yield view.hit(
            f"the postStart hook of {label(container)} never ends: the container never counts as running",
            help=f"run {quoted('nohup ... &')} in it, or better a container of its own",
        )
