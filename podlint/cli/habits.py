"""What people type out of habit: words and options of other tools, and what they are called here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli.options import COMMANDS
from podlint.words import closest

if TYPE_CHECKING:
    from argparse import Action
    from collections.abc import Mapping

_COMMANDS = {
    **dict.fromkeys(("lint", "validate", "scan", "run", "test", "analyze", "audit", "score"), "check"),
    **dict.fromkeys(("describe", "show", "rule"), "explain"),
    **dict.fromkeys(("get", "ls"), "list"),
    **dict.fromkeys(("checks", "policies"), "rules"),
    **dict.fromkeys(("lsp", "serve"), "server"),
    "kustomize": "build",
}
"""What other tools call a command of ours."""
_OPTIONS = {
    **dict.fromkeys(("--no-color", "--no-colour", "--nocolor"), "--color never"),
    **dict.fromkeys(("--colour", "--colors"), "--color"),
    **dict.fromkeys(("--json", "-j"), "-o json"),
    **dict.fromkeys(("--dry-run", "--check", "--fix-dry-run"), "--diff"),
    **dict.fromkeys(("--enable", "--include", "--add-default-rules"), "--extend-select"),
    **dict.fromkeys(("--disable", "--skip", "--skip-check", "--ignore-test"), "--ignore"),
    **dict.fromkeys(("--rule", "--rules", "--check-id", "--only"), "--select"),
    **dict.fromkeys(("--config-file", "-c"), "--config"),
    **dict.fromkeys(("--severity", "--min-severity", "--set-exit-code-below-score"), "--fail-on"),
    **dict.fromkeys(("--soft-fail", "--no-fail", "--exit-code"), "--exit-zero"),
    **dict.fromkeys(("-k", "--k8s-version", "--kube-version", "--target-version"), "--kubernetes-version"),
    **dict.fromkeys(("--silent", "--no-summary"), "--quiet"),
    **dict.fromkeys(("--cache", "--cache-directory"), "--cache-dir"),
    "-f": "-o",
    "--sarif": "-o sarif",
    "--list-rules": "podlint rules",
    "--unsafe-fix": "--unsafe-fixes",
    "--fix-only": "--fix",
    "--strict": "--fail-on warning",
    **dict.fromkeys(("--exclude", "--exclude-dir", "--ignore-path", "--skip-path"), "`exclude` in the configuration"),
    **dict.fromkeys(("--schema", "--schema-location", "--crds"), "--schemas"),
    **dict.fromkeys(("-r", "-R", "--recursive"), "a folder: all that lies in it is checked"),
}
"""What other tools call an option of `podlint check`."""


def option(name: str) -> str | None:
    """What an option of other tools is called here; None for one that nobody has."""
    meant = _OPTIONS.get(name)
    return f'"{meant}"' if meant is not None and meant[0] == "-" else meant


def command_behind(arguments: list[str], known: Mapping[str, Action]) -> int | None:
    """Where a command stands behind options (`podlint -q check .`); None where none does, or a path of that name.

    `known` are the options of `podlint check` by each of their names: those that take a value hide the next word.
    """
    value = False
    for number, given in enumerate(arguments):
        if value:
            value = False
        elif given[:1] == "-":
            value = given in known and known[given].nargs != 0
        else:
            return number if given in COMMANDS and not Path(given).exists() else None
    return None


def word(given: str) -> str:
    """What to say of a path that is not there: without a command, the words of `podlint` are paths."""
    if any(sign in given for sign in "*?["):
        return "; shells put names in place of patterns, podlint takes a folder and looks at all in it"
    if not given.replace("-", "").isalpha() or Path(given).exists():
        return ""
    if given in ("help", "version"):
        return f"; did you mean `podlint --{given}`?"
    command = _COMMANDS.get(given) or closest(given, COMMANDS)
    return f"; did you mean the command {command}?" if command is not None else ""
