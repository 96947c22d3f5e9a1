"""Options of rules: what a configuration says, held against the types of the rule's options class."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence, Set
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from podlint.words import closest, described, quoted
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from podlint.config.settings import RuleSettings, Settings
    from podlint.rule import Rule
    from podlint.yaml.place import Path

_WORDS = {str: "a string", int: "a whole number", float: "a number", bool: "true or false", NoneType: "null"}
_LISTS: tuple[type, ...] = (tuple, list, set, frozenset)


def build(rule: Rule, own: RuleSettings, settings: Settings, path: Path) -> Any:
    """The options of a rule as an instance of its class, of what the configuration says at a path.

    Raises ConfigError, with the place, for an option that the rule has not, for a value of another type than the class
    gives it, and where the class itself refuses the values by raising.
    """
    kind = rule.options_class
    if kind is None:
        if not own.options:
            return None
        first = own.options[0][0]
        raise settings.error(f"rule {rule.name} has no options, but {first} is set", (*path, first), Part.KEY)
    known = {name.replace("_", "-"): name for name in fields(kind)}
    hints = type_hints(kind)
    arguments: dict[str, Any] = {}
    for key, value in own.options:
        name = known.get(key.replace("_", "-"))
        if name is None:
            near = closest(key, known)
            advice = f'; did you mean "{near}"?' if near else f"; it has {', '.join(known)}"
            raise settings.error(f'rule {rule.name} has no option "{key}"{advice}', (*path, key), Part.KEY)
        if name in arguments:
            raise settings.error(f"option {key} of rule {rule.name} is set twice", (*path, key), Part.KEY)
        hint = hints.get(name, Any)
        try:
            arguments[name] = _converted(value, _of_default(kind, name) if hint is Any else hint, (*path, key))
        except _Misfit as misfit:
            where = "" if len(misfit.path) == len(path) + 1 else "an entry of "
            message = f"{where}option {key} of rule {rule.name} must be {misfit.wanted}, not {misfit.given}"
            raise settings.error(message, misfit.path) from None
    try:
        return kind(**arguments)
    except (Exception, SystemExit) as error:
        from podlint.findings import guard

        words = guard.words(error).removeprefix(f"{type(error).__name__}: ") + guard.place(error)
        raise settings.error(f"options of rule {rule.name}: {words}", path, Part.KEY) from error


def fields(options: type[Any]) -> tuple[str, ...]:
    """The names of the options: fields of a named tuple, or of a dataclass, which costs more to import."""
    return tuple(getattr(options, "_fields", None) or options.__dataclass_fields__)


class _Misfit(Exception):
    """A value of the wrong type: where, what was wanted, what there is."""

    def __init__(self, path: Path, wanted: str, given: str) -> None:
        super().__init__(wanted)
        self.path, self.wanted, self.given = path, wanted, given


def type_hints(options: type[Any]) -> dict[str, Any]:
    """The types of the fields; nothing where their names mean something to type checkers only."""
    try:
        return get_type_hints(options, include_extras=True)
    except (NameError, AttributeError, TypeError, SyntaxError):
        return {}


def _of_default(options: type[Any], name: str) -> Any:
    """The type of a field by its default value."""
    default = getattr(options(), name)
    return Any if default is None else type(default)


def _converted(value: Any, hint: Any, path: Path) -> Any:
    """A value of a configuration as the type of a field wants it. Raises _Misfit."""
    origin = get_origin(hint) or hint
    if isinstance(hint, NewType):
        return _converted(value, hint.__supertype__, path)
    if origin is Annotated:
        return _converted(value, get_args(hint)[0], path)
    if origin in (Union, UnionType):
        return _one_of(value, hint, path)
    if origin is Literal:
        if any(value == choice and type(value) is type(choice) for choice in get_args(hint)):
            return value
        raise _Misfit(path, in_words(hint), _given(value))
    if not isinstance(origin, type) or origin is object:
        return tuple(value) if isinstance(value, list) else value
    if issubclass(origin, Enum):
        return _member(value, origin, path)
    if issubclass(origin, Mapping):
        return _mapping(value, hint, path)
    if origin in _LISTS or (issubclass(origin, Sequence | Set) and not issubclass(origin, str | bytes)):
        return _list(value, hint, origin, path)
    if isinstance(value, int) and abs(value) > sys.maxsize:
        raise _Misfit(path, "a smaller number" if origin in (int, float) else in_words(hint), "such a large one")
    if origin is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, origin) and not (isinstance(value, bool) and origin is not bool):
        return value
    raise _Misfit(path, in_words(hint), _given(value))


def _one_of(value: Any, hint: Any, path: Path) -> Any:
    """A value as the first alternative that takes it."""
    for choice in get_args(hint):
        try:
            return _converted(value, choice, path)
        except _Misfit:
            continue
    raise _Misfit(path, in_words(hint), _given(value))


def _member(value: Any, kind: type[Enum], path: Path) -> Enum:
    try:
        return kind(value)
    except (ValueError, TypeError):
        raise _Misfit(path, in_words(kind), _given(value)) from None


def _mapping(value: Any, hint: Any, path: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Misfit(path, in_words(hint), _given(value))
    inner = (get_args(hint) or (str, Any))[1]
    return {key: _converted(item, inner, (*path, key)) for key, item in value.items()}


def _list(value: Any, hint: Any, origin: type, path: Path) -> Any:
    if not isinstance(value, list):
        raise _Misfit(path, in_words(hint), _given(value))
    arguments = get_args(hint) or (Any,)
    fixed = origin is tuple and len(arguments) != (2 if arguments[-1] is ... else 0) and bool(get_args(hint))
    if fixed and len(value) != len(arguments):
        raise _Misfit(path, f"a list of {len(arguments)}", f"one of {len(value)}")
    inner = arguments if fixed else arguments[:1] * len(value)
    items = [_converted(item, kind, (*path, i)) for i, (item, kind) in enumerate(zip(value, inner, strict=True))]
    try:
        return (origin if origin in _LISTS else tuple)(items)
    except TypeError:  # a set of what cannot be in one
        raise _Misfit(path, in_words(hint), "one of lists or mappings") from None


def _given(value: Any) -> str:
    """What a configuration has instead, in words; strings as they are."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int) and abs(value) > sys.maxsize:  # Python puts no number of many digits into words
        return "such a large number"
    plain = value is None or isinstance(value, bool | int | float | list | dict)
    return described(value) if plain else "a date or time"


def in_words(hint: Any) -> str:
    """A type in words."""
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(in_words(choice) for choice in arguments if choice is not NoneType))
    if origin is Literal:
        return f"one of {', '.join(map(str, arguments))}"
    if origin in _WORDS:
        return _WORDS[origin]
    if not isinstance(origin, type):
        return "another value"
    if issubclass(origin, Enum):
        return f"one of {', '.join(str(member.value) for member in origin)}"
    if issubclass(origin, Mapping):
        return "a mapping"
    if issubclass(origin, Sequence | Set):
        plural = {str: "strings", int: "whole numbers", float: "numbers"}.get(arguments[0] if arguments else Any)
        return f"a list of {plural}" if plural else "a list"
    return f"of type {origin.__name__}"
