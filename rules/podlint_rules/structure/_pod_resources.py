"""Resources of a pod and its containers: amounts that cannot be, and claims."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, View, all_containers, closest, did_you_mean, label, quoted
from podlint_rules.resources._amounts import amount, asked, is_extended, who

_POD_LEVEL = 34


def check(pod: View) -> Iterator[Hit]:
    """What the server refuses in resources and overhead, beside names and requests above limits."""
    for container in all_containers(pod):
        yield from _amounts(container)
        if container.get("resources", "claims") is not None:
            yield from _claims(pod, container)
    if pod.value.get("resources") and pod.object.minor >= _POD_LEVEL:
        yield from _amounts(pod)
        if pod.get("resources", "claims"):
            help = "use the claims in the containers"
            yield pod.hit("a pod as a whole has no claims", "resources", "claims", part=Part.KEY, help=help)
        if pod.get("os", "name") == "windows":
            help = "set them in the containers"
            yield pod.hit("a Windows pod may not have resources as a whole", "resources", part=Part.KEY, help=help)
    for name, value in pod.entries("overhead"):
        yield from _negative(value, f"overhead {name} of the pod")


def _amounts(holder: View) -> Iterator[Hit]:
    for kind, name, value, found in asked(holder):
        if found is None or (found.numerator >= 0 and (found.denominator == 1 or not is_extended(name))):
            continue
        yield from _negative(value, f"{name} in {kind} of {who(holder)}")
        if found >= 0:
            message = f"{name} {quoted(str(value.value))} in {kind} of {who(holder)} must be a whole number"
            yield value.hit(message, help="extended resources come in whole pieces")


def _negative(value: View, what: str) -> Iterator[Hit]:
    found = amount(value)
    if found is not None and found.numerator < 0:  # asked of every amount: comparing fractions takes longer
        yield value.hit(f"{what} must not be negative, as {quoted(str(value.value))} is", help="remove the sign")


def _claims(pod: View, container: View) -> Iterator[Hit]:
    if not pod.complete("resourceClaims"):
        return
    known = [name for claim in pod.each("resourceClaims") if (name := claim.text("name"))]
    whole: set[str] = set()
    parts: set[str] = set()
    for claim in container.each("resources", "claims"):
        name = claim.text("name")
        if not name or not claim.complete():
            continue
        if name not in known:
            message = f"claim {quoted(name)} of {label(container)} is not declared in resourceClaims of the pod"
            help = did_you_mean(closest(name, known)) or "declare it in spec.resourceClaims"
            yield claim.hit(message, "name", help=help)
        request = claim.get("request")
        if (request and name in whole) or (not request and name in parts):
            message = f"{label(container)} has claim {quoted(name)} as a whole and by a request of it"
            yield claim.hit(message, "name", help="keep one of the two")
        (parts if request else whole).add(name)
