"""`podlint init`: a first configuration, commented, and the entry for pre-commit."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint import __version__
from podlint.addresses import PROJECT, TAG, page, raw
from podlint.cli.status import OK
from podlint.config import load, tables
from podlint.errors import UsageError
from podlint.files.paths import is_folder, strays
from podlint.schema import catalog
from podlint.visible import name

if TYPE_CHECKING:
    import argparse

_HOOKS = ".pre-commit-config.yaml"


def run(options: argparse.Namespace) -> int:
    """Write the files that are not there yet; returns the exit status. Raises UsageError where nothing can be done."""
    if not is_folder(options.folder):
        raise UsageError(f"{options.folder}: no such folder")
    folder = Path(options.folder)
    there = present(folder)
    if there is not None and not options.hook:
        raise UsageError(f"{there}: there is a configuration already; `podlint config` shows what it says")
    if there is None:
        write(folder / load.NAMES[0], text())
    if options.hook:
        _hook(folder)
    return OK


def heading() -> list[str]:
    """What a configuration begins with that podlint writes: where editors find its schema, where people its keys."""
    return [
        f"# yaml-language-server: $schema={raw('docs/podlint.schema.json')}",
        f"# The configuration of podlint. Every key is described in {page('docs/configuration.md')}",
    ]


def text() -> str:
    """The first configuration: nothing that is not the default, and the words for what is asked for most."""
    newest = catalog.versions()[-1]
    lines = "\n".join(heading())
    return f"""\
{lines}
# `podlint config` shows what holds, `podlint rules` what may be selected.

# The house rules that this is laid over, and the versions of podlint that it is for.
# extend: house/podlint.yaml
# required-version: ">={__version__}"

# The Kubernetes version of the cluster, or several; without it, the newest that podlint knows ({newest}).
# kubernetes-version: "{newest}"

# Rules that run beside the default ones, and rules that do not: names, categories or profiles.
# extend-select: [pss-restricted]
# ignore: [bare-pod]

# Files and folders that are left out where a folder is checked.
# exclude: [vendor/, "**/testdata"]

# The least severity that fails a run: error, warning, info or never.
# fail-on: warning

# Severities of rules or categories, and options of rules.
# rules:
#   image-latest: error
#   oversized-pod: {{cpu: "8", memory: 32Gi}}
"""


def _hook(folder: Path) -> None:
    """Write the entry for pre-commit, or say it where there is a file with others already."""
    entry = f"  - repo: {PROJECT}\n    rev: {TAG}\n    hooks:\n      - id: podlint\n"
    file = folder / _HOOKS
    if not os.path.lexists(file):
        write(file, f"repos:\n{entry}")
        return
    print(f"{name(str(file))} is there already; add to its repos:\n\n{entry}", end="")


def present(folder: Path) -> Path | None:
    """The configuration file of a folder itself."""
    for known in load.NAMES:
        if os.path.lexists(folder / known):
            return folder / known
    pyproject = folder / "pyproject.toml"
    return pyproject if pyproject.is_file() and tables.speaks_of_podlint(pyproject) else None


def write(file: Path, content: str) -> None:
    """Make a file that is not there. Raises UsageError."""
    if strays(file):
        raise UsageError(f"{file}: not written: it would lie out of the project")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(content)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from error
    print(f"{name(str(file))}: written", file=sys.stderr)
