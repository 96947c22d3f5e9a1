"""Functions and classes that are imported only when they are used: what the index of the built-in rules holds."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Deferred:  # noqa: D101 - its instances have the documentation of what they stand for
    __slots__ = ("_found", "field", "module", "name", "summary")

    def __init__(self, module: str, name: str, field: str, summary: str = "") -> None:
        """What stands in a `field` of the rule that a module has under a name; `summary` is its documentation's."""
        self.module = module
        self.name = name
        self.field = field
        self.summary = summary
        self._found: Any = None

    @property
    def found(self) -> Any:
        """What it stands for, imported the first time."""
        if self._found is None:
            self._found = getattr(getattr(import_module(self.module), self.name), self.field)
        return self._found

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        doc: str | None = self.found.__doc__
        return doc

    def __call__(self, *arguments: Any) -> Any:
        """Call what it stands for."""
        return self.found(*arguments)


def found(value: Any) -> Any:
    """A value, or what it stands for."""
    return value.found if isinstance(value, Deferred) else value
