"""A plan imports the rules that it runs, and stays what it was for who compares plans."""

from __future__ import annotations

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.deferred import Deferred
from podlint.engine.plan import Plan
from podlint.rule import Scope


def _plan() -> Plan:
    rules = registry.load(plugins=False)
    settings = Settings(select=("all", "required-labels", "resource-range"))
    return Plan(select(rules.rules, rules.aliases, settings), ("1.37",), rules.pod_specs)


def test_rules_that_run_have_their_functions_and_options() -> None:
    plan = _plan()
    rules = plan.rules("Deployment", Scope.CONTAINER)
    assert len(rules) > 10
    for rule in rules:
        assert not isinstance(rule.check, Deferred)
        assert plan.running(rule.name).rule is rule
        assert not isinstance(plan.running(rule.name).options, Deferred)
    bounds = plan.running("resource-range").options
    assert type(bounds).__name__ == "Bounds"


def test_what_was_selected_is_not_changed_by_running() -> None:
    plan = _plan()
    before = tuple(plan.selected.items())
    for scope in Scope:
        plan.rules("Pod", scope)
    assert tuple(plan.selected.items()) == before


def test_a_kind_without_cross_object_rules_is_told_without_loading_any() -> None:
    rules = registry.load(plugins=False)
    only = {"service-ports-invalid": rules.rules["service-ports-invalid"]}
    plan = Plan(select(only, {}, Settings()), ("1.37",), rules.pod_specs)
    assert plan.project
    assert plan.rules("ConfigMap", Scope.PROJECT) == []
    assert [rule.name for rule in plan.rules("Service", Scope.PROJECT)] == ["service-ports-invalid"]
