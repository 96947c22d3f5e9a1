"""Further mutants for `measure_server --slips`: slips of hands, values at limits, and fields that do not go together.

Where `server_mutants` changes what stands there, these move it: a field to the level above or to a sibling, an entry
under another name, and fields that other valid objects have at the same place, so that unions and pairs are met.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from server_mutants import Mutant, Path, changed_at, dotted, places, with_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Shape = tuple[str, ...]
Pool = dict[tuple[str, Shape], dict[str, list[Any]]]
"""By kind and place without indices: the fields that valid objects have there, with some of their values."""

_TEXTS = (
    *(
        " a",
        "a\t",
        "a b",
        "\u00fcber",
        "\u503c",
        "A",
        "a.b",
        "a..b",
        "a/",
        "/a",
        "a/b/c",
        "a:b",
        "A_B",
        "a-",
        "1a",
        ".",
        "..",
    ),
    *("true", "null", "1e3", "0.1", "+1", "1Gi ", "1GB", "1gi", "-0", "12345678901234567890", "0x10", "99", "100000"),
    *(
        "::1",
        "2001:DB8::1",
        "::ffff:1.2.3.4",
        "fe80::1%eth0",
        "10.0.0.1/33",
        "2001:db8::1/32",
        "10.0.0.0/08",
        "127.0.0.1",
    ),
    *("0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "10.0.0.0/24", "2001:db8::/129", "1.2.3"),
    *(
        "https://a.example",
        "http://a",
        "$(X)",
        "a" * 63,
        "a" * 254,
        ("a" * 50 + ".") * 5 + "com",
        "x" * 5000,
    ),
    *("example.com/a", "Example.com/a", "example.com/", "kubernetes.io/a", "a@b", "a,b", "a=b", "*.example.com", "*"),
)
_NUMBERS = (2, 3, 14, 15, 63, 100, 102, 255, 256, 1023, 1024, 3600, 3601, 30000, 29999, 32768, 65535, 86400, 86401)
_LARGE = (1_000_000_000, 1_000_000_001, 2_147_483_647, -2_147_483_648, -2_147_483_649, 2**63 - 1, 1e20, 0.5)


def pool(objects: Iterable[dict[str, Any]]) -> Pool:
    """What fields valid objects have at which place, to add to others of the kind."""
    found: Pool = {}
    for data in objects:
        for path, value in [((), data), *places(data, ())]:
            if isinstance(value, dict):
                place = found.setdefault(_shape(str(data["kind"]), path), {})
                for key, item in value.items():
                    values = place.setdefault(str(key), [])
                    if item not in values and len(values) < 3:
                        values.append(item)
    return found


def mutants(data: dict[str, Any], known: Pool) -> Iterator[Mutant]:
    """Every further mutant of an object; `known` is the pool of all of them."""
    kind = str(data["kind"])
    for path, value in places(data, ()):
        if path in (("apiVersion",), ("kind",)):
            continue
        for name, changed in _values(value):
            where = changed_at(path, value, changed)
            yield Mutant(kind, f"{dotted(path)} {name}", with_value(data, path, changed), where)
        yield from _moved(kind, data, path, value)
    for path, value in [((), data), *places(data, ())]:
        if isinstance(value, dict):
            yield from _added(kind, data, path, value, known.get(_shape(kind, path), {}))


def _shape(kind: str, path: Path) -> tuple[str, Shape]:
    """The place of a path; pods are one kind, wherever their spec stands."""
    names = tuple(step for step in path if isinstance(step, str))
    if "template" in names and "spec" in names[names.index("template") :]:
        return "Pod", names[names.index("template") + 1 :]
    return kind, names


def _values(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield from (("a number", 1), ("yes", "yes"), ("a list", [value]))
    elif isinstance(value, int | float):
        for number in (*_NUMBERS, *_LARGE, value + 1, value - 1, value * 10, -value):
            if number != value:
                yield f"= {number}", number
        yield from (
            ("empty text", ""),
            ("true", True),
            ("a percentage", "50%"),
            ("zero percent", "0%"),
            ("a mapping", {}),
        )
    elif isinstance(value, str):
        for text in (*_TEXTS, f" {value}", f"{value}\t", f"\n{value}", value.capitalize(), value[:-1], value * 2):
            if text != value:
                yield f"= {text[:30]!r}", text
        yield from (("true", True), ("a list", [value]), ("a fraction", 1.5))
    elif isinstance(value, list):
        yield from _lists(value)
    elif isinstance(value, dict):
        yield from _mappings(value)


def _lists(value: list[Any]) -> Iterator[tuple[str, Any]]:
    yield from (("[null]", [None]), ("[{}]", [{}]), ("['']", [""]), ("[[]]", [[]]), ("[1]", [1]), ("a number", 3))
    if len(value) > 1:
        yield "turned round", value[::-1]
        yield "with the last twice", [*value, copy.deepcopy(value[-1])]
    for at, item in enumerate(value):
        if isinstance(item, dict):
            for key in item:
                if isinstance(item[key], str):
                    yield f"{at} again with another {key}", [*value, {**copy.deepcopy(item), key: item[key] + "2"}]
                yield f"{at} again without {key}", [*value, {name: some for name, some in item.items() if name != key}]
        elif isinstance(item, str):
            yield f"{at} again in capitals", [*value, item.swapcase()]
            yield f"{at} as a mapping", [*value[:at], {"name": item}, *value[at + 1 :]]
    if value:
        yield "300 of it", [copy.deepcopy(value[0]) for _ in range(300)]
        yield "without a list", value[0]


def _mappings(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in ("", "a" * 64, "a/b/c", "/a", "a/", "-a", "\u00fc", "a." * 130 + "a/b", "kubernetes.io/a", "1"):
        yield f"with the key {key[:12]!r}", {**value, key: "x"}
    yield from (("with a null", {**value, "zz": None}), ("a number", 3), ("true", True))
    if value:
        first = next(iter(value))
        yield f"only {first}", {first: value[first]}
        yield "all null", dict.fromkeys(value)
        yield "all empty texts", dict.fromkeys(value, "")
        yield "all empty mappings", {key: {} for key in value}


def _moved(kind: str, data: dict[str, Any], path: Path, value: Any) -> Iterator[Mutant]:
    """A field at the level above, and below each mapping beside it."""
    name = path[-1]
    if len(path) < 2 or isinstance(name, int):
        return
    above = path[:-2] if not isinstance(path[-2], int) else path[:-3]
    without = with_value(data, path[:-1], {key: item for key, item in _at(data, path[:-1]).items() if key != name})
    holder = _at(without, above)
    if isinstance(holder, dict) and name not in holder:
        yield Mutant(
            kind, f"{dotted(path)} one level up", with_value(without, above, {**holder, name: value}), (*above, name)
        )
    for key, beside in _at(without, path[:-1]).items():
        if isinstance(beside, dict) and name not in beside:
            moved = with_value(without, (*path[:-1], key), {**beside, name: value})
            yield Mutant(kind, f"{dotted(path)} below {key}", moved, (*path[:-1], key, name))


def _added(
    kind: str, data: dict[str, Any], path: Path, value: dict[str, Any], known: dict[str, list[Any]]
) -> Iterator[Mutant]:
    """A field that others have at this place, and one that is exchanged for that of another."""
    for key, items in known.items():
        for item in items:
            if value.get(key) != item and not (path == () and key in ("apiVersion", "kind")):
                verb = "exchanged" if key in value else "added"
                text = with_value(data, path, {**value, key: copy.deepcopy(item)})
                yield Mutant(kind, f"{dotted(path)} {key} {verb} {str(item)[:30]}", text, (*path, key))


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
