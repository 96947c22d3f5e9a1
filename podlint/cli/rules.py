"""`podlint rules`: the list of all rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint import registry
from podlint.addresses import of_rule
from podlint.cli.prose import page
from podlint.cli.status import OK
from podlint.config.select import expand
from podlint.errors import ConfigError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Container, Iterable, Iterator

    from podlint.cli.prose import Page
    from podlint.foreign.table import Check
    from podlint.registry import Registry
    from podlint.rule import Rule


_LEAST = 30
"""The columns that a summary has at least beside the other columns; else it goes below them."""


def run(options: argparse.Namespace) -> int:
    """Print the rules with their category, severity and summary, or those for another tool's checks.

    Returns the exit status.
    """
    known = registry.load(plugins=not options.no_plugins)
    wanted = named(known, options.names)
    if options.of_tool:
        only = {rule.name for rule in wanted} if options.names else None
        print(_of_tool(options.of_tool, only, as_json=options.output_format == "json"), end="")
        return OK
    rules = [rule for rule in wanted if rule.default or not options.default]
    if options.output_format == "json":
        print(json.dumps([describe(rule) for rule in rules], indent=2))
        return OK
    print("".join(f"{line}\n" for line in table(rules, page(options))), end="")
    return OK


def named(known: Registry, words: Iterable[str]) -> list[Rule]:
    """The rules that words name, by themselves, by category or by profile; all where there are no words.

    Raises UsageError for a word that names none.
    """
    found: dict[str, Rule] = {}
    for word in [part for given in words for part in given.split(",") if part] or ["all"]:
        try:
            found.update((name, known.rules[name]) for name in expand(word, known.rules, known.aliases)[1])
        except ConfigError as error:
            raise UsageError(str(error)) from error
    return sorted(found.values(), key=lambda rule: (rule.category, rule.name))


def table(rules: Iterable[Rule], on: Page) -> Iterator[str]:
    """Lines with rules, those of a category below its name."""
    rules = list(rules)
    width = max((len(rule.name) for rule in rules), default=0)
    category = None
    for rule in rules:
        if rule.category != category:
            category = rule.category
            yield on.bold(f"{category}:")
        state = "on " if rule.default else "off"
        indent = width + 18
        name = on.terminal.link(on.bold(rule.name), of_rule(rule.name, {rule.name: rule}))
        if on.width is not None and on.width < indent + _LEAST:
            indent = 6
            yield f"  {name}  {on.severity(rule.severity)}  {state.strip()}"
            yield from on.wrapped(f"{'':<{indent}}{rule.summary}", indent)
            continue
        first, *rest = on.wrapped(f"{'':<{indent}}{rule.summary}", indent)
        yield f"  {name}{'':<{width - len(rule.name)}}  {on.severity(rule.severity, 7)}  {state}  {first.strip()}"
        yield from rest


def describe(rule: Rule) -> dict[str, Any]:
    """A rule as JSON data."""
    return {
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity.word,
        "default": rule.default,
        "summary": rule.summary,
        "profiles": list(rule.profiles),
        "since": rule.since,
        "plugin": rule.plugin,
    }


def _of_tool(name: str, wanted: Container[str] | None, *, as_json: bool) -> str:
    """The checks of another tool with our rules, where some are `wanted` only those with one of them."""
    from podlint.foreign.table import tool

    known = tool(name).checks.values()
    checks = [check for check in known if wanted is None or any(rule in wanted for rule in check.rules)]
    if as_json:
        rows = [{"tool": name, "check": c.id, "rules": list(c.rules), "note": c.note or None} for c in checks]
        return json.dumps(rows, indent=2) + "\n"
    width = max((len(check.id) for check in checks), default=0)
    return "".join(f"{check.id:<{width}}  {_words(check)}\n" for check in checks)


def _words(check: Check) -> str:
    rules = ", ".join(check.rules) or "none"
    return f"{rules}: {check.note}" if check.note else rules
