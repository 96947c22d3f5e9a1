"""`podlint server`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.cli.status import OK
from podlint.errors import UsageError

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Serve an editor over standard input and output until it closes them; returns the exit status."""
    try:
        from podlint.lsp.server import make
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise UsageError('the language server needs pygls: pip install "podlint[lsp]"') from error
    make(options.config).start_io()
    return OK
