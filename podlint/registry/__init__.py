"""Plugins and their rules: who is there, and which rules see which kind of object."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from podlint.errors import PluginError
from podlint.kubernetes.kinds import POD_SPECS
from podlint.registry import installed
from podlint.registry.index import indexed
from podlint.rule import EngineRule, Rule, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.kubernetes.links import Link
    from podlint.yaml.place import Path

BUILT_IN = "podlint_rules"
_OF_LINKS = ("custom-reference-mistyped", "custom-reference-key", "custom-backend-port")
"""Rules for the kinds whose references are known: those of plugins too."""


class Registry:
    """All rules by name, and what else plugins add.

    `rules` maps names to rules, `aliases` old names to names; `plugins` are the names of third-party plugins,
    `sources` words that change with their code, `pod_specs` the places of pod specs by `group/Kind`, `reporters` the
    functions of output formats by their name, `links` what custom resources name by `group/Kind`, as plugins say it.
    """

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self.aliases: dict[str, str] = {}
        self.plugins: list[str] = []
        self.sources: list[str] = []
        self.pod_specs: dict[str, Path] = dict(POD_SPECS)
        self.reporters: dict[str, str] = {}
        self.links: dict[str, tuple[Link, ...]] = {}

    @property
    def categories(self) -> frozenset[str]:
        """The categories that rules stand under."""
        return frozenset(rule.category for rule in self.rules.values())

    @property
    def profiles(self) -> frozenset[str]:
        """The profiles that rules belong to."""
        return frozenset(profile for rule in self.rules.values() for profile in rule.profiles)

    def add(self, rules: Iterable[Rule], plugin: str) -> None:
        """Add rules. Raises PluginError for one whose name, or an old name, is taken."""
        for rule in rules:
            for name in (rule.name, *rule.aliases):
                if name in self.rules or name in self.aliases:
                    raise PluginError(f"plugin {plugin}: there is a rule named {name} already")
            self.rules[rule.name] = rule if plugin == BUILT_IN else rule._replace(plugin=plugin)
            self.aliases.update(dict.fromkeys(rule.aliases, rule.name))


def load(*, plugins: bool = True) -> Registry:
    """The registry of the built-in rules and, with `plugins`, of every installed plugin.

    Raises PluginError naming the plugin where one is broken.
    """
    registry = Registry()
    # Of the built-in rules only the index is read: the module of one is imported when the rule is used.
    registry.add(map(indexed, import_module(f"{BUILT_IN}._index").RULES), BUILT_IN)
    _join(registry)
    for plugin in installed.plugins() if plugins else ():
        _take(registry, plugin)
    return registry


def _take(registry: Registry, plugin: installed.Plugin) -> None:
    """Add what a plugin gives. Whatever it does instead (raise, exit, give nonsense) becomes a PluginError."""
    from podlint.findings import guard
    from podlint.registry import plugin as asked
    from podlint.registry.held import aside, held

    if plugin.name in registry.plugins:
        raise PluginError(f"plugin {plugin.name}: two installed packages bring one, {plugin.package} is the second")
    try:
        given = aside(lambda: asked.ask(plugin.name, plugin.load()))
    except PluginError:
        raise
    except (Exception, SystemExit) as error:
        raise PluginError(f"plugin {plugin.name} ({plugin.package}) cannot be loaded: {guard.said(error)}") from error
    registry.add(map(held, given.rules), plugin.name)
    registry.pod_specs.update(given.pod_specs)
    for key, links in given.links.items():
        registry.links[key] = (*registry.links.get(key, ()), *links)
    kinds = tuple(key.rpartition("/")[2] for key in given.links)
    for name in _OF_LINKS if kinds else ():
        rule = registry.rules[name]
        registry.rules[name] = rule._replace(kinds=tuple(dict.fromkeys((*rule.kinds, *kinds))))
    for name, target in given.reporters.items():
        if name in registry.reporters:
            raise PluginError(f"plugin {plugin.name}: another plugin has an output format {name} already")
        registry.reporters[name] = target
    registry.plugins.append(plugin.name)
    registry.sources.append(plugin.state())


def _join(registry: Registry) -> None:
    """Hold what the engine finds by itself against the rules: a rule that is missing would be a finding that is lost.

    Raises PluginError where a member of `EngineRule` has no rule, or a rule of the engine no member.
    """
    own = {member.value for member in EngineRule}
    declared = {name for name, rule in registry.rules.items() if rule.scope is Scope.ENGINE}
    missing, extra = sorted(own - registry.rules.keys()), sorted(declared - own)
    if missing:
        raise PluginError(f"{BUILT_IN} does not declare {', '.join(missing)}, which the engine finds")
    if extra:
        raise PluginError(f"{BUILT_IN} declares {', '.join(extra)} for the engine, which knows of no such finding")


def dispatch(rules: Iterable[Rule], kind: str) -> dict[Scope, list[Rule]]:
    """The rules that apply to objects of `kind`, by scope."""
    table: dict[Scope, list[Rule]] = {scope: [] for scope in Scope}
    for rule in rules:
        if not rule.kinds or kind in rule.kinds:
            table[rule.scope].append(rule)
        if rule.across is not None and (not rule.across_kinds or kind in rule.across_kinds):
            table[Scope.PROJECT].append(rule)
    return table


__all__ = ["BUILT_IN", "PluginError", "Registry", "dispatch", "load"]
