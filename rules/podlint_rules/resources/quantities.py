"""Quantities: text that is none, bytes that are not whole."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, label, quantity, quoted, rule

_BYTES = ("memory", "ephemeral-storage")


@rule("invalid-quantity", severity=Severity.ERROR, scope=Scope.ENGINE)
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


@rule("fractional-bytes", severity=Severity.WARNING, scope=Scope.CONTAINER, partial=True)
def fractional_bytes(container: View) -> Iterator[Hit]:
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
    for kind in ("requests", "limits"):
        for name, value in container.entries("resources", kind):
            amount = quantity.parse(value.value) if name in _BYTES and _plain(value) else None
            if amount is not None and amount.denominator != 1:
                text = str(value.value)
                help = f'did you mean "{text[:-1]}Mi"?' if text.endswith("m") else "write a whole number of bytes"
                yield value.hit(
                    f"{name} {quoted(text)} in {kind} of {label(container)} is not a whole number of bytes", help=help
                )


def _plain(value: View) -> bool:
    return isinstance(value.value, str | int | float) and value.complete()
