"""The argument parser: for help, for errors, and for what is not as plain as most."""

from __future__ import annotations

import argparse
import os
from typing import NoReturn

from podlint import __version__
from podlint.cli.options import OPTIONS
from podlint.visible import in_line

_EPILOG = "exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or unreadable input, 130 interrupted"


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are shown as what they quote may be: names of files too, of `podlint *`."""

    def error(self, message: str) -> NoReturn:
        super().error(in_line(message))


def parser(command: str) -> argparse.ArgumentParser:
    """The argument parser; of the commands only `command` is in it, or all of them where it is none of them."""
    top = _Parser(
        prog="podlint",
        formatter_class=_formatter,
        description="Lint Kubernetes manifests: offline, at the exact line and column.",
        epilog=f"`podlint PATH...` is short for `podlint check PATH...`. {_EPILOG}",
    )
    top.add_argument("--version", action="version", version=f"podlint {__version__}")
    # The name is given, for to find it out itself argparse imports what measures terminals.
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, prog="podlint")
    for name, (words, declare) in OPTIONS.items():
        if command == name or command not in OPTIONS:
            epilog = _EPILOG if name == "check" else None
            declare(commands.add_parser(name, help=words, epilog=epilog, formatter_class=_formatter).add_argument)
    return top


def parsed(words: list[str]) -> argparse.Namespace:
    """What the words after `podlint` say; paths may stand before, between and behind options.

    Raises SystemExit where the words are wrong, and for `--help`.
    """
    top = parser(words[0])
    options, rest = top.parse_known_args(words)
    if rest:
        # argparse takes only the first words that stand together for paths.
        paths: list[str] | None = getattr(options, "words" if options.command == "list" else "paths", None)
        if paths is None or any(word[:1] == "-" and word != "-" for word in rest):
            top.error(f"unrecognized arguments: {' '.join(rest)}")
        paths += rest
    return options


def _formatter(prog: str) -> argparse.HelpFormatter:
    """argparse's formatter, told the width: to find it out itself it imports shutil, for every option there is."""
    try:
        width = int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        width = 80
    return argparse.HelpFormatter(prog, width=max(width, 40) - 2)
