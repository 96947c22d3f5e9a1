"""What an expression costs at most, as the API server estimates it when a CustomResourceDefinition is created.

The server adds up how often each part may be evaluated, with the limits of the schema: `maxItems`, `maxProperties` and
`maxLength`, or what fits into a request where there are none. A rule above the limit is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.schema.cel.lexing import Unclear
from podlint.schema.cel.sizes import ENDLESS, Size, capped, of_literal, part
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.schema.cel.compiling import Compiled
    from podlint.schema.cel.syntax import Tree
    from podlint.schema.cel.types import Type

REQUEST = 3 * 1024 * 1024
"""The most bytes of a request."""

_LIST, _MAP = 10, 30
_SCALARS = frozenset(("bool", "double", "duration", "int", "timestamp", "uint"))
_ORDERS = frozenset(("_<_", "_<=_", "_>_", "_>=_"))
_READS = {"url": 0.1, "quantity": 0.1, "isQuantity": 0.1, "semver": 0.1, "isSemver": 0.1, "cidr": 0.1, "isIP": 0.1}
_READS |= {"isCIDR": 0.1, "ip.isCanonical": 0.2}
_OF_LISTS = frozenset(("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"))
_NOT_ESTIMATED = frozenset(
    ("sets.contains", "sets.equivalent", "sets.intersects", "slice", "flatten", "sort", "reverse")
)
_NOT_ESTIMATED |= {"lists.range", "distinct", "validate", "replace", "check", "fieldSelector", "labelSelector", "ip"}
_NOT_ESTIMATED |= {"containsIP", "containsCIDR", "jsonpatch.escapeKey", "join", "format"}
_QUANTIFIERS = {"all": (2, 1), "exists": (3, 1)}


_UNKNOWN = Size(0, ENDLESS)
_ONE = Size(1, 1)


def cost(compiled: Compiled, own: Type) -> int:
    """The highest cost of a rule for one value, of the type `own`; raises `Unclear` where it is not estimated here."""
    try:
        return _Coster(compiled.type_of, own).cost(compiled.tree)
    except RecursionError:
        raise Unclear from None


class _Local(NamedTuple):
    """What is known of a name that a macro binds."""

    path: tuple[str, ...]


class _Coster:
    """The costs of one expression: sizes of values by path in the schema, of results by node."""

    def __init__(self, type_of: Callable[[Tree], Type], own: Type) -> None:
        self.type_of = type_of
        self.own = own
        self.locals: dict[str, _Local] = {}
        self.paths: dict[int, tuple[str, ...]] = {}
        self.sizes: dict[int, Size] = {}
        self.entries: dict[int, Size] = {}

    def cost(self, tree: Tree) -> int:
        """The cost of a node and all below; what is learned of sizes is kept."""
        kind = tree.kind
        if kind == "literal":
            return 0
        if kind == "name":
            local = self.locals.get(tree.name)
            self.paths[id(tree)] = local.path if local is not None else (tree.name,)
            return 1
        if kind == "has":
            return self.cost(tree.parts[0])
        if kind == "select":
            total = self.cost(tree.parts[0])
            self.paths[id(tree)] = (*self._path(tree.parts[0]), tree.name)
            return capped(total + (self.type_of(tree.parts[0]).kind in ("map", "object")))
        if kind == "optional-select":
            return capped(1 + self.cost(tree.parts[0]))
        if kind == "list":
            total = sum(map(self.cost, tree.parts))
            self.entries[id(tree)] = self._any_of(tree.parts)
            return capped(total + _LIST)
        if kind == "map":
            total = sum(map(self.cost, tree.parts))
            self.entries[id(tree)] = self._any_of(tree.parts[1::2])
            return capped(total + _MAP)
        if kind in ("call", "method"):
            return self._call(tree)
        if kind == "macro":
            return self._macro(tree)
        raise Unclear

    def _any_of(self, parts: tuple[Tree, ...]) -> Size:
        found = Size(ENDLESS if parts else 0, 0)
        for one in parts:
            found = found.either(self._size(one))
        return found

    def _path(self, tree: Tree) -> tuple[str, ...]:
        return self.paths.get(id(tree), ())

    def _known_size(self, tree: Tree) -> Size | None:
        if id(tree) in self.sizes:
            return self.sizes[id(tree)]
        if tree.kind == "literal":
            return of_literal(tree)
        if tree.kind in ("list", "map"):
            count = len(tree.parts) // (1 if tree.kind == "list" else 2)
            return Size(count, count)
        found = self._in_schema(self._path(tree))
        if found is not None:
            return found
        return _ONE if self._is_scalar(self.type_of(tree)) else None

    def _is_scalar(self, one: Type) -> bool:
        return one.kind in _SCALARS or (one.kind == "optional" and self._is_scalar(one.of[0]))

    def _size(self, tree: Tree) -> Size:
        return self._known_size(tree) or _UNKNOWN

    def _in_schema(self, path: tuple[str, ...]) -> Size | None:
        """How large the value at a path below the rule's own may be."""
        if not path:
            return None
        one = self.own
        for step in path[1:]:
            if step == "@keys":
                if one.kind != "map":
                    return None
                one = one.of[0]
            elif step in ("@items", "@values"):
                if one.kind not in ("list", "map"):
                    return None
                one = one.of[-1]
            elif one.fields is None or step not in one.fields:
                return None
            else:
                one = one.fields[step]
        return Size(0, one.most)

    def _call(self, tree: Tree) -> int:
        name, parts = tree.name, tree.parts
        if name in _NOT_ESTIMATED:
            raise Unclear
        if name == "_?_:_":
            condition, yes, no = (self.cost(part) for part in parts)
            self.sizes[id(tree)] = self._size(parts[1]).either(self._size(parts[2]))
            self._join_entries(tree, parts[1], parts[2])
            return capped(condition + max(yes, no))
        given = sum(map(self.cost, parts))
        if name in ("_&&_", "_||_"):
            return capped(given)
        if name == "dyn":
            self.sizes[id(tree)] = self._size(parts[0])
            return capped(given + 1)
        own, size = self._own_cost(tree)
        if size is None:
            size = self._known_size(tree)
        if size is not None:
            self.sizes[id(tree)] = size
        return capped(given + own)

    def _own_cost(self, tree: Tree) -> tuple[int, Size | None]:
        """What a function costs by itself, and the size of what it gives where that is known."""
        name, parts = tree.name, tree.parts
        kinds = [self.type_of(part).kind for part in parts]
        sizes = [self._size(part) for part in parts]
        if name in ("_==_", "_!=_"):
            if kinds[0] == "opaque" and kinds[1] == "opaque":
                return 1, None
            return part(min(sizes[0].most, sizes[1].most), 0.1), None
        if name in _ORDERS:
            long = any(kind in ("string", "bytes", "dyn") for kind in kinds)
            return (
                max(1, part(min(sizes[0].most, sizes[1].most), 0.1))
                if "dyn" in kinds
                else part(min(sizes[0].most, sizes[1].most), 0.1)
            ) if long else 1, None
        if name == "_+_":
            return self._sum(tree, kinds, sizes)
        if name == "@in":
            of_list = kinds[1] in ("list", "dyn")
            return (max(sizes[1].most, 1) if kinds[1] == "dyn" else sizes[1].most) if of_list else 1, None
        if name == "_[_]":
            kind = "@items" if kinds[0] == "list" else "@values"
            self.paths[id(tree)] = (*self._path(parts[0]), kind)
            return 1, self.entries.get(id(parts[0]))
        if tree.kind == "method":
            return self._method_cost(name, parts, kinds, sizes)
        if name in _READS:
            return part(sizes[0].most, _READS[name]), sizes[0] if name == "url" else None
        if name in ("bytes", "string") and kinds[0] in ("string", "bytes", "dyn") and name != kinds[0]:
            if kinds[0] == "dyn":
                raise Unclear
            most = sizes[0].most * (4 if name == "bytes" else 1)
            return part(sizes[0].most, 0.1), Size(sizes[0].least, capped(most))
        return 1, None

    def _method_cost(
        self, name: str, parts: tuple[Tree, ...], kinds: list[str], sizes: list[Size]
    ) -> tuple[int, Size | None]:
        if name in ("startsWith", "endsWith"):
            return part(sizes[1].most, 0.1), None
        if name == "contains":
            return capped(part(sizes[0].most, 0.1) * part(sizes[1].most, 0.1)), None
        if name in ("matches", "find", "findAll"):
            text = part(capped(sizes[0].most + 1), 0.1)
            found = Size(0, sizes[0].most) if name != "matches" else None
            return capped(text * part(sizes[1].most, 0.25)), found
        if name in ("lowerAscii", "upperAscii", "substring", "trim"):
            return part(sizes[0].most, 0.1), sizes[0]
        if name == "split":
            most = sizes[0].most
            if len(parts) > 2 and parts[2].kind == "literal":
                most = int(parts[2].text)
            return part(sizes[0].most, 0.2), Size(0, most)
        if name in _OF_LISTS:
            if kinds[0] != "list":
                return part(sizes[0].most, 0.1), None
            item = self.type_of(parts[0]).of[0]
            one = 1
            if item.kind in ("string", "bytes"):
                path = self._path(parts[0])
                inner = self._in_schema((*path, "@items")) or _UNKNOWN
                one = capped(1 + part(inner.most, 0.1))
            return capped(sizes[0].most * one), None
        return 1, None

    def _sum(self, tree: Tree, kinds: list[str], sizes: list[Size]) -> tuple[int, Size | None]:
        self._join_entries(tree, *tree.parts)
        both = sizes[0].plus(sizes[1])
        if "dyn" in kinds and not {"string", "bytes", "list", "int", "double", "uint"}.intersection(kinds):
            return max(1, part(both.most, 0.1)), both
        if {"string", "bytes"}.intersection(kinds):
            return part(both.most, 0.1), both
        return 1, both if "list" in kinds else None

    def _join_entries(self, tree: Tree, one: Tree, other: Tree) -> None:
        if id(one) in self.entries and id(other) in self.entries:
            self.entries[id(tree)] = self.entries[id(one)].either(self.entries[id(other)])

    def _macro(self, tree: Tree) -> int:
        name, target = tree.name, tree.parts[0]
        if name in ("optMap", "optFlatMap", "sortBy", "transformList", "transformMap", "transformMapEntry"):
            raise Unclear
        total = self.cost(target)
        count = self._size(target)
        kept = dict(self.locals)
        kind = self.type_of(target).kind
        path = self._path(target)
        ends: tuple[str, ...]
        if len(tree.binds) == 2:
            ends = ("@indices", "@items") if kind == "list" else ("@keys", "@values")
        else:
            ends = ("@items",) if kind == "list" else ("@keys",)
        for bound, end in zip(tree.binds, ends, strict=True):
            self.locals[bound] = _Local((*path, end))
        step = self._step(tree)
        self.locals = kept
        if name in ("map", "filter"):
            self.sizes[id(tree)] = count
        else:
            self.sizes[id(tree)] = _ONE
        begin = _LIST if name in ("map", "filter") else 0
        end_cost = 2 if name in ("exists_one", "existsOne") else 1
        return capped(total + begin + end_cost + capped(count.most * step))

    def _step(self, tree: Tree) -> int:
        """The cost of one entry, with what the macro itself does."""
        name, inner = tree.name, tree.parts[1:]
        costs = [self.cost(part) for part in inner]
        if name in _QUANTIFIERS:
            return capped(sum(_QUANTIFIERS[name]) + costs[0])
        if name in ("exists_one", "existsOne"):
            return capped(costs[0] + 2)
        if name == "filter":
            local = self.locals[tree.binds[0]]
            item = self._in_schema(local.path)
            scalar = self._is_scalar(self.type_of(tree).of[0])
            self.entries[id(tree)] = Size(0, (item or (_ONE if scalar else _UNKNOWN)).most)
            return capped(costs[0] + 13)
        self.entries[id(tree)] = Size(0, self._size(inner[-1]).most)
        made = 12 + costs[-1]
        return capped(costs[0] + made if len(inner) == 2 else made)
