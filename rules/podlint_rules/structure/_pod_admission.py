"""Fields of a pod that admission fills in, and refuses where they say something else."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, Severity, View


def check(pod: View) -> Iterator[Hit]:
    """What the admission of runtime classes and priorities refuses of a pod that names no class.

    A template is taken, and its pods are refused; so are priorities, unless the cluster has a default class with them.
    """
    overhead = pod.get("overhead")
    if isinstance(overhead, dict) and pod.complete("runtimeClassName") and pod.at("runtimeClassName") is None:
        severity = None if pod.object.kind == "Pod" else Severity.WARNING
        message = "overhead may be set only by the runtime class of a pod, and this one has no runtimeClassName"
        yield pod.hit(message, "overhead", part=Part.KEY, help="remove overhead", severity=severity)
    if not pod.complete("priorityClassName") or pod.get("priorityClassName"):
        return
    priority, policy = pod.integer("priority"), pod.text("preemptionPolicy")
    if priority:
        message = f"priority {priority} is refused where no class has it: a pod gets its priority from its class"
        help = "name the class as priorityClassName, and remove priority"
        yield pod.hit(message, "priority", help=help, severity=Severity.WARNING)
    if policy == "Never":
        message = "preemptionPolicy Never is refused without a class that has it"
        help = "name the class as priorityClassName, and remove preemptionPolicy"
        yield pod.hit(message, "preemptionPolicy", help=help, severity=Severity.WARNING)
