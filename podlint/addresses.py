"""The addresses that reports, editors and written files lead to: all are made of the one in `PROJECT`.

There is no site: the page of a rule is the one in the repository, at the tag of this version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint import __version__
from podlint.rule import INTERNAL_ERROR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.rule import Rule

PROJECT = "https://github.com/podlint/podlint"
"""The repository; `[project.urls]` in pyproject.toml says the same."""
TAG = f"v{__version__}"
"""The tag of this version in the repository."""


def page(file: str) -> str:
    """The address of a file of the repository, to be read by people."""
    return f"{PROJECT}/blob/{TAG}/{file}"


def raw(file: str) -> str:
    """The address of the bytes of a file of the repository."""
    return f"{PROJECT.replace('github.com', 'raw.githubusercontent.com')}/{TAG}/{file}"


def of_rule(rule: str, rules: Mapping[str, Rule]) -> str | None:
    """The address of the page about a rule; None for one of a plugin, and for what says that podlint itself failed."""
    if rule == INTERNAL_ERROR:
        return None
    known = rules.get(rule)
    return page(f"docs/rules/{rule}.md") if known is None or known.plugin == "podlint" else None
