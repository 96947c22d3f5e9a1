"""What of a value does not fit a linked schema, error by error: what jsonschema answers, in a tenth of its time.

It understands the keywords of podlint's own schemas. A node with others goes to jsonschema whole. A test holds both to
the same answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.schema.limits import LIMITS, parameter
from podlint.schema.quick import surely_valid
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.yaml.place import Path

    Foreign = Callable[[Any, Any], Iterator[Any]]
    """Gives jsonschema's errors about a value and a node."""

Schema = dict[str, Any]
OWN = frozenset({"type", "properties", "additionalProperties", "items", "required", *LIMITS})
"""The keywords that are understood here."""
FOREIGN = frozenset(
    {
        *("$ref", "$dynamicRef", "allOf", "anyOf", "const", "contains", "dependentRequired", "dependentSchemas", "if"),
        *("not", "oneOf", "patternProperties", "prefixItems", "propertyNames", "unevaluatedItems"),
        *("unevaluatedProperties", "uniqueItems"),
    }
)
"""The keywords that only jsonschema understands."""


class Error(NamedTuple):
    """A keyword that a value does not pass: where, which, what it asks for, of which value; the node that says so.

    `context` are the errors of the alternatives of a keyword that has some, each with the index of its `branch`.
    """

    absolute_path: Path
    validator: str
    validator_value: Any
    instance: Any
    schema: Any
    context: tuple[Error, ...] = ()
    branch: int = 0


def errors(value: Any, schema: Any, foreign: Foreign, path: Path = ()) -> Iterator[Error]:
    """The errors of a value at a path, in the order of the schema's keywords. A null counts as absent."""
    if schema.__class__ is not dict or not FOREIGN.isdisjoint(schema):
        for error in foreign(value, schema):
            yield _placed(error, path)
        return
    if value is None:
        return
    for keyword, wanted in schema.items():
        if keyword == "properties":
            if isinstance(value, dict):
                for name, inner in wanted.items():
                    if name in value and not _passes(value[name], inner):
                        yield from errors(value[name], inner, foreign, (*path, name))
        elif keyword == "type":
            if not _is_of(value, wanted):
                yield Error(path, keyword, wanted, value, schema)
        elif keyword == "items":
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if not _passes(item, wanted):
                        yield from errors(item, wanted, foreign, (*path, index))
        elif keyword == "required":
            if isinstance(value, dict) and any(lacks(value, name, schema) for name in wanted):
                yield Error(path, keyword, wanted, value, schema)
        elif keyword == "additionalProperties":
            yield from _additional(value, schema, foreign, path)
        elif keyword in LIMITS and not LIMITS[keyword](value, parameter(keyword, schema)):
            yield Error(path, keyword, wanted, value, schema)


def lacks(value: dict[str, Any], name: str, schema: Schema) -> bool:
    """Whether a mapping lacks a field: null counts as absent, but where the schema lets it be null."""
    if value.get(name) is not None:
        return False
    return name not in value or schema.get("properties", {}).get(name, {}).get("x-podlint-nullable") is not True


def _additional(value: Any, schema: Schema, foreign: Foreign, path: Path) -> Iterator[Error]:
    if not isinstance(value, dict):
        return
    wanted, known = schema["additionalProperties"], schema.get("properties", ())
    if isinstance(wanted, dict):
        for name, item in value.items():
            if name not in known and not _passes(item, wanted):
                yield from errors(item, wanted, foreign, (*path, name))
    elif not wanted and any(name not in known for name in value):
        yield Error(path, "additionalProperties", wanted, value, schema)


def _passes(value: Any, schema: Any) -> bool:
    """Whether a scalar surely fits: most do, and need no walk of their own."""
    kind = value.__class__
    return (kind is str or kind is int or kind is bool) and schema.__class__ is dict and surely_valid(value, schema)


def _is_of(value: Any, wanted: str | list[str]) -> bool:
    return any(_TYPES[one](value) for one in ((wanted,) if isinstance(wanted, str) else wanted))


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())
    ),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


def _placed(error: Any, path: Path) -> Error:
    """An error of jsonschema about the value at a path, or about one below it."""
    context = tuple(
        _placed(inner, path)._replace(branch=int(inner.relative_schema_path[0])) for inner in error.context or ()
    )
    at = (*path, *error.absolute_path)
    return Error(at, error.validator, error.validator_value, error.instance, error.schema, context)
