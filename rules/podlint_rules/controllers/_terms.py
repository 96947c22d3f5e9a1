"""Node selector terms: of pods, of PersistentVolumes."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, View, is_placeholder, quoted
from podlint.api.kubernetes import names

_NONE = ("Exists", "DoesNotExist")


def requirements(term: View, minor: int, *, required: bool) -> Iterator[Hit]:
    """What the server refuses of a node selector term's expressions and fields.

    In preferred terms a value that is no label value is only warned of; in required ones it is refused since 1.33.
    """
    for expression in term.each("matchExpressions"):
        if not isinstance(expression.value, dict):
            continue
        key = expression.text("key")
        if key and (wrong := names.qualified_name(key)) is not None:
            yield expression.hit(f"label key {quoted(key)} {wrong}", "key")
        yield from _values(expression)
        for value in expression.each("values") if required and minor >= 33 else ():
            text = value.text()
            judged = text is not None and expression.get("operator") in ("In", "NotIn")
            if judged and text is not None and (wrong := names.label_value(text)) is not None:
                yield value.hit(f"value {quoted(text)} of label {key or 'in the term'} {wrong}")
    for field in term.each("matchFields"):
        yield from _field(field)


def _values(expression: View) -> Iterator[Hit]:
    operator, values = expression.text("operator"), expression.get("values", default=[])
    if operator is None or not isinstance(values, list):
        return
    part = Part.KEY if expression.at("values") is not None else Part.VALUE
    at = "values" if expression.at("values") is not None else "operator"
    if operator in ("In", "NotIn") and not values:
        yield expression.hit(f"operator {operator} needs values", at, part=part, help="add values: [...]")
    elif operator in _NONE and values:
        yield expression.hit(f"operator {operator} takes no values", "values", part=Part.KEY, help="remove the values")
    elif operator in ("Gt", "Lt") and len(values) != 1:
        yield expression.hit(f"operator {operator} needs exactly one value, not {len(values)}", at, part=part)


def _field(field: View) -> Iterator[Hit]:
    if not isinstance(field.value, dict):
        return
    key, operator = field.text("key"), field.text("operator")
    if key and key != "metadata.name":
        yield field.hit(f"matchFields knows the field metadata.name only, not {quoted(key)}", "key")
    values = field.get("values", default=[])
    if operator in ("In", "NotIn") and isinstance(values, list):
        if len(values) != 1:
            at = "values" if field.at("values") is not None else "operator"
            yield field.hit(f"a field must have exactly one value, not {len(values)}", at, part=Part.KEY)
        for value in field.each("values"):
            text = value.value
            wrong = names.dns_subdomain(text) if isinstance(text, str) and not is_placeholder(text) else None
            if wrong is not None and key == "metadata.name":
                yield value.hit(f"node name {quoted(text)} {wrong}")
