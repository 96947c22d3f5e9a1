"""Which rules run: names, categories, profiles and `all`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from podlint.errors import ConfigError
from podlint.words import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podlint.config.settings import RuleSettings, Settings
    from podlint.findings.finding import Severity
    from podlint.rule import Rule


class Selected(NamedTuple):
    """A rule that runs, with the severity and the options it runs with."""

    rule: Rule
    severity: Severity
    options: Any = None


def select(rules: Mapping[str, Rule], aliases: Mapping[str, str], settings: Settings) -> dict[str, Selected]:
    """The rules that `settings` ask for, by name.

    `select` replaces the default set, `extend_select` adds to it, `ignore` takes away; where a rule is both selected
    and ignored, the narrower word wins: a name beats a category or profile, which beats `all`. Raises ConfigError for
    a word that is nothing of these.
    """
    rank: dict[str, int] = {} if settings.select else {name: 0 for name, rule in rules.items() if rule.default}
    for word in (*settings.select, *settings.extend_select):
        width, names = _expand(word, rules, aliases)
        for name in names:
            rank[name] = max(rank.get(name, 0), width)
    for word in settings.ignore:
        width, names = _expand(word, rules, aliases)
        for name in names:
            if name in rank and rank[name] <= width:
                del rank[name]
    for name in settings.rules:
        _expand(name, rules, aliases)
    return {name: _configured(rules[name], settings.rules) for name in rules if name in rank}


def _expand(word: str, rules: Mapping[str, Rule], aliases: Mapping[str, str]) -> tuple[int, Iterable[str]]:
    """How narrow a word is (3 a name, 2 a category or profile, 1 `all`) and the rules it means."""
    name = aliases.get(word, word)
    if name in rules:
        return 3, (name,)
    if word == "all":
        return 1, tuple(rules)
    if word == "default":
        return 1, tuple(n for n, rule in rules.items() if rule.default)
    found = tuple(n for n, rule in rules.items() if rule.category == word or word in rule.profiles)
    if found:
        return 2, found
    groups = {r.category for r in rules.values()} | {p for r in rules.values() for p in r.profiles}
    near = closest(word, [*rules, *sorted(groups), "all"])
    raise ConfigError(f'unknown rule or category "{word}"' + (f'; did you mean "{near}"?' if near else ""))


def _configured(rule: Rule, configured: Mapping[str, RuleSettings]) -> Selected:
    own = configured.get(rule.name)
    if own is None:
        return Selected(rule, rule.severity, rule.options() if rule.options else None)
    if own.options and rule.options is None:
        raise ConfigError(f"rule {rule.name} has no options, but {own.options[0][0]} is set")
    return Selected(rule, own.severity or rule.severity, _options(rule, dict(own.options)))


def _options(rule: Rule, values: dict[str, Any]) -> Any:
    if rule.options is None:
        return None
    known = {field.replace("_", "-"): field for field in _fields(rule.options)}
    arguments = {}
    for key, value in values.items():
        field = known.get(key.replace("_", "-"))
        if field is None:
            near = closest(key, known)
            hint = f'; did you mean "{near}"?' if near else f"; it has {', '.join(known)}"
            raise ConfigError(f'rule {rule.name} has no option "{key}"{hint}')
        default = getattr(rule.options(), field)
        kind = list if isinstance(default, tuple) else type(default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ConfigError(f"option {key} of rule {rule.name} must be of type {kind.__name__}, not {value!r}")
        arguments[field] = tuple(value) if isinstance(value, list) else value
    return rule.options(**arguments)


def _fields(options: type[Any]) -> tuple[str, ...]:
    """The names of the options: fields of a named tuple, or of a dataclass, which costs more to import."""
    return tuple(getattr(options, "_fields", None) or options.__dataclass_fields__)
