"""Alternatives to hits: what `oneOf`, `anyOf` and `not` of a custom resource's schema ask for, and what is nearest."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit
from podlint.kubernetes.view import is_placeholder
from podlint.rule import EngineRule
from podlint.schema.explain_custom import demand, place_of, where
from podlint.words import described, listed, quoted
from podlint.yaml.place import Part, Path, Place, last

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.kubernetes.view import KubeObject

    Explain = Callable[[Any], list[EngineHit]]
    """Gives the hits of one error."""

BRANCHES = frozenset(("anyOf", "not", "oneOf"))
_CHOOSING = ("enum", "const", "x-podlint-values", "type")
"""Keywords that say which of several forms is meant, where they do not hold."""


def explain_branches(target: KubeObject, path: Path, error: Any, explain: Explain) -> EngineHit | None:
    """The hit of a value that fits none of its alternatives, several of them, or one that is excluded."""
    if isinstance(error.instance, str) and is_placeholder(error.instance):
        return None
    if error.validator == "not":
        return _hit(target, path, error, _excluded(path, error))
    branches = error.validator_value
    choices = [_fields(branch) for branch in branches]
    if all(choices) and isinstance(error.instance, dict):
        return _choice(target, path, error, choices)
    if not error.context:
        return _hit(target, path, error, f"{last(path)} fits several of the forms of which it must have one")
    if not isinstance(error.instance, dict | list):
        demands = [demand(inner) for inner in error.context]
        if None not in demands:
            asked = listed([*dict.fromkeys(filter(None, demands))], 12, "or")
            return _hit(target, path, error, f"{last(path)} must {asked}, not {described(error.instance)}")
    return _nearest(target, path, error, explain)


def _hit(target: KubeObject, path: Path, error: Any, message: str) -> EngineHit:
    hit = Hit(place_of(target, path, error.instance), f"{message}, in {where(target, path[:-1])}")
    return EngineHit(EngineRule.CRD_SCHEMA, hit, path, path)


def _excluded(path: Path, error: Any) -> str:
    """The words for a value that has a form which is excluded."""
    form, field = error.validator_value, last(path)
    together = _fields(form)
    if len(together) > 1:
        return f"{listed(together)} exclude each other in {field}"
    if together:
        return f"{field} must not have {together[0]}"
    if len(form) == 1 and not isinstance(error.instance, dict | list):
        ((keyword, limit),) = form.items()
        asked = demand(_Asked(keyword, limit))
        if asked is not None:
            return f"{field} must not {asked}"
    return f"{field} has a form that is excluded"


class _Asked:
    """A keyword and its value, as an error has them."""

    def __init__(self, validator: str, validator_value: Any) -> None:
        self.validator = validator
        self.validator_value = validator_value


def _fields(branch: Any) -> list[str]:
    """The fields that a branch requires, where it asks for nothing else."""
    if not isinstance(branch, dict) or not branch.keys() <= {"properties", "required"}:
        return []
    if not any(branch.get("properties", {}).values()):
        return [str(name) for name in branch.get("required", ())]
    return []


def _choice(target: KubeObject, path: Path, error: Any, choices: list[list[str]]) -> EngineHit:
    """The hit of a mapping that has none of some fields, or several of which one is allowed."""
    names = [listed(fields) for fields in choices]
    value = error.instance
    held = [fields for fields in choices if all(value.get(name) is not None for name in fields)]
    if not held:
        several = "exactly one" if error.validator == "oneOf" else "at least one"
        message = f"{where(target, path)} must have {several} of {listed(names, 12, 'or')}"
        hit = Hit(place_of(target, path, value) if path else Place((*target.path, "kind")), message, f"add {names[0]}")
        return EngineHit(EngineRule.CRD_SCHEMA, hit._replace(help=f"{hit.help} or another of them"), path, path)
    message = f"{listed([listed(fields) for fields in held])} exclude each other in {where(target, path)}"
    at = Place((*target.path, *path, held[-1][-1]), Part.KEY)
    return EngineHit(EngineRule.CRD_SCHEMA, Hit(at, f"{message}: only one may be set", "keep one of them"), about=path)


def _nearest(target: KubeObject, path: Path, error: Any, explain: Explain) -> EngineHit:
    """The hit of the alternative that fits best, by its own words."""
    branches: dict[int, list[Any]] = defaultdict(list)
    for inner in error.context:
        branches[inner.branch].append(inner)
    best = min(branches, key=lambda index: _distance(branches[index]))
    for inner in branches[best]:
        for found in explain(inner):
            count, form = len(error.validator_value), _named(error.validator_value[best], best, path)
            message = f"{found.hit.message}, by {form}, which fits best of {count} forms"
            return EngineHit(EngineRule.CRD_SCHEMA, found.hit._replace(message=message, fix=None), found.withheld, path)
    return _hit(target, path, error, f"{last(path)} fits none of the forms that its definition allows")


def _distance(errors: list[Any]) -> tuple[int, int]:
    """How far an alternative is from a value: whether another one is meant, and how much is wrong with it."""
    other = sum(inner.validator in _CHOOSING and not isinstance(inner.instance, dict | list) for inner in errors)
    return other, len(errors)


def _named(branch: Any, index: int, path: Path) -> str:
    """An alternative in words: by the values that it is for, or the fields that it asks for."""
    properties = branch.get("properties", {}) if isinstance(branch, dict) else {}
    for name, node in properties.items():
        values = node.get("x-podlint-values", node.get("enum", [node["const"]] if "const" in node else []))
        if values:
            words = [quoted(word) if isinstance(word, str) else str(word) for word in values]
            return f"the form with {name} {listed(words, 3, 'or')}"
    required = branch.get("required") if isinstance(branch, dict) else None
    return f"the form with {listed([str(name) for name in required], 3)}" if required else f"form {index + 1}"
