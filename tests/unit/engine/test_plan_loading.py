"""A plan imports the rules that it runs, and stays what it was for who compares plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.deferred import Deferred
from podlint.engine import mentioned
from podlint.engine.mentioned import Mentioned, Words
from podlint.engine.plan import Plan
from podlint.kubernetes.view import UNKNOWN, Incomplete
from podlint.rule import Scope

if TYPE_CHECKING:
    import pytest

NOTHING = Mentioned(Words(()), {})


def _plan() -> Plan:
    rules = registry.load(plugins=False)
    settings = Settings(select=("all", "required-labels", "resource-range"))
    return Plan(select(rules.rules, rules.aliases, settings), ("1.37",), rules.pod_specs)


def test_rules_that_run_have_their_functions_and_options() -> None:
    plan = _plan()
    rules = plan.rules("Deployment", Scope.CONTAINER, NOTHING)
    assert len(rules) > 10
    for chosen in rules:
        assert not isinstance(chosen.rule.check, Deferred)
        assert plan.running(chosen.rule.name) is chosen
        assert not isinstance(chosen.options, Deferred)
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
    assert [one.rule.name for one in plan.rules("Service", Scope.PROJECT, NOTHING)] == ["service-ports-invalid"]


def test_a_rule_runs_where_one_of_the_words_stands_that_it_needs() -> None:
    plan = _plan()

    def names(data: object) -> set[str]:
        return {one.rule.name for one in plan.rules("Pod", Scope.CONTAINER, plan.mentioned(data))}

    assert "env-duplicate" not in names({"spec": {"containers": [{"name": "web"}]}})
    assert "env-duplicate" in names({"spec": {"containers": [{"name": "web", "env": []}]}})
    assert "args-unresolved-ref" in names({"spec": {"containers": [{"args": ["--host=$(HOST)"]}]}})


def _within(data: object, *words: str) -> set[str]:
    return _among(Words(words), data, *words)


def _among(known: Words, data: object, *words: str) -> set[str]:
    return set(Mentioned(known, data).among(frozenset(words)))


def test_a_number_of_more_digits_than_python_writes_holds_no_word() -> None:
    assert _within({"env": 10**5000}, "env", "args") == {"env"}


def test_words_stand_in_keys_and_values_however_deep() -> None:
    data = {"a": [{"hostPort": 80}, ["see $(HOST)"], None], "b": Incomplete({"postStart": {"x": UNKNOWN}})}
    assert _within(data, "hostPort", "$(", "Start", "80", "args", "]") == {"hostPort", "$(", "Start", "80"}


def test_words_are_found_again_in_texts_that_were_seen_before() -> None:
    words = "port", "'http'"
    known = Words(words)
    for _ in range(3):
        assert _among(known, {"name": "http", "kind": "x"}, *words) == {"'http'"}
        assert _among(known, {"name": "https", "x": "y"}, *words) == set()
        assert _among(known, {"containerPort": 1, "hostport": "http"}, *words) == {"port", "'http'"}


def test_words_stand_in_long_texts_and_in_many() -> None:
    assert _within({"script": "sleep 1\n" * 100 + "nginx"}, "sleep", "nginx'", "'nginx") == {"sleep", "nginx'"}
    assert _within([f"host-{number}" for number in range(5_000)], "host", "-4999'", "port") == {"host", "-4999'"}


def test_a_word_does_not_stand_in_two_texts_together() -> None:
    assert _within(["ho", "st"], "host", "ost") == set()


def test_what_is_kept_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentioned, "_MOST", 50)
    words = Words(("host",))
    for number in range(1000):
        assert _among(words, [f"host-{number}", f"pod-{number}", "x" * 1000], "host") == {"host"}
    assert _among(words, [f"more-{number}" for number in range(5_000)], "host") == set()
    assert len(words._idle) + len(words._bearing) <= 60
    assert not any(len(text) > mentioned._SHORT for text in words._idle)


def test_no_rule_needs_a_word_with_a_quote_in_it_that_stands_for_no_end() -> None:
    rules = registry.load(plugins=False).rules.values()
    needed = {word for rule in rules for word in rule.needs}
    assert needed
    for word in needed:
        plain = word.removeprefix("'").removesuffix("'")
        assert plain
        assert not set(plain) & set("'\"\\"), word


def test_a_quote_stands_for_an_end_of_the_text() -> None:
    assert _within({"command": ["true"]}, "'true'") == {"'true'"}
    assert _within({"command": ["trueness"], "tty": True}, "'true'") == set()
    assert _within({"image": "shop/node"}, "/node'", "'node") == {"/node'"}
