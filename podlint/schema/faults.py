"""What is wrong with a JSON Schema file of the user: keywords with values that nothing can be held against.

`understood` leaves them out of the schema; this says so, and where. A file of the user may speak any draft of JSON
Schema, so what one of them allows is no fault: a list of types, a number for an exclusive limit, true for a schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats.keywords import FORMS, TYPES, Form, is_flag, is_number
from podlint.kubernetes.formats.regexp import flaw
from podlint.schema.understood import DEEPEST
from podlint.tuples import NamedTuple
from podlint.words import described, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path


class Fault(NamedTuple):
    """Where a keyword stands that is not used, and why it is not."""

    path: Path
    message: str


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def _is_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _is_types(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
    )


_NAMES = (*TYPES, "null")
_FORMS: dict[str, Form] = {
    **FORMS,
    "type": Form("a string or a list of strings", _is_types),
    "enum": Form("a list of values", lambda value: isinstance(value, list) and bool(value)),
    "items": Form("a mapping, true or false, or a list of them", lambda value: _is_schema(value) or _is_schemas(value)),
    "not": Form("a mapping, true or false", _is_schema),
    "multipleOf": Form("a number above 0", lambda value: is_number(value) and value > 0),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), Form("a list of mappings", _is_schemas)),
    **dict.fromkeys(
        ("exclusiveMinimum", "exclusiveMaximum"),
        Form("a number, true or false", lambda value: is_flag(value) or is_number(value)),
    ),
}


def faults(node: Any, path: Path = ()) -> Iterator[Fault]:
    """The keywords of a schema that podlint cannot use, from the outside in. Null is absent."""
    if not isinstance(node, dict) or len(path) > 2 * DEEPEST:
        if not isinstance(node, bool | dict | None):
            yield Fault(path, f"a schema must be a mapping, true or false, not {described(node)}")
        return
    for key, value in node.items():
        form = _FORMS.get(key)
        if form is None or value is None:
            continue
        if not form.fits(value):
            given = "an empty list" if value == [] else described(value)
            yield Fault((*path, key), f"{key} must be {form.words}, not {given}")
        elif key == "type":
            yield from _types(value, (*path, key))
        elif key == "pattern" and (why := flaw(value)) is not None:
            yield Fault((*path, key), f"the pattern {quoted(value)} is not used: it has {why}, which RE2 does not take")
        elif key == "x-kubernetes-validations":
            yield from _rules(value, (*path, key))
        else:
            yield from _below(key, value, (*path, key))


def _types(value: str | list[str], path: Path) -> Iterator[Fault]:
    for index, name in enumerate(value) if isinstance(value, list) else ((None, value),):
        if name not in _NAMES:
            at = path if index is None else (*path, index)
            yield Fault(at, f"type must be {listed(_NAMES, last='or')}, not {quoted(name)}")


def _rules(rules: list[dict[str, Any]], path: Path) -> Iterator[Fault]:
    for index, rule in enumerate(rules):
        for key in ("rule", "message", "messageExpression", "fieldPath", "reason"):
            value = rule.get(key)
            if value is not None and not isinstance(value, str):
                yield Fault((*path, index, key), f"{key} of a validation rule must be a string, not {described(value)}")


def _below(key: str, value: Any, path: Path) -> Iterator[Fault]:
    """The faults of the schemas that a keyword holds."""
    if key == "properties":
        for name, child in value.items():
            yield from faults(child, (*path, name))
    elif key in ("items", "additionalProperties", "not") and not isinstance(value, list):
        yield from faults(value, path)
    elif key in ("allOf", "anyOf", "oneOf"):
        for index, branch in enumerate(value):
            yield from faults(branch, (*path, index))
