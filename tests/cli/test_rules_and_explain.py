"""`podlint rules` and `podlint explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import podlint

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Run = Callable[..., Outcome]


def test_rules_lists_each_rule_under_its_category(run: Run) -> None:
    status, out, _ = run("rules")
    assert status == 0
    lines = out.splitlines()
    assert lines.index("ports:") < next(i for i, line in enumerate(lines) if line.startswith("  port-conflict "))
    assert any(line.split()[:3] == ["unknown-crd", "info", "off"] for line in lines)


def test_rules_as_json(run: Run) -> None:
    rules = {rule["name"]: rule for rule in json.loads(run("rules", "--output-format=json").out)}
    assert rules["port-conflict"]["category"] == "ports"
    assert rules["port-conflict"]["severity"] == "error"
    assert rules["not-a-manifest"]["default"] is False
    assert all(rule["summary"] for rule in rules.values())


def test_explain_shows_the_rule_with_its_examples(run: Run) -> None:
    status, out, _ = run("explain", "port-conflict")
    assert status == 0
    assert out.startswith("port-conflict (ports, error, on by default)\n")
    assert "## Use instead" in out


def test_explain_suggests_a_name(run: Run) -> None:
    assert run("explain", "port-conflct") == (
        2,
        "",
        'podlint: unknown rule "port-conflct"; did you mean "port-conflict"?\n',
    )


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"podlint {podlint.__version__}\n", "")
