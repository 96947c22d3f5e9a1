"""What the engine finds by itself is joined to the declarations of its rules: no finding is lost to a misspelt name."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from podlint import registry
from podlint.registry import PluginError
from podlint.rule import EngineRule, Scope
from podlint_rules._index import RULES

PACKAGE = Path(registry.__file__).parent


def instead(monkeypatch: pytest.MonkeyPatch, *more: str, **replaced: object) -> None:
    """Let the index name some rules otherwise, leave out those with None instead, and declare more for the engine."""
    rows = [(replaced.get(row[0].replace("-", "_"), row[0]), *row[1:]) for row in RULES]
    engine = next(row for row in RULES if row[3] == Scope.ENGINE.value)
    module = ModuleType("podlint_rules._index")
    module.RULES = [*(row for row in rows if row[0] is not None), *((name, *engine[1:]) for name in more)]  # type: ignore[attr-defined]
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
    instead(monkeypatch, "wrong-kind")
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
