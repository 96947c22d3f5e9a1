"""`podlint server`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from podlint.errors import StreamError, UsageError

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> NoReturn:
    """Serve an editor over standard input and output, and end with it."""
    try:
        from podlint.lsp.server import start
    except ModuleNotFoundError as error:
        if error.name not in ("attrs", "cattrs", "lsprotocol"):
            raise
        from podlint.addresses import PROJECT

        how = f'pip install "podlint[lsp] @ git+{PROJECT}"'
        raise UsageError(f"the language server needs lsprotocol: {how}") from error
    if sys.stdin is None:
        raise StreamError("standard input: cannot be read: it is closed")
    start(options.config)
