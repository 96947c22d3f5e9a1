"""Reports lead to the page of a rule where there is one: rules of plugins have none of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint import registry, testing
from podlint.config.settings import Settings
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.lsp.convert import diagnostic
from podlint.lsp.hover import about
from podlint.report import json, json_lines, markdown, rdjson, sarif
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from podlint.rule import Rule

PAGE = "https://github.com/podlint/podlint/blob/v0.1.0/docs/rules/unknown-field.md"


@pytest.mark.parametrize("format", [json, json_lines, markdown, rdjson, sarif], ids=lambda format: format.__name__)
def test_a_rule_of_a_plugin_has_no_page_of_ours(tmp_path: Path, format: ModuleType) -> None:
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndate: {}\n")
    rules = registry.load(plugins=False)
    report = run(Job(rules, lambda _: Settings(), [Target(tmp_path / "a.yaml", explicit=True)]))
    own = rules.rules["unknown-field"]
    assert PAGE in format.render(report._replace(rules={own.name: own}))
    assert PAGE not in format.render(report._replace(rules={own.name: own._replace(plugin="acme")}))


def test_nor_where_an_editor_tells_of_it() -> None:
    own = registry.load(plugins=False).rules["unknown-field"]
    assert PAGE in about(own)
    assert PAGE not in about(own._replace(plugin="acme"))


def test_nor_does_the_code_of_a_diagnostic(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndate: {}\n"
    (tmp_path / "a.yaml").write_text(text)
    rules = registry.load(plugins=False).rules
    own = rules["unknown-field"]
    (found,) = testing.run(text)

    def link(rule: Rule) -> str | None:
        described = diagnostic(found, Source("a.yaml", text), "utf-16", lambda _: None, rules={own.name: rule})
        return described.code_description.href if described.code_description else None

    assert link(own) == PAGE
    assert link(own._replace(plugin="acme")) is None
