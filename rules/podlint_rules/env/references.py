"""References `$(VAR)` in the values of env entries: to nothing, to a later entry, to the entry itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from podlint.api import (
    Fix,
    Hit,
    Move,
    NamedTuple,
    Scope,
    Severity,
    View,
    all_containers,
    did_you_mean,
    label,
    quoted,
    rule,
)
from podlint.api.kubernetes import Reference, references
from podlint_rules.env._known import UPPER, entries, from_elsewhere, from_sources, near

_LONGEST = 10_000
_MOST = 100
"""Most containers, and most entries of one, that are looked through for a name to propose."""


class _Use(NamedTuple):
    """A reference in an env value that no earlier entry resolves, and the entry that it stands in.

    `places` says at which indices the list has each name.
    """

    reference: Reference
    owner: str
    entry: View
    later: View | None
    places: dict[str, list[int]]

    @property
    def where(self) -> str:
        return f'env entry "{self.owner}"'

    @property
    def within(self) -> tuple[int, int]:
        return self.reference.start, self.reference.end


@rule("env-unresolved-ref", severity=Severity.WARNING, scope=Scope.CONTAINER, needs=("$(",))
def env_unresolved_ref(container: View) -> Iterator[Hit]:
    """`$(VAR)` in an env value that nothing defines.

    ## Why is this bad?
    The kubelet replaces `$(VAR)` by what envFrom, the Services of the namespace and earlier env entries define.
    Anything else stays in the value as it is written, without an error or an event: the process gets the text
    `$(VAR)`. Variables that the image sets are not seen, nor are those of other containers. The rule is silent where
    envFrom may define the name, and for the names of Service variables such as `DB_SERVICE_HOST`. `$$(VAR)` is the
    way to write the text itself; `$(date)` and the like are not taken for references.

    ## Example
    ```yaml bad
    env:
      - name: DB_HOST
        value: db.example.org
      - name: DB_URL
        value: postgres://$(DB_HOTS)/app
    ```

    ## Use instead
    ```yaml good
    env:
      - name: DB_HOST
        value: db.example.org
      - name: DB_URL
        value: postgres://$(DB_HOST)/app
    ```

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
    """
    for use in _unresolved(container):
        name = use.reference.name
        if use.later is not None or name == use.owner or from_elsewhere(container, name):
            continue
        suggestion = near(name, (known for known in use.places if known != use.owner))
        if suggestion is None and not re.fullmatch(UPPER, name):
            continue
        yield use.entry.hit(
            f"$({name}) in {use.where} of {label(container)} stays as written: nothing defines {quoted(name)}",
            "value",
            within=use.within,
            help=did_you_mean(suggestion) or _advice(container, name),
        )


@rule("env-ref-order", severity=Severity.WARNING, scope=Scope.CONTAINER, fragments=True, needs=("$(",))
def env_ref_order(container: View) -> Iterator[Hit]:
    """`$(VAR)` whose entry comes only further down the list.

    ## Why is this bad?
    Env entries are resolved from top to bottom, and a value sees only the entries above it. A reference to one below
    stays in the value as it is written, or gets what envFrom or a Service gives under that name, without any error.
    In `command` and `args` the order does not matter.

    ## Example
    ```yaml bad
    env:
      - name: DB_URL
        value: postgres://$(DB_HOST)/app
      - name: DB_HOST
        value: db.example.org
    ```

    ## Use instead
    ```yaml good
    env:
      - name: DB_HOST
        value: db.example.org
      - name: DB_URL
        value: postgres://$(DB_HOST)/app
    ```

    ## Fix safety
    Safe: the entry, with the comments right above it, is moved before its use, unless it needs what lies between.

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
    """
    for use in _unresolved(container):
        name = use.reference.name
        if use.later is not None and name != use.owner:
            yield use.entry.hit(
                f"$({name}) in {use.where} of {label(container)} does not see {name}, which is defined further down",
                "value",
                within=use.within,
                help=f'move the entry "{name}" above "{use.owner}"',
                related=(use.later.related(f"{name} is defined here", "name"),),
                fix=_moved(use),
            )


@rule("env-self-ref", severity=Severity.WARNING, scope=Scope.CONTAINER, fragments=True, needs=("$(",))
def env_self_ref(container: View) -> Iterator[Hit]:
    """Variable that refers to itself without an earlier definition.

    ## Why is this bad?
    `PATH: $(PATH):/opt/bin` does not extend the PATH of the image: what the image sets is not visible to `$(VAR)`.
    The reference stays as it is written, and the variable loses the value that it had, so that no program is found any
    more. It works only where an earlier entry, or envFrom, defines the same name.

    ## Example
    ```yaml bad
    env:
      - name: PATH
        value: $(PATH):/opt/tools/bin
    ```

    ## Use instead
    ```yaml good
    env:
      - name: PATH
        value: /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/tools/bin
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
    """
    for use in _unresolved(container):
        name = use.reference.name
        if name == use.owner and not from_sources(container, name):
            yield use.entry.hit(
                f"{name} of {label(container)} refers to itself: $({name}) stays as written, "
                f"no earlier entry defines {name}",
                "value",
                within=use.within,
                help="what the image sets is not visible here: write the whole value, or extend it in a start script",
            )


def _moved(use: _Use) -> Fix | None:
    """The fix that moves the definition above its use, where it needs nothing of what it is moved over."""
    later = use.later
    if later is None:
        return None
    first, last = int(use.entry.path[-1]), int(later.path[-1])
    value = later.get("value")
    if isinstance(value, str) and (len(value) > _LONGEST or _needs(value, use.places, first, last)):
        return None
    title = f"move {use.reference.name} above {use.owner}"
    return Fix(title, (Move(later.place(), use.entry.place()),))


def _needs(value: str, places: dict[str, list[int]], first: int, last: int) -> bool:
    """Whether a value refers to an entry that stands at an index from `first` on, and before `last`."""
    for reference in references(value):
        own = places.get(reference.name, ())
        index = bisect_left(own, first)
        if index < len(own) and own[index] < last:
            return True
    return False


def _unresolved(container: View) -> Iterator[_Use]:
    """The references in env values that no earlier entry resolves; nothing where the list is not understood."""
    known = entries(container)
    if not known:
        return
    first = dict(reversed(known))
    places: dict[str, list[int]] = {}
    for name, entry in known:
        places.setdefault(name, []).append(int(entry.path[-1]))
    earlier: set[str] = set()
    for owner, entry in known:
        value = entry.get("value")
        for reference in references(value) if isinstance(value, str) else ():
            if reference.name not in earlier:
                later = first.get(reference.name)
                yield _Use(reference, owner, entry, later, places)
        earlier.add(owner)


def _advice(container: View, name: str) -> str:
    pod = container.object.pod()
    for other in islice(all_containers(pod), _MOST) if pod is not None else ():
        env = other.value.get("env")
        if other.path == container.path or not isinstance(env, list) or len(env) > _MOST:
            continue
        if any(name == known for known, _ in entries(other) or ()):
            return f"{label(other)} defines it, but containers do not share env: define it here too"
    return f"define {name} in an earlier entry, or write $$({name}) if the text itself is meant"
