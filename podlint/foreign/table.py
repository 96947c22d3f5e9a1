"""The checks of other tools, and podlint's rules for them: one JSON file for each tool, read when somebody asks."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

TOOLS = ("kube-linter", "kube-score", "polaris", "checkov", "trivy", "kubesec")
_TRIVY = r"(?:avd-)?ksv-?(\d+)"


class Check(NamedTuple):
    """A check of another tool.

    `rules` are podlint's rules for it; where there are none, `note` is the reason, else the difference, if there is
    one. `default` tells whether the tool runs it without being asked, `in_all` whether a suppression
    of all of its checks counts for it. `options` are those, by rule, with which the
    rules ask for the same.
    """

    tool: str
    id: str
    rules: tuple[str, ...]
    note: str = ""
    default: bool = True
    in_all: bool = True
    options: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


class Tool(NamedTuple):
    """A tool: its name as its makers write it, its checks by their key, and a word on others that it has."""

    title: str
    checks: Mapping[str, Check]
    about: str = ""


@lru_cache(maxsize=len(TOOLS))
def tool(name: str) -> Tool:
    """What is known of a tool, one of `TOOLS`."""
    data = json.loads((Path(__file__).parent / f"{name}.json").read_bytes())
    checks = (
        Check(
            name,
            row["check"],
            tuple(row["rules"]),
            row.get("note", ""),
            row.get("default", True),
            row.get("in-all", True),
            row.get("options", {}),
        )
        for row in data["checks"]
    )
    return Tool(data["title"], {key(check.id): check for check in checks}, data.get("about", ""))


def key(check: str) -> str:
    """The one form of all that a check may be called: Trivy has `KSV001`, `AVD-KSV-0001` and `KSV-0001` for one."""
    word = check.strip().lower()
    number = re.fullmatch(_TRIVY, word)
    return f"ksv-{number[1].lstrip('0')}" if number else word


def check(of: str, name: str) -> Check | None:
    """A check of a tool by its name, in any of its spellings; None where the tool has none of that name."""
    return tool(of).checks.get(key(name))


def find(name: str) -> list[Check]:
    """The checks of that name, of all tools."""
    return [found for of in TOOLS if (found := check(of, name)) is not None]
