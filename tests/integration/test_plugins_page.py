"""The plugin that docs/plugins.md shows is one: its files are laid out, installed as pip would, and do what is said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"(?:# |<!-- )([\w./-]+)(?: -->)?\n")
ROLLOUT = """\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: a
          image: registry.example/a:1
          ports: [{containerPort: 80}]
        - name: b
          image: registry.example/b:1
          ports:
            - {containerPort: 80}
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The files of the page, by the name in their first line."""
    blocks = [body for _, _, body in FENCE.findall(PAGE)]
    return {match[1]: body[match.end() :] for body in blocks if (match := NAMED.match(body))}


@pytest.fixture(scope="module")
def folder(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plugin, the metadata that pip writes for it, and its configuration."""
    made = tmp_path_factory.mktemp("plugin")
    for name, text in files.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text)
    (points,) = (body for _, word, body in FENCE.findall(PAGE) if word == "toml" and "entry-points" in body)
    (name,) = re.findall(r'^(\w+) = "podlint_acme"$', points, re.MULTILINE)
    info = made / "podlint_acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: podlint-acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[podlint]\n{name} = podlint_acme\n")
    (made / ".git").mkdir()
    return made


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PODLINT_NO_CACHE": "1"}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_its_own_tests_pass(folder: Path) -> None:
    done = call(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "tests")
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_its_rules_are_there_with_their_options(folder: Path) -> None:
    shown = call(folder, "-m", "podlint", "explain", "acme-team-label").stdout
    assert "Workload without a label that names its team" in shown
    for option in ("label", "teams"):
        assert f"  {option}" in shown
    assert "Since:" not in shown, "it does not say since which of its versions"


def test_an_option_is_refused_at_its_line(folder: Path) -> None:
    (folder / "wrong.yaml").write_text('rules:\n  acme-team-label: {label: ""}\n')
    done = call(folder, "-m", "podlint", "--config", "wrong.yaml", "tests")
    assert done.returncode == 2
    said = re.search(
        r"`(options of rule acme-team-label: label must not be empty) \(podlint_acme/teams.py:\d+\)`", PAGE
    )
    assert said is not None
    assert f"podlint: wrong.yaml:2:3: {said[1]} (podlint_acme/teams.py:" in done.stderr


def test_pods_of_the_other_kind_are_looked_at(folder: Path) -> None:
    (folder / "rollout.yaml").write_text(ROLLOUT)
    done = call(folder, "-m", "podlint", "rollout.yaml")
    (shown,) = re.findall(r"^    (rollout\.yaml:.*)$", PAGE, re.MULTILINE)
    assert shown in done.stdout.splitlines()


def test_its_fix_is_made_where_unsafe_ones_are_asked_for(folder: Path) -> None:
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {team: paymnets}}\n"
    for words, team in (((), "paymnets"), (("--unsafe-fixes",), "payments")):
        (folder / "team.yaml").write_text(text)
        call(folder, "-m", "podlint", "--select", "acme-team-label", "--fix", *words, "team.yaml")
        assert (folder / "team.yaml").read_text() == text.replace("paymnets", team)


def test_the_format_counts(folder: Path) -> None:
    (folder / "rollout.yaml").write_text(ROLLOUT)
    done = call(folder, "-m", "podlint", "rollout.yaml", "--output-format", "acme")
    assert done.stdout == "none: 1\n"


def test_services_in_front_of_the_pods_of_others(folder: Path) -> None:
    """Beside each other they are reported; where only the labels are the same, they are not."""
    workload = ROLLOUT.replace("{name: web}\n", "{name: web, labels: {team: payments}}\n", 1).replace("80}]", "81}]")
    service = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: {team: storefront}\n"
        "spec: {selector: {app: web}, ports: [{port: 80}]}\n"
    )
    for place, count in (("beside", 1), ("elsewhere", 0)):
        shop = folder / place / "shop"
        (folder / place / "other").mkdir(parents=True)
        shop.mkdir()
        (shop / "service.yaml").write_text(service)
        (folder / place / ("shop" if count else "other") / "rollout.yaml").write_text(workload)
        done = call(folder, "-m", "podlint", "--select", "acme-service-team", place)
        found = 'a Service of team "storefront" selects pods of team "payments"'
        assert done.stdout.count(found) == count, done.stdout + done.stderr


def test_the_places_of_its_code_are_those_that_the_page_names(files: dict[str, str]) -> None:
    """The examples of messages name lines that there are."""
    for name, line in re.findall(r"\((podlint_acme/[\w.]+):(\d+)\)", PAGE):
        assert int(line) <= len(files[name].splitlines()), (name, line)


def test_the_cross_object_rule_that_contributing_shows(tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = (body for _, _, body in FENCE.findall(text) if "Scope.PROJECT" in body)
    head = "from collections.abc import Iterator\nfrom podlint.api import *\nfrom podlint.api.project import *\n"
    hook = "\n\n@hookimpl\ndef podlint_rules():\n    return [config_owner_missing]\n"
    (tmp_path / "config_plugin.py").write_text(head + block + hook)
    info = tmp_path / "config_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: config-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[podlint]\nconfig = config_plugin\n")
    (tmp_path / ".git").mkdir()
    head = "apiVersion: v1\nkind: {}\nmetadata:\n  name: {}\n"
    (tmp_path / "a.yaml").write_text(head.format("ConfigMap", "a") + "  labels: {owner: paymnets}\n")
    asked = (tmp_path, "-m", "podlint", "--select", "config-owner-missing", "a.yaml")
    assert call(*asked).returncode == 0, "without any ServiceAccount nothing is missing for sure"
    (tmp_path / "b.yaml").write_text(head.format("ServiceAccount", "payments"))
    found = call(*asked)
    assert 'a.yaml:5:19: warning: no ServiceAccount "paymnets"' in found.stdout, found.stderr
    assert 'did you mean "payments"?' in found.stdout
