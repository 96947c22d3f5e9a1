"""How Kubernetes reads a scalar.

The API server and kubectl read YAML with sigs.k8s.io/yaml, a YAML 1.1 reader of the go-yaml v2 line, and turn the
result into JSON. The tables here follow that reader; `tests/unit/parse/test_scalars.py` holds one row a case.
"""

from __future__ import annotations

import math
import re
import struct
from typing import Any

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_FIRST = frozenset("+-.0123456789yYnNtTfFoO~")
TYPED = _FIRST | {""}
"""First characters of the plain scalars that may be no strings; "" stands for the empty one."""
# Compiled (and kept) by the functions of `re` on first use: most files hold nothing but decimal integers.
_FLOAT = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
_DOT_FLOAT = r"\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?"
_INTEGER = (
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)|(?P<dec>0|[1-9][0-9]*))"
)
_TIMESTAMP = (
    r"[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])"
    r"([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?"
)
_LOWEST, _HIGHEST = -(2**63), 2**64 - 1
_MOST_DIGITS = 20
"""Decimal digits of the largest integer. Python refuses to read some thousand of them, so that longer ones are not
given to it."""


def plain(text: str) -> Any:
    """Value of a plain (unquoted, untagged) scalar: str, bool, int, float or None.

    Examples: `yes` is True, `0644` and `0o644` are 420, `1_000` is 1000, `1e3` is 1000.0; `1:30`, `2020-01-01`
    and `1e400` stay strings. `.inf` and `.nan` are floats here; JSON cannot hold them.
    """
    if not text:
        return None
    if text[0] not in _FIRST:
        return text
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first == ".":
        return _float(text, _DOT_FLOAT, text)
    if first in "+-0123456789":
        return _number(text)
    return text


def tagged(text: str, tag: str) -> Any:
    """Value of a scalar with an explicit tag such as `!!str`; raises ValueError where text and tag do not fit.

    A tag that the reader does not know makes a string.
    """
    name = tag.removeprefix("tag:yaml.org,2002:").removeprefix("!!")
    if name == "binary":
        return _binary(text)
    value = plain(text)
    fits = {
        "null": value is None,
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
        "timestamp": re.fullmatch(_TIMESTAMP, text, re.ASCII) is not None,
    }
    if name not in fits:
        return text
    if not fits[name]:
        raise ValueError(f"{text!r} cannot be read as !!{name}")
    if name == "timestamp":
        return text
    return float(value) if name == "float" else value


def key(value: Any) -> str | None:
    """The JSON key that a scalar becomes as a mapping key (`y` becomes `true`, `1.10` becomes `1.1`).

    None for a null key and for an integer beyond 64 bits signed, which the reader refuses.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value < 2**63 else None
    return _float_key(value)


def _number(text: str) -> Any:
    if text.isascii() and text.isdigit() and len(text) < 19 and (text[0] != "0" or text == "0"):
        return int(text)
    digits = text.replace("_", "")
    match = re.fullmatch(_INTEGER, digits, re.ASCII)
    if match and len(match["dec"] or "") <= _MOST_DIGITS:
        group, base = next((g, b) for g, b in (("hex", 16), ("bin", 2), ("oct", 8), ("dec", 10)) if match[g])
        number = int(match[group], base) * (-1 if match["sign"] == "-" else 1)
        unsigned = number <= _HIGHEST and not (match["sign"] == "+" and number >= 2**63)
        if number >= _LOWEST and unsigned:
            return number
    return _float(digits, _FLOAT, text)


def _float(text: str, shape: str, otherwise: str) -> Any:
    if not re.fullmatch(shape, text, re.ASCII):
        return otherwise
    number = float(text)
    return otherwise if math.isinf(number) else number


def _binary(text: str) -> str:
    import base64

    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except ValueError as error:
        raise ValueError("!!binary value is not base64") from error


def _float_key(value: float) -> str:
    """Shortest decimal that reads back as the same 32-bit float, which is how the reader writes a float key."""
    if math.isinf(value) or math.isnan(value):
        return {math.inf: ".inf", -math.inf: "-.inf"}.get(value, ".nan")
    try:
        single = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return ".inf" if value > 0 else "-.inf"
    wanted = struct.pack("<f", single)
    text = next(t for d in range(9) if _single(t := f"{single:.{d}e}") == wanted)
    mantissa, exponent = text.split("e")
    power = int(exponent)
    if not -4 <= power < 6:
        return f"{mantissa}e{power:+03d}"
    return f"{single:.{max(len(mantissa.replace('.', '').lstrip('-')) - 1 - power, 0)}f}"


def _single(text: str) -> bytes:
    """The bytes of the 32-bit float that `text` rounds to, empty where it is too large for one."""
    try:
        return struct.pack("<f", float(text))
    except OverflowError:
        return b""
