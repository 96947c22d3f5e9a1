"""podlint as it is installed: wheel, plugin, pre-commit hook. pip must reach a package index."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path | None = None, status: int = 0) -> str:
    result = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == status, result.stdout + result.stderr
    return result.stdout + result.stderr


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty virtual environment with podlint's wheel and the sample plugin, installed by pip."""
    folder = tmp_path_factory.mktemp("installed")
    wheels = folder / "wheels"
    call(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, ROOT)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / BIN / "python"
    call(python, "-m", "pip", "install", "--quiet", *wheels.glob("*.whl"))
    return folder / "venv" / BIN


def test_the_wheel_lints_without_its_checkout(environment: Path, tmp_path: Path) -> None:
    output = call(environment / "podlint", ROOT / "examples" / "manifests" / "web.yaml", cwd=tmp_path)
    assert "2 documents checked" in output
    script = "import podlint, podlint_rules, podlint_schemas; print(podlint_schemas.ROOT)"
    names = call(environment / "python", "-c", script, cwd=tmp_path)
    assert "site-packages" in names
    assert not list((environment.parent / "lib").glob("*/site-packages/tests"))


def test_the_sample_plugin_is_found_and_stops_being_found(environment: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "web.yaml"
    manifest.write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels: {team: pamyents}\nspec:\n"
        "  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n"
        "    spec: {containers: [{name: web, image: 'web:1'}]}\n"
        "---\napiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec:\n  template:\n    spec:\n"
        "      containers:\n        - {name: a, image: 'a:1', ports: [{containerPort: 80}]}\n"
        "        - {name: b, image: 'b:1', ports: [{containerPort: 80}]}\n"
    )
    (tmp_path / ".podlint.yaml").write_text(
        "plugins: [acme]\noutput-format: concise\nrules: {acme-team-label: {severity: error, teams: [payments]}}\n"
    )
    (tmp_path / ".git").mkdir()
    podlint, python = environment / "podlint", environment / "python"
    assert "plugin acme is required" in call(podlint, "web.yaml", cwd=tmp_path, status=2)
    call(python, "-m", "pip", "install", "--quiet", "--no-deps", ROOT / "examples" / "podlint-acme")
    output = call(podlint, "web.yaml", cwd=tmp_path, status=1)
    assert 'web.yaml:5:18: error: there is no team "pamyents"' in output
    assert "web.yaml:20:59: error: port 80/TCP" in output
    assert "acme-team-label" in call(podlint, "rules")
    call(python, "-m", "pip", "install", "--quiet", "pytest")
    own = call(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", ROOT / "examples" / "podlint-acme", cwd=tmp_path)
    assert " passed" in own, "the plugin's own tests hold"
    assert call(podlint, "web.yaml", "-q", "--output-format", "acme", cwd=tmp_path, status=1) == "none: 2\n"
    call(python, "-m", "pip", "uninstall", "--quiet", "--yes", "podlint-acme")
    assert "plugin acme is required" in call(podlint, "web.yaml", cwd=tmp_path, status=2)


def test_pre_commit_runs_the_hook_on_the_files_of_a_commit(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com")
    call(*git, "init", "--quiet", cwd=scratch)
    (scratch / "good.yaml").write_text((ROOT / "examples/manifests/web.yaml").read_text())
    (scratch / "bad.yaml").write_text((ROOT / "examples/manifests/first-pod.yaml").read_text())
    (scratch / "compose.yaml").write_text("services:\n  web:\n    image: nginx\n")
    call(*git, "add", ".", cwd=scratch)

    def hook(*files: str, status: int) -> str:
        command = (sys.executable, "-m", "pre_commit", "try-repo", ROOT, "podlint", "--color=never", "--verbose")
        return call(*command, "--files", *files, cwd=scratch, status=status)

    assert "Passed" in hook("good.yaml", "compose.yaml", status=0)
    failed = hook("good.yaml", "bad.yaml", "compose.yaml", status=1)
    assert "Failed" in failed
    assert 'bad.yaml:4:1: error: unknown field "meatdata" in Pod [*] [unknown-field]' in failed
    assert "good.yaml:" not in failed
