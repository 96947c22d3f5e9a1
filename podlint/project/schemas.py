"""Schemas that come with the project: CustomResourceDefinitions among the files."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.files.paths import identity
from podlint.schema import catalog
from podlint.tuples import NamedTuple
from podlint.yaml.json_text import loads
from podlint.yaml.place import Place
from podlint.yaml.reader import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from podlint.files.reading import Reader
    from podlint.project.mutating import Covered
    from podlint.schema.catalog import CustomSchema
    from podlint.yaml.source import Source

Kind = tuple[str, str]
Found = dict[Kind, "CustomSchema"]

_MARK = "CustomResourceDefinition"
_MUTATING = ("MutatingWebhookConfiguration", "MutatingAdmissionPolicy")
_GROUP = r"apiVersion[\"']?[ \t]*:[ \t]*[\"']?([A-Za-z0-9.-]+)/"


class Scan(NamedTuple):
    """What a look at files tells: the definitions in them, by file, and the groups of their objects' kinds.

    `groups` are those that are not built in, as far as the text shows them; `mutated` what webhooks may change;
    `defining` says of each file whether it may define kinds, or change objects.
    """

    definitions: Sequence[tuple[str, Kind, CustomSchema]] = ()
    groups: frozenset[str] = frozenset()
    mutated: tuple[Covered, ...] = ()
    defining: Mapping[str, bool] = MappingProxyType({})

    @classmethod
    def joined(cls, parts: Iterable[Scan]) -> Scan:
        """What several looks tell together."""
        parts = list(parts)
        return cls(
            [one for part in parts for one in part.definitions],
            frozenset().union(*(part.groups for part in parts)),
            tuple(one for part in parts for one in part.mutated),
            {file: defines for part in parts for file, defines in part.defining.items()},
        )


def scan(
    paths: Iterable[Path],
    reader: Reader,
    also: Callable[[Path, frozenset[Kind]], None] = lambda path, kinds: None,
) -> Scan:
    """Look through files, without parsing any that holds no definition; those that cannot be read are passed over.
    Each that has to be parsed is given to `also` at once, with the kinds of its objects, unless it holds objects of
    groups that are not built in.
    """
    found: list[tuple[str, Kind, CustomSchema]] = []
    groups: set[str] = set()
    mutated: list[Covered] = []
    defining: dict[str, bool] = {}
    for path in paths:
        try:
            source, undecodable = reader.decoded(path)
        except OSError:
            continue
        own = set(re.findall(_GROUP, source.text)) - catalog.groups()
        groups |= own
        if undecodable is not None:
            continue
        defining[str(path)] = defines(source)
        for api_version, kind, schema in in_source(source, path, anything=False):
            found.append((identity(path), (api_version, kind), schema))
        if any(mark in source.text for mark in _MUTATING):
            from podlint.project.mutating import covered

            documents = (item for composed in parse(source).sound for item in _items(composed.document.data))
            mutated += (one for document in documents for one in covered(document))
        if not own and any(mark in source.text for mark in (_MARK, *_MUTATING)):
            also(path, frozenset(_kinds(source)))
    return Scan(found, frozenset(groups), tuple(mutated), defining)


def definitions(path: str, reader: Reader) -> list[tuple[str, Kind, CustomSchema]]:
    """The definitions in a file; nothing where it cannot be read."""
    try:
        source, undecodable = reader.decoded(path)
    except OSError:
        return []
    found = in_source(source, Path(path), anything=False) if undecodable is None else ()
    return [(identity(path), (api_version, kind), schema) for api_version, kind, schema in found]


def changes_objects(path: str, reader: Reader) -> bool:
    """Whether a file may change objects, or cannot be read."""
    try:
        return any(mark in reader.source(path).text for mark in _MUTATING)
    except OSError:
        return True


def defines(source: Source) -> bool:
    """Whether a file may hold definitions of kinds, or webhooks that change objects."""
    return any(mark in source.text for mark in (_MARK, *_MUTATING))


def in_source(
    source: Source, path: PurePath, *, anything: bool, default: Kind | None = None
) -> Iterator[tuple[str, str, CustomSchema]]:
    """(apiVersion, kind, schema) of the definitions in a text; what is broken is passed over.

    With `anything` a JSON Schema counts too, for the kinds that it says it is for, else for the `default`.
    """
    found = False
    if _MARK in source.text:
        from podlint.schema import crd

        for composed in parse(source).sound:
            for document in _items(composed.document.data):
                if crd.is_crd(document):
                    found = True
                    at = composed.document.locate(Place(("kind",)))[0]
                    for api_version, kind, schema in crd.schemas(document, str(path)):
                        schema.at = at
                        yield api_version, kind, schema
    if anything and not found and path.suffix == ".json":
        try:
            written = loads(source.text)
        except ValueError:
            return
        if isinstance(written, dict):
            from podlint.schema import crd

            yield from crd.json_schema(written, str(path), default)


def _kinds(source: Source) -> Iterator[Kind]:
    for composed in parse(source).sound:
        for item in _items(composed.document.data):
            if isinstance(item, dict):
                yield str(item.get("apiVersion")), str(item.get("kind"))


def _items(data: Any) -> list[Any]:
    """A document, or the items of a List."""
    items = data.get("items") if isinstance(data, dict) and data.get("kind") == "List" else None
    return items if isinstance(items, list) else [data]
