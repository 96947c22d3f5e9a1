"""What the engine finds by itself is joined to the declarations of its rules: no finding is lost to a misspelt name."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

import podlint_rules
from podlint import registry
from podlint.registry import PluginError
from podlint.rule import EngineRule, Scope

PACKAGE = Path(registry.__file__).parent


def instead(monkeypatch: pytest.MonkeyPatch, **replaced: object) -> None:
    """Let the built-in package declare its rules with some replaced, or left out where there is None instead."""
    rules = []
    for rule in podlint_rules.podlint_rules():
        name = replaced.get(rule.name.replace("-", "_"), rule.name)
        if name is not None:
            rules.append(rule._replace(name=name))
    module = ModuleType("podlint_rules")
    module.podlint_rules = lambda: rules  # type: ignore[attr-defined]
    monkeypatch.setattr(registry, "import_module", lambda _: module)


def test_every_member_is_declared_and_every_engine_rule_is_a_member() -> None:
    rules = registry.load(plugins=False).rules
    assert {name for name, rule in rules.items() if rule.scope is Scope.ENGINE} <= {own.value for own in EngineRule}
    assert {own.value for own in EngineRule} <= set(rules)


def test_a_declaration_that_is_missing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, unknown_field=None)
    with pytest.raises(PluginError, match="podlint_rules does not declare unknown-field, which the engine finds"):
        registry.load(plugins=False)


def test_a_misspelt_declaration_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, unknown_field="unknown-feild")
    with pytest.raises(PluginError, match="unknown-field"):
        registry.load(plugins=False)


def test_a_declaration_the_engine_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch)
    more = [*registry.import_module("").podlint_rules()]
    more.append(next(rule for rule in more if rule.name == "wrong-type")._replace(name="wrong-kind"))
    module = ModuleType("podlint_rules")
    module.podlint_rules = lambda: more  # type: ignore[attr-defined]
    monkeypatch.setattr(registry, "import_module", lambda _: module)
    with pytest.raises(PluginError, match="declares wrong-kind for the engine, which knows of no such finding"):
        registry.load(plugins=False)


def test_the_engine_names_its_rules_by_member_only() -> None:
    """A name in quotes would be a second spelling, which neither mypy nor the registry looks at."""
    names = "|".join(own.value for own in EngineRule if own is not EngineRule.NOT_A_MANIFEST)  # also a reason to skip
    quoted = re.compile(rf"""["']({names})["']""")
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name == "rule.py":
            text = text.partition("class Rule(")[2]
        assert quoted.findall(text) == [], path


def test_rules_that_the_language_server_tags_exist() -> None:
    from podlint.lsp import convert

    rules = registry.load(plugins=False).rules
    assert set(convert.DEPRECATED | convert.UNNECESSARY) <= set(rules)
