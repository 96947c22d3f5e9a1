"""Which shares of a device's capacity may be asked for: the request policies of slices."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from podlint.api import Hit, Part, View
from podlint.api.kubernetes import quantity


def capacity_policy(capacity: View, name: str, shared: bool) -> Iterator[Hit]:
    """What the server refuses of the request policy of a capacity; `shared` says that several may have the device."""
    policy = capacity.at("requestPolicy")
    if policy is None or not isinstance(policy.value, dict):
        return
    if not shared:
        message = f"requestPolicy of {name} goes with allowMultipleAllocations: true only"
        yield capacity.hit(message, "requestPolicy", part=Part.KEY, help="set it at the device, or remove the policy")
        return
    most = quantity.parse(capacity.get("value", default=0))
    values, within = policy.get("validValues"), policy.at("validRange")
    if values and within is not None:
        yield policy.hit("validValues and validRange exclude each other", "validRange", part=Part.KEY)
        return
    if not policy.complete() or most is None or not (values or within is not None):
        return
    default = quantity.parse(policy.get("default"))
    if policy.at("default") is None:
        yield policy.hit(f"the request policy of {name} must have a default", part=Part.KEY, help="add default")
    elif default is not None and within is not None:
        yield from _range(within, name, most, default)
    elif default is not None:
        yield from _values(policy, name, most, default)


def _values(policy: View, name: str, most: Fraction, default: Fraction) -> Iterator[Hit]:
    before: Fraction | None = None
    known = []
    for value in policy.each("validValues"):
        amount = quantity.parse(value.value)
        if amount is None:
            return
        known.append(amount)
        if amount > most:
            yield value.hit(
                f"{value.value} is more than there is of {name} ({policy.holder().get('value', default=0)})"
            )
        elif before is not None and amount < before:
            yield value.hit("validValues must be in increasing order", help="sort the values")
        elif before is not None and amount == before:
            yield value.hit(f"{value.value} stands twice in validValues", help="remove one of them")
        before = amount
    if default not in known:
        yield policy.hit(f"the default {policy.get('default')} is none of the validValues", "default")


def _range(within: View, name: str, most: Fraction, default: Fraction) -> Iterator[Hit]:
    whole = within.holder().holder().get("value", default=0)
    least, upper, step = (quantity.parse(within.get(key)) for key in ("min", "max", "step"))
    if within.at("min") is None:
        yield within.hit(f"validRange of {name} must have a min", part=Part.KEY, help="add min")
    if least is None or (upper is None and within.at("max") is not None):
        return
    for key, amount in (("min", least), ("max", upper)):
        if amount is not None and amount > most:
            yield within.hit(f"{key} ({within.get(key)}) is more than there is of {name} ({whole})", key)
            return
    if upper is not None and least > upper:
        yield within.hit("min must not be above max", "min")
    elif default < least or (upper is not None and default > upper):
        key = "min" if default < least else "max"
        written = within.holder().get("default")
        yield within.hit(f"the default {written} is outside of the range", key)
    elif step is not None and least + step > most:
        yield within.hit(f"min and one step ({within.get('step')}) are more than there is of {name} ({whole})", "step")
    elif step is not None and ceil(step):
        for what, amount in (("the default", default), ("max", upper)):
            if amount is not None and (ceil(amount) - ceil(least)) % ceil(step):
                yield within.hit(f"{what} is no whole number of steps above min", "step")
                return
