"""`podlint schemas`: which kinds of a project have a schema, and definitions brought in for the others."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.cli.schemas_setting import Setting
from podlint.cli.status import BROKEN, FOUND, OK
from podlint.errors import UsageError
from podlint.files.paths import real, shown
from podlint.project import kept
from podlint.visible import in_line, name
from podlint.words import closest, counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from podlint.collecting.sources import Collected
    from podlint.collecting.store import Store


def run(options: argparse.Namespace) -> int:
    """Do what the first word says; returns the exit status."""
    word, *rest = options.words or ["list"]
    doing = COMMANDS.get(word)
    if doing is None:
        near = closest(word, COMMANDS)
        hint = f'did you mean "{near}"?' if near else f"there are {', '.join(COMMANDS)}"
        raise UsageError(f"schemas has no command {word}; {hint}")
    return doing(Setting(options, rest))


def _list(setting: Setting) -> int:
    from podlint.cli.schemas_shown import listed

    return listed(setting)


def _which(setting: Setting) -> int:
    from podlint.cli.schemas_shown import which

    if not setting.words:
        raise UsageError("schemas which: name a file or a folder")
    return which(setting)


def _add(setting: Setting) -> int:
    from podlint.collecting import archives, catalogues, sources
    from podlint.collecting.web import Web
    from podlint.config.locations import is_address

    if not setting.words:
        raise UsageError("schemas add: name a file, a folder, a chart, an archive or an address")
    kind = _kind(setting.options.kind)
    found: list[Collected] = []
    addresses = [word for word in setting.words if is_address(word)]
    for word in setting.words:
        if is_address(word):
            found.append(catalogues.from_web(word, Web(), archives.MOST_BYTES, kind))
        else:
            found.append(sources.local(word, _origin(word, setting.root), kind))
    return keep(setting, found, addresses)


def _fetch(setting: Setting) -> int:
    from podlint.cli.schemas_fetch import fetch

    return fetch(setting, keep)


def _from_cluster(setting: Setting) -> int:
    from podlint.collecting import cluster

    for word in setting.words:
        raise UsageError(f"{word}: one argument too many; --context names a context of kubectl's configuration")
    found = cluster.definitions(setting.options.context)
    if not setting.options.all:
        used = setting.used()
        found = found._replace(definitions=tuple(one for one in found.definitions if one.row.of in used))
    return keep(setting, [found])


def keep(setting: Setting, found: Iterable[Collected], whole: Iterable[str] = ()) -> int:
    """Keep what was found, and say what that changes; returns the exit status.

    `whole` are the addresses of files that were brought in whole.
    """
    found = list(found)
    for note in (note for one in found for note in one.notes):
        print(f"podlint: {in_line(note)}", file=sys.stderr)
    definitions = {one.row.key: one for many in found for one in many.definitions}
    store = setting.store()
    try:
        changes = store.add(definitions.values(), whole)
    except OSError as error:
        return _not_written(store, error)
    if setting.json:
        rows = {word: [row.key for row in getattr(changes, word)] for word in ("added", "changed", "same")}
        print(json.dumps(rows, indent=2))
        return OK
    for word, many in (("added", changes.added), ("changed", changes.changed)):
        for row in many:
            part = " (JSON Schema)" if row.form == kept.JSON_SCHEMA else ""
            print(f"{word} {name(row.key)} from {name(row.source)}{part}")
    same = f", {len(changes.same)} as before" if changes.same else ""
    words = f"{counted(len(changes.added), 'definition')} added, {len(changes.changed)} changed{same}"
    print(f"podlint: {words}, in {shown(store.folder)}", file=sys.stderr)
    return OK


def _not_written(store: Store, error: OSError) -> int:
    """Say that the folder of definitions cannot be written; returns the exit status."""
    print(f"podlint: {shown(store.folder)}: cannot be written: {error.strerror or error}", file=sys.stderr)
    return BROKEN


def _kind(word: str | None) -> kept.Kept | None:
    """The kind that --kind names. Raises UsageError."""
    row = kept.named(word) if word else None
    if word and row is None:
        raise UsageError(f"--kind {word}: write GROUP/VERSION/KIND, such as cert-manager.io/v1/Certificate")
    return row


def _origin(path: str, root: Path) -> str:
    """A local source as the lock file names it: from the root of the project, with forward slashes."""
    try:
        return os.path.relpath(real(path), root).replace(os.sep, "/")
    except ValueError:  # on another drive
        return Path(path).name


def _prune(setting: Setting) -> int:
    store, used = setting.store(), setting.used()
    gone = [row for row in store.rows if row.of not in used]
    if gone:
        try:
            store.remove(gone, setting.schemas)
        except OSError as error:
            return _not_written(store, error)
    if setting.json:
        print(json.dumps({"removed": [row.key for row in gone]}, indent=2))
    else:
        for row in gone:
            print(f"removed {name(row.key)}")
    print(f"podlint: {counted(len(gone), 'definition')} removed, {len(store.rows)} left", file=sys.stderr)
    return OK


def _verify(setting: Setting) -> int:
    store = setting.store()
    problems = list(store.problems())
    if setting.json:
        print(json.dumps({"definitions": len(store.rows), "problems": problems}, indent=2))
    else:
        for problem in problems:
            print(name(f"{shown(store.folder)}/{problem}"))
    count = counted(len(store.rows), "definition")
    said = f"{count}, {counted(len(problems), 'problem')}" if problems else f"{count}, all as brought in"
    print(f"podlint: {said}", file=sys.stderr)
    return FOUND if problems else OK


COMMANDS: dict[str, Callable[[Setting], int]] = {
    "list": _list,
    "which": _which,
    "add": _add,
    "fetch": _fetch,
    "from-cluster": _from_cluster,
    "prune": _prune,
    "verify": _verify,
}
"""What `podlint schemas` can do, by the word for it."""
