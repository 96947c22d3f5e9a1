"""Objects with one thing changed, to measure podlint by: see `measure_server`."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
_GONE = object()
_LONG = "a" * 300


class Mutant(NamedTuple):
    """A changed object: its kind, what was changed and where, and the whole."""

    kind: str
    name: str
    data: Any
    path: Path = ()

    @property
    def text(self) -> str:
        """The whole as YAML; most mutants are never written, as few are drawn."""
        return written(self.data)


def mutants(data: dict[str, Any]) -> Iterator[Mutant]:
    """Every mutant of an object, in the order of its fields; apiVersion and kind stay as they are."""
    kind = str(data["kind"])
    for path, value in places(data, ()):
        if path in (("apiVersion",), ("kind",)):
            continue
        for name, changed in _changes(path, value):
            yield Mutant(
                kind, f"{dotted(path)} {name}", with_value(data, path, changed), changed_at(path, value, changed)
            )
    for path, value in [((), data), *places(data, ())]:
        if isinstance(value, dict):
            changed = with_value(data, path, {**value, "unknownField": 1})
            yield Mutant(kind, f"{dotted(path)} unknown field", changed, (*path, "unknownField"))


def changed_at(path: Path, before: Any, after: Any) -> Path:
    """Where a change is: at the entry or key that is new, if there is one."""
    if isinstance(before, list) and isinstance(after, list) and len(after) > len(before):
        return (*path, len(before))
    new = [key for key in after if key not in before] if isinstance(before, dict) and isinstance(after, dict) else []
    return (*path, new[0]) if new else path


def places(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value below one, with its path, in the order of the text."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step), inner
        yield from places(inner, (*path, step))


def _changes(path: Path, value: Any) -> Iterator[tuple[str, Any]]:
    yield "removed", _GONE
    yield "null", None
    if isinstance(value, bool):
        yield from (("as text", str(value).lower()), ("other", not value))
    elif isinstance(value, int | float):
        for number in (0, -1, 1, 65536, 2**31, 2**63, 101, 1.5):
            yield f"= {number}", number
        yield "as text", str(value)
        yield "a list", [value]
    elif isinstance(value, str):
        yield from _texts(value)
    elif isinstance(value, list):
        yield from (("empty", []), ("a text", "a"), ("with null", [*value, None]), ("a mapping", {"a": "b"}))
        if value:
            yield "first twice", [*value, copy.deepcopy(value[0])]
            yield "with {}", [*value, {}]
            yield "with a text", [*value, "Zz"]
            yield "with *", [*value, "*"]
            yield "many", [copy.deepcopy(value[0]) for _ in range(70)]
    elif isinstance(value, dict):
        yield from (("empty", {}), ("a text", "a"), ("a list", [value]))
        yield "key of other letters", {**value, "A b": "c"}
        for key in value:
            yield (
                f"{key} in capitals",
                {(other.swapcase() if other == key else other): item for other, item in value.items()},
            )


def _texts(value: str) -> Iterator[tuple[str, Any]]:
    yield "empty", ""
    yield "a number", 7
    yield "a mapping", {"a": value}
    for name, text in (
        ("with newline", value + "\n"),
        ("with space", value + " "),
        ("in capitals", value.upper()),
        ("in lower case", value.lower()),
        ("with s", value + "s"),
        ("with /", value + "/x"),
        ("with *", value + "*"),
        ("with $", value + "$("),
        ("with dash first", "-" + value),
        ("with dots", "../" + value),
        ("with _", value + "_x"),
        ("*", "*"),
        ("too long", _LONG),
        ("64 long", "a" * 64),
        ("other", "zz"),
        ("Other", "Zz"),
        ("an address", "10.0.0.1"),
        ("old address", "010.0.0.1"),
        ("a block", "10.0.0.1/8"),
        ("-1", "-1"),
        ("0", "0"),
        ("a percentage", "101%"),
        ("an amount", "1.5m"),
    ):
        if text != value:
            yield name, text


def with_value(data: Any, path: Path, value: Any) -> Any:
    """A copy of the data with another value at a path."""
    if not path:
        return value
    changed = copy.copy(data)
    inner = with_value(data[path[0]], path[1:], value)
    if inner is not _GONE:
        changed[path[0]] = inner
    elif isinstance(path[0], int):
        changed = [item for index, item in enumerate(data) if index != path[0]]
    else:
        del changed[path[0]]
    return changed


def dotted(path: Path) -> str:
    """A path as it is shown: `spec.ports.0`."""
    return ".".join(map(str, path)) or "object"


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes every text in quotes: no reader may take one for a number or a flag."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def written(data: Any) -> str:
    """An object as YAML."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=10000, allow_unicode=True))
