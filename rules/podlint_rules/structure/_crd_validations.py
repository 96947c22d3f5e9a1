"""x-kubernetes-validations in a CustomResourceDefinition: what can be said of a rule without compiling it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from podlint.api import UNKNOWN, Hit, quoted
from podlint_rules.structure._crd_values import Keys, hit, items, mapping

_STRINGS = re.compile(r"""'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|//[^\n]*""")
_SIMPLE_PATH = re.compile(r"(\.[A-Za-z_]\w*)+", re.ASCII)


def validation_hits(node: dict[str, Any], keys: Keys, loose: bool) -> Iterator[Hit]:
    """The hits of the rules of a node; `loose` says that no old value can be found for it."""
    for index, rule in enumerate(items(node.get("x-kubernetes-validations"))):
        if isinstance(rule, dict):
            yield from _rule(rule, (*keys, "x-kubernetes-validations", index), node, loose)


def _rule(rule: dict[str, Any], keys: Keys, node: dict[str, Any], loose: bool) -> Iterator[Hit]:
    expression, message = rule.get("rule"), rule.get("message")
    if isinstance(expression, str) and expression:
        yield from _texts(expression, message, keys)
        yield from _old(expression, rule, keys, loose)
    for key in ("messageExpression", "fieldPath"):
        value = rule.get(key)
        if isinstance(value, str) and value and not value.strip():
            yield hit((*keys, key), f"{key} of a validation rule is empty", f"remove {key}")
    path = rule.get("fieldPath")
    if isinstance(path, str) and path.strip():
        if "\n" in path or "\r" in path:
            yield hit((*keys, "fieldPath"), "fieldPath of a validation rule must not contain line breaks")
        elif path[0] not in ".[":
            yield hit((*keys, "fieldPath"), f"fieldPath {quoted(path)} must begin with a dot", f"write .{path}")
        elif not re.search(r"[^.\[\]\s]", path) or path.endswith("."):
            yield hit((*keys, "fieldPath"), f"fieldPath {quoted(path)} names no field", "write .FIELD")
        elif _SIMPLE_PATH.fullmatch(path) and _leads_nowhere(path, node):
            yield hit((*keys, "fieldPath"), f"fieldPath {quoted(path)} leads to no field of the schema beside it")


def _texts(expression: str, message: Any, keys: Keys) -> Iterator[Hit]:
    if not expression.strip():
        yield hit((*keys, "rule"), "the expression of a validation rule is empty")
    elif isinstance(message, str) and message and not message.strip():
        yield hit((*keys, "message"), "the message of a validation rule is empty", "remove message or fill it in")
    elif isinstance(message, str) and re.search(r"[\n\r]", message.strip()):
        yield hit((*keys, "message"), "the message of a validation rule must not contain line breaks")
    elif re.search(r"[\n\r]", expression.strip()) and message in (None, ""):
        yield hit(
            (*keys, "rule"),
            "a validation rule of several lines needs a message",
            "add message: the expression itself cannot be shown as one",
        )


def _old(expression: str, rule: dict[str, Any], keys: Keys, loose: bool) -> Iterator[Hit]:
    """Rules about the value before an update, which must be known to be the same value."""
    if "oldSelf" not in expression:
        if isinstance(rule.get("optionalOldSelf"), bool):
            yield hit((*keys, "optionalOldSelf"), "optionalOldSelf is set, but the rule does not use oldSelf")
    elif loose and re.search(r"\boldSelf\b", _STRINGS.sub("''", expression)):
        yield hit(
            (*keys, "rule"),
            "a rule cannot use oldSelf for the items of a list that is not of type map: they have no identity",
            "write the rule at the list, or give it `x-kubernetes-list-type: map`",
        )


def _leads_nowhere(path: str, node: Any) -> bool:
    """Whether a path of plain field names surely leaves the schema."""
    for name in path.split(".")[1:]:
        if not isinstance(node, dict) or UNKNOWN in (node.get("properties"), node.get("additionalProperties")):
            return False
        properties = mapping(node.get("properties"))
        if node.get("x-kubernetes-embedded-resource") is True:
            return False
        if name in properties:
            node = properties[name]
        elif isinstance(node.get("additionalProperties"), dict):
            node = node["additionalProperties"]
        else:
            return node.get("additionalProperties") is None
    return False
