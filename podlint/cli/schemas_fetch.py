"""`podlint schemas fetch`: the definitions that a project lacks, from the web and from catalogues."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli.status import BROKEN, FOUND
from podlint.collecting import archives, catalogues
from podlint.collecting.known import custom
from podlint.collecting.sources import Collected
from podlint.collecting.web import Web
from podlint.config.locations import is_address, is_file
from podlint.errors import UsageError
from podlint.project import kept
from podlint.visible import in_line
from podlint.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.cli.schemas_setting import Setting

    Keep = Callable[[Setting, list[Collected], list[str]], int]


def fetch(setting: Setting, keep: Keep) -> int:
    """Ask for what the project lacks, and keep it: the files that `schemas` names by address, then catalogues.

    Returns the exit status: 1 where none has the definition of some kind, 2 where one could not be asked.
    """
    for word in setting.words:
        raise UsageError(f"{word}: one argument too many; `podlint schemas add` takes files and addresses")
    templates = catalogues.templates(setting.options.location or _catalogues(setting) or (catalogues.DEFAULT,))
    rows, files = missing(setting), _files(setting)
    due = files if rows or setting.options.update else [file for file in files if file not in setting.store().whole]
    if setting.options.update:
        rows += _fetched(setting, rows, files)
    if not rows and not due:
        print("podlint: no custom resource lacks a schema", file=sys.stderr)
        return 0
    web, collected, failures = Web(), [], 0
    for address in due:
        try:
            collected.append(catalogues.from_web(address, web, archives.MOST_BYTES))
        except UsageError as error:
            failures += 1
            print(f"podlint: {in_line(str(error))}", file=sys.stderr)
    there = {one.row.of for many in collected for one in many.definitions}
    root = Path() if setting.options.location else setting.settings.root or setting.root
    found = catalogues.fetch([row for row in rows if row.of not in there], templates, root, web)
    for row in found.absent:
        print(f"podlint: {in_line(row.key)}: no catalogue has it", file=sys.stderr)
    for row, why in found.failed:
        print(f"podlint: {in_line(f'{row.key}: {why}')}", file=sys.stderr)
    got = [*collected, *([Collected(found.found)] if found.found else [])]
    whole = [address for address in due if any(_is_from(many, address) for many in collected)]
    status = keep(setting, got, whole) if got else 0
    if found.absent or found.failed:
        count = counted(len(found.absent) + len(found.failed), "kind")
        print(f"podlint: {count} without a definition still", file=sys.stderr)
    return status or (BROKEN if found.failed or failures else FOUND if found.absent else 0)


def missing(setting: Setting) -> list[kept.Kept]:
    """The kinds of the project that have no schema, in order."""
    known = setting.known()
    lacking = {use.kind for use in setting.uses() if known.of(use.kind, use.path) is None}
    rows = (kept.named("/".join(kind)) for kind in sorted(custom(lacking)))
    return [row for row in rows if row is not None]


def _files(setting: Setting) -> list[str]:
    """The addresses of files that `schemas` names."""
    return [word for word in setting.schemas if is_address(word) and is_file(word)]


def _catalogues(setting: Setting) -> tuple[str, ...]:
    """The catalogues that the configuration names: addresses among `schemas`, and `schema-locations`."""
    named = (word for word in setting.schemas if is_address(word) and not is_file(word))
    return (*named, *setting.settings.schema_locations)


def _fetched(setting: Setting, rows: list[kept.Kept], files: list[str]) -> list[kept.Kept]:
    """The kinds that came from catalogues of the web before, but for some, and what comes from files anyway."""
    asked = {row.of for row in rows}
    return [
        row
        for row in setting.store().rows
        if is_address(row.source) and row.of not in asked and row.source.partition("!")[0] not in files
    ]


def _is_from(many: Collected, address: str) -> bool:
    """Whether definitions come from the file or archive at an address."""
    return any(one.row.source.partition("!")[0] == address for one in many.definitions)
