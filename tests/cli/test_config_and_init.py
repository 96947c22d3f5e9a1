"""`podlint config` shows what holds and where it is said; `podlint init` writes a first configuration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from ruamel.yaml import YAML

from podlint import registry
from podlint.config.keys import READERS
from podlint.config.schema import KEYS, options, schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

CONFIGURATION = """\
fail-on: error
kubernetes-version: 1.30
ignore:
  - design
  - {rules: [image-latest], path: old/**, reason: moved next month}
per-file-ignores: {"tests/**": [bare-pod]}
rules:
  security: off
  oversized-pod: {severity: warn, cpu: "8"}
"""


def test_config_shows_each_setting_with_its_place(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text(CONFIGURATION)
    (project / "deploy").mkdir()
    lines = run("config", "deploy").out.splitlines()
    assert lines[0] == "# deploy: .podlint.yaml"
    rows = dict(line.split("  #") for line in lines[1:-1] if "  #" in line)
    rows = {setting.strip(): where.strip() for setting, where in rows.items()}
    assert rows['fail-on: "error"'] == ".podlint.yaml:1"
    assert rows['kubernetes-version: ["1.30"]'] == ".podlint.yaml:2"
    assert rows['per-file-ignores: {"tests/**": ["bare-pod"]}'] == ".podlint.yaml:6"
    assert rows["gitignore: true"] == "default"
    assert any(row.startswith('ignore: ["design", {"rules": ["image-latest"]') for row in rows)
    assert lines[-1].startswith("# ")
    assert "rules run" in lines[-1]


def test_config_as_json_names_the_rules_that_run(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text(CONFIGURATION)
    (project / "pod.yaml").write_text("kind: Pod\n")
    found = json.loads(run("config", "pod.yaml", "-o", "json").out)
    assert found["settings"]["rules"]["value"] == {
        "security": "off",
        "oversized-pod": {"severity": "warning", "cpu": "8"},
    }
    assert found["settings"]["templates"] == {"value": True, "from": None}
    assert "port-conflict" in found["rules"]
    assert "privileged-container" not in found["rules"]


def test_config_without_a_file_and_of_what_is_not_there(run: Run, project: Path) -> None:
    assert run("config").out.startswith("# .: no configuration file: the defaults\n")
    assert run("config", "nowhere.yaml") == (2, "", "podlint: nowhere.yaml: no such file or folder\n")
    (project / ".podlint.yaml").write_text("slect: [ports]\n")
    assert run("config").err.startswith('podlint: .podlint.yaml:1:1: unknown key "slect"; did you mean "select"?')


def test_init_writes_what_changes_nothing(run: Run, project: Path) -> None:
    found = run("init")
    assert (found.status, found.err) == (0, ".podlint.yaml: written\n")
    text = (project / ".podlint.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=https://")
    assert all(not line or line.startswith("#") for line in text.splitlines())
    assert run("config").status == 0
    again = run("init")
    assert again.status == 2
    assert "there is a configuration already" in again.err
    assert (project / ".podlint.yaml").read_text() == text


def test_what_init_comments_out_may_be_put_in(run: Run, project: Path) -> None:
    run("init")
    lines = (project / ".podlint.yaml").read_text().splitlines()
    keys = tuple(f"# {key}:" for key in READERS)
    entry = [line.removeprefix("# ") for line in lines if line.startswith(keys) or line.startswith("#   ")]
    (project / ".podlint.yaml").write_text("\n".join(entry).replace("house/", "") + "\n")
    (project / "podlint.yaml").write_text("gitignore: true\n")
    found = json.loads(run("config", "-o", "json").out)["settings"]
    assert {key for key, setting in found.items() if setting["from"]} == {
        *("extend", "required-version", "gitignore"),
        *("kubernetes-version", "extend-select", "ignore", "exclude", "fail-on", "rules"),
    }


def test_init_writes_the_entry_for_pre_commit_or_shows_it(run: Run, project: Path) -> None:
    run("init", "--hook")
    hooks = YAML(typ="safe").load((project / ".pre-commit-config.yaml").read_text())
    assert [hook["id"] for hook in hooks["repos"][0]["hooks"]] == ["podlint"]
    (project / ".pre-commit-config.yaml").write_text("repos: []\n")
    found = run("init", "--hook")
    assert found.status == 0
    assert "is there already; add to its repos:\n\n  - repo: https://" in found.out
    assert (project / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_init_follows_no_link_out_of_the_folder(
    run: Run, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (project / ".podlint.yaml").symlink_to(other / "target.yaml")
    assert run("init").status == 2
    assert not (other / "target.yaml").exists()
    assert run("init", "nowhere").err == "podlint: nowhere: no such folder\n"


def test_the_schema_knows_every_key_and_takes_what_podlint_takes(run: Run) -> None:
    made = schema(registry.load(plugins=False))
    assert list(made["properties"]) == list(KEYS)
    assert set(KEYS) == set(READERS)
    assert json.loads(run("config", "--schema", "--no-plugins").out) == made
    jsonschema.Draft7Validator.check_schema(made)
    taken = YAML(typ="safe").load(CONFIGURATION)
    jsonschema.validate(taken, made)


@pytest.mark.parametrize(
    "wrong",
    [
        {"slect": ["ports"]},
        {"select": ["prots"]},
        {"fail-on": "sometimes"},
        {"rules": {"oversized-pod": {"cpus": "8"}}},
        {"rules": {"oversized-pod": {"cpu": 8}}},
        {"rules": {"image-latest": "fatal"}},
        {"ignore": [{"rules": ["ports"]}]},
        {"gitignore": "no"},
    ],
)
def test_the_schema_refuses_what_podlint_refuses(run: Run, project: Path, wrong: dict[str, object]) -> None:
    made = schema(registry.load(plugins=False))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, made)
    (project / ".podlint.yaml").write_text(json.dumps(wrong))
    assert run("check", ".").status == 2


def test_options_say_what_they_take() -> None:
    rules = registry.load(plugins=False).rules
    first = options(rules["required-labels"])[0]
    assert (first.name, first.takes) == ("required", "a list of strings")
    for rule in rules.values():
        if rule.options is not None:
            assert all("another value" not in takes for _, takes, _ in options(rule)), rule.name
