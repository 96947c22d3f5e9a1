"""The built-in rules: a folder for each category, a module for each family of rules."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from podlint.hooks import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.api import Rule


@hookimpl
def podlint_rules() -> Iterator[Rule]:
    """Every rule of every family: whatever module-level name of a family module is a rule."""
    from podlint.api import Rule

    for folder in sorted(iter_modules(__path__), key=lambda module: module.name):
        category = import_module(f"{__name__}.{folder.name}")
        for family in sorted(iter_modules(category.__path__), key=lambda module: module.name):
            module = import_module(f"{category.__name__}.{family.name}")
            yield from (value for value in vars(module).values() if isinstance(value, Rule))
