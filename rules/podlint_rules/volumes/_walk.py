"""Walking lists of mappings without building a view of each: most volumes and mounts are of no interest to a rule."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import View


def holding(holder: View, key: str, fields: frozenset[str]) -> Iterator[View]:
    """The entries of the list at `key` that have one of the fields."""
    entries = holder.value.get(key) if isinstance(holder.value, dict) else None
    if isinstance(entries, list):
        for index, entry in enumerate(entries):
            if isinstance(entry, dict) and not fields.isdisjoint(entry):
                yield View(entry, (*holder.path, key, index), holder.object)
