"""Kubernetes' functions of quantities: `quantity('1.5Gi')` and its methods."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from podlint.kubernetes.formats.quantity import parse

KIND = "kubernetes.Quantity"
_SCALE = 10**9
Quantity = dict[str, str]
"""The exact amount as a fraction: two quantities are equal where their amounts are."""


def quantity(text: str) -> Quantity:
    """A quantity of its text."""
    return _made(_parsed(text))


def is_quantity(text: str) -> bool:
    """Whether a text is a quantity."""
    try:
        _parsed(text)
    except ValueError:
        return False
    return True


def sign(one: Quantity) -> int:
    """-1, 0 or 1."""
    value = _value(one)
    return (value > 0) - (value < 0)


def is_integer(one: Quantity) -> bool:
    """Whether a quantity is a whole number of 64 bits."""
    value = _value(one)
    return value.denominator == 1 and -(2**63) <= value < 2**63


def as_integer(one: Quantity) -> int:
    """A quantity as a whole number."""
    if not is_integer(one):
        raise ValueError("no integer")
    return int(_value(one))


def as_float(one: Quantity) -> float:
    """A quantity as a floating-point number."""
    try:
        return float(_value(one))
    except OverflowError:
        return float("inf") * sign(one)


def add(one: Quantity, other: Quantity | int) -> Quantity:
    """The sum with a quantity or a number."""
    return _made(_value(one) + _amount(other))


def subtract(one: Quantity, other: Quantity | int) -> Quantity:
    """The difference to a quantity or a number."""
    return _made(_value(one) - _amount(other))


def compare(one: Quantity, other: Quantity) -> int:
    """-1, 0 or 1."""
    first, second = _value(one), _value(other)
    return (first > second) - (first < second)


def _parsed(text: str) -> Fraction:
    value = parse(text) if text == text.strip() else None
    if value is None:
        raise ValueError("no quantity")
    whole = math.ceil(abs(value) * _SCALE)  # what is finer than a billionth is rounded, away from zero
    return Fraction(whole if value >= 0 else -whole, _SCALE)


def _made(value: Fraction) -> Quantity:
    return {KIND: str(value)}


def _value(one: Any) -> Fraction:
    return Fraction(one[KIND])


def _amount(other: Quantity | int) -> Fraction:
    return Fraction(other) if isinstance(other, int) else _value(other)
