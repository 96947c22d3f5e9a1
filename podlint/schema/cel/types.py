"""Types of CEL, and whether a value of one may stand where another is wanted: the rules of the server's checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Type(NamedTuple):
    """A type: `kind` is the name of a plain one, or `list`, `map`, `optional` or `type` with types in `of`,

    `object` with its `name` and `fields`, `opaque` with its `name` (what the server's own functions work with), or
    `free`, which stands for any type until it is known which; `number` tells free ones apart. An object whose fields
    are None has any. Of a value in a custom resource `most` is how many entries or characters it may have, `least` how
    many bytes it takes at least as JSON.
    """

    kind: str
    of: tuple[Type, ...] = ()
    name: str = ""
    fields: Mapping[str, Type] | None = None
    number: int = 0
    most: int = 0
    least: int = 0


DYN = Type("dyn")
NULL, BOOL, INT, UINT, DOUBLE = (Type(name) for name in ("null", "bool", "int", "uint", "double"))
STRING, BYTES, DURATION, TIME = (Type(name) for name in ("string", "bytes", "duration", "timestamp"))
_NULLABLE = frozenset(("opaque", "object", "duration", "timestamp"))
_WITH_PARTS = frozenset(("list", "map", "optional"))


def listed_type(item: Type) -> Type:
    """A list of a type."""
    return Type("list", (item,))


def map_type(key: Type, value: Type) -> Type:
    """A map."""
    return Type("map", (key, value))


def optional_type(inner: Type) -> Type:
    """An optional value."""
    return Type("optional", (inner,))


def same(one: Type, other: Type) -> bool:
    """Whether two types are exactly one."""
    if one.kind != other.kind or one.name != other.name or one.number != other.number:
        return False
    return len(one.of) == len(other.of) and all(map(same, one.of, other.of))


class Known:
    """What is known of free types while an expression is checked."""

    def __init__(self) -> None:
        self._meant: dict[int, Type] = {}
        self._count = 0

    def free(self) -> Type:
        """A new free type."""
        self._count += 1
        return Type("free", number=self._count)

    def fits(self, given: list[Type], wanted: list[Type]) -> bool:
        """Whether types may stand for others; what that says of free ones is kept only if all do."""
        if len(given) != len(wanted):
            return False
        before = dict(self._meant)
        if all(self._fits(one, other) for one, other in zip(given, wanted, strict=True)):
            return True
        self._meant = before
        return False

    def resolved(self, one: Type, *, dynamic: bool = False) -> Type:
        """A type with what is known of its free ones; `dynamic` makes the others any type."""
        if one.kind == "free":
            if one.number in self._meant:
                return self.resolved(self._meant[one.number], dynamic=dynamic)
            return DYN if dynamic else one
        if one.of:
            return one._replace(of=tuple(self.resolved(part, dynamic=dynamic) for part in one.of))
        return one

    def joined(self, one: Type | None, other: Type) -> Type | None:
        """The type of a literal whose entries have these two; None where they do not fit together."""
        if one is None:
            return other
        if self.fits([one], [other]):
            return one if _is_as_general(one, other) else other
        return None

    def _fits(self, one: Type, other: Type) -> bool:
        if other.kind == "free":
            fits, meant = self._stands(one, other)
            if fits or meant:
                return fits
        if one.kind == "free":
            return self._stands(other, one)[0]
        if one.kind == "dyn" or other.kind == "dyn":
            return True
        if one.kind == "null" or other.kind == "null":
            beside = other if one.kind == "null" else one
            return beside.kind in _NULLABLE or beside.kind in ("null", "optional")
        if one.kind in _WITH_PARTS:
            return one.kind == other.kind and all(map(self._fits, one.of, other.of))
        return one.kind == other.kind and one.name == other.name

    def _stands(self, one: Type, free: Type) -> tuple[bool, bool]:
        """Whether a free type may mean another one, and whether it means something already."""
        if same(one, free):
            return True, True
        meant = self._meant.get(free.number)
        if meant is not None:
            if same(one, meant):
                return True, True
            if self._fits(one, meant):
                general = one if _is_as_general(one, meant) else meant
                if not self._holds(general, free):
                    self._meant[free.number] = general
                return True, True
            return False, True
        if self._holds(one, free):
            return False, False
        self._meant[free.number] = one
        return True, False

    def _holds(self, one: Type, free: Type) -> bool:
        if one.kind == "free":
            meant = self._meant.get(one.number)
            return one.number == free.number or (meant is not None and self._holds(meant, free))
        return any(self._holds(part, free) for part in one.of)


def _is_as_general(one: Type, other: Type) -> bool:
    if one.kind in ("dyn", "free"):
        return True
    if other.kind in ("dyn", "free") or one.kind != other.kind:
        return False
    if one.kind in _WITH_PARTS:
        return all(map(_is_as_general, one.of, other.of))
    return one.kind == "type" or same(one, other)


def words(one: Type) -> str:
    """A type as messages name it."""
    if one.kind in ("list", "map", "optional", "type") and one.of and any(part.kind != "dyn" for part in one.of):
        return f"{one.kind}({', '.join(map(words, one.of))})"
    if one.kind == "opaque":
        return one.name.rpartition(".")[2]
    if one.kind == "object":
        return "object"
    return "any" if one.kind == "free" else one.kind
