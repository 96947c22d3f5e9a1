"""Where schemas may be had: addresses, paths, and those with fields in them that each kind fills in its own way.

The fields are those of kubeconform's `-schema-location`: `{{.Group}}` and the like.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podlint.files.paths import exists

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT = "default"
"""The word of kubeconform for the schemas of Kubernetes, which podlint has built in."""
SCHEMES = ("http://", "https://")
CATALOGUE = "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"
"""The layout of the CRDs-catalog."""
STANDALONE = "master-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json"
"""The layout in which kubeconform looks below an address without fields."""
LAYOUTS = (CATALOGUE, STANDALONE)
ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
FIELDS = ("Group", "ResourceKind", "ResourceAPIVersion", "KindSuffix", "NormalizedKubernetesVersion", "StrictSuffix")
_FIELD = re.compile(r"\{\{-?\s*\.(\w+)\s*-?\}\}")
_FILES = (".yaml", ".yml", ".json", *ARCHIVES)


def is_address(word: str) -> bool:
    """Whether a word is an address on the web."""
    return word.lower().startswith(SCHEMES)


def has_fields(location: str) -> bool:
    """Whether a location has fields that each kind fills in its own way."""
    return "{{" in location


def is_file(address: str) -> bool:
    """Whether an address is that of one file or archive, and not of a catalogue."""
    return not has_fields(address) and urlsplit(address).path.lower().endswith(_FILES)


def unfilled(path: str) -> str:
    """The folder that all files lie in which a path with fields may mean."""
    before = path.partition("{{")[0]
    return before if before.endswith("/") else str(PurePosixPath(before).parent) if before else "."


def filled(location: str, group: str, version: str, kind: str) -> str:
    """The address, or path, that a location gives for a kind."""
    values = {
        "Group": group,
        "ResourceKind": kind.lower(),
        "ResourceAPIVersion": version,
        "KindSuffix": f"-{group.split('.')[0]}-{version}",
        "NormalizedKubernetesVersion": "master",
        "StrictSuffix": "",
    }
    return _FIELD.sub(lambda match: values[match[1]], location)


def wrong_with(location: str) -> str | None:
    """Why something cannot be a location; None where nothing is wrong with it."""
    unknown = [name for name in _FIELD.findall(location) if name not in FIELDS]
    if unknown:
        return f"there is no .{unknown[0]}; there are {', '.join('.' + name for name in FIELDS)}"
    rest = _FIELD.sub("x", location)
    if "{{" in rest or "}}" in rest:
        return "between {{ and }} may only stand the name of a field, such as .Group"
    if not is_address(location):
        return f"{location.partition(':')[0]} is not spoken, only http and https" if "://" in location else None
    return flaw(rest)


def unusable(source: str, root: Path) -> str | None:
    """Why definitions cannot come from a source, an address or a path from a folder; None where they may."""
    wrong = wrong_with(source)
    if wrong is not None or is_address(source) or source == DEFAULT:
        return wrong
    if has_fields(source):
        folder = unfilled(source)
        return None if exists(root / folder) else f"there is no folder {folder}"
    return None if exists(root / source) else "no such file or folder"


def flaw(address: str) -> str | None:
    """Why an address is not asked; None where nothing is wrong with it."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        return str(error)
    if not parts.hostname:
        return "it names no server"
    if parts.username is not None or parts.password is not None:
        return "it holds a password, which would end up in the lock file"
    return None
