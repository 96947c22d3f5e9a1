"""`podlint explain RULE`: a rule's documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint import registry
from podlint.cli.main import OK, UsageError
from podlint.model.words import closest

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Print what a rule flags, why, and how to mend it; returns the exit status."""
    known = registry.load(plugins=not options.no_plugins)
    rule = known.rules.get(known.aliases.get(options.name, options.name))
    if rule is None:
        near = closest(options.name, known.rules)
        hint = f'; did you mean "{near}"?' if near else "; `podlint rules` lists them"
        raise UsageError(f'unknown rule "{options.name}"{hint}')
    state = "on by default" if rule.default else "off by default"
    print(f"{rule.name} ({rule.category}, {rule.severity.word}, {state})\n\n{rule.doc}")
    return OK
