"""Which rules run, with which severity and options: names, categories, profiles and `all`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.config.settings import RuleSettings
from podlint.deferred import Deferred
from podlint.errors import ConfigError
from podlint.findings.finding import Finding
from podlint.tuples import NamedTuple
from podlint.words import closest
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from podlint.config.settings import Settings
    from podlint.findings.finding import Severity
    from podlint.findings.fix import ResolvedFix
    from podlint.rule import Rule
    from podlint.yaml.place import Location, RelatedLocation

_NAME, _GROUP, _ALL = 3, 2, 1
"""How narrow a word is: a name, a category or profile, `all`."""


class Selected(NamedTuple):
    """A rule that runs, with the severity and the options it runs with.

    `configured` says that the configuration sets the severity, `profile` that a profile asks for the rule. Options that
    nothing is said of stand for the class that gives them, until the rule is `loaded`.
    """

    rule: Rule
    severity: Severity
    options: Any = None
    configured: bool = False
    profile: bool = False

    @property
    def loaded(self) -> Selected:
        """The same with the rule's own functions and options, its module imported."""
        options = self.options.found() if isinstance(self.options, Deferred) else self.options
        return self._replace(rule=self.rule.loaded, options=options)

    def finding(
        self,
        message: str,
        location: Location,
        document: int = 0,
        pointer: str = "",
        named_pointer: str = "",
        *,
        severity: Severity | None = None,
        help: str | None = None,
        related: tuple[RelatedLocation, ...] = (),
        fix: ResolvedFix | None = None,
    ) -> Finding:
        """A finding of the rule at a place; `severity` is one of its own that the hit asks for."""
        return Finding(
            rule=self.rule.name,
            category=self.rule.category,
            severity=self.weigh(severity),
            message=message,
            location=location,
            document=document,
            pointer=pointer,
            named_pointer=named_pointer,
            help=help,
            related=related,
            fix=fix,
        )

    def weigh(self, severity: Severity | None) -> Severity:
        """The severity of a hit that asks for one of its own: lower than the rule's, and not against a configured."""
        return self.severity if severity is None or self.configured else min(self.severity, severity)


def select(rules: Mapping[str, Rule], aliases: Mapping[str, str], settings: Settings) -> dict[str, Selected]:
    """The rules that `settings` ask for, by name.

    `select` replaces the default set, `extend_select` adds to it, `ignore` takes away; where a rule is both selected
    and ignored, the narrower word wins: a name beats a category or profile, which beats `all`. What is `off` counts as
    ignored. A rule that is `by_name` takes part where it is named or configured. Raises ConfigError, with the place
    where it stands in a file, for a word that is nothing of these, and for options that a rule has not.
    """
    for word, path, places in settings.named:
        try:
            expand(word, rules, aliases)
        except ConfigError as error:
            raise places.error(str(error), path, Part.KEY if path[:1] == ("rules",) else Part.VALUE) from None
    own, groups = _entries(rules, aliases, settings)
    rank: dict[str, int] = {} if settings.select else {name: 0 for name, rule in rules.items() if rule.default}
    for word in (*settings.select, *settings.extend_select):
        width, names = expand(word, rules, aliases)
        for name in names:
            rank[name] = max(rank.get(name, 0), width)
    for word in settings.ignore:
        width, names = expand(word, rules, aliases)
        for name in names:
            if name in rank and rank[name] <= width:
                del rank[name]
    options: dict[str, Any] = {}
    if own:
        from podlint.config.options import build

        # Built for all rules, whether they run or not: a wrong option is wrong on the day it is written.
        options = {name: build(rules[name], entry, settings, ("rules", key)) for name, (key, entry) in own.items()}
    words = {*settings.select, *settings.extend_select}
    chosen = {}
    for name, rule in rules.items():
        if name not in rank:
            continue
        if rule.by_name and rank[name] < _NAME and name not in own:
            continue
        entry, group = own[name][1] if name in own else RuleSettings(), groups.get(rule.category, RuleSettings())
        by_group = entry.severity is None and not entry.off
        if entry.off or (by_group and group.off and rank[name] <= _GROUP):
            continue
        configured = entry.severity or group.severity
        if name not in own:
            options[name] = rule.options() if rule.options and not isinstance(rule.options, Deferred) else rule.options
        profile = not words.isdisjoint(rule.profiles)
        severity = configured or rule.severity
        chosen[name] = Selected(rule, severity, options[name], configured is not None, profile)
    return chosen


def require(settings: Settings, plugins: Collection[str]) -> None:
    """Raise ConfigError for a plugin that the configuration requires and that is not among those installed."""
    for index, name in enumerate(settings.plugins):
        if name not in plugins:
            near = closest(name, plugins)
            hint = f'; did you mean "{near}"?' if near else ""
            message = f"plugin {name} is required by the configuration, but not installed{hint}"
            raise settings.error(message, ("plugins", index))


def expand(word: str, rules: Mapping[str, Rule], aliases: Mapping[str, str]) -> tuple[int, Iterable[str]]:
    """How narrow a word is, and the rules it means. Raises ConfigError for a word that means nothing."""
    name = aliases.get(word, word)
    if name in rules:
        return _NAME, (name,)
    if word == "all":
        return _ALL, tuple(rules)
    if word == "default":
        return _ALL, tuple(n for n, rule in rules.items() if rule.default)
    found = tuple(n for n, rule in rules.items() if rule.category == word or word in rule.profiles)
    if found:
        return _GROUP, found
    groups = {r.category for r in rules.values()} | {p for r in rules.values() for p in r.profiles}
    near = closest(word, [*rules, *sorted(groups), "all"])
    hint = f'did you mean "{near}"?' if near else "`podlint rules` lists the rules"
    raise ConfigError(f'unknown rule or category "{word}"; {hint}')


Own = dict[str, tuple[str, RuleSettings]]


def _apart(settings: Settings, one: str, other: str) -> bool:
    """Whether two entries under `rules` stand in two files, of which one extends the other: the last is the nearer."""
    places = settings.places
    return places is not None and places.of(("rules", one)).file != places.of(("rules", other)).file


def _entries(
    rules: Mapping[str, Rule], aliases: Mapping[str, str], settings: Settings
) -> tuple[Own, dict[str, RuleSettings]]:
    """What is configured: for rules, by name, with the word it is written under; and for categories.

    Raises ConfigError for other words, and for options of a category.
    """
    own: Own = {}
    groups: dict[str, RuleSettings] = {}
    for word, entry in settings.rules.items():
        name = aliases.get(word, word)
        if name in own and not _apart(settings, own[name][0], word):
            message = f"rule {name} is configured twice, as {own[name][0]} and as {word}"
            raise settings.error(message, ("rules", word), Part.KEY)
        if name in rules:
            own[name] = word, entry
            continue
        expand(word, rules, aliases)
        if not any(rule.category == word for rule in rules.values()):
            message = f"rules takes names of rules and of categories, and {word} is neither: use select or ignore"
            raise settings.error(message, ("rules", word), Part.KEY)
        if entry.options:
            option = entry.options[0][0]
            message = f"{word} is a category: it takes a severity, and no options such as {option}"
            raise settings.error(message, ("rules", word, option), Part.KEY)
        groups[word] = entry
    return own, groups
