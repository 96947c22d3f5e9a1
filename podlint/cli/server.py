"""`podlint server`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from podlint.errors import UsageError

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> NoReturn:
    """Serve an editor over standard input and output, and end with it."""
    try:
        from podlint.lsp.server import start
    except ModuleNotFoundError as error:
        if error.name not in ("attrs", "cattrs", "lsprotocol"):
            raise
        raise UsageError('the language server needs lsprotocol: pip install "podlint[lsp]"') from error
    start(options.config)
