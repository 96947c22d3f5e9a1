"""`podlint list`: what `kubectl get` would show, from the files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint import registry
from podlint.cli.status import BROKEN, FOUND, OK
from podlint.engine.inventory import inventory
from podlint.errors import UsageError
from podlint.files.discover import MissingPath
from podlint.kubernetes.formats import query
from podlint.kubernetes.kinds import means
from podlint.visible import at_start, in_line, name

if TYPE_CHECKING:
    import argparse

    from podlint.engine.inventory import Entry


def run(options: argparse.Namespace) -> int:
    """Print the objects that match, one a line.

    Returns the exit status: 1 where there are none, 2 where a file cannot be read.
    """
    asked = _query(options.selector)
    kinds, paths = _split(options.words)
    try:
        found = inventory(paths or ["."], registry.load(plugins=not options.no_plugins).pod_specs)
    except MissingPath as error:
        raise UsageError(str(error)) from error
    for note in (*found.errors, *found.notes):
        print(f"podlint: {in_line(note)}", file=sys.stderr)
    columns = [key for word in options.label_columns or () for key in word.split(",") if key]
    rows = [
        _row(entry, columns, show_labels=options.show_labels)
        for entry in found.entries
        if (not kinds or any(means(kind, entry.object.kind) for kind in kinds))
        and options.namespace in (None, entry.object.name.namespace)
        and asked.matches(labels(entry))
    ]
    if not rows:
        print("podlint: no object matches", file=sys.stderr)
        return BROKEN if found.errors else FOUND
    heads = ["KIND", "NAMESPACE", "NAME", *(key.rpartition("/")[2].upper() for key in columns)]
    heads += ["LABELS"] if options.show_labels else []
    print(table([[*map(name, heads), "WHERE"], *rows]), end="")
    return BROKEN if found.errors else OK


def labels(entry: Entry) -> dict[str, str]:
    """The labels of an object, null as the empty text that the server makes of it."""
    found = entry.object.get("metadata", "labels", default={})
    return {str(k): "" if v is None else str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _query(text: str | None) -> query.Query:
    try:
        return query.parse(text or "")
    except query.QueryError as error:
        raise UsageError(f"-l {text!r}, column {error.column}: {error}") from error


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """The kinds and the paths among the arguments: a first word that is no path names kinds, with commas between."""
    if words and not Path(words[0]).exists() and "/" not in words[0] and "." not in words[0][:1]:
        return [kind for kind in words[0].split(",") if kind and kind != "all"], words[1:]
    return [], words


def _row(entry: Entry, columns: list[str], *, show_labels: bool) -> list[str]:
    own, carried, at = entry.object.name, labels(entry), entry.location
    row = [own.kind or "", own.namespace or "", own.name or _prefix(entry.object.get("metadata", "generateName"))]
    row += [carried.get(key, "<none>") for key in columns]
    if show_labels:
        row.append(",".join(f"{key}={value}" for key, value in carried.items()) or "<none>")
    return [*map(name, row), str(at)]


def _prefix(generated: Any) -> str:
    return f"{generated}*" if isinstance(generated, str) else "<none>"


def table(rows: list[list[str]]) -> str:
    """Rows as columns, each as wide as its widest cell."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "".join(f"{at_start(line)}\n" for line in lines)
