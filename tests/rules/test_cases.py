"""Every section of every case file beside this one is a test; so is every example in a rule's documentation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint import registry, testing
from podlint.yaml.events import CParser

if TYPE_CHECKING:
    from podlint.findings.finding import Finding

RULES = registry.load().rules
OF_FILES = {
    *("kustomization-invalid", "patch-without-effect", "schema-invalid"),
    *("template-invalid", "template-value-unset"),
}
"""Rules about what lies in the file system; their tests are in tests/cli, and in tests/templates."""
HERE = Path(__file__).parent


@pytest.mark.parametrize("case", testing.collect(HERE), ids=str)
def test_case(case: testing.Case) -> None:
    if CParser is None and case.title == "what Kubernetes reads, though other readers may not":
        pytest.skip("ruamel's own parser is one of these readers")
    _skip_without_cel(case.rule)
    testing.check(case)


@pytest.mark.parametrize("name", sorted(RULES.keys() - OF_FILES))
def test_the_documented_examples_hold(name: str) -> None:
    _skip_without_cel(name)
    examples = testing.documented(RULES[name].doc)
    assert set(examples) == {"bad", "good"}
    assert name in {finding.rule for finding in _run(examples["bad"], name)}
    assert _run(examples["good"], name) == []


def _skip_without_cel(rule: str) -> None:
    if rule == "cel-invalid":
        pytest.importorskip("cel_expr_python")


def _run(example: testing.Example, name: str) -> list[Finding]:
    settings = {"kubernetes_versions": (example.version,)} if example.version else {}
    rules = () if name == "unused-suppression" else (name,)  # which needs other rules to be silent about
    return [f for f in testing.run(example.text, rules=rules, settings=settings) if f.rule == name]


@pytest.mark.parametrize("name", sorted(RULES.keys() - OF_FILES))
def test_every_rule_has_cases(name: str) -> None:
    file = HERE / RULES[name].category / f"{name}.md"
    assert file.is_file(), f"write {file.relative_to(HERE.parent)}"
    cases = testing.read(file)
    assert any(case.expected for case in cases)
    assert any(not case.expected for case in cases)
