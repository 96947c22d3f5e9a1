"""Tables of schemas laid over each other, some of which are looked for by their kind when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from podlint.project import kept
from podlint.schema import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podlint.schema.catalog import Custom, CustomSchema

Kind = tuple[str, str]


def ask(table: Custom, kind: Kind) -> CustomSchema | None:
    """The schema of a kind in a table; raises what goes wrong where it is looked for."""
    return table.ask(kind) if isinstance(table, Layered) else table.get(kind)


def over(*tables: Custom) -> Custom:
    """Several tables as one: of each kind the first one."""
    layers: list[Custom] = []
    for table in tables:
        layers += table.layers if isinstance(table, Layered) else (table,)
    if any(isinstance(layer, ByKind) for layer in layers):
        return Layered(layers)
    found: dict[Kind, CustomSchema] = {}
    for layer in reversed(layers):
        found.update(layer)
    return found


class Layered(Mapping[Kind, "CustomSchema"]):
    """Several tables as one. Of those that look for each kind nothing is counted."""

    def __init__(self, layers: Sequence[Custom]) -> None:
        self.layers = tuple(layers)

    @property
    def looked_up(self) -> dict[Kind, CustomSchema | None]:
        """The kinds that were looked for so far, and what was found."""
        asked = (kind for layer in self.layers if isinstance(layer, ByKind) for kind in layer.asked)
        return {kind: self.get(kind) for kind in dict.fromkeys(asked)}

    def ask(self, kind: Kind) -> CustomSchema | None:
        """The schema of a kind; raises what goes wrong on the way, which is nothing found to all others."""
        for layer in self.layers:
            found = layer.ask(kind) if isinstance(layer, ByKind) else layer.get(kind)
            if found is not None:
                return found
        return None

    def __getitem__(self, kind: Kind) -> CustomSchema:
        for layer in self.layers:
            found = layer.get(kind)
            if found is not None:
                return found
        raise KeyError(kind)

    def __iter__(self) -> Iterator[Kind]:
        return iter(dict.fromkeys(kind for layer in self.layers for kind in layer))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ByKind(Mapping[Kind, "CustomSchema"]):
    """Schemas of custom kinds that `find` looks for, once for each; as a mapping it seems empty."""

    def __init__(self, find: Callable[[kept.Kept], CustomSchema | None]) -> None:
        self._find = find
        self._known: dict[Kind, CustomSchema | Exception | None] = {}

    @property
    def asked(self) -> list[Kind]:
        """The kinds that somebody asked for, and that could be told."""
        return [kind for kind, found in self._known.items() if not isinstance(found, Exception)]

    def ask(self, kind: Kind) -> CustomSchema | None:
        """The schema of a kind. Raises what `find` raises, at each question."""
        if kind not in self._known:
            row = kept.named("/".join(kind))
            try:
                self._known[kind] = None if row is None or row.group in catalog.groups() else self._find(row)
            except Exception as error:
                self._known[kind] = error
        found = self._known[kind]
        if isinstance(found, Exception):
            raise found
        return found

    def __getitem__(self, kind: Kind) -> CustomSchema:
        try:
            found = self.ask(kind)
        except Exception as error:
            raise KeyError(kind) from error
        if found is None:
            raise KeyError(kind)
        return found

    def __iter__(self) -> Iterator[Kind]:
        return iter(())

    def __len__(self) -> int:
        return 0
