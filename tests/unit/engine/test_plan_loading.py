"""A plan imports the rules that it runs, and stays what it was for who compares plans."""

from __future__ import annotations

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.deferred import Deferred
from podlint.engine.mentioned import Mentioned
from podlint.engine.plan import Plan
from podlint.rule import Scope

NOTHING = Mentioned({})


def _plan() -> Plan:
    rules = registry.load(plugins=False)
    settings = Settings(select=("all", "required-labels", "resource-range"))
    return Plan(select(rules.rules, rules.aliases, settings), ("1.37",), rules.pod_specs)


def test_rules_that_run_have_their_functions_and_options() -> None:
    plan = _plan()
    rules = plan.rules("Deployment", Scope.CONTAINER, NOTHING)
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
        plan.rules("Pod", scope, NOTHING)
    assert tuple(plan.selected.items()) == before


def test_a_kind_without_cross_object_rules_is_told_without_loading_any() -> None:
    rules = registry.load(plugins=False)
    only = {"service-ports-invalid": rules.rules["service-ports-invalid"]}
    plan = Plan(select(only, {}, Settings()), ("1.37",), rules.pod_specs)
    assert plan.project
    assert plan.rules("ConfigMap", Scope.PROJECT, NOTHING) == []
    assert [rule.name for rule in plan.rules("Service", Scope.PROJECT, NOTHING)] == ["service-ports-invalid"]


def test_a_rule_runs_where_one_of_the_words_stands_that_it_needs() -> None:
    plan = _plan()

    def names(data: object) -> set[str]:
        return {rule.name for rule in plan.rules("Pod", Scope.CONTAINER, Mentioned(data))}

    assert "env-duplicate" not in names({"spec": {"containers": [{"name": "web"}]}})
    assert "env-duplicate" in names({"spec": {"containers": [{"name": "web", "env": []}]}})
    assert "args-unresolved-ref" in names({"spec": {"containers": [{"args": ["--host=$(HOST)"]}]}})


def test_where_words_cannot_be_told_every_rule_runs() -> None:
    everything = Mentioned(10**5000)  # Python writes no number of so many digits
    assert everything.each_of(("env",)) == (True,)
    assert Mentioned({"a": 1}).each_of(("env",)) == (False,)
    assert Mentioned({"a": 1}).each_of(()) == ()


def test_no_rule_needs_a_word_that_a_text_may_hold_in_another_form() -> None:
    rules = registry.load(plugins=False).rules.values()
    needed = {word for rule in rules for word in rule.needs}
    assert needed
    for word in needed:
        plain = word.removeprefix("'").removesuffix("'")
        assert repr([plain]) == f"['{plain}']", word


def test_a_quote_stands_for_an_end_of_the_text() -> None:
    assert Mentioned({"command": ["true"]}).each_of(("'true'",)) == (True,)
    assert Mentioned({"command": ["trueness"], "tty": True}).each_of(("'true'",)) == (False,)
