"""The only module that names cel-expr-python: expressions to programs, programs and values to results."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from podlint.schema.cel.functions import Function, table

_EXTENSIONS = ("strings", "optional", "bindings", "math", "sets", "encoders", "two-var-comprehensions")


class Failed(Exception):
    """An expression that the library does not understand, or that ended in an error."""


@lru_cache(maxsize=1)
def _library() -> Any:
    from importlib import import_module

    return import_module("cel_expr_python.cel")


def _environment() -> Any:
    """Where rules are compiled: `self` is of any type, for objects of all kinds come here."""
    return environment(("self",))


@lru_cache(maxsize=16)
def environment(variables: tuple[str, ...]) -> Any:
    """Where expressions are compiled: with variables of any type, and the functions of Kubernetes that are known."""
    cel = _library()
    extension = cel.CelExtension("kubernetes", _declarations(cel, [*table(), *_regular_expressions()]))
    declared = dict.fromkeys(variables, cel.Type.DYN)
    return cel.NewEnv(config=_configured(_EXTENSIONS), variables=declared, extensions=[extension])


def _configured(extensions: tuple[str, ...]) -> Any:
    listed = ", ".join(f"{{name: {name}}}" for name in extensions)
    return _library().NewEnvConfigFromYaml(f"name: podlint\nextensions: [{listed}]")


def _declarations(cel: Any, functions: list[Function]) -> list[Any]:
    overloads: dict[str, list[Any]] = {}
    for function in functions:
        overloads.setdefault(function.name, []).append(
            cel.Overload(
                f"{function.name}({','.join(function.takes)})",
                return_type=getattr(cel.Type, function.gives),
                parameters=[getattr(cel.Type, name) for name in function.takes],
                is_member=function.method,
                impl=function.computes,
            )
        )
    return [cel.FunctionDecl(name, forms) for name, forms in overloads.items()]


@lru_cache(maxsize=2048)
def program(expression: str) -> Any:
    """A compiled expression. Raises `Failed`."""
    try:
        return _environment().compile(expression)
    except Exception as error:  # whatever the library says of what is no expression
        raise Failed(str(error)) from None


def bound(value: Any) -> Any:
    """A value as `self`, for any number of programs."""
    return _environment().Activation({"self": value})


def result(expression: str, activation: Any) -> Any:
    """What an expression evaluates to, of a type that is Python's too. Raises `Failed`."""
    try:
        found = program(expression).eval(activation)
        kind = found.type().name()
        if kind not in ("BOOL", "STRING"):
            raise Failed(found.value() if kind == "ERROR" else kind)
        return found.value()
    except Failed:
        raise
    except Exception as error:  # a value that the library does not take, or a budget of its own
        raise Failed(str(error)) from None


def _regular_expressions() -> list[Function]:
    """`find` and `findAll`, made of what the library itself has: patterns are those of RE2, in time that is bounded."""
    return [
        Function("find", ("STRING", "STRING"), "STRING", _first),
        Function("findAll", ("STRING", "STRING"), "LIST", _all),
        Function("findAll", ("STRING", "STRING", "INT"), "LIST", _limited),
    ]


@lru_cache(maxsize=4)
def _on_text(expression: str) -> Any:
    """One of the library's own functions of a text and a pattern."""
    cel = _library()
    variables = {"text": cel.Type.STRING, "pattern": cel.Type.STRING}
    return cel.NewEnv(config=_configured(("optional", "regex")), variables=variables).compile(expression)


def _asked(expression: str, text: str, pattern: str) -> Any:
    found = _on_text(expression).eval(data={"text": text, "pattern": _without_groups(pattern)})
    if found.type().name() == "ERROR":
        raise ValueError(found.value())
    return found.plain_value()


def _first(text: str, pattern: str) -> str:
    return str(_asked("regex.extract(text, pattern).orValue('')", text, pattern))


def _all(text: str, pattern: str) -> list[str]:
    """Every match; of a pattern that matches nothing at all, Go and the library find different ones."""
    if _asked("text.matches(pattern)", "", pattern):
        raise ValueError("pattern matches the empty text")
    return list(_asked("regex.extractAll(text, pattern)", text, pattern))


def _limited(text: str, pattern: str, most: int) -> list[str]:
    return _all(text, pattern)[: most if most >= 0 else None]


def _without_groups(pattern: str) -> str:
    """A pattern whose groups capture nothing: the whole match is what is asked for."""
    made: list[str] = []
    escaped = within = False
    for at, character in enumerate(pattern):
        made.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif within:
            within = character != "]"
        elif character == "[":
            within = True
        elif character == "(" and pattern[at + 1 : at + 2] != "?":
            made.append("?:")
    return "".join(made)
