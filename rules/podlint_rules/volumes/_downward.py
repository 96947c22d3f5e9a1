"""Fields and resources of the pod that volumes and env take: the downward API."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, View, quoted
from podlint.api.kubernetes import names, quantity

RESOURCE = r"(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)"
_SUBSCRIPT = r"metadata\.(labels|annotations)\['(.*)'\]"
_UNITS = frozenset({0, *(1000**power for power in range(7))})
_BINARY_UNITS = frozenset(1024**power for power in range(1, 7))


def is_subscript(path: str) -> bool:
    """Whether a path names a label or an annotation by a key that can be one."""
    found = re.fullmatch(_SUBSCRIPT, path)
    if found is None:
        return False
    check = names.qualified_name if found[1] == "labels" else names.annotation_key
    return check(found[2]) is None


def field_version(ref: View) -> Iterator[Hit]:
    """A version of pods that there is not."""
    version = ref.text("apiVersion")
    if version and version != "v1":
        yield ref.hit(f"apiVersion of a fieldRef must be v1, not {quoted(version)}", "apiVersion", help="remove it")


def divisor_faults(ref: View) -> Iterator[Hit]:
    """A divisor that is no unit. The server compares its short form: 1000 is 1k, but 1024 is not 1Ki."""
    value, resource = ref.get("divisor"), ref.text("resource")
    amount = quantity.parse(value) if value is not None and resource else None
    if amount is None or not resource or not re.fullmatch(RESOURCE, resource) or not ref.complete("divisor"):
        return
    if resource.endswith(".cpu"):
        good, units = amount in (0, 1) or amount * 1000 == 1, "1 or 1m"
    else:
        binary = isinstance(value, str) and value.strip().endswith("i")
        good, units = amount in (_BINARY_UNITS if binary else _UNITS), "1, 1k, 1M … 1E or 1Ki, 1Mi … 1Ei"
    if not good:
        yield ref.hit(f"divisor {quoted(str(value))} of {resource} must be {units}", "divisor")
