"""What a kustomization seems to name that cannot be read, or whose fields are of other shapes than they should be.

Its mistake is said where it stands. What it would take must not be judged as if nothing took it, so that a mistake in
a kustomization has no findings elsewhere: patches are not called incomplete manifests because a colon is missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kustomize.fields import PATCH_FIELDS, RESOURCE_FIELDS, TOP_FIELDS, is_odd_field
from podlint.words import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = re.compile(r" {0,2}([A-Za-z][A-Za-z0-9]*)[ \t]*(?::(?:[ \t]+(.*))?)?")
_PATH = re.compile(r"[\s{,-]*[\"']?path[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#,{}\[\]]+)")
_WORDS = re.compile(r"[^\s\"',\[\]{}#-][^\s\"',\[\]{}#]*")
_FILE = re.compile(r".+\.(?:ya?ml|json)", re.IGNORECASE)
_FIELDS = (*RESOURCE_FIELDS, *PATCH_FIELDS)


class Guessed(dict[str, Any]):
    """A kustomization as it seems to be meant: lists of what it takes and of its patches, under their names."""


def from_text(text: str) -> list[Any]:
    """What the text of a kustomization that YAML cannot read seems to name, line by line; nothing where it names none.

    Entries that are commented out are not taken, those on both sides of a conflict are.
    """
    found = Guessed()
    section = ""
    for line in text.splitlines():
        line = re.sub(r"(?:^|[ \t])#.*", "", line)
        match = _SECTION.fullmatch(line.rstrip())
        if match is not None and (line[0] != " " or match[1] in _FIELDS):
            section = _meant(match[1]) or match[1]
            if section == "kind" and (match[2] or "").strip() == "Component":
                found["kind"] = "Component"
            line = match[2] or ""
        for field, entry in _entries(section, line):
            found.setdefault(field, []).append(entry)
    return [found] if found else []


def _entries(section: str, line: str) -> Iterator[tuple[str, str]]:
    """What a line of a section names, each with the field that it belongs to."""
    if section and section not in _FIELDS and section in TOP_FIELDS:
        return
    path = _PATH.match(line)
    if path is not None:
        yield "patches", path[1]
    elif section in RESOURCE_FIELDS:
        yield from ((section, word) for word in _WORDS.findall(line))
    else:
        field = section if section in PATCH_FIELDS else "patches"
        yield from ((field, word) for word in _WORDS.findall(line) if _FILE.fullmatch(word))


def coerced(data: Any) -> Any:
    """A kustomization with lists where it names something in another shape, or under a name that is misspelt."""
    if not isinstance(data, dict):
        return data
    odd = {key: value for key, value in data.items() if is_odd_field(key, value)}
    found = Guessed({key: value for key, value in data.items() if key not in odd})
    for key, value in odd.items():
        field = _meant(key)
        if field is not None:
            found[field] = [*_listed(found.get(field)), *_as_list(field, value)]
    return found


def _meant(key: Any) -> str | None:
    """The field that a name stands for: itself, or the one that it is a slip of."""
    if key in _FIELDS:
        return str(key)
    return None if key in TOP_FIELDS or not isinstance(key, str) else closest(key, _FIELDS, 0.8)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _as_list(field: str, value: Any) -> Iterator[Any]:
    """The entries that a value seems to hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _as_list(field, item)
    elif isinstance(value, dict) and ("path" in value or "patch" in value) and field in PATCH_FIELDS:
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if item is None:
                yield str(key)
            else:
                yield from _as_list(field, item)
