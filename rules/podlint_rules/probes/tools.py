"""Probes that run a program which is not in the image."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, label, quoted, rule, running_together
from podlint_rules._shared.bare_images import lacks
from podlint_rules._shared.command_lines import Word, script_in, words_at

_THEN = {
    "livenessProbe": "it finds out nothing",
    "readinessProbe": "the pod never becomes ready",
    "startupProbe": "the container never counts as started",
}
_LONGEST = 500
_BEFORE = r"\A|[;&|\n(]|(?<!\w)(?:then|do|else|exec|if|until|while)(?=\s)|!"
_COMMAND = rf"(?:{_BEFORE})\s{{0,9}}((?:/[\w/]{{1,60}}/)?[a-z]+)(?=[\s;&|)]|\Z)"
_ASKED = r"(?<!\w)(?:command\s{1,9}-v|which|type)\s"


@rule("liveness-tool-missing", severity=Severity.WARNING, scope=Scope.POD, needs=("exec",))
def liveness_tool_missing(pod: View) -> Iterator[Hit]:
    """Probe that runs a program which its image does not have.

    ## Why is this bad?
    The command of an exec probe is run inside the container, with what its image brings. Where there is no `curl`, and
    in an image without a system (distroless, scratch) not even a shell, the check itself cannot be made: a readiness
    probe never succeeds, a startup probe holds the others back for ever, and a liveness probe finds out nothing.

    The rule knows images by their documented Dockerfiles, and those that call themselves distroless. It is silent about
    containers that mount programs, set a PATH, or install what they need.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: gcr.io/distroless/static-debian12
        livenessProbe: {exec: {command: [curl, -f, "http://localhost:8080/healthz"]}}
    ```

    ## Use instead
    ```yaml good
    containers:
      - name: web
        image: gcr.io/distroless/static-debian12
        livenessProbe: {httpGet: {path: /healthz, port: 8080}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """
    for container in running_together(pod):
        for name, then in _THEN.items():
            if container.get(name, "exec") is None:
                continue
            for program, view, within in _programs(words_at(container, name, "exec", "command") or []):
                if lacks(container, program):
                    yield view.hit(
                        f"the {name} of {label(container)} runs {quoted(program)}, which the image "
                        f"{quoted(container.text('image') or '')} does not have: {then}",
                        within=within,
                        help="use httpGet, tcpSocket or grpc, which need no program, or one that the image has",
                    )
                    break


def _programs(words: list[Word]) -> Iterator[tuple[str, View, tuple[int, int] | None]]:
    """The programs that a command is sure to start: its first word, and what a script of a shell begins with."""
    if not words or words[0].text is None:
        return
    yield words[0].text, words[0].view, None
    script = script_in(words)
    text = script.text if script is not None else None
    if script is None or text is None or len(text) > _LONGEST or re.search(_ASKED, text):
        return
    for found in re.finditer(_COMMAND, text):
        yield found[1], script.view, found.span(1)
