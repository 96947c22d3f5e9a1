"""What one plugin gives, asked for through pluggy, and held against what it may give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pluggy

from podlint import hooks
from podlint.errors import PluginError
from podlint.findings import guard
from podlint.findings.finding import Severity
from podlint.registry.held import shown
from podlint.rule import Rule, Scope
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.kubernetes.links import Link
    from podlint.yaml.place import Path

_KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"
_KIND = r"([^/\s]+/)?[^/\s]+"
_TARGET = r"[A-Za-z_][\w.]*:[A-Za-z_]\w*"
_RESERVED = frozenset({"all", "default"})


class Given(NamedTuple):
    """What a plugin adds: rules, pod specs and references by `group/Kind`, functions of output formats by name."""

    rules: list[Rule]
    pod_specs: dict[str, Path]
    reporters: dict[str, str]
    links: dict[str, tuple[Link, ...]]


def ask(name: str, module: object) -> Given:
    """What the hooks of a plugin's module give. Raises PluginError for nonsense, and whatever the hooks raise."""
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    try:
        manager.register(module, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(f"plugin {name}: {' '.join(str(error).split())}") from error
    if not manager.get_hookcallers(module):
        raise PluginError(f"plugin {name}: implements none of podlint's hooks; are they marked with hookimpl?")
    return Given(
        [_rule(name, given) for given in _items(name, manager, "podlint_rules")],
        {key: _pod_spec(name, key, path) for key, path in _pairs(name, manager, "podlint_pod_templates")},
        {key: _reporter(name, key, target) for key, target in _pairs(name, manager, "podlint_reporters")},
        {key: _links(name, key, rows) for key, rows in _pairs(name, manager, "podlint_references")},
    )


def _answer(name: str, manager: pluggy.PluginManager, hook: str) -> Any:
    """What a hook returns; None where the plugin has none. pluggy leaves out a None that is returned."""
    caller = getattr(manager.hook, hook)
    if not caller.get_hookimpls():
        return None
    answers = caller()
    if not answers:
        raise PluginError(f"plugin {name}: {hook}() gave None; is its return missing?")
    return answers[0]


def _items(name: str, manager: pluggy.PluginManager, hook: str) -> Iterable[Any]:
    answer = _answer(name, manager, hook)
    if answer is None:
        return ()
    if not isinstance(answer, Iterable) or isinstance(answer, str | bytes | Mapping | Rule):
        raise PluginError(f"plugin {name}: {hook}() gave {shown(answer)}, not a list")
    return answer


def _pairs(name: str, manager: pluggy.PluginManager, hook: str) -> Iterable[tuple[Any, Any]]:
    answer = _answer(name, manager, hook)
    if answer is None:
        return ()
    if not isinstance(answer, Mapping):
        raise PluginError(f"plugin {name}: {hook}() gave {shown(answer)}, not a mapping")
    return answer.items()


def _links(name: str, key: Any, rows: Any) -> tuple[Link, ...]:
    if not isinstance(key, str) or not re.fullmatch(_KIND, key):
        raise PluginError(f"plugin {name}: podlint_references() has the key {shown(key)}, not a text group/Kind")
    if not isinstance(rows, list | tuple):
        raise PluginError(f"plugin {name}: the references of {key} must be a list, not {shown(rows)}")
    return tuple(_link(name, key, row) for row in rows)


def _link(name: str, key: str, row: Any) -> Link:
    from podlint.kubernetes.links import Link

    sized = isinstance(row, list | tuple) and len(row) in (3, 4)
    what, path, kind = row[:3] if sized else ("", (), "")
    beside = row[3] if sized and len(row) == 4 else {}
    steps = tuple(path) if isinstance(path, tuple | list) else ()
    texts = isinstance(what, str) and isinstance(kind, str) and all(isinstance(step, str) for step in steps)
    if not (texts and what and steps and re.fullmatch(_KIND, kind)):
        raise PluginError(
            f"plugin {name}: a reference of {key} must be (words, tuple of keys, group/Kind), not {shown(row)}"
        )
    fields = isinstance(beside, Mapping) and all(isinstance(field, str) and field for field in beside.values())
    if not (fields and set(beside) <= {"key", "port"}):
        raise PluginError(
            f"plugin {name}: what stands beside a reference of {key} is {{'key': field}} or {{'port': field}}, "
            f"not {shown(beside)}"
        )
    group, _, named = kind.rpartition("/")
    port = tuple(beside["port"].split(".")) if "port" in beside else ()
    return Link(what, steps, group, named, makes=what == "makes", key=beside.get("key", ""), port=port)


def _pod_spec(name: str, key: Any, path: Any) -> Path:
    if not isinstance(key, str) or not re.fullmatch(_KIND, key):
        raise PluginError(f"plugin {name}: podlint_pod_templates() has the key {shown(key)}, not a text group/Kind")
    steps = tuple(path) if isinstance(path, tuple | list) else ()
    if not steps or not all(isinstance(step, str) for step in steps):
        raise PluginError(f"plugin {name}: the pod spec of {key} must lie at a tuple of keys, not at {shown(path)}")
    return steps


def _reporter(name: str, key: Any, target: Any) -> str:
    if not isinstance(key, str) or not re.fullmatch(_KEBAB, key):
        raise PluginError(f"plugin {name}: {shown(key)} is no name for an output format: lower-case words, `-` between")
    if not isinstance(target, str) or not re.fullmatch(_TARGET, target):
        raise PluginError(f"plugin {name}: the output format {key} must be module:function, not {shown(target)}")
    return target


def _rule(plugin: str, given: Any) -> Rule:
    if not isinstance(given, Rule):
        raise PluginError(f"plugin {plugin}: podlint_rules() gave {shown(given)}, which is not a rule")
    if not isinstance(given.name, str) or not re.fullmatch(_KEBAB, given.name):
        raise PluginError(f"plugin {plugin}: {shown(given.name)} is no name for a rule: lower-case words and hyphens")
    if not given.name.startswith(f"{plugin}-"):
        raise PluginError(f"plugin {plugin}: rule {given.name} must be named {plugin}-{given.name}")
    wrong = _fault(given)
    if wrong is not None:
        raise PluginError(f"plugin {plugin}: rule {given.name}: {wrong}")
    return given


def _fault(rule: Rule) -> str | None:
    """What is wrong with a rule whose name is right."""
    if not isinstance(rule.severity, Severity):
        return f"its severity must be a Severity, not {shown(rule.severity)}"
    if not isinstance(rule.scope, Scope):
        return f"its scope must be a Scope, not {shown(rule.scope)}"
    if rule.scope is Scope.ENGINE:
        return "the scope ENGINE is for what podlint finds by itself"
    if not isinstance(rule.category, str) or not re.fullmatch(_KEBAB, rule.category) or rule.category in _RESERVED:
        return f"{shown(rule.category)} is no name for a category"
    for function in (rule.check, *(() if rule.across is None else (rule.across,))):
        if not callable(function):
            return f"{shown(function)} is no function"
    for field in ("kinds", "profiles", "aliases", "across_kinds", "needs"):
        words = getattr(rule, field)
        if not isinstance(words, tuple) or not all(isinstance(word, str) for word in words):
            return f"{field} must be a tuple of texts, not {shown(words)}"
    return _fault_of_options(rule.options)


def _fault_of_options(options: Any) -> str | None:
    if options is None:
        return None
    if not isinstance(options, type) or not (hasattr(options, "_fields") or hasattr(options, "__dataclass_fields__")):
        return f"its options must be a NamedTuple or a dataclass, not {shown(options)}"
    try:
        options()
    except (Exception, SystemExit) as error:
        return f"its options cannot be made of their defaults: {guard.said(error)}"
    return None
