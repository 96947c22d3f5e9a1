"""An expression in CEL as a tree, after the grammar of the language: what a server parses before it checks types."""

from __future__ import annotations

from podlint.schema.cel.lexing import Refused, Unclear, Word, words
from podlint.tuples import NamedTuple

MOST_DEEP = 60
"""How deep brackets and operators may be nested in what is looked at."""

_RESERVED = frozenset(
    ("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package"),
).union(("namespace", "return", "var", "void", "while"))
_MOST_DIGITS = 40
_LITERALS = frozenset(("true", "false", "null"))
_RELATIONS = frozenset(("<", "<=", ">=", ">", "==", "!=", "in"))
_MACROS = {"all": (2, 3), "exists": (2, 3), "exists_one": (2, 3), "existsOne": (2, 3), "map": (2, 3), "filter": (2,)}
_MACROS |= {"transformList": (3, 4), "transformMap": (3, 4), "transformMapEntry": (3, 4)}
_MACROS |= {"optMap": (2,), "optFlatMap": (2,), "sortBy": (2,)}
_PAIRS = frozenset(("transformList", "transformMap", "transformMapEntry"))


class Tree(NamedTuple):
    """A node: `kind` is one of

    `literal` (`name` its type, `text` as written), `name`, `select` and `optional-select` (`name` the field, of the
    first part), `has` (the same, asked whether it is there), `call` (`name` with its arguments), `method` (the first
    part is what it is called on), `macro` (a method that binds names: `binds`), `list`, `map` (keys, values in turn),
    `object` (`name` its type, `binds` its fields). `optional` are the entries of a list or map with `?` before them.
    """

    kind: str
    name: str
    at: int
    parts: tuple[Tree, ...] = ()
    text: str = ""
    binds: tuple[str, ...] = ()
    optional: frozenset[int] = frozenset()


def parse(expression: str) -> Tree:
    """The tree of an expression; raises `Refused` where it is none, `Unclear` where nothing is known of it."""
    parser = _Parser(expression, words(expression))
    tree = parser.expression(0)
    if parser.word.kind != "end":
        raise parser.unexpected()
    return tree


class _Parser:
    """Recursive descent over words."""

    def __init__(self, expression: str, found: list[Word]) -> None:
        self.source = expression
        self.words = found
        self.at = 0

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def unexpected(self) -> Refused:
        rest = self.source[self.word.at : self.word.at + 20].strip()
        if not rest:
            return Refused("is no CEL: something is missing at its end")
        return Refused(f"is no CEL: `{rest.splitlines()[0]}` is not expected there")

    def is_mark(self, *marks: str) -> bool:
        return self.word.kind == "mark" and self.word.text in marks

    def took(self, *marks: str) -> bool:
        if self.is_mark(*marks):
            self.at += 1
            return True
        return False

    def expect(self, mark: str) -> None:
        if not self.took(mark):
            raise self.unexpected()

    def expression(self, depth: int) -> Tree:
        if depth > MOST_DEEP:
            raise Unclear
        start = self.word.at
        condition = self._logical("||", depth)
        if not self.took("?"):
            return condition
        yes = self._logical("||", depth)
        self.expect(":")
        return Tree("call", "_?_:_", start, (condition, yes, self.expression(depth + 1)))

    def _logical(self, mark: str, depth: int) -> Tree:
        start = self.word.at
        inner = [self._logical("&&", depth) if mark == "||" else self._relation(depth)]
        while self.took(mark):
            inner.append(self._logical("&&", depth) if mark == "||" else self._relation(depth))
        return inner[0] if len(inner) == 1 else Tree("call", f"_{mark}_", start, tuple(inner))

    def _relation(self, depth: int) -> Tree:
        left = self._sum(depth)
        while (self.word.kind in ("mark", "name")) and self.word.text in _RELATIONS:
            word = self.word
            self.at += 1
            right = self._sum(depth)
            left = Tree("call", "@in" if word.text == "in" else f"_{word.text}_", word.at, (left, right))
        return left

    def _sum(self, depth: int) -> Tree:
        left = self._product(depth)
        while self.is_mark("+", "-"):
            word = self.word
            self.at += 1
            left = Tree("call", f"_{word.text}_", word.at, (left, self._product(depth)))
        return left

    def _product(self, depth: int) -> Tree:
        left = self._unary(depth)
        while self.is_mark("*", "/", "%"):
            word = self.word
            self.at += 1
            left = Tree("call", f"_{word.text}_", word.at, (left, self._unary(depth)))
        return left

    def _unary(self, depth: int) -> Tree:
        word = self.word
        if not self.is_mark("!", "-"):
            return self._member(depth)
        count = 0
        while self.took(word.text):
            count += 1
        number = self.word
        inner = self._member(depth)
        if word.text == "-" and inner.kind == "literal" and number.kind in ("int", "double"):
            count -= 1
            inner = inner._replace(text=f"-{inner.text}")
        _in_range(inner)
        return inner if count % 2 == 0 else Tree("call", f"{word.text}_", word.at, (inner,))

    def _member(self, depth: int) -> Tree:
        left = self._primary(depth)
        while True:
            at = self.word.at
            if self.took("."):
                kind = "optional-select" if self.took("?") else "select"
                name = self.word
                if name.kind != "name" or name.text in _LITERALS or name.text == "in":
                    raise self.unexpected()
                self.at += 1
                if kind == "select" and self.took("("):
                    left = self._method(left, name, self._arguments(")", depth))
                else:
                    left = Tree(kind, name.text, at, (left,))
            elif self.took("["):
                name_of = "_[?_]" if self.took("?") else "_[_]"
                index = self.expression(depth + 1)
                self.expect("]")
                left = Tree("call", name_of, at, (left, index))
            elif self.is_mark("{") and (dotted := _dotted(left)) is not None:
                left = self._object(dotted, left.at, depth)
            else:
                return left

    def _primary(self, depth: int) -> Tree:
        word = self.word
        if self.took("("):
            inner = self.expression(depth + 1)
            self.expect(")")
            return inner
        if self.took("["):
            parts, optional = self._entries("]", depth)
            return Tree("list", "", word.at, tuple(parts), optional=optional)
        if self.took("{"):
            return self._map(word.at, depth)
        if word.kind in ("int", "uint", "double", "string", "bytes"):
            self.at += 1
            literal = Tree("literal", word.kind, word.at, text=word.text)
            before = self.words[self.at - 2] if self.at > 1 else None
            if before is None or before.text != "-":
                _in_range(literal)
            return literal
        self.took(".")
        word = self.word
        if word.kind != "name" or word.text == "in":
            raise self.unexpected()
        self.at += 1
        if word.text in _LITERALS:
            kind = "null" if word.text == "null" else "bool"
            return Tree("literal", kind, word.at, text=word.text)
        if word.text in _RESERVED:
            raise Refused(f"is no CEL: {word.text} is a reserved word")
        if self.took("("):
            return self._global(word, self._arguments(")", depth))
        return Tree("name", word.text, word.at)

    def _arguments(self, end: str, depth: int) -> tuple[Tree, ...]:
        """Arguments, without a comma at their end."""
        if self.took(end):
            return ()
        found = [self.expression(depth + 1)]
        while self.took(","):
            found.append(self.expression(depth + 1))
        self.expect(end)
        return tuple(found)

    def _entries(self, end: str, depth: int) -> tuple[list[Tree], frozenset[int]]:
        found: list[Tree] = []
        optional: set[int] = set()
        while not self.took(end):
            if self.took("?"):
                optional.add(len(found))
            found.append(self.expression(depth + 1))
            if not self.is_mark(end):
                self.expect(",")
        return found, frozenset(optional)

    def _map(self, at: int, depth: int) -> Tree:
        found: list[Tree] = []
        optional: set[int] = set()
        while not self.took("}"):
            if self.took("?"):
                optional.add(len(found) + 1)
            found.append(self.expression(depth + 1))
            self.expect(":")
            found.append(self.expression(depth + 1))
            if not self.is_mark("}"):
                self.expect(",")
        return Tree("map", "", at, tuple(found), optional=frozenset(optional))

    def _object(self, name: str, at: int, depth: int) -> Tree:
        self.expect("{")
        fields: list[str] = []
        found: list[Tree] = []
        optional: set[int] = set()
        while not self.took("}"):
            if self.took("?"):
                optional.add(len(found))
            if self.word.kind != "name":
                raise self.unexpected()
            fields.append(self.word.text)
            self.at += 1
            self.expect(":")
            found.append(self.expression(depth + 1))
            if not self.is_mark("}"):
                self.expect(",")
        return Tree("object", name, at, tuple(found), binds=tuple(fields), optional=frozenset(optional))

    def _global(self, word: Word, arguments: tuple[Tree, ...]) -> Tree:
        if word.text == "has" and len(arguments) == 1:
            asked = arguments[0]
            if asked.kind != "select":
                raise Refused("uses has() on something other than a field: write `has(object.field)`")
            return asked._replace(kind="has", at=word.at)
        return Tree("call", word.text, word.at, arguments)

    def _method(self, target: Tree, name: Word, arguments: tuple[Tree, ...]) -> Tree:
        sizes = _MACROS.get(name.text)
        if sizes is None or len(arguments) not in sizes:
            return Tree("method", name.text, name.at, (target, *arguments))
        several = name.text in _PAIRS or (len(arguments) == 3 and name.text != "map")
        count = 2 if several else 1
        bound = arguments[:count]
        if any(one.kind != "name" for one in bound):
            raise Refused(f"gives {name.text}() no plain name to call the entries by")
        if several and bound[0].name == bound[1].name:
            raise Refused(f"gives {name.text}() one name twice")
        names = tuple(one.name for one in bound)
        return Tree("macro", name.text, name.at, (target, *arguments[count:]), binds=names)


def _in_range(tree: Tree) -> None:
    """Raise for a whole number that is too large."""
    if tree.kind == "literal" and tree.name in ("int", "uint"):
        least, most = (0, 2**64) if tree.name == "uint" else (-(2**63), 2**63)
        text = tree.text if len(tree.text) <= _MOST_DIGITS else f"{tree.text[:_MOST_DIGITS]}…"
        # Of a number of thousands of digits Python makes none.
        if text != tree.text or not least <= int(text.rstrip("uU"), 0 if "0x" in text else 10) < most:
            raise Refused(f"has the number {text}, which is too large")


def _dotted(tree: Tree) -> str | None:
    """`a.b.c` as a name; None for anything else."""
    if tree.kind == "name":
        return tree.name
    if tree.kind == "select":
        before = _dotted(tree.parts[0])
        return None if before is None else f"{before}.{tree.name}"
    return None


def dotted(tree: Tree) -> str | None:
    """A chain of names as it is written, `a.b.c`; None for anything else."""
    return _dotted(tree)
