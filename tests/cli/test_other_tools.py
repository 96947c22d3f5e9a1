"""Where a check of another tool is to be found in podlint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Run = Callable[..., Outcome]


def test_explain_shows_the_rule_for_a_check_of_another_tool(run: Run) -> None:
    status, out, _ = run("explain", "CKV_K8S_8")
    assert status == 0
    assert out.startswith("CKV_K8S_8 is a check of Checkov. podlint has for it:\n\nprobes:\n  no-liveness-probe ")
    assert "`podlint explain no-liveness-probe` explains a rule." in out


def test_explain_says_why_there_is_no_rule(run: Run) -> None:
    status, out, _ = run("explain", "CKV_K8S_34")
    assert status == 0
    assert out.startswith("CKV_K8S_34 is a check of Checkov. podlint has no rule for it.\nTiller is gone")


def test_a_rule_of_podlint_goes_before_a_check_of_that_name(run: Run) -> None:
    assert run("explain", "privileged-container").out.startswith("privileged-container (security, warning")


def test_several_rules_stand_under_their_categories(run: Run) -> None:
    out = run("explain", "configmap-with-credentials").out
    assert out.count("secrets:") == 1
    assert "  secret-in-configmap " in out
    assert "  secret-like-configmap-key " in out


def test_options_that_make_a_rule_ask_for_the_same(run: Run) -> None:
    assert "For the same, set minimum of single-replica to 3.\n" in run("explain", "minimum-three-replicas").out


def test_explain_a_check_as_json(run: Run) -> None:
    (found,) = json.loads(run("explain", "AVD-KSV-0117", "-o", "json").out)
    assert (found["tool"], found["check"]) == ("trivy", "KSV-0117")
    assert [rule["name"] for rule in found["rules"]] == ["privileged-port"]


def test_the_checks_of_a_tool_with_our_rules(run: Run) -> None:
    status, out, _ = run("rules", "--from", "kube-linter")
    assert status == 0
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in out.splitlines()}
    assert rows["host-ipc"] == "host-namespaces"
    assert rows["dnsconfig-options"].startswith("none: ")


def test_only_the_checks_that_some_rules_are_for(run: Run) -> None:
    rows = json.loads(run("rules", "host-port", "--from", "checkov", "-o", "json").out)
    assert [row["check"] for row in rows] == ["CKV_K8S_26"]


def test_a_tool_that_is_not_known(run: Run) -> None:
    status, _, err = run("rules", "--from", "kubeval")
    assert status == 2
    assert "kubeval" in err
