"""Node selectors as the server judges them, wherever one stands: in a pod, in a PersistentVolume."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, View, is_placeholder, quoted
from podlint.api.kubernetes import names

_WITHOUT_VALUES = ("Exists", "DoesNotExist")
_OF_FIELDS = ("In", "NotIn")
_OTHERS = (*_WITHOUT_VALUES, "Gt", "Lt")


def node_selector(selector: View) -> Iterator[Hit]:
    """What the server refuses of a node selector: of each of its terms."""
    for term in selector.each("nodeSelectorTerms"):
        yield from node_selector_term(term, required=True)


_COMPARING = (*_OF_FIELDS, "Gt", "Lt")


def node_selector_term(term: View, *, required: bool) -> Iterator[Hit]:
    """What the server refuses of a term's expressions and fields.

    In preferred terms a value that is no label value is only warned of; in required ones it is refused since 1.33.
    """
    for expression in term.each("matchExpressions"):
        if isinstance(expression.value, dict):
            yield from _expression(expression, judged=required and term.object.minor >= 33)
    for field in term.each("matchFields"):
        if isinstance(field.value, dict):
            yield from _field(field)


def _expression(expression: View, *, judged: bool) -> Iterator[Hit]:
    key, operator = expression.text("key"), expression.text("operator")
    if key and (wrong := names.qualified_name(key)) is not None:
        yield expression.hit(f"label key {quoted(key)} {wrong}", "key")
    count = _count(expression)
    if operator in _OF_FIELDS and count == 0:
        yield _at_values(expression, f"operator {operator} needs values", "add values: [...]")
    elif operator in _WITHOUT_VALUES and count:
        yield _at_values(expression, f"operator {operator} takes no values", "remove the values")
    elif operator in ("Gt", "Lt") and count not in (1, None):
        yield _at_values(expression, f"operator {operator} needs exactly one value, not {count}")
    for value in expression.each("values") if judged and operator in _COMPARING else ():
        text = value.text()
        if text is not None and (wrong := names.label_value(text)) is not None:
            yield value.hit(f"value {quoted(text)} of label {key or 'in the term'} {wrong}")


def _field(field: View) -> Iterator[Hit]:
    """Of fields the server knows the name of the node, and of operators those that compare it with one value."""
    key, operator = field.text("key"), field.text("operator")
    if key and key != "metadata.name":
        message = f"matchFields knows the field metadata.name only, not {quoted(key)}"
        yield field.hit(message, "key", help="use matchExpressions")
    if operator in _OTHERS:
        yield field.hit(f"matchFields knows the operators In and NotIn only, not {operator}", "operator")
    if operator not in _OF_FIELDS:
        return
    count = _count(field)
    if count not in (1, None):
        yield _at_values(field, f"a field must have exactly one value, not {count}")
    for value in field.each("values") if key == "metadata.name" else ():
        text = value.value
        wrong = names.dns_subdomain(text) if isinstance(text, str) and not is_placeholder(text) else None
        if wrong is not None:
            yield value.hit(f"node name {quoted(text)} {wrong}")


def _count(holder: View) -> int | None:
    """How many values there are; None where they are not understood."""
    found = holder.at("values")
    if found is None:
        return 0
    return len(found.value) if isinstance(found.value, list) else None


def _at_values(holder: View, message: str, help: str | None = None) -> Hit:
    """A hit at the values, or at the expression where there are none."""
    if holder.at("values") is not None:
        return holder.hit(message, "values", part=Part.KEY, help=help)
    return holder.hit(message, part=Part.KEY, help=help)
