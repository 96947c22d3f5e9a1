"""Keywords that narrow a value beyond its type: one predicate each, shared by `prove` and `explain`.

Each predicate takes the value (never null) and the keyword's parameter, and says whether the value passes. A value of
another type passes: its type is another keyword's matter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats.judges import JUDGES
from podlint.kubernetes.formats.quantity import is_quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    Limit = Callable[[Any, Any], bool]


def _enum(value: Any, allowed: list[Any]) -> bool:
    return value in allowed or not any(_kind(value) is _kind(word) for word in allowed)


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)


def _values(value: Any, allowed: list[Any]) -> bool:
    return any(_same(value, one) for one in allowed)


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON: `true` is not 1, 1.0 is."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(item, other[key]) for key, item in one.items())
    return bool(one == other)


def _minimum(value: Any, least: float) -> bool:
    return not _is_number(value) or value >= held(value, least)


def _maximum(value: Any, most: float) -> bool:
    return not _is_number(value) or value <= held(value, most)


def _above(value: Any, limit: float) -> bool:
    return not _is_number(value) or value > held(value, limit)


def _below(value: Any, limit: float) -> bool:
    return not _is_number(value) or value < held(value, limit)


def held(value: float, limit: float) -> float:
    """A limit as the server holds a number against it: of a whole number only its whole part counts."""
    return int(limit) if isinstance(limit, float) and (isinstance(value, int) or value.is_integer()) else limit


def _multiple_of(value: Any, step: float) -> bool:
    if not _is_number(value):
        return True
    if isinstance(value, int) or value.is_integer():
        return int(step) > 0 and int(value) % int(step) == 0
    from fractions import Fraction

    try:
        return Fraction(str(value)) % Fraction(str(step)) == 0
    except ValueError:  # infinity, and what is no number
        return True


def _pattern(value: Any, pattern: str) -> bool:
    if not isinstance(value, str):
        return True
    from podlint.kubernetes.formats.regexp import surely_differs

    return not surely_differs(pattern, value)


def _max_length(value: Any, most: int) -> bool:
    return not isinstance(value, str) or len(value) <= most


def _max_items(value: Any, most: int) -> bool:
    return not isinstance(value, list) or len(value) <= most


def _min_properties(value: Any, least: int) -> bool:
    return not isinstance(value, dict) or len(value) >= least


def _max_properties(value: Any, most: int) -> bool:
    return not isinstance(value, dict) or len(value) <= most


def _min_length(value: Any, least: int) -> bool:
    return not isinstance(value, str) or len(value) >= least


def _min_items(value: Any, least: int) -> bool:
    return not isinstance(value, list) or len(value) >= least


def _format(value: Any, name: str) -> bool:
    check = FORMATS.get(name)
    return check is None or check(value)


def _text(value: Any, name: str) -> bool:
    return not isinstance(value, str) or value == "" or JUDGES[name](value) is None


def _filled(value: Any, _asked: bool) -> bool:
    return not isinstance(value, str) or bool(value)


def _one_of(value: Any, groups: list[dict[str, Any]]) -> bool:
    if not isinstance(value, dict):
        return True
    for group in groups:
        count = len(members(value, group["fields"]))
        if (count > 1 and "several" not in group) or (count == 0 and group["required"]):
            return False
    return True


def _unique(value: Any, keys: list[str]) -> bool:
    if not isinstance(value, list):
        return True
    seen = [entry_key(item, keys) for item in value]
    known = [key for key in seen if key is not None]
    return len(known) == len(set(known))


def _custom_format(value: Any, name: str) -> bool:
    if not isinstance(value, str):
        return True
    from podlint.schema.custom_formats import FORMATS as CUSTOM

    return CUSTOM[name].fits(value)


def _distinct(value: Any, keys: list[str]) -> bool:
    from podlint.schema.custom_limits import repeated

    return not isinstance(value, list) or not repeated(value, keys)


def _embedded(value: Any, _asked: bool) -> bool:
    from podlint.schema.custom_limits import embedded

    return not isinstance(value, dict) or not embedded(value)


def _replicas(value: Any, _asked: bool) -> bool:
    return not _is_number(value) or 0 <= value < 2**31


def _refused(_value: Any, _fields: list[str]) -> bool:
    return False


def _cel(value: Any, node: dict[str, Any]) -> bool:
    from podlint.schema.cel import rules

    return not rules.broken(node, value)


LIMITS: dict[str, Limit] = {
    "enum": _enum,
    "minimum": _minimum,
    "maximum": _maximum,
    "minLength": _min_length,
    "minItems": _min_items,
    "format": _format,
    "exclusiveMinimum": _above,
    "exclusiveMaximum": _below,
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "maxLength": _max_length,
    "maxItems": _max_items,
    "minProperties": _min_properties,
    "maxProperties": _max_properties,
    "x-podlint-values": _values,
    "x-podlint-format": _text,
    "x-podlint-filled": _filled,
    "x-podlint-one-of": _one_of,
    "x-podlint-unique": _unique,
    "x-podlint-cel": _cel,
    "x-podlint-custom-format": _custom_format,
    "x-podlint-distinct": _distinct,
    "x-podlint-embedded": _embedded,
    "x-podlint-replicas": _replicas,
    "x-podlint-refused": _refused,
}
"""Keyword to predicate. Those of podlint's own:

`x-podlint-values`: an enumeration that no value of another type passes either, unlike `enum`.
`x-podlint-format`: the format of a name, one of `JUDGES`; `format` is what a CustomResourceDefinition may ask for.
`x-podlint-filled`: a text with a format may not be empty either, which otherwise counts as absent.
`x-podlint-one-of`: a list of `{"fields": [...], "required": bool}`; of each group one field may be set, or must be;
with `"several": true`, one or more.
`x-podlint-unique`: the keys that together name a list's entry, which only one may bear; empty for a list of scalars.
`x-podlint-cel`: the rules of a custom resource's node in CEL, as `x-kubernetes-validations` has them; asked with the
whole node, on which it depends what a value is to them (`parameter`).
And those of custom resources' schemas, which `structural` makes:
`x-podlint-custom-format`: one of the formats that the server checks in them.
`x-podlint-distinct`: as `x-podlint-unique`, of entries of any kind.
`x-podlint-embedded`: an object inside the object.
`x-podlint-replicas`: a number that says how many replicas are wanted, for autoscalers.
`x-podlint-refused`: fields that are required though the server drops them, so that no object passes.
"""


def parameter(keyword: str, schema: dict[str, Any]) -> Any:
    """What a keyword's predicate is to be asked with, of a node that has it."""
    return schema if keyword == "x-podlint-cel" else schema[keyword]


def members(value: dict[str, Any], fields: list[str]) -> list[str]:
    """The fields of a group that are set, in their order; an empty string or list counts as absent, {} does not."""
    return [key for key, item in value.items() if key in fields and item not in (None, "", [])]


def entry_key(item: Any, keys: list[str]) -> tuple[str, ...] | None:
    """What names a list's entry; None where it has no name to compare."""
    if not keys:
        return (repr(item),) if isinstance(item, str | int) else None
    if not isinstance(item, dict) or item.get(keys[0]) in (None, ""):
        return None
    return tuple(str(item.get(key, _DEFAULTS.get(key))) for key in keys)


_DEFAULTS = {"protocol": "TCP"}
_LARGEST_FLOAT = (2 - 2**-24) * 2.0**127


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _int32(value: Any) -> bool:
    return not _is_number(value) or -(2**31) <= value < 2**31


def _int64(value: Any) -> bool:
    return not _is_number(value) or -(2**63) <= value < 2**63


def _float(value: Any) -> bool:
    return not _is_number(value) or abs(value) <= _LARGEST_FLOAT


def _byte(value: Any) -> bool:
    """Standard base64 with padding, line breaks ignored, as Go's encoding/base64 reads it."""
    if not isinstance(value, str):
        return True
    import base64

    try:
        base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError:
        return False
    return True


def _date_time(value: Any) -> bool:
    """RFC 3339, as Go's time.RFC3339 reads it."""
    if not isinstance(value, str):
        return True
    shape = r"\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([.,]\d+)?(Z|[-+]\d\d:\d\d)"
    match = re.fullmatch(shape, value, re.ASCII)
    if match is None:
        return False
    month, day, hour, minute, second = (int(part) for part in match.groups()[:5])
    return 1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60


FORMATS: dict[str, Callable[[Any], bool]] = {
    "int32": _int32,
    "int64": _int64,
    "float": _float,
    "int-or-string": _int32,
    "byte": _byte,
    "date-time": _date_time,
    "quantity": is_quantity,
}
"""The formats that are checked; any other passes."""
