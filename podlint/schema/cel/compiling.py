"""An expression in CEL with the types of its variables, to the type that it gives or to why it does not compile."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.schema.cel import types
from podlint.schema.cel.lexing import Refused, Unclear
from podlint.schema.cel.library import Form, functions
from podlint.schema.cel.literals import is_read
from podlint.schema.cel.refusals import misfit, unknown_function
from podlint.schema.cel.syntax import Tree, dotted, parse
from podlint.schema.cel.types import BOOL, DYN, INT, STRING, Known, Type, listed_type, map_type, optional_type
from podlint.tuples import NamedTuple
from podlint.words import closest, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST = 5_000
"""The longest expression that is looked at."""

_TYPE_NAMES = frozenset(("bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"))
_SPACES = frozenset(("google", "kubernetes", "net"))
"""Where types have names with dots: `type(x) == net.IP`."""
_PATCHES = frozenset(("Object", "JSONPatch"))
_ORDERED = frozenset(("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes", "dyn", "free"))


class Compiled(NamedTuple):
    """An expression as a tree, the type that it gives, and what tells the type of each node."""

    tree: Tree
    gives: Type
    type_of: Callable[[Tree], Type]


def compiled(expression: str, variables: Mapping[str, Type]) -> Compiled:
    """A compiled expression; raises `Refused` with words, `Unclear` where nothing is known of it."""
    if len(expression) > LONGEST:
        raise Unclear
    try:
        checker, tree = _Checker(variables), _parsed(expression)
        gives = checker.known.resolved(checker.check(tree), dynamic=True)
    except RecursionError:
        raise Unclear from None
    return Compiled(tree, gives, lambda node: checker.known.resolved(checker.given[id(node)], dynamic=True))


@lru_cache(maxsize=256)
def _parsed(expression: str) -> Tree:
    return parse(expression)


class _Checker:
    """The types of one expression."""

    def __init__(self, variables: Mapping[str, Type]) -> None:
        self.names = dict(variables)
        self.known = Known()
        self.given: dict[int, Type] = {}
        """The type of each node by its identity: trees are kept while they are looked at."""
        self.mixes = False
        """Whether a list may hold several types: what `format` is given may."""

    def check(self, tree: Tree) -> Type:
        """The type of a node; raises `Refused` where it has none."""
        found = self.given[id(tree)] = self._check(tree)
        return found

    def _check(self, tree: Tree) -> Type:
        kind = tree.kind
        if kind == "literal":
            return Type(tree.name)
        if kind == "name":
            return self._name(tree.name)
        if kind in ("select", "optional-select", "has"):
            return self._select(tree)
        if kind == "call":
            return self._call(tree)
        if kind == "method":
            return self._method(tree)
        if kind == "macro":
            return self._macro(tree)
        if kind == "list":
            return listed_type(self._entries(tree, 0, 1))
        if kind == "map":
            return map_type(self._entries(tree, 0, 2), self._entries(tree, 1, 2))
        return self._object(tree)

    def _name(self, name: str) -> Type:
        if name in self.names and name not in _PATCHES:
            return self.names[name]
        if name in self.names or name in _TYPE_NAMES or name == "optional_type":
            return Type("type")
        near = closest(name, [one for one in self.names if "." not in one])
        raise Refused(f"has the unknown name {name}" + (f": {did_you_mean(near)}" if near else ""))

    def _select(self, tree: Tree) -> Type:
        whole = dotted(tree) if tree.kind == "select" else None
        if whole is not None and whole in self.names:
            return self.names[whole]
        if whole is not None and whole.partition(".")[0] in _SPACES.difference(self.names):
            return Type("type")
        optional = tree.kind == "optional-select"
        given = self.known.resolved(self.check(tree.parts[0]))
        inner = given.of[0] if given.kind == "optional" else given
        found = self._field(inner, tree)
        if tree.kind == "has":
            return BOOL
        return optional_type(found) if optional or given.kind == "optional" else found

    def _field(self, holder: Type, tree: Tree) -> Type:
        if holder.kind == "map":
            return holder.of[1]
        if holder.kind == "object":
            if holder.fields is None:
                return DYN
            if tree.name in holder.fields:
                return holder.fields[tree.name]
            near = closest(tree.name, holder.fields)
            if holder.name == "variables":
                words = f"asks for variables.{tree.name}, and there is no variable {tree.name} before it"
                raise Refused(words + (f": {did_you_mean(near)}" if near else ""))
            of = f" of {written}" if (written := dotted(tree.parts[0])) else ""
            raise Refused(f"asks for the unknown field {tree.name}{of}" + (f": {did_you_mean(near)}" if near else ""))
        if holder.kind == "free":
            self.known.fits([DYN], [holder])
            return DYN
        if holder.kind == "dyn":
            return DYN
        raise Refused(f"asks for the field {tree.name} of a value of type {types.words(holder)}, which has no fields")

    def _call(self, tree: Tree) -> Type:
        given = [self.check(part) for part in tree.parts]
        if tree.name in ("_&&_", "_||_"):
            for one in given:
                self._boolean(one, tree.name.strip("_"))
            return BOOL
        forms = functions().get(tree.name)
        if forms is None:
            raise unknown_function(tree.name)
        is_read(tree.name, tree.parts[-1] if tree.parts else None)
        return self._resolved(tree.name, forms, given, method=False)

    def _method(self, tree: Tree) -> Type:
        target, *arguments = tree.parts
        before = dotted(target)
        if before == "cel" and tree.name == "bind" and len(arguments) == 3:
            return self._bound(arguments)
        kept, self.mixes = self.mixes, self.mixes or tree.name == "format"
        given = [self.check(part) for part in arguments]
        self.mixes = kept
        if tree.name == "includes" and "device" in self.names:
            self.check(target)
            return BOOL
        whole = f"{before}.{tree.name}" if before is not None else ""
        if whole in functions():
            return self._resolved(whole, functions()[whole], given, method=False)
        on = (
            self.check(target)
            if before is None or before.partition(".")[0] in self.names
            else self._space(target, tree)
        )
        forms = functions().get(tree.name)
        if forms is None:
            raise unknown_function(tree.name)
        is_read(tree.name, arguments[0] if arguments else None)
        return self._resolved(tree.name, forms, [on, *given], method=True)

    def _bound(self, arguments: list[Tree]) -> Type:
        """`cel.bind(name, value, expression)`."""
        if "cel.bind" not in self.names:
            raise Refused("calls the unknown function cel.bind")
        if arguments[0].kind != "name":
            raise Refused("gives cel.bind() no plain name")
        kept = dict(self.names)
        self.names[arguments[0].name] = self.check(arguments[1])
        given = self.check(arguments[2])
        self.names = kept
        return given

    def _space(self, target: Tree, tree: Tree) -> Type:
        """The type of a name that is no variable: a function such as `sets.contains` may be meant."""
        whole = f"{dotted(target)}.{tree.name}"
        spaces = {name.rpartition(".")[0] for name in functions() if "." in name}
        if dotted(target) in spaces:
            raise unknown_function(whole)
        return self.check(target)

    def _resolved(self, name: str, forms: tuple[Form, ...], given: list[Type], *, method: bool) -> Type:
        """What a function gives: the first form that fits says so, or any type where others say something else."""
        result: Type | None = None
        for form in forms:
            if form.method is not method:
                continue
            fresh = {number: self.known.free() for number in (-1, -2)}
            if self.known.fits(given, [_with(one, fresh) for one in form.takes]):
                gives = self.known.resolved(_with(form.gives, fresh))
                if result is None:
                    result = gives
                elif result.kind != "dyn" and not types.same(gives, result):
                    result = DYN
        if result is None:
            raise misfit(name, forms, [self.known.resolved(one, dynamic=True) for one in given], method=method)
        return result

    def _boolean(self, one: Type, where: str) -> None:
        if not self.known.fits([one], [BOOL]):
            shown = types.words(self.known.resolved(one, dynamic=True))
            raise Refused(f"has {shown} in `{where}`, where true or false is wanted")

    def _entries(self, tree: Tree, start: int, step: int) -> Type:
        """The type of the entries of a list, or of the keys or values of a map."""
        found: Type | None = None
        for index in range(start, len(tree.parts), step):
            one = self.check(tree.parts[index])
            if index in tree.optional:
                one = self.known.resolved(one)
                if one.kind not in ("optional", "dyn"):
                    raise Refused(f"has `?` before {types.words(one)}, which is no optional value")
                one = one.of[0] if one.kind == "optional" else one
            joined = self.known.joined(found, one) or DYN
            both = [self.known.resolved(kind, dynamic=True) for kind in (found or one, one)]
            if not self.mixes and not types.same(*both):
                raise Refused(f"has {types.words(both[0])} and {types.words(both[1])} in one {tree.kind}")
            found = joined
        return found if found is not None else self.known.free()

    def _object(self, tree: Tree) -> Type:
        given = [self.check(part) for part in tree.parts]
        if tree.name == "JSONPatch" and "JSONPatch" in self.names:
            for index, (field, one) in enumerate(zip(tree.binds, given, strict=True)):
                if index in tree.optional:
                    continue
                if field not in ("op", "path", "from", "value"):
                    raise Refused(f"gives JSONPatch the unknown field {field}: it has op, path, from and value")
                if field != "value" and not self.known.fits([one], [STRING]):
                    shown = types.words(self.known.resolved(one, dynamic=True))
                    raise Refused(f"gives {field} of JSONPatch {shown}, where string is wanted")
            return self.names["JSONPatch"]
        if tree.name.partition(".")[0] == "Object" and "Object" in self.names:
            return self.names["Object"]._replace(name=tree.name)
        if tree.name.partition(".")[0] in ("google", "kubernetes"):
            raise Unclear
        raise Refused(f"makes an object of the unknown type {tree.name}")

    def _macro(self, tree: Tree) -> Type:
        target = self.known.resolved(self.check(tree.parts[0]))
        if tree.name in ("optMap", "optFlatMap"):
            return self._optional(tree, target)
        key, value = self._range(target, tree)
        if len(tree.binds) == 2:
            bound = [INT if target.kind == "list" else key, value]
        else:
            bound = [key]
        kept = dict(self.names)
        self.names.update(zip(tree.binds, bound, strict=True))
        given = [self.check(part) for part in tree.parts[1:]]
        self.names = kept
        if tree.name in ("all", "exists", "exists_one", "existsOne", "filter"):
            self._boolean(given[0], f"{tree.name}()")
            return listed_type(key) if tree.name == "filter" else BOOL
        if tree.name == "sortBy":
            if self.known.resolved(given[0]).kind not in _ORDERED:
                raise Refused(f"sorts by {types.words(given[0])}, which has no order")
            return target
        if len(given) == 2:
            self._boolean(given[0], f"{tree.name}()")
        if tree.name == "transformMap":
            return map_type(bound[0], given[-1])
        if tree.name == "transformMapEntry":
            return DYN
        return listed_type(given[-1])

    def _range(self, target: Type, tree: Tree) -> tuple[Type, Type]:
        if target.kind == "list":
            return target.of[0], target.of[0]
        if target.kind == "map":
            return target.of[0], target.of[1]
        if target.kind in ("dyn", "free"):
            self.known.fits([DYN], [target])
            return DYN, DYN
        raise Refused(f"calls {tree.name}() on {types.words(target)}, which is neither a list nor a map")

    def _optional(self, tree: Tree, target: Type) -> Type:
        if target.kind not in ("optional", "dyn", "free"):
            raise Refused(f"calls {tree.name}() on {types.words(target)}, which is no optional value")
        kept = dict(self.names)
        self.names[tree.binds[0]] = target.of[0] if target.kind == "optional" else DYN
        given = self.known.resolved(self.check(tree.parts[1]))
        self.names = kept
        if tree.name == "optMap":
            return optional_type(given)
        if given.kind not in ("optional", "dyn", "free"):
            raise Refused(f"gives optFlatMap() {types.words(given)}, which is no optional value")
        return given


def _with(one: Type, fresh: dict[int, Type]) -> Type:
    if one.kind == "free":
        return fresh[one.number]
    return one._replace(of=tuple(_with(part, fresh) for part in one.of)) if one.of else one
