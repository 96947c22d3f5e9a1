"""Quantities (`500m`, `1Gi`, `0.5`) as the API server reads them: k8s.io/apimachinery/pkg/api/resource."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

_SHAPE = r"(?P<sign>[+-]?)(?P<number>[0-9]*(?:\.[0-9]*)?)(?P<suffix>[numkMGTPE]?|[KMGTPE]i|[eE][-+]?[0-9]+)"
_LONGEST = 1000
# The server trims the text as JSON has it, where tabs and newlines are written with a backslash.
_BLANKS = " \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def is_quantity(value: Any) -> bool:
    """Whether a value is a quantity: a number, or a text of digits and one suffix. `MB`, `1 Gi` and `10%` are none."""
    if isinstance(value, str):
        return parse(value) is not None
    return True


def parse(value: Any) -> Fraction | None:
    """The exact amount of a quantity in its unit (cores, bytes, pieces); None for what is no quantity.

    Outer blanks are trimmed, tabs and newlines are not; no digits at all count as 0 (`Gi`), as on the server.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Fraction(str(value))
    text = str(value).strip(_BLANKS)
    if len(text) > _LONGEST:
        return None
    match = re.fullmatch(_SHAPE, text, re.ASCII)
    if not text or match is None or (match["number"] == "." and not match["suffix"]):
        return None
    number = Fraction((match["number"].strip(".") and _decimal(match["number"])) or 0)
    suffix = match["suffix"]
    if suffix in _BINARY:
        amount = number * Fraction(1024 ** _BINARY[suffix])
    elif suffix in _DECIMAL:
        amount = number * _power_of_ten(_DECIMAL[suffix])
    else:
        exponent = int(suffix[1:])
        if abs(exponent) > 1000:
            return None
        amount = number * _power_of_ten(exponent)
    return -amount if match["sign"] == "-" else amount


def _decimal(digits: str) -> str:
    """Digits with at most one point in a form that Fraction takes (`5.` and `.5` become `5.0` and `0.5`)."""
    whole, _, rest = digits.partition(".")
    return f"{whole or 0}.{rest or 0}"


def _power_of_ten(exponent: int) -> Fraction:
    return Fraction(10**exponent) if exponent >= 0 else Fraction(1, 10**-exponent)


def brief(amount: Fraction, digits: int = 6) -> str:
    """An amount as messages show it, with so many digits; one that no float can hold too."""
    try:
        return f"{float(amount):.{digits}g}"
    except OverflowError:
        from decimal import Decimal

        return f"{Decimal(amount.numerator) / Decimal(amount.denominator):.{digits}g}"
