"""Every check of other tools that is known has its row, and every rule that a row names is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from podlint import registry
from podlint.cli.options import OPTIONS
from podlint.config import load
from podlint.foreign import table
from podlint.schema import catalog

KNOWN = Path(__file__).parent / "known"
CHECKS = [check for name in table.TOOLS for check in table.tool(name).checks.values()]


@pytest.mark.parametrize("name", table.TOOLS)
def test_every_check_of_a_tool_has_its_row(name: str) -> None:
    """`known/` holds the names as the tools print them, gathered apart from the table."""
    known = (KNOWN / f"{name}.txt").read_text().split()
    assert [check for check in known if table.check(name, check) is None] == []
    assert len(known) == len(table.tool(name).checks)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_row_names_rules_that_are_there_or_says_why_there_is_none(check: table.Check) -> None:
    rules = registry.load(plugins=False).rules
    assert [rule for rule in check.rules if rule not in rules] == []
    assert check.rules or check.note
    assert len(set(check.rules)) == len(check.rules)
    assert set(check.options) <= set(check.rules)


@pytest.mark.parametrize("check", [check for check in CHECKS if check.options], ids=lambda check: check.id)
def test_the_options_of_a_row_are_options_of_its_rule(check: table.Check, tmp_path: Path) -> None:
    import json

    from podlint.config.select import select

    (tmp_path / ".podlint.yaml").write_text(json.dumps({"rules": dict(check.options)}))
    rules = registry.load(plugins=False)
    select(rules.rules, rules.aliases, load.read(tmp_path / ".podlint.yaml", catalog.versions()))


@pytest.mark.parametrize("check", [check for check in CHECKS if check.note], ids=lambda check: check.id)
def test_a_note_is_one_short_sentence_or_two(check: table.Check) -> None:
    assert check.note.endswith(".")
    assert len(check.note) < 160


@pytest.mark.parametrize("spelling", ["KSV001", "AVD-KSV-0001", "KSV-0001", "ksv-0001", " KSV0001 "])
def test_trivy_has_many_spellings_for_one_check(spelling: str) -> None:
    found = table.check("trivy", spelling)
    assert found is not None
    assert found.id == "KSV-0001"


def test_a_longer_number_is_another_check() -> None:
    assert [check.id for check in table.find("AVD-KSV-01010")] == ["KSV-01010"]
    assert [check.id for check in table.find("KSV101")] == []


def test_a_name_may_be_that_of_several_tools() -> None:
    assert [check.tool for check in table.find("HostPID")] == ["polaris", "kubesec"]


def test_what_no_tool_has_is_nothing() -> None:
    assert table.find("CKV_AWS_1") == []
    assert table.check("checkov", "") is None


def test_the_command_line_offers_all_tools() -> None:
    choices = []
    OPTIONS["rules"][1](lambda *names, **how: choices.append(how.get("choices")) if "--from" in names else None)
    assert choices == [table.TOOLS]
