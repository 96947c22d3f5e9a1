"""The built-in rules: a folder for each category, a module for each family of rules."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.api import Rule


def podlint_rules() -> Iterator[Rule]:
    """Every rule of every family: whatever module-level name of a family module is a rule."""
    from podlint.api import Rule

    for category in _names(__path__[0]):
        for family in _names(os.path.join(__path__[0], category)):
            module = import_module(f"{__name__}.{category}.{family}")
            yield from (value for value in vars(module).values() if isinstance(value, Rule))


def _names(folder: str) -> list[str]:
    """The modules and packages in a folder, sorted."""
    return sorted(name.removesuffix(".py") for name in os.listdir(folder) if not name.startswith(("_", ".")))
