"""Quantities: text that is none, bytes that are not whole."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from podlint.api import EngineRule, Hit, Scope, Severity, View, all_containers, quoted, rule
from podlint_rules.resources._amounts import amount, asked, who

_BYTES = ("memory", "ephemeral-storage")
_CPUS = 256
_LEAST_BYTES = 2**20


@rule(EngineRule.INVALID_QUANTITY, severity=Severity.ERROR, scope=Scope.ENGINE)
def invalid_quantity() -> None:
    """Quantity that the API server cannot read.

    ## Why is this bad?
    The object is refused. A quantity is a number directly followed by one of n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti,
    Pi, Ei, or by nothing: `10GB`, `1 Gi`, `1,5` and `512mb` are none.

    ## Example
    ```yaml bad
    resources:
      limits:
        memory: 10GB
    ```

    ## Use instead
    ```yaml good
    resources:
      limits:
        memory: 10G
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    """


@rule("fractional-bytes", severity=Severity.WARNING, scope=Scope.POD, partial=True, needs=("resources", "overhead"))
def fractional_bytes(pod: View) -> Iterator[Hit]:
    """Memory or storage that is not a whole number of bytes.

    ## Why is this bad?
    `m` stands for a thousandth: `memory: 400m` asks for 0.4 bytes, and the container is killed as soon as it starts, or
    never starts. The API server only warns. What was meant is mostly `M` or `Mi`.

    ## Example
    ```yaml bad
    resources:
      limits:
        memory: 400m
    ```

    ## Use instead
    ```yaml good
    resources:
      limits:
        memory: 400Mi
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory
    """
    for holder in (*all_containers(pod), pod):
        for kind, name, value, found in asked(holder):
            if _is_broken(name, found):
                yield _broken(name, value, f"{kind} of {who(holder)}")
    for name, value in pod.entries("overhead"):
        if _is_broken(name, amount(value)):
            yield _broken(name, value, "overhead of the pod")


@rule("implausible-quantity", severity=Severity.WARNING, scope=Scope.POD, partial=True, needs=("resources",))
def implausible_quantity(pod: View) -> Iterator[Hit]:
    """Amount that is hardly meant: memory below 1 MiB, or more than 256 CPUs.

    ## Why is this bad?
    `memory: 512` is 512 bytes: no process starts with it. `cpu: 500` is 500 CPUs: no node has them, and the pod stays
    pending. Both are accepted; mostly the unit is missing, `Mi` or `m`.

    ## Example
    ```yaml bad
    resources:
      limits: {memory: 512}
    ```

    ## Use instead
    ```yaml good
    resources:
      limits: {memory: 512Mi}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-units-in-kubernetes
    """
    for container in all_containers(pod):
        yield from _implausible(container)
    yield from _implausible(pod)


def _is_broken(name: str, found: Fraction | None) -> bool:
    """Whether an amount ends within a byte."""
    return name in _BYTES and found is not None and found.denominator != 1


def _broken(name: str, value: View, where: str) -> Hit:
    text = str(value.value)
    help = f'did you mean "{text[:-1]}Mi"?' if text.endswith("m") else "write a whole number of bytes"
    return value.hit(f"{name} {quoted(text)} in {where} is not a whole number of bytes", help=help)


def _implausible(holder: View) -> Iterator[Hit]:
    for kind, name, value, found in asked(holder):
        if found is None or name not in ("cpu", "memory") or found.numerator <= 0 or found.denominator != 1:
            continue
        whole, text = found.numerator, str(value.value)
        if name == "cpu" and whole > _CPUS:
            help = f'did you mean "{text}m"?' if text.isdecimal() else "write fewer CPUs"
            yield value.hit(f"cpu {quoted(text)} in {kind} of {who(holder)} asks for {found} CPUs", help=help)
        elif name == "memory" and whole < _LEAST_BYTES:
            help = f'did you mean "{text}Mi"?' if text.isdecimal() else "write the unit that is meant, such as Mi or Gi"
            yield value.hit(f"memory {quoted(text)} in {kind} of {who(holder)} is only {found} bytes", help=help)
