"""Which kinds of custom resources a project changes before their schema is looked at: by webhooks and policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.schema.catalog import CustomSchema
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = tuple[str, str]

_PRESENCE = ("required", "minProperties", "dependentRequired")
_JUNCTORS = ("allOf", "anyOf", "oneOf", "not")


class Covered(NamedTuple):
    """The kinds that a webhook may change: groups, versions and resources, `*` for all."""

    groups: frozenset[str]
    versions: frozenset[str]
    resources: frozenset[str]

    def covers(self, kind: Kind, plural: str) -> bool:
        """Whether objects of a kind (its apiVersion first), with the plural of its resource, are among them."""
        group, _, version = kind[0].rpartition("/")
        return all(
            not {name, "*", "*/*"}.isdisjoint(names)
            for name, names in ((group, self.groups), (version, self.versions), (plural, self.resources))
        )


def covered(data: Any) -> Iterator[Covered]:
    """What the webhooks or the policy of a document may change when an object is created."""
    if not isinstance(data, dict):
        return
    rules: list[Any] = []
    if data.get("kind") == "MutatingWebhookConfiguration":
        for webhook in _list(data.get("webhooks")):
            rules += _list(webhook.get("rules")) if isinstance(webhook, dict) else []
    elif data.get("kind") == "MutatingAdmissionPolicy":
        spec = data.get("spec")
        found = spec.get("matchConstraints") if isinstance(spec, dict) else None
        rules = _list(found.get("resourceRules")) if isinstance(found, dict) else []
    for rule in rules:
        if isinstance(rule, dict) and not {"CREATE", "*"}.isdisjoint(_texts(rule, "operations")):
            yield Covered(_texts(rule, "apiGroups"), _texts(rule, "apiVersions"), _texts(rule, "resources"))


def filled(schema: CustomSchema) -> CustomSchema:
    """A schema for objects in which something may fill in what is absent: it asks for no presence."""
    result = CustomSchema(_Filled(schema), schema.origin, schema.plural, schema.at)
    result.names, result.others = schema.names, tuple(map(filled, schema.others))
    return result


class _Filled:
    """Makes such a schema of another one. Two are equal where these say the same."""

    __slots__ = ("_of",)

    def __init__(self, of: CustomSchema) -> None:
        self._of = of

    def __call__(self) -> dict[str, Any]:
        """The whole schema."""
        whole = self._of.schema
        root = whole["$ref"].rpartition("/")[2]
        return {**whole, "$defs": {**whole["$defs"], root: _filled(whole["$defs"][root])}}

    def written(self) -> dict[str, Any] | None:
        """What the definition says, if that is known."""
        from podlint.schema import crd

        return crd.as_written(self._of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Filled) and self._of.content == other._of.content

    def __hash__(self) -> int:
        return hash(self._of.content)


def _filled(value: Any) -> Any:
    """A node of a schema without what asks for a presence; of a choice that does so nothing is left."""
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for key, item in value.items():
        if key in ("properties", "$defs") and isinstance(item, dict):
            result[key] = {name: _filled(inner) for name, inner in item.items()}
        elif key == "x-podlint-cel":
            result[key] = [rule for rule in item if "has(" not in rule.get("rule", "")]
        elif key not in _PRESENCE and not (key in _JUNCTORS and _asks(item)):
            result[key] = _filled(item)
    return result


def _asks(value: Any) -> bool:
    """Whether something in a node asks for a presence."""
    if isinstance(value, dict):
        return any(key in value for key in _PRESENCE) or any(map(_asks, value.values()))
    return isinstance(value, list) and any(map(_asks, value))


def _texts(rule: dict[str, Any], key: str) -> frozenset[str]:
    return frozenset(text for text in _list(rule.get(key)) if isinstance(text, str))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
