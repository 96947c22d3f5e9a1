"""The project's own promises: contracts, documents in step, examples that do what the README says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import gen_docs
from podlint import registry, testing
from podlint.rule import WHY_DEFAULT
from podlint.schema import catalog

ROOT = Path(__file__).parents[2]


def test_the_rule_pages_are_in_step() -> None:
    assert gen_docs.main(["--check"]) == 0


def test_every_rule_documents_itself_in_the_same_order() -> None:
    order = ["Why is this bad?", WHY_DEFAULT, "Example", "Use instead", "Fix safety", "References"]
    for rule in registry.load(plugins=False).rules.values():
        headings = [line.removeprefix("## ") for line in rule.doc.splitlines() if line.startswith("## ")]
        assert headings == [heading for heading in order if heading in headings], rule.name
        assert {"Why is this bad?", "Example", "Use instead"} <= set(headings), rule.name
        assert rule.doc.splitlines()[0].endswith("."), rule.name


def test_every_page_says_why_its_rule_is_on_or_off_by_default() -> None:
    for rule in registry.load(plugins=False).rules.values():
        assert rule.default_reason.startswith(("On: ", "On, ") if rule.default else "Off: "), rule.name
        page = gen_docs.page(rule)
        assert page.count(f"## {WHY_DEFAULT}\n") == 1, rule.name
        assert " ".join(page.split()).count(rule.default_reason) == 1, rule.name


def test_the_first_pod_of_a_learner() -> None:
    text = (ROOT / "examples" / "manifests" / "first-pod.yaml").read_text()
    found = [(f.location.start.line, f.location.start.column, f.rule) for f in testing.run(text)]
    assert [entry for entry in found if entry[2] != "bare-pod"] == [
        (4, 1, "unknown-field"),
        (8, 10, "wrong-type"),
        (16, 34, "env-ref-order"),
        (20, 17, "mount-undeclared-volume"),
        (25, 26, "port-conflict"),
        (29, 13, "unused-volume"),
    ]


def test_tabs_are_named_at_the_tab() -> None:
    (finding,) = testing.run((ROOT / "examples" / "manifests" / "tabs.yaml").read_text())
    assert (finding.location.start.line, finding.location.start.column, finding.rule) == (5, 1, "yaml-syntax")
    assert "YAML allows only spaces" in finding.message


def test_an_ordinary_deployment_and_its_service_give_no_finding() -> None:
    assert testing.run((ROOT / "examples" / "manifests" / "web.yaml").read_text()) == []


def test_the_schemas_cover_every_version_and_every_blob_is_used() -> None:
    assert catalog.versions() == tuple(f"1.{minor}" for minor in range(25, 38))
    used = {blob for version in catalog.versions() for blob in catalog.index(version).values()}
    stored = {path.stem for path in (ROOT / "schemas" / "podlint_schemas" / "blob").iterdir()}
    assert used == stored
    assert all(json.loads(path.read_bytes()) for path in (ROOT / "schemas/podlint_schemas/blob").glob("*0*.json"))


def test_python_m_podlint_is_the_script() -> None:
    result = subprocess.run([sys.executable, "-m", "podlint", "--version"], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("podlint ")
