"""Every regular expression of the code, with how it is called, and texts that make one go back over its text again."""

from __future__ import annotations

import ast
import re
import signal
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

try:
    from re import _parser as sre_parse  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_parse  # type: ignore[no-redef]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[2]
CALLS = frozenset(("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"))
SCANS = frozenset(("search", "sub", "subn", "split", "findall", "finditer"))
SIZES = (16, 64, 256, 1_000, 4_000, 16_000, 64_000)
LONGEST = 0.25
"""Seconds after which a match is given up: a linear one takes a few milliseconds at most."""
_FILLERS = ("a", "A", "0", "_", "-", ".", " ", "\t", "\n", "#", "*", "{", "(", "[", "<", "'", "\\", "/", ":", "$", "é")


class Use(NamedTuple):
    """A pattern as it is called at a place; `how` is the function of `re`, `search` where that is not known."""

    where: str
    pattern: str
    flags: int
    how: str


class Unknown(NamedTuple):
    """A call whose pattern is made at run time."""

    where: str
    source: str


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the program and of its rules, by name."""
    for top, package in ((ROOT, "podlint"), (ROOT / "rules", "podlint_rules"), (ROOT / "schemas", "podlint_schemas")):
        for path in sorted((top / package).rglob("*.py")):
            parts = path.relative_to(top).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def uses() -> tuple[list[Use], list[Unknown]]:
    """The patterns of all modules, once for each way in which they are called."""
    found: dict[tuple[str, int, str], Use] = {}
    unknown: list[Unknown] = []
    for name, path in modules():
        text = path.read_text()
        if "re." not in text:
            continue
        own, other = _of_module(import_module(name), ast.parse(text), name)
        for use in own:
            found.setdefault(use[1:], use)
        unknown += other
    return list(found.values()), unknown


def _of_module(module: ModuleType, tree: ast.Module, name: str) -> tuple[list[Use], list[Unknown]]:
    found: list[Use] = []
    unknown: list[Unknown] = []
    constants = vars(module)
    called: set[str] = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        on, how = node.func.value, node.func.attr
        where = f"{name}:{node.lineno}"
        if isinstance(on, ast.Name) and on.id == "re" and (how in CALLS or how == "compile") and node.args:
            flags = _flags(node, constants)
            if how == "compile":
                how = _compiled_how(node, tree)
            if isinstance(node.args[0], ast.Name):
                called.add(node.args[0].id)
            try:
                pattern = eval(compile(ast.Expression(node.args[0]), "", "eval"), dict(constants))
            except (NameError, AttributeError):
                unknown.append(Unknown(where, ast.unparse(node.args[0])))
                continue
            if isinstance(pattern, str):
                found.append(Use(where, pattern, flags, how))
            elif isinstance(pattern, bytes):
                found.append(Use(where, pattern.decode("latin-1"), flags, how))
        elif isinstance(on, ast.Name) and isinstance(constants.get(on.id), re.Pattern) and how in CALLS:
            compiled = constants[on.id]
            text = compiled.pattern if isinstance(compiled.pattern, str) else compiled.pattern.decode("latin-1")
            found.append(Use(where, text, compiled.flags & ~re.UNICODE, how))
    for key, value in constants.items():
        # Given to a helper: nearly all of these match a whole text.
        if not isinstance(value, str) or not key.isupper() or key in called:
            continue
        repeats = re.search(r"[^ ][*+][^ ]|[*+]$|\}$", value)
        if repeats and any(key in ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)):
            try:
                re.compile(value)
            except re.error:
                continue
            found.append(Use(f"{name}:{key}", value, 0, "fullmatch"))
    return found, unknown


def _flags(node: ast.Call, constants: dict[str, Any]) -> int:
    given = [*node.args[1:], *(keyword.value for keyword in node.keywords if keyword.arg == "flags")]
    flags = 0
    for one in given:
        text = ast.unparse(one)
        if re.fullmatch(r"re\.[A-Z]+( \| re\.[A-Z]+)*", text):
            flags |= int(eval(text, dict(constants)))
    return flags


def _compiled_how(node: ast.Call, tree: ast.Module) -> str:
    """`re.compile(X).match(...)`: the way the result is called at once, else `search`, else as its name is used."""
    for outer in ast.walk(tree):
        if isinstance(outer, ast.Attribute) and outer.value is node:
            return outer.attr if outer.attr in CALLS else "search"
    for outer in ast.walk(tree):
        if isinstance(outer, ast.Assign) and outer.value is node and isinstance(outer.targets[0], ast.Name):
            target = outer.targets[0].id
            hows = {
                inner.attr
                for inner in ast.walk(tree)
                if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == target
            }
            known = hows & CALLS
            return next(iter(known & SCANS), None) or next(iter(known), "fullmatch")
    return "search"


def slow(use: Use) -> tuple[str, int, float] | None:
    """A text for which a pattern takes more than linear time: its repeated part, its length, the seconds; else None."""
    try:
        compiled = re.compile(use.pattern, use.flags)
    except re.error:
        return None
    call = getattr(compiled, "search" if use.how not in ("match", "fullmatch") else use.how)
    if use.how in SCANS - {"search"}:
        call = lambda text: sum(1 for _ in compiled.finditer(text))  # noqa: E731
    for lead, filler, end in attacks(use.pattern, use.flags):
        found = grows(lambda size: call(lead + filler * (size // len(filler)) + end))  # noqa: B023
        if found is not None:
            return f"{lead[:40]!r} + {filler!r} * n + {end!r}", *found
    return None


def grows(run: Any) -> tuple[int, float] | None:
    """The size and the seconds at which something grows faster than its text; None where it does not."""
    before = 0.0
    for size in SIZES:
        took = seconds(run, size)
        if took is None:
            return size, LONGEST
        if took > 0.02 and size >= 1_000 and before and took > before * 9:
            took = min((seconds(run, size) or LONGEST) for _ in range(3))
            again = min((seconds(run, size // 4) or LONGEST) for _ in range(3))
            if took > again * 9:
                return size, took
        before = took
    return None


def seconds(run: Any, size: int) -> float | None:
    """How long a match takes on this processor; None where it is given up."""

    def stop(*_: object) -> None:
        raise TimeoutError

    old = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    start = time.process_time()
    try:
        run(size)
    except TimeoutError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)
    return time.process_time() - start


@cache
def attacks(pattern: str, flags: int) -> tuple[tuple[str, str, str], ...]:
    """Texts of one repeated part: each letter that a pattern names, each of its repetitions, behind what is before."""
    tree = sre_parse.parse(pattern, flags)
    letters = dict.fromkeys([*_FILLERS, *_literals(tree)])
    found: dict[tuple[str, str, str], None] = {}
    ends = ("", "\0", "\n!", "a", '"')
    for letter in letters:
        found.update(dict.fromkeys(("", letter, end) for end in ends))
    for lead, body in _repetitions(tree, ""):
        for part in dict.fromkeys((body, *(c for c in letters if len(body) == 1))):
            if part:
                found.update(dict.fromkeys((lead, part, end) for end in ends))
                found.update(dict.fromkeys(("", lead + part, end) for end in ends))
    return tuple(found)


def _literals(tree: Any) -> Iterator[str]:
    for op, value in tree:
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL"):
            yield chr(value)
        elif name == "IN":
            for kind, item in value:
                if str(kind) == "LITERAL":
                    yield chr(item)
                elif str(kind) == "RANGE":
                    yield chr(item[0])
        else:
            for inner in _inside(name, value):
                yield from _literals(inner)


def _inside(name: str, value: Any) -> list[Any]:
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [value[2]]
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "BRANCH":
        return list(value[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    if name == "ATOMIC_GROUP":
        return [value]
    return []


def _repetitions(tree: Any, lead: str) -> Iterator[tuple[str, str]]:
    """Each repetition: what a text holds before it, and what it repeats."""
    for op, value in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT") and value[1] > 8:
            yield lead, _sample(value[2])
        for inner in _inside(name, value):
            if name != "ASSERT_NOT":
                yield from _repetitions(inner, lead)
        lead += _sample([(op, value)])


def _sample(tree: Any) -> str:
    """A text that a pattern matches, nearly always."""
    text = ""
    for op, value in tree:
        name = str(op)
        if name == "LITERAL":
            text += chr(value)
        elif name == "NOT_LITERAL":
            text += "a" if value != ord("a") else "b"
        elif name == "ANY":
            text += "a"
        elif name == "IN":
            text += _of_class(value)
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            text += _sample(value[2]) * max(value[0], min(1, value[1]))
        elif name == "SUBPATTERN":
            text += _sample(value[3])
        elif name == "BRANCH":
            text += _sample(value[1][0])
    return text


def _of_class(items: Any) -> str:
    negated = str(items[0][0]) == "NEGATE"
    kinds = {"CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ", "CATEGORY_NOT_SPACE": "a"}
    kinds |= {"CATEGORY_NOT_DIGIT": "a", "CATEGORY_NOT_WORD": " "}
    if not negated:
        kind, item = items[0]
        name = str(kind)
        return chr(item) if name == "LITERAL" else chr(item[0]) if name == "RANGE" else kinds.get(str(item), "a")
    shut = {chr(item) for kind, item in items if str(kind) == "LITERAL"}
    return next(letter for letter in ("a", "0", " ", "!", "é") if letter not in shut)
