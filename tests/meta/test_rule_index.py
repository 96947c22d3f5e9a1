"""The index of the built-in rules is in step with them, and enough to know of a rule without its module."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import gen_index
from podlint import registry
from podlint.deferred import Deferred


def test_the_index_is_in_step_with_the_rules() -> None:
    assert gen_index.main(["--check"]) == 0


def test_a_rule_of_the_index_is_the_rule_of_its_module() -> None:
    indexed = registry.load(plugins=False).rules
    declared = [rule for rule, _ in gen_index.declared()]
    assert [rule.loaded for rule in indexed.values()] == declared
    assert [rule.summary for rule in indexed.values()] == [rule.summary for rule in declared]
    assert all(isinstance(rule.check, Deferred) for rule in indexed.values())
    assert [rule.doc for rule in indexed.values()] == [rule.doc for rule in declared]


def test_a_stale_index_is_seen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(gen_index, "text", lambda: "")
    assert gen_index.main(["--check"]) == 1
    assert "is not in step" in capsys.readouterr().out


def _imported(*arguments: str) -> set[str]:
    """The rule modules that a run of podlint imports."""
    script = "import json, sys\nfrom podlint.cli.main import main\nmain(sys.argv[1:])\n"
    script += "print(json.dumps([name for name in sys.modules if name.startswith('podlint_rules.')]))"
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return set(json.loads(result.stdout.splitlines()[-1])) - {"podlint_rules._index"}


@pytest.mark.parametrize("arguments", [("rules",), ("completion", "bash")])
def test_what_only_names_rules_imports_none(arguments: tuple[str, ...]) -> None:
    assert _imported(*arguments, "--no-plugins") == set()


def test_only_the_rules_of_the_kinds_that_occur_are_imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("one")
    (folder / ".git").mkdir()
    file = folder / "config.yaml"
    file.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata: {a: b}\n")
    found = _imported("check", "--isolated", "--no-plugins", str(file))
    assert not {name for name in found if name.startswith(("podlint_rules.security.", "podlint_rules.services."))}
    assert _imported("check", "--isolated", "--no-plugins", "--select", "rbac-wildcard", str(file)) == set()
