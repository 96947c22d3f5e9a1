"""What only schemas of custom resources limit: entries that are there twice, objects inside objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import names
from podlint.kubernetes.formats.judges import JUDGES
from podlint.kubernetes.view import is_placeholder
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path


class Repeated(NamedTuple):
    """An entry of a list that is there before: the indices of both."""

    at: int
    first: int


def repeated(value: list[Any], keys: list[str]) -> list[Repeated]:
    """The entries of a list that name what another one before them names, once for each; `keys` name an entry."""
    first: dict[str, int] = {}
    found: dict[str, Repeated] = {}
    for index, item in enumerate(value):
        key = _named(item, keys)
        if key is not None:
            before = first.setdefault(key, index)
            if before != index:
                found.setdefault(key, Repeated(index, before))
    return list(found.values())


def _named(item: Any, keys: list[str]) -> str | None:
    """What names an entry, as text; None where that is not known."""
    if keys:
        if not isinstance(item, dict) or any(key not in item for key in keys):
            return None
        item = [item[key] for key in keys]
    text = json.dumps(item, sort_keys=True, ensure_ascii=False, default=repr)
    return None if is_placeholder(text) else text


class Flaw(NamedTuple):
    """What is wrong with an object inside an object: the path of it, and the words, or None where it is missing."""

    path: Path
    words: str | None = None


def embedded(value: dict[str, Any]) -> list[Flaw]:
    """What the server refuses in an object inside an object: of its kind, and of the names in its metadata.

    Values of a wrong type are another keyword's matter.
    """
    found = [Flaw((key,)) for key in ("apiVersion", "kind") if value.get(key) is None]
    for key, judge in (("apiVersion", _api_version), ("kind", _kind)):
        text = value.get(key)
        if isinstance(text, str) and not is_placeholder(text) and (words := judge(text)) is not None:
            found.append(Flaw((key,), words))
    metadata = value.get("metadata")
    if isinstance(metadata, dict):
        found += _of_metadata(metadata)
    return found


def _api_version(text: str) -> str | None:
    if not text:
        return "must not be empty"
    return "must be `version` or `group/version`" if text.count("/") > 1 else None


def _kind(text: str) -> str | None:
    return JUDGES["kind"](text) if text else "must not be empty"


def _of_metadata(metadata: dict[str, Any]) -> Iterator[Flaw]:
    for key, judge in (("labels", names.qualified_name), ("annotations", names.annotation_key)):
        entries = metadata.get(key)
        for name, text in entries.items() if isinstance(entries, dict) else ():
            path = ("metadata", key, name)
            if not is_placeholder(name) and (words := judge(name)) is not None:
                yield Flaw(path, words)
            if key == "labels" and isinstance(text, str) and not is_placeholder(text):
                words = names.label_value(text)
                if words is not None:
                    yield Flaw(path, words)
