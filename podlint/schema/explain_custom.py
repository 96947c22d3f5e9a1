"""What only the schemas of custom resources say: patterns, lengths, formats, entries twice, objects inside objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit
from podlint.kubernetes.view import is_placeholder
from podlint.rule import EngineRule
from podlint.schema.custom_formats import FORMATS
from podlint.schema.custom_limits import embedded, repeated
from podlint.schema.limits import held
from podlint.words import counted, described, listed, quoted, type_name
from podlint.yaml.place import Part, Path, Place, Related, dotted, last

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.kubernetes.view import KubeObject

_WORDS = {
    "pattern": "match the pattern {limit}",
    "minLength": "be at least {limit} long",
    "maxLength": "be at most {limit} long",
    "minItems": "have at least {limit}",
    "maxItems": "have at most {limit}",
    "minProperties": "have at least {limit}",
    "maxProperties": "have at most {limit}",
    "multipleOf": "be a multiple of {limit}",
    "exclusiveMinimum": "be greater than {limit}",
    "exclusiveMaximum": "be less than {limit}",
    "minimum": "be {limit} or more",
    "maximum": "be {limit} or less",
    "x-podlint-custom-format": "be {limit}",
}
_NOUNS = {"Length": ("character", "characters"), "Items": ("entry", "entries"), "Properties": ("field", "fields")}
_SHAPES = frozenset(("byte", "datetime"))
"""Formats of which a value that does not fit is of another type, to most people."""


def demand(error: Any) -> str | None:
    """What the keyword of an error asks for, to stand after "must"; None for one that has no words."""
    limit = error.validator_value
    if error.validator in ("enum", "x-podlint-values"):
        values = [quoted(word) if isinstance(word, str) else str(word) for word in limit]
        return f"be {listed(values, 12, 'or')}"
    if error.validator == "type":
        return f"be {type_name(limit)}"
    words = _WORDS.get(str(error.validator))
    if words is None:
        return None
    if error.validator == "x-podlint-custom-format":
        return words.format(limit=FORMATS[limit].words)
    noun = _NOUNS.get(str(error.validator)[3:])
    return words.format(
        limit=quoted(limit) if isinstance(limit, str) else counted(limit, *noun) if noun else str(limit)
    )


def where(target: KubeObject, path: Path) -> str:
    """What stands at a path, in words: `spec.ports of Service web`."""
    return f"{dotted(path)} of {target.name}" if path else str(target.name)


def place_of(target: KubeObject, path: Path, value: Any) -> Place:
    """The place of a value in an object: of a collection its key, where it has one."""
    part = Part.KEY if isinstance(value, dict | list) and path and isinstance(path[-1], str) else Part.VALUE
    return Place((*target.path, *path), part)


def _limit(target: KubeObject, path: Path, error: Any) -> Iterator[EngineHit]:
    value = error.instance
    if isinstance(value, str) and is_placeholder(value):
        return
    given = "" if isinstance(value, dict | list) else f", not {described(value)}"
    message = f"{last(path)} must {demand(error)}{given}, in {where(target, path[:-1])}{_truncated(value, error)}"
    shape = error.validator == "x-podlint-custom-format" and error.validator_value in _SHAPES
    rule = EngineRule.WRONG_TYPE if shape else EngineRule.CRD_SCHEMA
    yield EngineHit(rule, Hit(place_of(target, path, value), message), path)


def _truncated(value: Any, error: Any) -> str:
    """What to add about a limit of which the server sees only the whole part, where that decides."""
    limit = error.validator_value
    if not isinstance(limit, float) or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    seen = held(value, limit)
    return "" if seen == limit else f" (for whole numbers the server takes {limit} for {seen})"


def _distinct(target: KubeObject, path: Path, error: Any) -> Iterator[EngineHit]:
    value, keys = error.instance, error.validator_value
    for index, first in repeated(value, keys):
        item = value[index]
        shown = ", ".join(f"{key} {_shown(item[key])}" for key in keys) if keys else _shown(item)
        name = (keys[0],) if keys else ()
        related = Related(Place((*target.path, *path, first, *name)), "the first one stands here")
        message = f"{last(path)} has two entries with {shown} in {where(target, path[:-1])}"
        at = Place((*target.path, *path, index, *name))
        yield EngineHit(
            EngineRule.DUPLICATE_LIST_ENTRY, Hit(at, message, "change one of them, or remove it", (related,))
        )


def _shown(value: Any) -> str:
    return "the same fields" if isinstance(value, dict | list) else quoted(str(value))


def _embedded(target: KubeObject, path: Path, error: Any) -> Iterator[EngineHit]:
    for at, words in embedded(error.instance):
        inner = (*path, *at)
        if words is None:
            hit = Hit(
                place_of(target, path, error.instance), f'required field "{at[0]}" is missing in {where(target, path)}'
            )
            yield EngineHit(EngineRule.MISSING_FIELD, hit._replace(help=f"add {at[0]}"), inner)
        else:
            text = error.instance.get(at[0]) if len(at) == 1 else at[-1]
            message = f"{at[0] if len(at) == 1 else at[1]}: {quoted(str(text))} {words}, in {where(target, path)}"
            yield EngineHit(EngineRule.CRD_SCHEMA, Hit(Place((*target.path, *inner)), message))


def _replicas(target: KubeObject, path: Path, error: Any) -> Iterator[EngineHit]:
    message = f"{last(path)} must be from 0 to 2147483647, not {error.instance}, in {where(target, path[:-1])}"
    hit = Hit(Place((*target.path, *path)), f"{message}: autoscalers read it")
    yield EngineHit(EngineRule.OUT_OF_RANGE, hit, path)


def _refused(target: KubeObject, path: Path, error: Any) -> Iterator[EngineHit]:
    for name in error.validator_value:
        message = f"required field {quoted(name)} is missing in {where(target, path)}: it is a subresource"
        help = (
            f"remove {name} from `required` in the definition: what is written there is dropped when an object is made"
        )
        yield EngineHit(EngineRule.MISSING_FIELD, Hit(Place((*target.path, "kind")), message, help))


_SPECIAL: dict[str, Callable[[KubeObject, Path, Any], Iterator[EngineHit]]] = {
    "x-podlint-distinct": _distinct,
    "x-podlint-embedded": _embedded,
    "x-podlint-replicas": _replicas,
    "x-podlint-refused": _refused,
}
CUSTOM = frozenset({*_WORDS, *_SPECIAL}) - {"minimum", "maximum"}
"""Limits that are explained here where a custom resource's schema sets them."""


def explain_custom(target: KubeObject, path: Path, error: Any) -> Iterator[EngineHit]:
    """The hits of one error about a limit in a custom resource."""
    yield from _SPECIAL.get(str(error.validator), _limit)(target, path, error)
