"""The VS Code extension's own tests, in Node.js, with the real language server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

FOLDER = Path(__file__).parents[2] / "editors" / "vscode"


def _node() -> int:
    """The major version of Node.js here, 0 for none."""
    if which("node") is None:
        return 0
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", version)
    return int(found[1]) if found else 0


@pytest.mark.skipif(os.name == "nt" or _node() < 20, reason="no Node.js 20 here")
def test_the_extension_passes_its_tests(tmp_path: Path) -> None:
    program = tmp_path / "podlint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podlint "$@"\n')
    program.chmod(0o755)
    names = sorted(str(path) for path in (FOLDER / "test").glob("*.test.js"))
    command = ["node", "--test", "--test-reporter=tap", *names]
    environment = {**os.environ, "PODLINT": str(program)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), done.stdout


def test_no_lock_file_holds_a_registry() -> None:
    ignored = (FOLDER / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"node_modules/", "*.vsix", "package-lock.json"} <= set(ignored)
    dependencies = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert list(dependencies) == ["vscode-languageclient"]
