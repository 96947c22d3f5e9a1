"""`podlint config import`: another tool's configuration or command line as one of podlint's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli import init
from podlint.cli.status import OK
from podlint.config.load import NAMES
from podlint.errors import UsageError
from podlint.files.paths import exists, is_folder
from podlint.importing.options import split
from podlint.importing.sources import from_file, from_words
from podlint.importing.written import summary, text
from podlint.visible import name

if TYPE_CHECKING:
    import argparse

    from podlint.importing.taken import Taken


def run(options: argparse.Namespace, given: list[str]) -> int:
    """Print the configuration, or write it; returns the exit status. Raises UsageError and ConfigError."""
    taken, source = _taken(given, options.of_tool)
    taken.done()
    written = text(taken, source, init.heading())
    if options.write:
        folder = Path()
        present = init.present(folder)
        if present is not None:
            raise UsageError(f"{present}: there is a configuration already; without --write it is printed")
        init.write(folder / NAMES[0], written)
    else:
        print(written, end="")
    print(f"podlint: {name(summary(taken))}", file=sys.stderr)
    return OK


def _taken(given: list[str], of: str | None) -> tuple[Taken, str]:
    """What is said by a file, by a command line in one word, or by one in several words."""
    if not given:
        raise UsageError("config import: name a file, or put a command line in quotation marks or behind --")
    if len(given) == 1 and exists(given[0]):
        if is_folder(given[0]):
            raise UsageError(f"{given[0]} is a folder: name the file")
        return from_file(given[0], of), given[0]
    words = split(given[0]) if len(given) == 1 else given
    if len(given) == 1 and (len(words) == 1 and of is None) and words[0].endswith((".yaml", ".yml", "ignore")):
        raise UsageError(f"{given[0]}: no such file")
    return from_words(words, of), " ".join(words)
