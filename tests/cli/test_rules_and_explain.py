"""`podlint rules` and `podlint explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import podlint
from podlint.cli.options import COMMANDS, OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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


@pytest.mark.parametrize(
    "words", ["--version", "-V", "check --version", "pod.yaml --version", "rules -V", "explain -V"]
)
def test_version(run: Run, words: str) -> None:
    assert run(*words.split()) == (0, f"podlint {podlint.__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(run: Run, command: str) -> None:
    status, out, _ = run(command, "--help")
    about = OPTIONS[command][0]
    assert status == 0
    assert out.startswith(f"{about[0].upper()}{about[1:]}.\n\nUsage: podlint {command} [OPTIONS]")
    assert "\nOptions:\n" in out
    assert run("help", command) == (0, out, "")


def test_help_lists_the_commands_and_check_has_its_options_in_groups(run: Run) -> None:
    _, out, _ = run("--help")
    listed = out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed if line[2] != " "] == [*COMMANDS]
    assert run("help").out == out
    groups = [line for line in run("check", "--help").out.splitlines() if line.endswith(":") and line[0] != " "]
    named = ["Arguments:", "Files:", "Rules:", "Report:", "Fixes and suppressions:", "Run:", "Options:", "Examples:"]
    assert groups == named


def test_a_folder_called_help_is_a_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "help").mkdir()
    assert "no Kubernetes manifest found" in run("help").err


def test_formats_by_their_short_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmeatdata: {}\n")
    file = str(tmp_path / "pod.yaml")
    long = run("check", file, "--output-format", "json").out
    assert run("check", file, "-o", "json").out == run("check", "--format=json", file).out == long
    assert json.loads(long)


def test_rules_of_a_category_of_a_profile_and_by_name(run: Run) -> None:
    lines = run("rules", "ports").out.splitlines()
    assert lines[0] == "ports:"
    assert all(line.startswith("  ") for line in lines[1:])
    assert len(lines) > 10
    both = run("rules", "ports,env", "bare-pod").out
    assert [line for line in both.splitlines() if line.endswith(":")] == ["env:", "names:", "ports:"]
    assert {r["name"] for r in json.loads(run("rules", "pss-baseline", "-o", "json").out)} >= {"host-namespaces"}


def test_rules_that_are_on(run: Run) -> None:
    every = [rule["name"] for rule in json.loads(run("rules", "--format", "json").out)]
    on = json.loads(run("rules", "--default", "--format", "json").out)
    assert all(rule["default"] for rule in on)
    assert 0 < len(on) < len(every)


def test_rules_suggests_a_name(run: Run) -> None:
    assert run("rules", "prots") == (2, "", 'podlint: unknown rule or category "prots"; did you mean "ports"?\n')


def test_explain_shows_a_category(run: Run) -> None:
    status, out, _ = run("explain", "ports")
    assert status == 0
    assert out.startswith("ports (category of ")
    assert "  port-conflict " in out
    assert run("explain", "pss-baseline").out.startswith("pss-baseline (profile of ")
    assert {rule["category"] for rule in json.loads(run("explain", "ports", "--format=json").out)} == {"ports"}


def test_profiles_for_production_and_rbac(run: Run, project: Path) -> None:
    production = {r["name"]: r for r in json.loads(run("rules", "production", "-o", "json").out)}
    assert {"memory-limit-missing", "no-readiness-probe", "no-pdb"} <= set(production)
    assert not any(row["default"] for row in production.values())
    rbac = {r["name"] for r in json.loads(run("rules", "rbac", "-o", "json").out)}
    assert {"rbac-wildcard", "automount-token"} <= rbac
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a:1}]}\n"
    (project / "web.yaml").write_text(text)
    assert "memory-limit-missing" in run("check", "--extend-select", "production", "web.yaml").out
    assert "memory-limit-missing" not in run("check", "web.yaml").out
