"""`podlint schemas fetch`: the definitions that a project lacks, from catalogues."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli.schemas_setting import objects
from podlint.cli.status import BROKEN, FOUND
from podlint.collecting import catalogues
from podlint.collecting.known import custom
from podlint.collecting.sources import Collected
from podlint.collecting.web import Web, is_address
from podlint.errors import UsageError
from podlint.project import kept
from podlint.visible import in_line
from podlint.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.cli.schemas_setting import Setting


def fetch(setting: Setting, keep: Callable[[Setting, list[Collected]], int]) -> int:
    """Ask the catalogues for what the project lacks, and keep it.

    Returns the exit status: 1 where none has the definition of some kind, 2 where one could not be asked.
    """
    locations = setting.options.location or setting.settings.schema_locations or (catalogues.DEFAULT,)
    templates = catalogues.templates(locations)
    for word in setting.words:
        raise UsageError(f"{word}: one argument too many; `podlint schemas add` takes files and addresses")
    rows = missing(setting)
    if setting.options.update:
        rows += [row for row in setting.store().rows if is_address(row.source) and row.of not in {r.of for r in rows}]
    if not rows:
        print("podlint: no object lacks a schema", file=sys.stderr)
        return 0
    root = Path() if setting.options.location else setting.settings.root or setting.root
    found = catalogues.fetch(rows, templates, root, Web())
    for row in found.absent:
        print(f"podlint: {in_line(row.key)}: no catalogue has it", file=sys.stderr)
    for row, why in found.failed:
        print(f"podlint: {in_line(f'{row.key}: {why}')}", file=sys.stderr)
    status = keep(setting, [Collected(found.found)]) if found.found else 0
    if found.absent or found.failed:
        count = counted(len(found.absent) + len(found.failed), "kind")
        print(f"podlint: {count} without a definition still", file=sys.stderr)
    return status or (BROKEN if found.failed else FOUND if found.absent else 0)


def missing(setting: Setting) -> list[kept.Kept]:
    """The kinds of the project that have no schema, in order."""
    known = setting.known()
    found = objects([str(setting.root)])
    lacking = {kind for kind, one in found if known.of(kind, one.document.source.path) is None}
    rows = (kept.named("/".join(kind)) for kind in sorted(custom(lacking)))
    return [row for row in rows if row is not None]
