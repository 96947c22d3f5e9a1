"""What `podlint explain` says of the checks of other tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint.cli.rules import describe, named, table
from podlint.foreign.table import tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.cli.prose import Page
    from podlint.foreign.table import Check
    from podlint.registry import Registry


def explained(checks: Iterable[Check], known: Registry, on: Page) -> str:
    """What checks of other tools are here: podlint's rules for each, or why there is none."""
    parts = []
    for check in checks:
        head = f"{check.id} is a check of {tool(check.tool).title}."
        if not check.rules:
            parts.append(f"{head} podlint has no rule for it.\n{check.note}\n")
            continue
        words = [*([check.note] if check.note else []), *_options(check)]
        note = "".join(f"{line}\n" for line in words)
        rows = "".join(f"{line}\n" for line in table(named(known, check.rules), on))
        more = f"`podlint explain {check.rules[0]}` explains a rule."
        parts.append(f"{head} podlint has for it:\n\n{rows}\n{note}{more}\n")
    return "\n".join(parts)


def _options(check: Check) -> Iterator[str]:
    """The options with which the rules ask for the same."""
    for rule, options in check.options.items():
        for name, value in options.items():
            yield f"For the same, set {name} of {rule} to {json.dumps(value)}."


def data(checks: Iterable[Check], known: Registry) -> list[dict[str, Any]]:
    """The same as JSON data."""
    return [{**_row(check), "rules": [describe(known.rules[rule]) for rule in check.rules]} for check in checks]


def _row(check: Check) -> dict[str, Any]:
    return {"tool": check.tool, "check": check.id, "note": check.note or None, "options": dict(check.options)}
