"""Schemas that come with the project: CustomResourceDefinitions among the files, and what `schemas` names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.errors import ConfigError
from podlint.schema import crd
from podlint.yaml.reader import parse
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.schema.catalog import CustomSchema

Found = dict[tuple[str, str], "CustomSchema"]

_MARK = b"CustomResourceDefinition"
_SUFFIXES = (".yaml", ".yml", ".json")


def of_files(paths: Iterable[Path]) -> Found:
    """The schemas of the CustomResourceDefinitions in files; files that cannot be read are passed over."""
    found: Found = {}
    for path in paths:
        for api_version, kind, schema in _of_file(path, anything=False):
            found.setdefault((api_version, kind), schema)
    return found


def of_settings(entries: Iterable[str], root: Path) -> Found:
    """The schemas in the files and folders that a configuration names, relative to its folder.

    CustomResourceDefinitions as they are, and JSON Schema files that say which kind they are for; whatever else lies in
    a folder is passed over. Raises ConfigError for a path that does not exist.
    """
    found: Found = {}
    for entry in entries:
        path = root / entry
        if not path.exists():
            raise ConfigError(f"schemas: {entry}: no such file or folder")
        files = sorted(_walk(path)) if path.is_dir() else [path]
        for file in files:
            for api_version, kind, schema in _of_file(file, anything=True):
                found.setdefault((api_version, kind), schema)
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for base, _, files in os.walk(folder):
        yield from (Path(base, name) for name in files if name.endswith(_SUFFIXES))


def _of_file(path: Path, *, anything: bool) -> Iterator[tuple[str, str, CustomSchema]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            return
        data = path.read_bytes()
    except OSError:
        return
    if _MARK in data:
        source, undecodable = decode(data, str(path))
        for composed in parse(source).documents if undecodable is None else ():
            for document in _items(composed.document.data):
                if crd.is_crd(document):
                    yield from crd.schemas(document, str(path))
    elif anything and path.suffix == ".json":
        try:
            schema = json.loads(data)
        except ValueError:
            return
        if isinstance(schema, dict):
            yield from crd.json_schema(schema, str(path))


def _items(data: Any) -> list[Any]:
    """A document, or the items of a List."""
    items = data.get("items") if isinstance(data, dict) and data.get("kind") == "List" else None
    return items if isinstance(items, list) else [data]
