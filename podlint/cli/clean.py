"""`podlint clean`: remove the cache."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from podlint.cache import folder as place_of
from podlint.cli.caching import place
from podlint.cli.status import BROKEN, OK
from podlint.errors import UsageError
from podlint.files.paths import is_folder, shown

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Remove what podlint keeps of a project; returns the exit status."""
    if not is_folder(options.folder):
        raise UsageError(f"{options.folder}: no such folder")
    folder = place([options.folder], options.cache_dir)
    if folder is None or not os.path.lexists(folder):
        print("podlint: there is no cache", file=sys.stderr)
        return OK
    why = place_of.remove(folder)
    if why:
        print(f"podlint: {shown(folder)}: {why}", file=sys.stderr)
        return BROKEN
    print(f"podlint: removed {shown(folder)}", file=sys.stderr)
    return OK
