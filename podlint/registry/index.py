"""Built-in rules of their rows in the index (`podlint_rules._index`, written by tools/gen_index.py)."""

from __future__ import annotations

from typing import Any

from podlint.deferred import Deferred
from podlint.findings.finding import Severity
from podlint.rule import Rule, Scope


def indexed(row: tuple[Any, ...]) -> Rule:
    """A built-in rule of its row in the index; nothing of its module is imported."""
    name, module, severity, scope, default, category, summary, *rest = row
    kinds, profiles, since, aliases, across_kinds, flags, held, needs = rest
    function = name.replace("-", "_")
    return Rule(
        name=name,
        severity=Severity[severity.upper()],
        scope=Scope(scope),
        default=default,
        category=category,
        check=Deferred(module, function, "check", summary),
        kinds=kinds,
        profiles=profiles,
        since=since,
        aliases=aliases,
        options=Deferred(module, function, "options") if "options" in held else None,
        partial="partial" in flags,
        versioned="versioned" in flags,
        fragments="fragments" in flags,
        across=Deferred(module, function, "across") if "across" in held else None,
        across_kinds=across_kinds,
        by_name="by_name" in flags,
        needs=needs,
    )
