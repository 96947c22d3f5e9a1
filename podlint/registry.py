"""Plugins and their rules: who is there, and which rules see which kind of object."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from podlint.kubernetes.kinds import POD_SPECS
from podlint.rule import EngineRule, Rule, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import Distribution

    from podlint.yaml.place import Path

BUILT_IN = "podlint_rules"
GROUP = "podlint"


class PluginError(Exception):
    """A plugin cannot be used: which one, and why."""


class Registry:
    """All rules by name, and what else plugins add.

    `rules` maps names (and old names, their aliases) to rules; `plugins` are the names of third-party plugins.
    """

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self.aliases: dict[str, str] = {}
        self.plugins: list[str] = []
        self.pod_specs: dict[str, Path] = dict(POD_SPECS)
        self.reporters: dict[str, str] = {}

    @property
    def categories(self) -> frozenset[str]:
        """The categories that rules stand under."""
        return frozenset(rule.category for rule in self.rules.values())

    @property
    def profiles(self) -> frozenset[str]:
        """The profiles that rules belong to."""
        return frozenset(profile for rule in self.rules.values() for profile in rule.profiles)

    def add(self, rules: Iterable[Rule], plugin: str) -> None:
        """Add a plugin's rules; raises PluginError for a name that is taken or does not bear the plugin's prefix."""
        for rule in rules:
            if not isinstance(rule, Rule):
                raise PluginError(f"plugin {plugin}: podlint_rules() gave {rule!r}, which is not a rule")
            if rule.name in self.rules:
                raise PluginError(f"plugin {plugin}: there is a rule named {rule.name} already")
            if plugin != BUILT_IN and not rule.name.startswith(f"{plugin}-"):
                raise PluginError(f"plugin {plugin}: rule {rule.name} must be named {plugin}-{rule.name}")
            self.rules[rule.name] = rule if plugin == BUILT_IN else rule._replace(plugin=plugin)
            self.aliases.update(dict.fromkeys(rule.aliases, rule.name))


def load(*, plugins: bool = True) -> Registry:
    """The registry of the built-in rules and, with `plugins`, of every installed plugin.

    Raises PluginError naming the plugin where one is broken.
    """
    registry = Registry()
    # The built-in rules implement the hook as a plugin does, but are asked without pluggy, which costs a tenth of a
    # clean file's time and is needed only where there are plugins.
    registry.add(import_module(BUILT_IN).podlint_rules(), BUILT_IN)
    _join(registry)
    if plugins:
        for name, distribution in _entry_points():
            version = f"{distribution.name} {distribution.version}" if distribution else "unknown version"
            try:
                module = _load(name, distribution)
                _register(registry, name, module)
            except PluginError:
                raise
            except Exception as error:
                raise PluginError(
                    f"plugin {name} ({version}) cannot be loaded: {type(error).__name__}: {error}"
                ) from error
            registry.plugins.append(name)
    return registry


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


def _register(registry: Registry, name: str, module: object) -> None:
    import pluggy

    from podlint import hooks

    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    try:
        manager.register(module, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(f"plugin {name}: {error}") from error
    for rules in manager.hook.podlint_rules():
        registry.add(rules, name)
    for templates in manager.hook.podlint_pod_templates():
        registry.pod_specs.update(templates)
    for reporters in manager.hook.podlint_reporters():
        registry.reporters.update(reporters)


def _entry_points() -> list[tuple[str, Distribution | None]]:
    """Entry points of the group `podlint`, by name.

    The folders of `sys.path` are searched for the text `[podlint]` first: importlib.metadata costs more to import
    than a clean file costs to lint, and most installations have no plugin.
    """
    if not any(_mentions_podlint(folder) for folder in sys.path if folder):
        return []
    from importlib.metadata import entry_points

    found = entry_points(group=GROUP)
    return sorted(((point.name, point.dist) for point in found), key=lambda pair: pair[0])


def _mentions_podlint(folder: str) -> bool:
    """Whether a distribution installed in a folder has entry points of podlint's group."""
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return any(_is_plugin(f"{folder}/{name}") for name in names if name.endswith((".dist-info", ".egg-info")))


def _is_plugin(metadata: str) -> bool:
    try:
        with open(f"{metadata}/entry_points.txt", "rb") as file:  # noqa: PTH123 - on the way to every file
            return b"[podlint]" in file.read()
    except OSError:
        return False


def _load(name: str, distribution: Distribution | None) -> object:
    points = distribution.entry_points if distribution is not None else ()
    for point in points:
        if point.group == GROUP and point.name == name:
            return point.load()
    raise PluginError(f"plugin {name}: its entry point has gone")


def dispatch(rules: Iterable[Rule], kind: str) -> dict[Scope, list[Rule]]:
    """The rules that apply to objects of `kind`, by scope."""
    table: dict[Scope, list[Rule]] = {scope: [] for scope in Scope}
    for rule in rules:
        if not rule.kinds or kind in rule.kinds:
            table[rule.scope].append(rule)
        if rule.across is not None and kind in rule.across_kinds:
            table[Scope.PROJECT].append(rule)
    return table
