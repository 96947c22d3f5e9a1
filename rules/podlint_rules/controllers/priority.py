"""The priority of pods."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, NamedTuple, Part, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule


class Classes(NamedTuple):
    """Options of priority-class."""

    classes: tuple[str, ...] = ()
    """The names that pods may give, any name where the list is empty; an empty text in it lets pods give none."""


@rule("priority-class", severity=Severity.INFO, scope=Scope.POD, default=False, options=Classes)
def priority_class(pod: View, options: Classes) -> Iterator[Hit]:
    """Pod without a priority class, or with one that is not in the configured list.

    ## Why is this bad?
    When nodes are full, the scheduler evicts pods of lower priority for those of higher, and the kubelet goes by
    priority when memory runs out. Pods without a class have the priority of the cluster's global default, else 0: a
    batch job counts as much as the database. The option `classes` lists the names that may be used, an empty text for
    none; without it any name will do.

    ## Example
    ```yaml bad
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## Use instead
    ```yaml good
    priorityClassName: production
    containers:
      - name: web
        image: registry.example/web:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
    """
    written = pod.at("priorityClassName") is not None
    name = pod.text("priorityClassName") if written else ""
    allowed = options.classes
    if name is None or name in allowed or (name and not allowed):
        return
    wanted = [known for known in allowed if known]
    if name:
        message = f"{pod.object.name} has the priority class {quoted(name)}, which is not in the configured list"
        help = did_you_mean(closest(name, wanted)) or (f"use {listed(wanted, last='or')}" if wanted else "leave it out")
        yield pod.hit(message, "priorityClassName", help=help)
    else:
        help = (
            f"set it to {listed(wanted, last='or')}"
            if wanted
            else "set it to the class that says how much these pods matter"
        )
        keys, part = (("priorityClassName",), Part.VALUE) if written else ((), Part.KEY)
        yield pod.hit(f"{pod.object.name} sets no priorityClassName", *keys, part=part, help=help)
