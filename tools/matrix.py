"""Run the tests with every Python that podlint supports and is here, and with other versions of what it depends on.

    ./dev matrix [--only WORD] [words for pytest]

Each run has an environment of its own below `.matrix`, made anew where what podlint depends on has changed. The oldest
interpreter that is here runs once more with the oldest versions that are allowed, and the newest one without the YAML
parser in C. An interpreter that is not found is named, and skipped. Interpreters are looked for on the PATH, in pyenv,
and with uv; none is downloaded.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".matrix"
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
WORDS = ("-q", "-m", "not slow and not exhaustive", "-n", "auto")
_LOWER = re.compile(r"""^\s*(?:\w+ = \[)?"([\w.-]+)>=([\w.]+)""", re.MULTILINE)


class Run(NamedTuple):
    """An environment: its name, its interpreter, what else is asked of the packages, and what is taken out again."""

    name: str
    python: str
    constraints: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def interpreter(version: str) -> str | None:
    """Where an interpreter of a version is."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [str(path / "bin" / "python") for path in sorted(pyenv.glob(f"{version}.*"), reverse=True)]
    candidates += [found for found in [shutil.which(f"python{version}")] if found]
    if shutil.which("uv"):
        asked = ["uv", "python", "find", "--no-python-downloads", "--no-project", version]
        candidates += subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    return next((path for path in candidates if _is(path, version)), None)


def _is(python: str, version: str) -> bool:
    script = "import sys, venv, ssl; print('%d.%d' % sys.version_info[:2])"
    try:
        told = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.strip() == version


def oldest() -> tuple[str, ...]:
    """The oldest version that is allowed of each package that podlint needs to run, but for the tests."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    start = text.index("dependencies = [")
    return tuple(f"{name}=={version}" for name, version in _LOWER.findall(text[start : text.index("dev = [", start)]))


def runs(found: dict[str, str]) -> list[Run]:
    """What there is to run with the interpreters that were found."""
    every = [Run(version, python) for version, python in found.items()]
    first, last = next(iter(found)), next(reversed(found))
    return [
        *every,
        Run(f"{first}-oldest", found[first], oldest()),
        Run(f"{last}-pure", found[last], (), ("ruamel.yaml.clib",)),
    ]


def set_up(run: Run) -> Path:
    """The interpreter of a run's environment, made where it is not there. Raises CalledProcessError."""
    folder = PLACE / run.name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    state = hashlib.sha256(f"{run}{(ROOT / 'pyproject.toml').read_text(encoding='utf-8')}".encode()).hexdigest()
    mark = folder / "made-of"
    if mark.exists() and mark.read_text() == state:
        return python
    subprocess.run([run.python, "-m", "venv", "--clear", str(folder)], check=True)
    limits = folder / "constraints.txt"
    limits.write_text("".join(f"{line}\n" for line in run.constraints))
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-e", f"{ROOT}[cel,lsp,dev]", "-c", str(limits)], check=True)
    for name in run.without:
        subprocess.run([str(python), "-m", "pip", "uninstall", "--quiet", "--yes", name], check=True)
    mark.write_text(state)
    return python


def main() -> int:
    """Run all; gives the exit status."""
    parser = argparse.ArgumentParser(prog="./dev matrix")
    parser.add_argument("--only", help="runs whose names hold this word")
    options, words = parser.parse_known_args()
    found = {version: python for version in VERSIONS if (python := interpreter(version)) is not None}
    lines = [f"{version}: skipped, no such interpreter is here" for version in VERSIONS if version not in found]
    failed = not found
    for run in runs(found) if found else ():
        if options.only and options.only not in run.name:
            continue
        print(f"== {run.name}", flush=True)
        start = time.monotonic()
        try:
            python = set_up(run)
            status = subprocess.run([str(python), "-m", "pytest", *(words or WORDS)], cwd=ROOT, check=False).returncode
        except subprocess.CalledProcessError as error:
            status = error.returncode
        failed = failed or bool(status)
        lines.append(f"{run.name}: {'failed' if status else 'passed'} in {time.monotonic() - start:.0f} s")
    print("\n".join(["== together", *lines]))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
