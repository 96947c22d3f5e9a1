"""Definitions of custom resources as earlier runs found them in files: their schemas are read when somebody asks."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.files.paths import naming
from podlint.project.keys import plain
from podlint.yaml.place import Location
from podlint.yaml.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podlint.project.stock import Store
    from podlint.schema.catalog import CustomSchema

_SPACE = "definitions"

Found = tuple[str, tuple[str, str], "CustomSchema"]
"""File, kind and schema."""


class Remembered:
    """What is known of files that define kinds, and change no objects, by their identities."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._learnt: dict[str, list[Found]] = {}

    def of(self, file: str, read: Callable[[str], Iterable[Found]]) -> list[Found] | None:
        """The definitions in a file that is as it was, None where it has to be read; `read` does so."""
        text = self._store.get(_SPACE, file) if self._store is not None else None
        if text is None:
            return None
        shown = naming()(file)
        return [self._schema(file, number, row, shown, read) for number, row in enumerate(json.loads(text))]

    def _schema(
        self, file: str, number: int, row: list[Any], shown: str, read: Callable[[str], Iterable[Found]]
    ) -> Found:
        from podlint.schema import crd

        api_version, kind, plural, place = row
        found = crd.remembered(partial(self._written, file, number, read), str(Path(file)), plural)
        if place is not None:
            start, end, *positions = place
            found.at = Location(shown, Span(start, end), Position(*positions[:2]), Position(*positions[2:]))
        return file, (api_version, kind), found

    def _written(self, file: str, number: int, read: Callable[[str], Iterable[Found]]) -> dict[str, Any] | None:
        """The schema as it was written; of a file that is read again where the store has lost it."""
        text = self._store.get(_SPACE, _part(file, number)) if self._store is not None else None
        if text is not None:
            schema: dict[str, Any] = json.loads(text)
            return schema
        from podlint.schema import crd

        every = [*read(file)]
        return crd.as_written(every[number][2]) if number < len(every) else None

    def learn(self, file: str, found: list[Found]) -> None:
        """Keep the definitions in a file, if JSON can hold all of them."""
        self._learnt[file] = found

    def save(self, store: Store, changed: Iterable[str]) -> None:
        """Put what was learnt into a store, and forget files that are different."""
        for file in {*changed} - self._learnt.keys():
            if store.get(_SPACE, file) is not None:
                store.put(_SPACE, file, None)
        if self._learnt:
            from podlint.schema import crd
        for file, found in self._learnt.items():
            texts = [plain(crd.as_written(schema)) for _, _, schema in found]
            if None in texts:
                continue
            rows = [[*kind, schema.plural, _place(schema.at)] for _, kind, schema in found]
            store.put(_SPACE, file, json.dumps(rows))
            for number, text in enumerate(texts):
                store.put(_SPACE, _part(file, number), text)


def _part(file: str, number: int) -> str:
    return f"{file}\n{number}"


def _place(at: Location | None) -> list[int] | None:
    return None if at is None else [*at.span, *at.start, *at.end]
