"""`podlint rules`: the list of all rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint import registry
from podlint.cli.status import OK

if TYPE_CHECKING:
    import argparse

    from podlint.rule import Rule


def run(options: argparse.Namespace) -> int:
    """Print every rule with its category, severity and summary; returns the exit status."""
    rules = sorted(registry.load(plugins=not options.no_plugins).rules.values(), key=lambda r: (r.category, r.name))
    if options.output_format == "json":
        print(json.dumps([describe(rule) for rule in rules], indent=2))
        return OK
    width = max(len(rule.name) for rule in rules)
    category = None
    for rule in rules:
        if rule.category != category:
            category = rule.category
            print(f"{category}:")
        state = "on " if rule.default else "off"
        print(f"  {rule.name:<{width}}  {rule.severity.word:<7}  {state}  {rule.summary}")
    return OK


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
