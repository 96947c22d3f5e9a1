"""A clean file must not pay for what only broken ones need: a set of modules, not a stopwatch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).parents[2] / "examples" / "manifests" / "web.yaml"
EXPENSIVE = {
    "jsonschema",
    "attr",
    "referencing",
    "importlib.metadata",
    "email",
    "logging",
    "asyncio",
    "multiprocessing",
    "concurrent.futures",
    "urllib.request",
    "subprocess",
    "difflib",
    "tomllib",
    "dataclasses",
    "datetime",
    "shutil",
    "tempfile",
    "threading",
    "copy",
    "cel_expr_python",
    "argparse",
    "ruamel.yaml.main",
    "ruamel.yaml.scanner",
    "podlint.kubernetes.formats.cron",
    "podlint.kubernetes.formats.timezones",
    "podlint.project.filling",
    "podlint.project.rest",
    "podlint.schema.crd",
    "podlint.schema.cel.judge",
    "podlint.yaml.repair",
    "podlint.yaml.doubts",
    "pygls",
    "re2",
}
SCRIPT = """
import json, sys
from podlint.cli.main import main
status = main(["check", "--isolated", "--no-plugins", "--quiet", sys.argv[1]])
print(json.dumps([status, sorted(sys.modules)]))
"""


def test_a_clean_file_imports_nothing_expensive(tmp_path: Path) -> None:
    # Not in this repository, whose tests hold kustomizations that are wrong.
    file = shutil.copy(WEB, tmp_path)
    result = subprocess.run([sys.executable, "-c", SCRIPT, file], capture_output=True, text=True, check=True)
    status, modules = json.loads(result.stdout)
    assert status == 0
    assert EXPENSIVE.isdisjoint(modules)
    # Each family of rules is one small module; everything else is counted.
    assert len([name for name in modules if not name.startswith("podlint_rules.")]) < 236


def test_help_never_reaches_the_engine() -> None:
    script = "import sys\nfrom podlint.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    script += "print('ruamel.yaml' in sys.modules, 'pluggy' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "False False"


def test_the_api_of_one_object_brings_no_index_of_a_project() -> None:
    script = """
import sys
import podlint.api
import podlint.api.kubernetes
print(*sorted(name for name in sys.modules if name.startswith(("podlint.project", "podlint.schema", "pluggy"))))
import podlint.api.project
print("podlint.project.index" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["", "True"]
