"""Keywords of custom resources' schemas that only jsonschema understands.

Imported only where a schema has some: jsonschema costs more to import than a clean file costs to lint.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError, validators

from podlint.schema import catalog
from podlint.schema.limits import LIMITS, parameter
from podlint.schema.walk import lacks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@lru_cache(maxsize=64)
def validator(blob: catalog.Blob) -> Any:
    """jsonschema's validator for a schema, with podlint's own keywords."""
    return _NullTolerant(catalog.load(blob))


_OF_VALUES = (
    *("type", "required", "properties", "additionalProperties", "items"),
    *("allOf", "anyOf", "not", "oneOf"),
)
"""The keywords that ask nothing of null."""


def _nullable(keyword: str) -> Callable[..., Iterator[Any]]:
    """A keyword of the draft that lets null pass: null counts as absent, and in a list as the zero value."""
    check = Draft202012Validator.VALIDATORS[keyword]

    def tolerant(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if instance is None:
            return
        if keyword == "required" and isinstance(instance, dict):
            instance = {key: item for key, item in instance.items() if not lacks(instance, key, schema)}
        yield from check(validator, value, instance, schema) or ()

    return tolerant


def _limit(keyword: str) -> Callable[..., Iterator[Any]]:
    """A keyword that narrows values: the predicate that `prove` asks too."""
    passes = LIMITS[keyword]

    def narrowed(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if instance is not None and not passes(instance, parameter(keyword, schema)):
            yield ValidationError(keyword)

    return narrowed


_NullTolerant = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {name: _nullable(name) for name in _OF_VALUES} | {name: _limit(name) for name in LIMITS},
)
