"""`podlint explain`: a rule's documentation; that of a field is `podlint.cli.fields`, other tools' `.foreign`."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any, NoReturn

from podlint import registry
from podlint.addresses import of_rule
from podlint.cli.prose import page
from podlint.cli.rules import describe, named, table
from podlint.cli.status import OK
from podlint.config import schema
from podlint.errors import UsageError
from podlint.rule import FIRST, WHY_DEFAULT
from podlint.words import closest, counted

if TYPE_CHECKING:
    import argparse

    from podlint.cli.prose import Page
    from podlint.registry import Registry
    from podlint.rule import Rule

_SCOPES = {
    "engine": "the text and its schema",
    "object": "each object",
    "pod": "each pod spec, templates included",
    "container": "each container, init containers included",
    "project": "all objects together",
}


def run(options: argparse.Namespace) -> int:
    """Print what a rule flags, why, and how to fix it, or what a field is; returns the exit status.

    Of a check of another tool, the rules that podlint has for it.
    """
    if "." in options.name or "/" in options.name:
        return _field(options)
    known = registry.load(plugins=not options.no_plugins)
    rule = known.rules.get(known.aliases.get(options.name, options.name))
    if rule is None and options.name in (known.categories | known.profiles):
        return _group(options, known)
    if rule is None:
        return _field(options) if _is_kind(options) else _foreign(options, known)
    if options.output_format == "json":
        print(json.dumps(_data(rule), indent=2, default=str))
    else:
        print("\n".join(_lines(rule, page(options))))
    return OK


def _group(options: argparse.Namespace, known: Registry) -> int:
    """Print the rules of a category or profile."""
    rules = named(known, [options.name])
    if options.output_format == "json":
        print(json.dumps([_data(rule) for rule in rules], indent=2, default=str))
        return OK
    what = "category" if options.name in known.categories else "profile"
    on = page(options)
    print(f"{on.bold(options.name)} ({what} of {counted(len(rules), 'rule')})\n")
    print("".join(f"{line}\n" for line in table(rules, on)))
    print("`podlint explain RULE` shows one of them with its reason and examples.")
    return OK


def _field(options: argparse.Namespace) -> int:
    from podlint.cli import fields

    return fields.run(options)


def _is_kind(options: argparse.Namespace) -> bool:
    from podlint.cli.field_names import names_a_kind

    # Of two words that are wrong, the one with a hyphen was meant to be a rule: no kind has one.
    return "-" not in options.name and names_a_kind(options.name)


def _foreign(options: argparse.Namespace, known: Registry) -> int:
    """Print what podlint has for a check of another tool."""
    from podlint.foreign.table import find

    checks = find(options.name)
    if not checks:
        return _custom(options, known)
    from podlint.cli import foreign

    if options.output_format == "json":
        print(json.dumps(foreign.data(checks, known), indent=2))
    else:
        print(foreign.explained(checks, known, page(options)).rstrip())
    return OK


def _custom(options: argparse.Namespace, known: Registry) -> int:
    """Print what a custom kind is, if the word is the name of one."""
    from podlint.cli import fields
    from podlint.cli.field_names import Custom

    if "-" in options.name or not Custom(options).named(options.name, [], None, also=False)[0]:
        _unknown(options, known)
    return fields.run(options)


def _unknown(options: argparse.Namespace, known: Registry) -> NoReturn:
    near = closest(options.name, (*known.rules, *sorted(known.categories)))
    what = "rule"
    if "-" not in options.name:
        from podlint.cli.field_names import Custom, near_kind

        what, custom = "rule or kind", Custom(options)
        lacking = custom.lacking(options.name)
        if lacking is not None:
            raise UsageError(lacking)
        near = near or near_kind(options.name, options.kubernetes_version, custom)
    hint = f'; did you mean "{near}"?' if near else "; `podlint rules` lists the rules"
    raise UsageError(f'unknown {what} "{options.name}"{hint}')


def _lines(rule: Rule, on: Page) -> list[str]:
    state = "on by default" if rule.default else "off by default"
    name = on.terminal.link(on.bold(rule.name), of_rule(rule.name, {rule.name: rule}))
    head = [f"{name} ({rule.category}, {on.severity(rule.severity)}, {state})", ""]
    return [*head, *on.facts(_facts(rule)), "", *on.markdown(rule.doc)]


def _facts(rule: Rule) -> list[str]:
    """What is known of a rule besides its documentation."""
    lines = []
    lines.append(f"Looks at: {_SCOPES[rule.scope.value]}{f' ({_kinds(rule)})' if rule.kinds else ''}")
    lines.append(f"Fix:      {_fix(rule) or 'none'}")
    if rule.profiles:
        lines.append(f"Profiles: {', '.join(rule.profiles)}")
    if rule.aliases:
        lines.append(f"Once:     {', '.join(rule.aliases)}")
    if rule.plugin == "podlint":
        lines.append(f"Since:    {rule.since}")
    elif rule.since != FIRST:  # a plugin has its own versions: it says since when, or nothing
        lines.append(f"Since:    {rule.since} of {rule.plugin}")
    if WHY_DEFAULT not in rule.doc:
        lines.append(f"Default:  {rule.default_reason}")
    if rule.options is not None:
        lines += ["Options:", *_options(rule)]
    return lines


def _kinds(rule: Rule) -> str:
    return ", ".join(rule.kinds)


def _fix(rule: Rule) -> str:
    """What the rule says of its fix, as one line; empty where it has none."""
    match = re.search(r"^## Fix safety\n(.*?)(?=^## |\Z)", rule.doc, re.MULTILINE | re.DOTALL)
    return " ".join(match[1].split()) if match else ""


def _options(rule: Rule) -> list[str]:
    """What the configuration may set, what it takes, and how that is written."""
    known = schema.options(rule)
    width = max(len(option.name) for option in known)
    rows = [f"  {name:<{width}}  {takes} (default: {json.dumps(default)})" for name, takes, default in known]
    about = [f"  {schema.about_options(rule)}"] if schema.about_options(rule) else []
    return [*about, *rows, "  In .podlint.yaml, with the defaults:", textwrap.indent(schema.example(rule), "    ")]


def _data(rule: Rule) -> dict[str, Any]:
    return {
        **describe(rule),
        "scope": rule.scope.value,
        "kinds": list(rule.kinds),
        "fix": _fix(rule) or None,
        "options": {name: default for name, _, default in schema.options(rule)},
        "aliases": list(rule.aliases),
        "documentation": rule.doc,
    }
